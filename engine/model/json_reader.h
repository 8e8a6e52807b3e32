// JSON text, read by simdjson: much quicker than nlohmann's parser, and silent.
//
//   std::optional<Json> value = read_json(text);              // a whole text
//   std::optional<Json> data = read_json(text, "/data");      // of it, what a JSON pointer names
//   std::optional<Json> some = read_members(text, "/data", {"due", "state"});  // those alone
//
// Stricter than JSON: it gives up (nullopt) what is no JSON or not there, but also a key twice in
// one object, nesting deeper than kReadLevels, texts over kReadBytes and numbers beyond a double or
// an integer. Who must take those too, or say what is wrong, asks nlohmann's parser about a text
// that was given up.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

#include "engine/model/json.h"

namespace liaison {

inline constexpr std::size_t kReadLevels = 64;
inline constexpr std::size_t kReadBytes = 1024 * 1024;  // what a thread keeps room for

std::optional<Json> read_json(std::string_view text, std::string_view at = "");
// Of the object there; members that it does not have are left out.
std::optional<Json> read_members(std::string_view text, std::string_view at,
                                 std::initializer_list<std::string_view> names);

}  // namespace liaison
