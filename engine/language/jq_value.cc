#include "engine/language/jq_value.h"

#include <array>
#include <charconv>
#include <cmath>

namespace liaison {
namespace {

constexpr double kExact = 9007199254740992.0;  // 2^53

bool is_whole(double number) { return std::abs(number) < kExact && std::trunc(number) == number; }

Json number_from(double number) {
  return is_whole(number) ? Json(static_cast<std::int64_t>(number)) : Json(number);
}

std::size_t text_bytes(const std::string& text) {
  std::size_t bytes = text.size() + 2;
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '\n' || c == '\t' || c == '\r') bytes += 1;
    else if (static_cast<unsigned char>(c) < 0x20) bytes += 5;
  }
  return bytes;
}

std::size_t number_bytes(const Json& value) {
  std::array<char, 32> text{};
  char* const end = text.data() + text.size();
  const std::to_chars_result written =
      value.is_number_float() ? std::to_chars(text.data(), end, value.get<double>())
                              : std::to_chars(text.data(), end, value.get<std::int64_t>());
  return static_cast<std::size_t>(written.ptr - text.data());
}

}  // namespace

std::string_view text_of(jv lent) {
  return {jv_string_value(lent), static_cast<std::size_t>(jv_string_length_bytes(jv_copy(lent)))};
}

jv text_to_jq(std::string_view text) {
  return jv_string_sized(text.data(), static_cast<int>(text.size()));
}

jv to_jq(const Json& value) {
  switch (value.type()) {
    case Json::value_t::boolean: return jv_bool(value.get<bool>());
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float: return jv_number(value.get<double>());
    case Json::value_t::string: return text_to_jq(value.get_ref<const std::string&>());
    case Json::value_t::array: {
      jv list = jv_array_sized(static_cast<int>(value.size()));
      for (const Json& item : value) list = jv_array_append(list, to_jq(item));
      return list;
    }
    case Json::value_t::object: {
      jv object = jv_object();
      for (auto it = value.begin(); it != value.end(); ++it) {
        object = jv_object_set(object, text_to_jq(it.key()), to_jq(it.value()));
      }
      return object;
    }
    default: return jv_null();
  }
}

std::optional<Json> from_jq(jv lent) {
  switch (jv_get_kind(lent)) {
    case JV_KIND_TRUE: return Json(true);
    case JV_KIND_FALSE: return Json(false);
    case JV_KIND_NUMBER: {
      const double number = jv_number_value(lent);
      if (!std::isfinite(number)) return std::nullopt;
      return number_from(number);
    }
    case JV_KIND_STRING: return Json(std::string(text_of(lent)));
    case JV_KIND_ARRAY: {
      Json list = Json::array();
      for (int i = 0, count = jv_array_length(jv_copy(lent)); i < count; ++i) {
        const Jv item(jv_array_get(jv_copy(lent), i));
        std::optional<Json> made = from_jq(item.get());
        if (!made) return std::nullopt;
        list.push_back(std::move(*made));
      }
      return list;
    }
    case JV_KIND_OBJECT: {
      Json object = Json::object();
      for (int i = jv_object_iter(lent); jv_object_iter_valid(lent, i);
           i = jv_object_iter_next(lent, i)) {
        const Jv key(jv_object_iter_key(lent, i)), item(jv_object_iter_value(lent, i));
        std::optional<Json> made = from_jq(item.get());
        if (!made) return std::nullopt;
        object.emplace(text_of(key.get()), std::move(*made));
      }
      return object;
    }
    default: return Json(nullptr);
  }
}

void make_integers(Json& value) {
  if (value.is_number_float()) {
    if (is_whole(value.get<double>())) value = static_cast<std::int64_t>(value.get<double>());
  } else if (value.is_structured()) {
    for (Json& item : value) make_integers(item);
  }
}

std::size_t json_bytes(const Json& value, std::size_t most) {
  switch (value.type()) {
    case Json::value_t::string: return text_bytes(value.get_ref<const std::string&>());
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float: return number_bytes(value);
    case Json::value_t::boolean: return value.get<bool>() ? 4 : 5;
    case Json::value_t::array:
    case Json::value_t::object: break;
    default: return 4;
  }
  std::size_t bytes = value.empty() ? 2 : 1 + value.size();  // brackets and commas
  for (auto it = value.begin(); it != value.end() && bytes <= most; ++it) {
    if (value.is_object()) bytes += text_bytes(it.key()) + 1;
    bytes += json_bytes(*it, most);
  }
  return bytes;
}

std::int64_t steps_of(const Json& value) {
  if (value.is_string()) {
    return 1 + static_cast<std::int64_t>(value.get_ref<const std::string&>().size() / 16);
  }
  std::int64_t steps = 1;
  if (!value.is_structured()) return steps;
  for (auto it = value.begin(); it != value.end(); ++it) {
    if (value.is_object()) steps += static_cast<std::int64_t>(it.key().size() / 16);
    steps += steps_of(*it);
  }
  return steps;
}

bool deeper_than(const Json& value, int most) {
  if (!value.is_structured()) return false;
  if (most == 0) return true;
  for (const Json& item : value) {
    if (deeper_than(item, most - 1)) return true;
  }
  return false;
}

}  // namespace liaison
