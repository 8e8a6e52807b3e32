// Whether a sequence of records is whole: no offset missing, none twice.
#pragma once

#include <optional>
#include <string>

#include "connectors/rocksdb/format.h"
#include "connectors/rocksdb/table.h"

namespace liaison {

// What is wrong; none: nothing. A compacted topic has gaps, but every record is the one that its
// key's entry names, and every entry names a record.
Result<std::optional<std::string>> sequence_fault(const Table& log, const LogRange& range,
                                                  Offset start, Offset end);

}  // namespace liaison
