// Retention: how long the records of a topic stay, and what a pass over all topics let go.
//
//   auto trimmed = journal.trim({.age = 90 days, .bytes = 4 GiB, .now = node.now()});
//
// What is never let go, whatever the limits say: an input that is not consumed yet, the last row of
// a sequence, and anything of a compacted topic.
#pragma once

#include <cstdint>

#include "engine/model/instant.h"

namespace liaison {

struct Retention {
  Milliseconds age{0};      // 0 = for ever
  std::uint64_t bytes = 0;  // on disk, of a topic in one partition; 0 = no limit
  // The clock, for a partition in which nothing happens any more: its own time stands still then.
  // Never earlier than that.
  Instant now = kBeginning;
};

struct Trimmed {
  std::uint64_t records = 0;
  std::size_t sequences = 0;  // that lost some
};

}  // namespace liaison
