// The rows of a partition that are no aggregate of the machine: what the turn loop keeps for
// itself.
#pragma once

#include "engine/machine/machine.h"
#include "engine/runtime/journal.h"

namespace liaison {

// Raised when an older liaison could not go on with rows that this one has written. 2: the archive,
// and the index of closed cases for it. 3: one index of open clocks in place of two. What is behind
// is brought here by turn_upgrade.cc.
inline constexpr int kPartitionLevel = 3;

struct PartitionRow {
  int level = kPartitionLevel;
  Instant time = kBeginning;
  Positions positions;
  PartitionState state;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("level", &PartitionRow::level), field("time", &PartitionRow::time),
        field("positions", &PartitionRow::positions), field("state", &PartitionRow::state);
  }
};

struct DedupRow {  // of an accepted input that no case row remembers
  std::string digest;
  CaseId case_id;  // "" = it concerned none
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("digest", &DedupRow::digest), field("case", &DedupRow::case_id);
  }
};

// The journal could not give a row: nothing of the turn may count. Caught by the turn loop alone.
struct RowsFailed {
  Error error;
};

}  // namespace liaison
