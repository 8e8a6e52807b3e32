// `check` and `schema`: workflow files without an engine.

#include <algorithm>
#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/files.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/words.h"

namespace liaison::cli {
namespace {

struct CheckOptions {
  std::vector<std::string> paths;
  std::string output;
  bool strict = false;
};

// The files named, read together with the common files and calendars they refer to. What is wrong
// in those is not what was asked.
Loaded load_named(const CheckOptions& options) {
  const std::vector<std::string> shared = shared_beside(options.paths);
  std::vector<std::string> all = options.paths;
  all.insert(all.end(), shared.begin(), shared.end());
  Loaded loaded = load_paths(all);
  const auto others = std::erase_if(loaded.faults, [&](const Fault& fault) {
    return std::find(shared.begin(), shared.end(), fault.at.file) != shared.end();
  });
  if (others > 0) {
    std::cerr << say("the common files beside have faults too: check the whole folder") << '\n';
  }
  return loaded;
}

int check_files(const CheckOptions& options) {
  const Loaded loaded = load_named(options);
  std::size_t warnings = 0;
  for (const Fault& fault : loaded.faults) warnings += fault.warning ? 1 : 0;
  const std::size_t faults = loaded.faults.size() - warnings;
  if (options.output == "json") print_json(faults_json(loaded.faults));
  else print_faults(loaded, std::cout);
  std::cerr << say("{0}, {1}; {2}, {3}, {4}",
                   {how_many(faults, "{0} fault", "{0} faults"),
                    how_many(warnings, "{0} warning", "{0} warnings"),
                    how_many(loaded.definitions.size(), "{0} workflow", "{0} workflows"),
                    how_many(loaded.calendars.size(), "{0} calendar", "{0} calendars"),
                    how_many(loaded.scenarios.size(), "{0} scenario", "{0} scenarios")})
            << '\n';
  return faults > 0 || (options.strict && warnings > 0) ? kFaults : kDone;
}

}  // namespace

void add_check(CommandLine& line) {
  auto options = std::make_shared<CheckOptions>();
  line.command("check", say("finds all faults of workflow files"))
      .arguments(say("paths"), options->paths, say("folders and files"))
      .option("--output", options->output, "FORMAT", say("json or text"))
      .flag("--strict", options->strict, say("warnings count as faults"))
      .example("liaison check workflows")
      .example("liaison check --strict workflows/lv-new-connection.yaml")
      .run([options] { return check_files(*options); });
}

void add_schema(CommandLine& line) {
  line.command("schema", say("prints the JSON Schema of workflow files, for editors"))
      .example("liaison schema > workflow.schema.json")
      .run([] {
        std::cout << workflow_schema() << '\n';
        return kDone;
      });
}

}  // namespace liaison::cli
