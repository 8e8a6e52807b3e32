#include "engine/model/json_reader.h"

#include <simdjson.h>

namespace liaison {

namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

bool copy(const element& from, Json& to);

bool copy_members(const simdjson::dom::object& from, Json& to) {
  to = Json::object();
  auto& all = to.get_ref<Json::object_t&>();
  for (const auto& [key, value] : from) {
    const std::size_t before = all.size();  // most objects are written with their keys in order
    const auto place = all.emplace_hint(all.end(), std::string(key), nullptr);
    if (all.size() == before || !copy(value, place->second)) return false;
  }
  return true;
}

bool copy_items(const simdjson::dom::array& from, Json& to) {
  to = Json::array();
  auto& all = to.get_ref<Json::array_t&>();
  for (const element& value : from) {
    if (!copy(value, all.emplace_back())) return false;
  }
  return true;
}

// Into the kinds that nlohmann's parser gives: a whole number is signed only where it is negative.
Json number(std::int64_t value) {
  return value < 0 ? Json(value) : Json(static_cast<std::uint64_t>(value));
}

bool copy(const element& from, Json& to) {
  switch (from.type()) {
    case element_type::OBJECT: return copy_members(from.get_object().value_unsafe(), to);
    case element_type::ARRAY: return copy_items(from.get_array().value_unsafe(), to);
    case element_type::STRING: to = std::string(from.get_string().value_unsafe()); break;
    case element_type::INT64: to = number(from.get_int64().value_unsafe()); break;
    case element_type::UINT64: to = from.get_uint64().value_unsafe(); break;
    case element_type::DOUBLE: to = from.get_double().value_unsafe(); break;
    case element_type::BOOL: to = from.get_bool().value_unsafe(); break;
    case element_type::NULL_VALUE: to = nullptr; break;
  }
  return true;
}

// Good until this thread reads the next text.
std::optional<element> find(std::string_view text, std::string_view at) {
  thread_local simdjson::dom::parser parser(kReadBytes);
  if (parser.capacity() == 0 && parser.allocate(kReadBytes / 64, kReadLevels)) return std::nullopt;
  element found;
  if (parser.parse(text.data(), text.size()).at_pointer(at).get(found)) return std::nullopt;
  return found;
}

}  // namespace

std::optional<Json> read_json(std::string_view text, std::string_view at) {
  const auto found = find(text, at);
  std::optional<Json> value(std::in_place);
  return found && copy(*found, *value) ? std::move(value) : std::nullopt;
}

std::optional<Json> read_members(std::string_view text, std::string_view at,
                                 std::initializer_list<std::string_view> names) {
  const auto found = find(text, at);
  simdjson::dom::object object;
  if (!found || found->get_object().get(object)) return std::nullopt;
  Json some = Json::object();
  for (const std::string_view name : names) {
    element member;
    if (object.at_key(name).get(member)) continue;
    if (!copy(member, some[std::string(name)])) return std::nullopt;
  }
  return some;
}

}  // namespace liaison
