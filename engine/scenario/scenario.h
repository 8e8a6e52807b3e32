// Scenario: a text that anyone can read and that proves how a workflow behaves (contracts.md
// section 7). `liaison test` and ctest run the same function.
//
//   Loaded folder = load_path("workflows");
//   for (const SourceFile& file : folder.scenarios) {
//     ScenarioResult result = run_scenario(file, folder, {.partitions = 2});
//     if (!result.passed()) std::cerr << to_text(result);
//   }
//
// Everything happens in virtual time on a MemoryJournal, through the same Partition::turn() that
// serves in production. Between two steps time moves through every due instant, so nothing is fired
// late unless the scenario says `engine: stops`. After the last step the store is judged as a
// whole: history folds to the rows byte for byte, indexes equal their derivation, the fold of
// `deadlines` equals `deadlines.current` equals the clocks in the rows, and no rung fired twice.
#pragma once

#include <string>
#include <vector>

#include "engine/language/load.h"
#include "engine/runtime/partition.h"
#include "engine/scenario/public_record.h"

namespace liaison {

struct ScenarioOptions {
  PartitionNumber partitions = 1;  // a scenario must pass at any count
  PartitionOptions partition;
  bool keep_records = false;  // in the result: for those who ask what scenarios cover
};

struct ScenarioFailure {
  SourceMark at;         // the expectation, or the step
  std::string expected;  // "expected deadline breached {step: survey}, but it did not come"
  std::vector<std::string> came;  // the records since the step before, one short line each
};

struct ScenarioResult {
  std::string name;  // what `scenario:` says
  std::string path;
  PartitionNumber partitions = 1;
  std::vector<Fault> faults;  // of the file itself: then nothing was run
  std::vector<ScenarioFailure> failures;
  std::size_t steps = 0;
  std::size_t expectations = 0;
  std::vector<PublicRecord> records;  // all that came, when kept; `seen`: an expectation named it
  bool passed() const { return faults.empty() && failures.empty(); }
};

ScenarioResult run_scenario(const SourceFile& file, const Loaded& workflows,
                            const ScenarioOptions& options = {});
// With each count of partitions; the file is read once.
std::vector<ScenarioResult> run_scenarios(const SourceFile& file, const Loaded& workflows,
                                          const std::vector<PartitionNumber>& counts);

// "ok survey-late (6 steps, 9 expectations)", or every fault and failure with what did come.
std::string to_text(const ScenarioResult& result);

}  // namespace liaison
