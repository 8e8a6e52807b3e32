// What RocksDB says went wrong, in the words of this project. Only for .cc files: it brings in
// RocksDB's headers.
#pragma once

#include <rocksdb/status.h>

#include <string>

#include "engine/model/result.h"

namespace liaison {

// `store`: the folder, for the message.
Error error_of(const rocksdb::Status&, const std::string& store);

}  // namespace liaison
