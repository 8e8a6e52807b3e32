// Opens RocksDB so that nothing acknowledged is dropped in silence. Only for .cc files.
//
// After kill -9 the write-ahead log may end in half a record: nobody was told that it is there, so
// it is dropped. A cut or flipped bit may look the same; then less is left than `acknowledged`
// says, and the store is refused before anything in it was changed.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <string>
#include <vector>

#include "connectors/rocksdb/acknowledged.h"
#include "engine/model/result.h"

namespace liaison {

struct OpenedFamilies {
  OpenedFamilies() = default;
  ~OpenedFamilies();  // closes, without waiting for a full disk
  OpenedFamilies(const OpenedFamilies&) = delete;
  OpenedFamilies& operator=(const OpenedFamilies&) = delete;
  rocksdb::ColumnFamilyHandle& family(std::uint32_t id) const;

  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
};

Result<std::shared_ptr<OpenedFamilies>> open_families(
    const rocksdb::DBOptions&, const std::string& directory,
    const std::vector<rocksdb::ColumnFamilyDescriptor>&, const Acknowledged& mark);

}  // namespace liaison
