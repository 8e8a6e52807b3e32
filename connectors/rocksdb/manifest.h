// The MANIFEST, RocksDB's table of contents, checked before RocksDB reads it: it takes a flipped
// length in its last block for the end and would go on with an older table of contents.
//
//   auto good = check_manifest(dir, mark.now());      // Error kCorrupt
#pragma once

#include <filesystem>

#include "connectors/rocksdb/acknowledged.h"
#include "engine/model/result.h"

namespace liaison {

// Error when fewer whole records stand in the MANIFEST than were synced.
Result<void> check_manifest(const std::filesystem::path& directory, const Acknowledged& mark);
// How many bytes from the start on are whole records of RocksDB's log form (blocks of 32 KiB;
// record: CRC-32C masked u32, length u16, type u8, all little-endian, then the bytes).
std::uint64_t intact_length(std::string_view log);

}  // namespace liaison
