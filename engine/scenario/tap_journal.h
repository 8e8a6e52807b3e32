// TapJournal: another journal, and the public records in the very order in which they were
// committed. A topic has an order of its own; only the turn knows how records of different topics
// follow.
//
//   MemoryJournal store(1);
//   TapJournal journal(store);
//   …turns…
//   for (const OutputRecord& record : journal.take()) …
#pragma once

#include <vector>

#include "engine/runtime/forwarding_journal.h"

namespace liaison {

class TapJournal final : public ForwardingJournal<Journal&> {
 public:
  using ForwardingJournal::ForwardingJournal;

  // What was committed since the last call, without the compacted and the internal topics.
  std::vector<OutputRecord> take() { return std::exchange(heard_, {}); }

  Result<Commit> commit(Turn turn) override;

 private:
  std::vector<OutputRecord> heard_;
};

}  // namespace liaison
