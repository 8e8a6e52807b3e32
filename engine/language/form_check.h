// What may stand in a form: the keywords of JSON Schema draft 7, each with a value of its type.
//
//   Result<Json> schema = checked_form({{"required", {"on"}}});
//   // {"required": ["on"], "type": "object"}
//
// What passes is closed (`$ref` leads to `#` or `#/definitions/NAME` of the same form) and every
// reference gets ahead in the value, so that asking it ends. Numbers are whole where they can be.
#pragma once

#include <functional>
#include <string>

#include "engine/model/json.h"
#include "engine/model/result.h"

namespace liaison {

inline constexpr int kMaxFormDepth = 64;  // of the schema, and of a value it is asked about

Result<Json> checked_form(Json schema);

// Calls `look` for the schema and for every schema in it, with the keyword it stands under ("" for
// the whole and for definitions), the outer ones first.
void for_each_schema(Json& schema, const std::function<void(Json&, const std::string&)>& look);

}  // namespace liaison
