// JSON as text, written at once: no value is built first.
//
//   append_json_text(out, "wang \"er\"");                  // "wang \"er\"", with its quotes
//   append_json(out, value);                               // what value.dump() gives
//   JsonObject object;
//   object.set("case", id).set("key", or_null(key)).set("attempt", 2);
//   std::string text = std::move(object).text();           // fields in the order of set()
//
// A name is set once. Bytes that are no UTF-8 become U+FFFD each, so that what is written can
// always be read.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/json.h"

namespace liaison {

void append_json_text(std::string& out, std::string_view text);
void append_json(std::string& out, const Json& value);
std::string to_json_text(const Json& value);
bool is_utf8(std::string_view bytes);

struct OrNull {  // empty text is null
  std::string_view text;
};
inline OrNull or_null(std::string_view text) { return {text}; }

class JsonObject {
 public:
  JsonObject& set(std::string_view name, std::string_view text);
  JsonObject& set(std::string_view name, const char* text) {
    return set(name, std::string_view(text));
  }
  JsonObject& set(std::string_view name, OrNull text);
  JsonObject& set(std::string_view name, const std::same_as<Json> auto& value) {
    append_json(begin(name), value);
    return *this;
  }
  JsonObject& set(std::string_view name, const std::vector<std::string>& texts);
  JsonObject& set(std::string_view name, const JsonObject& object);
  JsonObject& set(std::string_view name, std::integral auto number) {
    if constexpr (std::is_same_v<decltype(number), bool>)
      return raw(name, number ? "true" : "false");
    else return raw(name, std::to_string(number));
  }
  // All fields of another.
  JsonObject& add(const JsonObject& other);
  std::string text() const& { return fields_ + '}'; }
  std::string text() && {
    fields_ += '}';
    return std::move(fields_);
  }

 private:
  JsonObject& raw(std::string_view name, std::string_view json);
  std::string& begin(std::string_view name);

  std::string fields_ = "{";
};

}  // namespace liaison
