// `$ref` in a form: where it leads, and that following it comes to an end.
//
//   referred(form, "#/definitions/person")   // form["definitions"]["person"]
//
// A reference may come back to itself only deeper in the value; one that does so at the same place
// ({"$ref": "#"} as the whole form) would be followed for ever.
#pragma once

#include <string>
#include <string_view>

#include "engine/model/json.h"
#include "engine/model/result.h"

namespace liaison {

inline constexpr std::string_view kFormDefinitions = "#/definitions/";

// The schema a `$ref` leads to. It exists: the form was checked.
const Json& referred(const Json& form, const std::string& reference);

Result<void> references_end(const Json& form);

}  // namespace liaison
