// Stage: an engine in memory and virtual time, with people and customers put on it, for scenarios
// and for `run`. What it is given is what would come over the wire; only time is made up.
//
//   Stage stage(1, {});
//   stage.open(definitions, start);
//   stage.introduce(file.people, file.customers, start);
//   stage.pass_time(at);  stage.put(input, at);
//   for (PublicRecord& record : stage.take()) …
#pragma once

#include <vector>

#include "engine/runtime/memory_journal.h"
#include "engine/scenario/lockstep.h"
#include "engine/scenario/public_record.h"
#include "engine/scenario/tap_journal.h"

namespace liaison {

class Stage {
 public:
  Stage(PartitionNumber partitions, const PartitionOptions& options);

  Result<void> open(const std::vector<std::shared_ptr<const Definition>>&, Instant at);
  // No case is opened by a schedule any more; those that are open go on.
  Result<void> end_schedules(Instant at) { return engine_.activate({}, at); }
  Result<void> introduce(const std::vector<Json>& people, const std::vector<Json>& customers,
                         Instant at);
  // Through every due instant; while the engine is stopped nothing is read and nothing fires.
  Result<void> pass_time(Instant to);
  // The input arrives; a reply is first given the id of the task it means. Error kNotFound: no such
  // task, or more than one.
  Result<void> put(const ScenarioInput& input, Instant at);
  // A command as another partition would send it; only for what no event can ask for.
  Result<void> command(const Command& command);
  void stop() { stopped_ = true; }
  Result<void> start(Instant at);
  // All public records since the last call, in the order of their commits.
  std::vector<PublicRecord> take();

  MemoryJournal& journal() { return journal_; }

 private:
  void lay_down(Json event, Instant at);
  Result<void> arrive(Json event, Instant at);
  Json from_send(const Json& send);
  Result<Json> from_reply(const Json& reply) const;

  MemoryJournal journal_;
  TapJournal tap_;
  Lockstep engine_;
  bool stopped_ = false;
  int inputs_ = 0;
};

// The task a reply means: the open one of that step (of that department, case or customer); when
// none is open the last one, so that answers which come too late can be sent.
Result<CaseId> find_case(const Journal& journal, const Json& reply);  // the open one meant
Result<TaskId> find_task(const Journal& journal, const Json& reply);
// The clock that a reply names by `clock` (in the case of that key), to acknowledge its rungs.
Result<ClockId> find_clock(const Journal& journal, const Json& reply);

}  // namespace liaison
