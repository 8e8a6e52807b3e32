#include "engine/language/form_words.h"

#include <algorithm>

#include "engine/language/shorten.h"

namespace liaison {
namespace {

constexpr std::size_t kMaxShownBytes = 60;
constexpr std::size_t kMaxChoices = 12;

std::string word_of_type(const std::string& type) {
  if (type == "null") return "nothing";
  if (type == "boolean") return "true or false";
  if (type == "object") return "an object";
  if (type == "array") return "a list";
  if (type == "string") return "text";
  return type == "number" ? "a number" : "a whole number";
}

}  // namespace

std::string place(const std::string& at) { return at.empty() ? "/" : at; }

std::string word_of_kind(const Json& value) {
  switch (value.type()) {
    case Json::value_t::boolean: return value.get<bool>() ? "true" : "false";
    case Json::value_t::object: return "an object";
    case Json::value_t::array: return "a list";
    case Json::value_t::string: return "text";
    case Json::value_t::null: return "nothing";
    default: return "the number " + value.dump();
  }
}

std::string word_of_types(const Json& types) {
  std::string words;
  for (const Json& type : types) {
    words += (words.empty() ? "" : " or ") + word_of_type(type.get<std::string>());
  }
  return words;
}

std::string shown(const Json& value) {
  if (value.is_structured() && value.size() > kMaxShownBytes) return word_of_kind(value);
  return shortened(value.dump(-1, ' ', false, Json::error_handler_t::replace), kMaxShownBytes);
}

std::string shown_all(const Json& values) {
  std::string all;
  for (std::size_t i = 0; i < std::min(values.size(), kMaxChoices); ++i) {
    all += (i ? ", " : "") + shown(values[i]);
  }
  return values.size() > kMaxChoices ? all + ", …" : all;
}

std::string counted(const Json& number, const std::string& noun) {
  const std::int64_t count = number.get<std::int64_t>();
  const std::string several = noun == "entry" ? "entries" : noun + "s";
  return std::to_string(count) + " " + (count == 1 ? noun : several);
}

}  // namespace liaison
