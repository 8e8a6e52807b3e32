// Restore: brings the rows of a partition in this store up to what was committed, from the
// changelog; whoever wrote it, wherever. Only after TurnProducer::take_over(): then nobody else
// writes any more, and what was committed is all there.
//
//   auto restored = restore(cluster, store, 3, said);
#pragma once

#include <cstdint>
#include <functional>

#include "connectors/kafka/options.h"
#include "connectors/kafka/position.h"
#include "connectors/rocksdb/store.h"

namespace liaison::kafka {

struct Restored {
  std::uint64_t rows = 0, bytes = 0;
  Position position;  // now
};

Result<Restored> restore(const Cluster&, Store&, PartitionNumber);

}  // namespace liaison::kafka
