// Files: reading what people write, and showing what is wrong with it.
#pragma once

#include <iosfwd>
#include <string>

#include "engine/language/load.h"

namespace liaison::cli {

// The common files and calendars that stand beside these files or below: what they may refer to
// although nobody named it. Folders bring their own.
std::vector<std::string> shared_beside(const std::vector<std::string>& paths);
// The same of one folder and those in it, but for `named`.
std::vector<std::string> shared_in(const std::string& folder,
                                   const std::vector<std::string>& named);

// The whole file or pipe, or standard input for "-"; at most 64 MiB. A folder or a device is an
// error.
Result<std::string> read_all(const std::string& path);
// One fault a line: "FILE:LINE:COLUMN: expected X, but Y"; warnings say so.
void print_faults(const Loaded&, std::ostream&);
Json faults_json(const std::vector<Fault>&);
// JSON or YAML text; the error names the place.
Result<Json> parse_json_or_yaml(const SourceFile&);
// "-", "@FILE" or the text itself: the value of options like --result and --data.
Result<Json> json_argument(const std::string& argument);

}  // namespace liaison::cli
