// What the commands on cases share: one case as `case show` prints it, out of the JSON of
// GET /v1/cases/ID, its history as `case history` does, and what an operator does to one.
#pragma once

#include <string>

#include "connectors/cli/command_line.h"
#include "connectors/cli/source.h"
#include "engine/model/json.h"

namespace liaison::cli {

std::string case_page(const Json& the_case);
std::string case_history(const Json& events);  // case_history.cc
// "OPEN" green, "STUCK" red, in the language spoken.
std::string coloured_state(const std::string& state);
// A case by its id, or by the business key when it is the only one with it. `part` of the path:
// "" or "/history".
Result<Json> one_case(Source&, const std::string& name, const std::string& part);
void add_case_repairs(Command& cases);  // case_repair.cc

}  // namespace liaison::cli
