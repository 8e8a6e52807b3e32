// Restore: brings the rows of a partition in this store up to what was committed, from the
// changelog; whoever wrote it, wherever. Only after TurnProducer::take_over(): then nobody else
// writes any more, and what was committed is all there.
//
//   auto restored = restore(cluster, store, 3, said);
#pragma once

#include <cstdint>
#include <string>

#include "connectors/kafka/options.h"
#include "connectors/kafka/position.h"
#include "connectors/rocksdb/store.h"

namespace liaison::kafka {

struct Restored {
  std::uint64_t rows = 0, bytes = 0;
  Position position;  // now
};

// A restore that takes more than some seconds says in the log how far it is.
Result<Restored> restore(const Cluster&, Store&, PartitionNumber);

struct Progress {  // offsets of the changelog
  Offset from = 0, at = 0, end = 0;
  std::uint64_t bytes = 0;
  Milliseconds elapsed{0};
};
// "partition 3 is being restored: 250000 of 1000000 records, 45 MB, about 12 s left"
std::string progress_line(PartitionNumber, const Progress&);

}  // namespace liaison::kafka
