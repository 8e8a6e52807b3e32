// `test`: scenario files, in virtual time.

#include <charconv>
#include <filesystem>
#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/files.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"
#include "engine/scenario/scenario.h"

namespace liaison::cli {
namespace {

namespace fs = std::filesystem;

struct TestCommand {
  std::vector<std::string> paths;
  std::string workflows, output, partitions;
};

Json as_json(const ScenarioResult& result) {
  Json failures = Json::array();
  for (const ScenarioFailure& failure : result.failures) {
    failures.push_back({{"file", failure.at.file},
                        {"line", failure.at.line},
                        {"expected", failure.expected},
                        {"came", failure.came}});
  }
  return {{"scenario", result.name},
          {"path", result.path},
          {"passed", result.passed()},
          {"steps", result.steps},
          {"expectations", result.expectations},
          {"partitions", result.partitions},
          {"faults", faults_json(result.faults)},
          {"failures", std::move(failures)}};
}

// Any count must pass; without a wish both of the small ones are tried.
std::vector<PartitionNumber> counts_of(const std::string& wish) {
  if (wish.empty()) return {1, 2};
  PartitionNumber count = 0;
  const auto [end, error] = std::from_chars(wish.data(), wish.data() + wish.size(), count);
  const bool power = count > 0 && count <= 1024 && (count & (count - 1)) == 0;
  if (error != std::errc{} || end != wish.data() + wish.size() || !power) return {};
  return {count};
}

// What came otherwise than expected, in the words of the engine, and one line of our own.
std::string as_text(const ScenarioResult& result) {
  std::string failures = liaison::to_text(result);
  failures.pop_back();
  failures.erase(failures.rfind('\n') + 1);  // npos + 1: there are none
  const std::string& title = result.name.empty() ? result.path : result.name;
  std::string counts = how_many(result.steps, "{0} step", "{0} steps") + say(", ") +
                       how_many(result.expectations, "{0} expectation", "{0} expectations");
  if (result.partitions > 1) {
    counts += say(", {0} partitions", {std::to_string(result.partitions)});
  }
  return failures +
         say("{0} {1} ({2})", {result.passed() ? say("ok") : say("FAILED"), title, counts}) + "\n";
}

struct Tally {
  std::size_t passed = 0, of = 0;
};

void tell(const ScenarioResult& result, bool json, Tally& tally) {
  ++tally.of;
  tally.passed += result.passed() ? 1 : 0;
  if (json) std::cout << as_json(result).dump() << '\n';
  else std::cout << coloured(result.passed() ? Colour::kPlain : Colour::kRed, as_text(result));
}

// What the scenarios are about: --workflows, else what was named, else the folder around it
// (`liaison test workflows/scenarios`, `liaison test workflows/scenarios/survey-late.yaml`).
Loaded workflows_of(const TestCommand& command, const Loaded& named) {
  if (!command.workflows.empty()) return load_paths({command.workflows});
  if (!named.definitions.empty() || !named.ok()) return named;
  std::error_code failed;
  fs::path folder = fs::absolute(command.paths.front(), failed).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();  // "scenarios/"
  const int levels = fs::is_directory(folder, failed) ? 1 : 2;
  Loaded found;
  for (int level = 0; level < levels && found.definitions.empty() && found.ok(); ++level) {
    folder = folder.parent_path();
    found = load_paths({folder.lexically_proximate(fs::current_path())});
  }
  return found;
}

int run_all(const TestCommand& command, const std::vector<SourceFile>& scenarios,
            const Loaded& workflows, const std::vector<PartitionNumber>& counts) {
  Tally tally;
  for (const SourceFile& file : scenarios) {
    for (const ScenarioResult& result : run_scenarios(file, workflows, counts)) {
      tell(result, command.output == "json", tally);
    }
  }
  std::cerr << say("{0} of {1} passed", {std::to_string(tally.passed), std::to_string(tally.of)})
            << '\n';
  return tally.passed == tally.of ? kDone : kFaults;
}

int test_files(const TestCommand& command) {
  const std::vector<PartitionNumber> counts = counts_of(command.partitions);
  if (counts.empty()) {
    std::cerr << say("expected --partitions to be a power of two, but '{0}'", {command.partitions})
              << '\n';
    return kUsage;
  }
  const Loaded named = load_paths(command.paths);
  const Loaded workflows = workflows_of(command, named);
  for (const Loaded* loaded : {&named, &workflows}) {
    if (loaded->ok()) continue;
    print_faults(*loaded, std::cerr);
    return kFaults;
  }
  if (named.scenarios.empty()) {
    std::cerr << say("there is no scenario: a file that begins with `scenario:`") << '\n';
    return kUsage;
  }
  return run_all(command, named.scenarios, workflows, counts);
}

}  // namespace

void add_test(CommandLine& line) {
  auto command = std::make_shared<TestCommand>();
  line.command("test", say("plays scenario files and compares with what they expect"))
      .arguments(say("paths"), command->paths, say("folders and files"))
      .option("--workflows", command->workflows, "DIR",
              say("workflow files, if they are elsewhere"))
      .option("--partitions", command->partitions, "N", say("a power of two; default 1, then 2"))
      .option("--output", command->output, "FORMAT", say("json or text"))
      .example("liaison test workflows/scenarios")
      .example("liaison test survey-late.yaml --workflows workflows --partitions 4")
      .run([command] { return test_files(*command); });
}

}  // namespace liaison::cli
