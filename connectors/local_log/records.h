// Records: the records of one sequence, from an offset on, out of the rows that hold many each.
//
//   Records records(store.log(), range, 42, end);
//   while (true) { auto record = records.next(); if (!record || !*record) break; use(**record); }
#pragma once

#include <optional>

#include "connectors/rocksdb/format.h"
#include "connectors/rocksdb/table.h"

namespace liaison {

class Records {
 public:
  // From `from` (inclusive) to `end` (exclusive), which is where a row ends.
  Records(const Table& log, const LogRange& range, Offset from, Offset end)
      : rows_(log.cursor(records_key(range, from), records_key(range, end))), from_(from) {}

  // None behind the last; it stays good until the next next(). Error kCorrupt or kIo.
  Result<std::optional<RecordView>> next();

 private:
  Cursor rows_;
  RecordsReader row_;
  Offset from_;
};

}  // namespace liaison
