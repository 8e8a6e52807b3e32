// How RocksDB is set up, with the reason beside each setting. Only for .cc files.
#pragma once

#include <rocksdb/options.h>

#include <memory>

#include "connectors/rocksdb/store.h"

namespace liaison {

// Cache and memtable budget that all families share.
struct SharedMemory {
  std::shared_ptr<rocksdb::Cache> cache;
  std::shared_ptr<rocksdb::WriteBufferManager> memtables;
};

SharedMemory shared_memory(const StoreOptions&);
rocksdb::DBOptions db_options(const StoreOptions&, const SharedMemory&);
rocksdb::ColumnFamilyOptions family_options(const StoreOptions&, const SharedMemory&);

}  // namespace liaison
