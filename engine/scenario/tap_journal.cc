#include "engine/scenario/tap_journal.h"

namespace liaison {

Result<Commit> TapJournal::commit(Turn turn) {
  std::vector<OutputRecord> records;
  for (const OutputRecord& record : turn.records) {
    if (!record.compacted && record.topic != kInternalTopic) records.push_back(record);
  }
  auto committed = inner.commit(std::move(turn));
  if (committed && *committed == Commit::kCommitted) {
    heard_.insert(heard_.end(), std::make_move_iterator(records.begin()),
                  std::make_move_iterator(records.end()));
  }
  return committed;
}

}  // namespace liaison
