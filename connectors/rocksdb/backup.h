// A whole copy of a store that is open: RocksDB's checkpoint and the files of the archive. Only for
// .cc files.
#pragma once

#include <rocksdb/db.h>

#include <filesystem>

#include "engine/model/result.h"

namespace liaison {

// `to` is made at last and by renaming: what has this name is whole. A folder `to.part` that an
// earlier try left is thrown away.
Result<void> make_backup(rocksdb::DB& db, const std::filesystem::path& store,
                         const std::filesystem::path& to);

}  // namespace liaison
