// From YAML text to definitions, or to all the faults at once.
//
//   Loaded loaded = load({{"workflows/lv-new-connection.yaml", text}, …});
//   for (const Fault& f : loaded.faults) std::cerr << to_text(f) << '\n';
//       workflows/meter-check.yaml:31:14: expected a duration such as …, but '2 wrkdays'
//
// A folder is taken as a whole: one fault and nothing of it is loaded. Nothing that can be written
// in a file crashes the loader or makes it run long (limits: language.md section 1). This folder is
// the only place that includes yaml-cpp, libjq and the schema validator.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/model/definition.h"

namespace liaison {

struct MarkedJson;

struct SourceFile {
  std::string path;  // as shown in faults
  std::string text;
  std::shared_ptr<const MarkedJson> read = nullptr;  // of a scenario of a folder without a fault
};

struct Fault {
  SourceMark at;
  std::string message;   // "expected X, but Y"
  bool warning = false;  // shown by `check`; refused only by `check --strict`
};
std::string to_text(const Fault&);  // "FILE:LINE:COLUMN: expected X, but Y"

struct Loaded {
  std::vector<Fault> faults;                                   // in the order of file, line, column
  std::vector<std::shared_ptr<const Definition>> definitions;  // empty when there is a fault
  std::map<std::string, std::shared_ptr<const Calendar>> calendars;
  std::vector<SourceFile> scenarios;  // files that begin with `scenario`, for `liaison test`
  bool ok() const;                    // no fault that is not a warning
};

Loaded load(const std::vector<SourceFile>& files);

// Reads every .yaml and .yml under a folder (or the one file), sorted by path. An unreadable file
// or one over 1 MiB is a fault of its own.
Loaded load_path(const std::string& path);
std::vector<SourceFile> read_paths(const std::vector<std::string>& paths,
                                   std::vector<Fault>& faults);
Loaded load_paths(const std::vector<std::string>& paths);

// One YAML document as JSON, with the mark of every value: for scenario and answer files. Keys are
// text; the faults are those of YAML itself (duplicate key, tab, alias nested, …).
struct MarkedJson {
  Json value;
  std::map<std::string, SourceMark> marks;  // by JSON pointer
};
Result<MarkedJson> parse_yaml(const SourceFile& file, std::vector<Fault>& faults);

// The definition again from the sources it was stored with (the partition keeps its own copy):
// pack() gives everything load() needs to make exactly this definition, as one blob.
std::string pack(const Definition&);
Result<std::shared_ptr<const Definition>> unpack(std::string_view blob);

// The JSON Schema of workflow files, for editors (`liaison schema`).
std::string workflow_schema();

}  // namespace liaison
