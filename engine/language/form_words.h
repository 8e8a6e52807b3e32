// The words in which forms tell what does not fit.
//
//   word_of_types({"integer", "null"})   // "a whole number or nothing"
//   shown("乙")                          // "\"乙\""
#pragma once

#include <string>

#include "engine/model/json.h"

namespace liaison {

std::string place(const std::string& at);      // "/" for the whole
std::string word_of_kind(const Json& value);   // "text", "a number", "a list", …
std::string word_of_types(const Json& types);  // of a list of JSON Schema's type names
std::string shown(const Json& value);          // as JSON, cut where it gets long
std::string shown_all(const Json& values);     // "a", "b", "c"
std::string counted(const Json& number, const std::string& noun);  // "1 entry", "2 entries"

}  // namespace liaison
