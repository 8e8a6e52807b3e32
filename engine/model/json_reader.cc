#include "engine/model/json_reader.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <utility>

#include "engine/model/json_text.h"
#include "engine/model/text.h"

namespace liaison {

namespace {

constexpr std::array<bool, 256> kInside = [] {  // stands for itself between quotes
  std::array<bool, 256> inside{};
  for (std::size_t c = 0x20; c < 256; ++c) inside[c] = c != '"' && c != '\\';
  return inside;
}();

// The first byte that does not stand for itself between quotes, looked for eight at a time.
// `high` is set when one before it may be no ASCII.
const char* end_of_plain(const char* at, const char* end, bool& high) {
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = kOnes * 0x80;
  const auto below = [](std::uint64_t bytes, std::uint64_t limit) {  // right up to the first one
    return (bytes - kOnes * limit) & ~bytes & kHighs;
  };
  for (; end - at >= 8; at += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, sizeof bytes);
    high = high || (bytes & kHighs) != 0;
    const std::uint64_t special =
        below(bytes, 0x20) | below(bytes ^ (kOnes * '"'), 1) | below(bytes ^ (kOnes * '\\'), 1);
    if (special != 0) return at + std::countr_zero(special) / 8;
  }
  for (; at != end && kInside[static_cast<unsigned char>(*at)]; ++at)
    high = high || static_cast<unsigned char>(*at) > 0x7f;
  return at;
}

// The whole text as a number of this kind.
template <class Number>
bool convert(const char* from, const char* to, Json& out) {
  Number number{};
  const auto [rest, error] = std::from_chars(from, to, number);
  out = number;
  return rest == to && error == std::errc{};
}

}  // namespace

bool JsonReader::at_end() { return next() == '\0' && at_ == end_; }

bool JsonReader::text(std::string& out) {
  out.clear();
  return text(&out);
}

bool JsonReader::text(std::string* out) {
  if (!take('"')) return false;
  while (true) {
    bool high = false;
    const char* const from = std::exchange(at_, end_of_plain(at_, end_, high));
    const std::string_view plain(from, static_cast<std::size_t>(at_ - from));
    if (at_ == end_ || (high && !is_utf8(plain))) return false;
    if (out) *out += plain;
    const char c = *at_++;
    if (c == '"') return true;
    if (c != '\\' || !escaped(out)) return false;
  }
}

bool JsonReader::escaped(std::string* out) {
  constexpr std::string_view kLetters = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
  const std::size_t which = at_ == end_ ? kLetters.npos : kLetters.find(*at_);
  if (which == kLetters.npos) return false;
  if (out) *out += kMeant[which];
  ++at_;
  return true;
}

bool JsonReader::word(std::string_view word) {
  if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

// -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?
bool JsonReader::number(Json& out) {
  const char* const from = at_;
  const auto one_of = [&](std::string_view some) {
    const bool is = at_ != end_ && some.find(*at_) != some.npos;
    if (is) ++at_;
    return is;
  };
  const auto digits = [&] {
    const char* const first = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != first;
  };
  const bool negative = one_of("-");
  if (!one_of("0") && !digits()) return false;
  const char* const fraction = at_;
  if (one_of(".") && !digits()) return false;
  if (one_of("eE")) {
    one_of("+-");
    if (!digits()) return false;
  }
  if (at_ != fraction) return convert<double>(from, at_, out);
  return negative ? convert<std::int64_t>(from, at_, out) : convert<std::uint64_t>(from, at_, out);
}

bool JsonReader::members(Json& out) {
  out = Json::object();
  auto& all = out.get_ref<Json::object_t&>();
  return object([&](std::string& key) {
    const std::size_t before = all.size();  // most objects are written with their keys in order
    const auto place = all.emplace_hint(all.end(), std::move(key), nullptr);
    return all.size() > before && value(place->second);
  });
}

bool JsonReader::items(Json& out) {
  out = Json::array();
  auto& all = out.get_ref<Json::array_t&>();
  return list('[', ']', [&] { return value(all.emplace_back()); });
}

bool JsonReader::value(Json& out) {
  switch (next()) {
    case '{': return members(out);
    case '[': return items(out);
    case '"': out = Json::value_t::string; return text(&out.get_ref<std::string&>());
    case 't': out = true; return word("true");
    case 'f': out = false; return word("false");
    case 'n': out = nullptr; return word("null");
    default: return number(out);
  }
}

bool JsonReader::skip(std::string_view* skipped) {
  next();
  const char* const from = at_;
  const bool good = pass();
  if (skipped) *skipped = {from, static_cast<std::size_t>(at_ - from)};
  return good;
}

bool JsonReader::pass() {
  switch (next()) {
    case '{': return list('{', '}', [&] { return text(nullptr) && take(':') && pass(); });
    case '[': return list('[', ']', [&] { return pass(); });
    case '"': return text(nullptr);
    default: {
      Json scalar;
      return value(scalar);
    }
  }
}

std::optional<Json> read_json(std::string_view text) {
  JsonReader reader(text);
  Json value;
  if (reader.value(value) && reader.at_end()) return value;
  return std::nullopt;
}

}  // namespace liaison
