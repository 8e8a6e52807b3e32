// Trimmer: one pass of retention over the topics of a partition.
//
//   Trimmer(store, topics, {.age = 90 days}).trim(2, ends);
//
// Of a sequence of records it finds the first row to be kept by halving, so that a pass costs some
// reads a sequence, however long it is. Then, in this order: the new start is stored, readers see
// it, the rows in front of it are deleted. Killed in between, the next pass deletes them. What is a
// little over a limit (a thirty-second) stays, so that little is not deleted all the time.
#pragma once

#include <optional>

#include "connectors/local_log/ends.h"
#include "connectors/local_log/retention.h"
#include "connectors/local_log/topics.h"
#include "connectors/rocksdb/store.h"

namespace liaison {

class Trimmer {
 public:
  Trimmer(Store& store, const Topics& topics, const Retention& retention)
      : store_(store), topics_(topics), retention_(retention) {}

  Result<Trimmed> trim(PartitionNumber partition, Ends& ends);

 private:
  struct Row {  // of records
    Offset first = 0, last = 0;
    Instant last_arrival{};
  };
  struct Bounds {  // of a sequence
    LogRange range;
    Offset start = 0, end = 0;
  };
  Result<Row> row_at(const LogRange&, Offset) const;  // the first row at or behind the offset
  template <class Goes>
  Result<Offset> first_kept(const Bounds&, Goes goes) const;
  Result<Offset> wanted_start(const Bounds&, Instant now) const;
  Result<Offset> start_by_age(const Bounds&, Instant now) const;
  Result<Offset> start_by_size(const Bounds&) const;
  Result<std::uint64_t> size_from(const LogRange&, Offset) const;
  Result<bool> is_compacted(const LogRange&) const;
  Result<void> move_start(const Bounds&, Offset start, Ends& ends);
  Result<void> drop_before(const LogRange&, Offset start);

  Store& store_;
  const Topics& topics_;
  const Retention retention_;
};

}  // namespace liaison
