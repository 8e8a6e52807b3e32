#include "tests/simulation/crash_journal.h"

namespace liaison::simulation {

Result<Commit> CrashJournal::commit(Turn turn) {
  const Mishap mishap = of_a_commit();
  switch (mishap) {
    case Mishap::kPostponed: return Commit::kRetry;
    case Mishap::kLostBefore: return Commit::kLost;
    case Mishap::kRefused: return Error{Error::Kind::kIo, "expected room, but the disk is full"};
    case Mishap::kDiesBefore: throw Died{};
    default: break;
  }
  ++commits;
  hear(turn);
  auto done = inner.commit(std::move(turn));
  if (mishap == Mishap::kDiesAfter) throw Died{};
  return mishap == Mishap::kLostAfter ? Result<Commit>(Commit::kLost) : done;
}

void CrashJournal::hear(const Turn& turn) {
  for (const OutputRecord& record : turn.records) {
    if (record.topic != kInternalTopic) told.push_back(record);
    else sent_ |= record.partition != turn.partition;
  }
}

}  // namespace liaison::simulation
