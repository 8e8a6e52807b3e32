// Position: up to where a partition's rows in this store follow its changelog; a row of the store's
// `node` family, written in every batch with the rows it speaks of.
#pragma once

#include <optional>
#include <string>

#include "connectors/rocksdb/store.h"
#include "engine/model/instant.h"
#include "engine/runtime/journal.h"

namespace liaison::kafka {

struct Position {
  Offset changelog = 0;  // the next record to read
  Instant at{};          // wall time of writing: tombstones may be gone that are much older
  std::string cluster;   // Kafka's id of itself
  std::string prefix;    // of the topics
};

std::string position_key(PartitionNumber);
std::string position_value(const Position&);
// None: the store has never followed this partition.
Result<std::optional<Position>> read_position(const Store&, PartitionNumber);

}  // namespace liaison::kafka
