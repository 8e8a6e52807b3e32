// The unread inputs of a partition that stand in its topics, merged while they are read.
#pragma once

#include <vector>

#include "connectors/rocksdb/format.h"
#include "connectors/rocksdb/store.h"

namespace liaison {

struct UnreadLane {
  Lane name;
  LogRange range;
  Offset from = 0;
  Offset end = 0;
};

// At most `max`, by (arrival, lane, offset). Reads what it returns and one record more a lane.
Result<std::vector<InputRecord>> read_unread(const Table& log, std::vector<UnreadLane> lanes,
                                             std::size_t max);

}  // namespace liaison
