// Deployment: what a folder of workflows changes in a store, before it does.
//
//   auto changes = deployment(view, loaded.definitions, /*count_cases=*/true);
//   for (const WorkflowChange& change : *changes) if (change.is_fault()) …nothing is taken…
//
// A workflow that is in force and not in the folder goes on as it is, but its schedule ends.
// A case stays on the definition it was opened with, whatever is deployed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/language/load.h"
#include "engine/runtime/queries.h"

namespace liaison {

struct WorkflowChange {
  enum class Kind : std::uint8_t {
    kNew,        // nothing of this name was in force
    kVersion,    // another version than before
    kUnchanged,  // in force already
    kContent,    // the version is known with other content: a fault
    kKept,       // in force, and not among what is deployed
  };
  // What becomes of the workflow's schedule. One that is written otherwise begins anew.
  enum class OfSchedule : std::uint8_t { kNone, kBegins, kGoesOn, kBeginsAnew, kEnds };
  std::string workflow, version, was;  // `was`: the version in force
  Kind kind = Kind::kNew;
  OfSchedule schedule = OfSchedule::kNone;
  std::string fault;                              // "FILE:LINE:COLUMN: expected …"; "" = none
  std::map<std::string, std::size_t> open_cases;  // by the version they stay on
  bool is_fault() const { return kind == Kind::kContent; }
};
const char* to_word(WorkflowChange::Kind);
const char* to_word(WorkflowChange::OfSchedule);

// By workflow. `count_cases`: reads the head of every open case.
Result<std::vector<WorkflowChange>> deployment(
    const StoreView&, const std::vector<std::shared_ptr<const Definition>>&, bool count_cases);
// Where topics are made beforehand: each department must have its own, since a record for one that
// is not there would stop its partition.
Result<void> check_topics(const Journal&, const std::vector<std::shared_ptr<const Definition>>&);
// All faults, one a line; "" where there is none.
std::string faults_of(const std::vector<WorkflowChange>&);
Json shown(const std::vector<WorkflowChange>&);

}  // namespace liaison
