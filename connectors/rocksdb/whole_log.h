// WholeLogs: a file system on which a write-ahead log ends where it was last synced, whatever
// fails. Only for .cc files.
//
// RocksDB writes a turn to the log and then syncs it. When the disk is full in the middle, half a
// record stands there; when the sync fails, a whole one does, of a turn that was reported as
// failed. Here either is cut off again at once and the file takes nothing more. So reading the log
// again (engine.h does, to go on after an error) gives exactly what was acknowledged.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>
#include <string>

namespace liaison {

class WholeLogs final : public rocksdb::FileSystemWrapper {
 public:
  explicit WholeLogs(const std::shared_ptr<rocksdb::FileSystem>& below)
      : FileSystemWrapper(below) {}

  const char* Name() const override { return "WholeLogs"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override;
};

}  // namespace liaison
