// CasePage: one case as `case show` prints it, out of the JSON of GET /v1/cases/ID, and its history
// as `case history` does.
#pragma once

#include <string>

#include "engine/model/json.h"

namespace liaison::cli {

std::string case_page(const Json& the_case);
std::string case_history(const Json& events);  // case_history.cc
// "OPEN" green, "STUCK" red, in the language spoken.
std::string coloured_state(const std::string& state);

}  // namespace liaison::cli
