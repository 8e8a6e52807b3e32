// TurnWriter: turns one turn into one batch of changes. Nothing is visible, in memory or on disk,
// before the batch is written and publish() is called.
//
// What a turn adds to one sequence is one row of the log (or a few, when it is long): a row costs
// RocksDB as much as the bytes of several records.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connectors/local_log/ends.h"
#include "connectors/local_log/topics.h"
#include "connectors/rocksdb/store.h"

namespace liaison {

class TurnWriter {
 public:
  // `changes`: empty.
  TurnWriter(Store& store, Topics& topics, std::vector<std::unique_ptr<Ends>>& ends,
             Changes& changes)
      : store_(store), topics_(topics), ends_(ends), changes_(changes) {}

  // Error: a topic could not be made, or the index of a compacted topic could not be read.
  Result<void> add(const Turn& turn);
  // After the write: the new ends, and which partitions have new internal records.
  std::vector<PartitionNumber> publish();

 private:
  using Place = std::pair<PartitionNumber, Sequence>;
  struct Grown {
    Offset end = 0;
    Instant last_arrival{};
    bool input = false;
    bool internal = false;
    std::string row;  // of records up to `end`, not yet among the changes
  };

  struct LogChange {
    enum class How : std::uint8_t { kPut, kRemoveOnce } how;
    std::string key, value;
  };

  Result<void> add_input(PartitionNumber, const InputRecord&);
  Result<void> add_output(const Turn&, const OutputRecord&);
  void append(Grown& sequence, Instant arrival, std::string_view key, std::string_view value,
              bool tombstone);
  void close(const Place& place, Grown& sequence);
  void add_sorted(PartitionNumber, const std::vector<RowChange>& rows);
  Result<void> drop_earlier(const Place& place, const std::string& key, Offset now);
  Grown& grown(const Place& place);

  Store& store_;
  Topics& topics_;
  std::vector<std::unique_ptr<Ends>>& ends_;
  Changes& changes_;
  std::vector<LogChange> log_;  // of this turn, until they are sorted
  std::map<Place, Grown> grown_;
  std::map<std::string, Offset> last_of_key_;  // written in this turn, by index key
};

}  // namespace liaison
