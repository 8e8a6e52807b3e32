// Strict JSON: what comes from outside, read without surprises. Refused, beside what is no JSON: a
// key twice in one object (two readers would see two different records) and nesting deeper than
// kDepthMax (everything that walks a value does so on the stack).
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "engine/model/json.h"

namespace liaison {

inline constexpr std::size_t kDepthMax = 64;

struct NotJson {
  std::string reason;
};  // "expected JSON, but …"
std::variant<Json, NotJson> parse_strict(std::string_view text);
// For a value that was parsed elsewhere.
bool deeper_than(const Json& value, std::size_t depth);

}  // namespace liaison
