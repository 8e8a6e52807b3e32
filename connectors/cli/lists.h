// Lists: what `case list`, `task list` and `due` have in common.
#pragma once

#include <string>

#include "connectors/cli/terminal.h"
#include "engine/model/json.h"
#include "engine/model/result.h"

namespace liaison::cli {

Result<std::size_t> limit_of(const std::string& text);
// The table, or `nothing` on stderr; and whether there is more.
void print_table(const Table&, const Json& page, const std::string& nothing);
// "survey" of a step's clock, the clock's own name else.
std::string what_of(const Json& deadline);
// Name and key: "华丰面馆 c-8f31".
std::string customer_of(const Json& row);

}  // namespace liaison::cli
