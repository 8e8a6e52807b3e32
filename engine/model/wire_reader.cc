#include "engine/model/wire_reader.h"

#include <bit>
#include <limits>

namespace liaison::wire {

std::uint8_t Reader::byte() { return static_cast<std::uint8_t>(take(1).front()); }

std::uint64_t Reader::bytes(std::size_t count) {
  std::uint64_t value = 0;
  for (const char each : take(count)) value = value << 8 | static_cast<std::uint8_t>(each);
  return value;
}

std::string_view Reader::take(std::uint64_t size) {
  if (size > rest_.size()) throw Malformed{};
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

// None of them has less than a byte.
Reader::Head Reader::items(Kind kind, std::uint64_t count) const {
  if (count > rest_.size()) throw Malformed{};
  return {kind, count};
}

// The first byte of an item, and the size, count or number that belongs to it.
Reader::Head Reader::head() {
  const std::uint8_t first = byte();
  if (first < 0x80) return {Kind::kNatural, first};
  if (first < 0x90) return items(Kind::kMap, first & 0x0fU);
  if (first < 0xa0) return items(Kind::kArray, first & 0x0fU);
  if (first < 0xc0) return {Kind::kText, first & 0x1fU};
  if (first >= 0xe0) return {Kind::kNegative, static_cast<std::uint64_t>(std::int8_t(first))};
  switch (first) {
    case 0xc0: return {Kind::kNil, 0};
    case 0xc2:
    case 0xc3: return {Kind::kTruth, first & 1U};
    case 0xca: {
      const auto single = std::bit_cast<float>(static_cast<std::uint32_t>(bytes(4)));
      return {Kind::kNumber, std::bit_cast<std::uint64_t>(static_cast<double>(single))};
    }
    case 0xcb: return {Kind::kNumber, bytes(8)};
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf: return {Kind::kNatural, bytes(std::size_t{1} << (first & 3U))};
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3: {
      const std::size_t size = std::size_t{1} << (first & 3U);
      const auto shift = static_cast<int>(8 * (8 - size));
      const auto value = static_cast<std::int64_t>(bytes(size) << shift) >> shift;
      return {value < 0 ? Kind::kNegative : Kind::kNatural, static_cast<std::uint64_t>(value)};
    }
    case 0xd9: return {Kind::kText, bytes(1)};
    case 0xda: return {Kind::kText, bytes(2)};
    case 0xdb: return {Kind::kText, bytes(4)};
    case 0xdc: return items(Kind::kArray, bytes(2));
    case 0xdd: return items(Kind::kArray, bytes(4));
    case 0xde: return items(Kind::kMap, bytes(2));
    case 0xdf: return items(Kind::kMap, bytes(4));
    default: throw Malformed{};  // binary and extensions: we store none
  }
}

Reader::Head Reader::expect(Kind kind) {
  const Head found = head();
  if (found.kind != kind) throw Malformed{};
  return found;
}

std::uint32_t Reader::array() { return static_cast<std::uint32_t>(expect(Kind::kArray).value); }

std::int64_t Reader::integer() {
  const Head found = head();
  const auto value = static_cast<std::int64_t>(found.value);
  if (found.kind == Kind::kNegative || (found.kind == Kind::kNatural && value >= 0)) return value;
  throw Malformed{};
}

std::uint64_t Reader::natural() { return expect(Kind::kNatural).value; }
double Reader::number() { return std::bit_cast<double>(expect(Kind::kNumber).value); }
bool Reader::truth() { return expect(Kind::kTruth).value != 0; }
std::string_view Reader::text() { return take(expect(Kind::kText).value); }

bool Reader::nil() {
  if (rest_.empty() || static_cast<std::uint8_t>(rest_.front()) != 0xc0) return false;
  rest_.remove_prefix(1);
  return true;
}

// Not by recursion: it may be as deep as it is long.
void Reader::skip() {
  for (std::uint64_t left = 1; left > 0; --left) {
    const Head found = head();
    if (found.kind == Kind::kText) take(found.value);
    if (found.kind == Kind::kArray) left += found.value;
    if (found.kind == Kind::kMap) left += 2 * found.value;
  }
}

Json Reader::json() { return json(0); }

Json Reader::json(std::size_t depth) {
  const Head found = head();
  switch (found.kind) {
    case Kind::kNil: return nullptr;
    case Kind::kTruth: return found.value != 0;
    case Kind::kNatural: return found.value;
    case Kind::kNegative: return static_cast<std::int64_t>(found.value);
    case Kind::kNumber: return std::bit_cast<double>(found.value);
    case Kind::kText: return std::string(take(found.value));
    case Kind::kArray:
    case Kind::kMap: break;
  }
  if (depth == kDepthMax) throw Malformed{};
  if (found.kind == Kind::kMap) return object(found.value, depth + 1);
  Json list = Json::array();
  for (std::uint64_t i = 0; i < found.value; ++i) list.push_back(json(depth + 1));
  return list;
}

// Keys were written in their order, so each goes to the end.
Json Reader::object(std::uint64_t count, std::size_t depth) {
  Json value = Json::object();
  auto& members = value.get_ref<Json::object_t&>();
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string key(text());
    members.emplace_hint(members.end(), std::move(key), json(depth));
  }
  return value;
}

}  // namespace liaison::wire
