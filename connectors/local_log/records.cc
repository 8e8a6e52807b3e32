#include "connectors/local_log/records.h"

namespace liaison {

Result<std::optional<RecordView>> Records::next() {
  while (true) {
    while (const auto record = row_.next()) {
      if (record->offset >= from_) return record;
    }
    if (!row_.ok()) {
      return Error{Error::Kind::kCorrupt,
                   "expected the records of a topic in a row of the log, but found other bytes"};
    }
    const auto moved = rows_.next();
    if (!moved) return moved.error();
    if (!*moved) return std::optional<RecordView>();
    row_ = RecordsReader(rows_.key(), rows_.value());
  }
}

}  // namespace liaison
