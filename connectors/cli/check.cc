// `check` and `schema`: workflow files without an engine.

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

int check_files(const CheckOptions& options) {
  const Loaded loaded = load_paths(options.paths);
  std::size_t warnings = 0;
  for (const Fault& fault : loaded.faults) warnings += fault.warning ? 1 : 0;
  const std::size_t faults = loaded.faults.size() - warnings;
  if (options.output == "json") print_json(faults_json(loaded.faults));
  else print_faults(loaded, std::cout);
  std::cerr << say("{0} faults, {1} warnings; {2} workflows, {3} calendars, {4} scenarios",
                   {std::to_string(faults), std::to_string(warnings),
                    std::to_string(loaded.definitions.size()),
                    std::to_string(loaded.calendars.size()),
                    std::to_string(loaded.scenarios.size())})
            << '\n';
  return faults > 0 || (options.strict && warnings > 0) ? kFaults : kDone;
}

}  // namespace

void add_check(CommandLine& line) {
  auto options = std::make_shared<CheckOptions>();
  line.command("check", say("finds all faults of workflow files"))
      .arguments("paths", options->paths, say("folders and files"))
      .option("--output", options->output, "FORMAT", say("json or text"))
      .flag("--strict", options->strict, say("warnings count as faults"))
      .example("liaison check workflows")
      .example("liaison check --strict workflows/lv-new-connection.yaml workflows/common.yaml")
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
