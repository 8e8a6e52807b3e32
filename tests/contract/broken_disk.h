// BrokenDisk: a disk that gets full, stands still, or whose sync fails, when the test says so.
//
//   auto disk = std::make_shared<BrokenDisk>();
//   options.store.file_system = disk;
//   disk->leave_room(1 << 20);          // the write that goes beyond is cut off in its middle
//   disk->leave_room(BrokenDisk::kMuch);
//   disk->hold_syncs(true);             // who syncs stands until it is false again
#pragma once

#include <rocksdb/file_system.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace liaison {

class BrokenDisk final : public rocksdb::FileSystemWrapper {
 public:
  static constexpr std::int64_t kMuch = std::int64_t{1} << 50;

  BrokenDisk() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  void leave_room(std::int64_t bytes) { room_ = bytes; }
  void fail_syncs(bool fail) { syncs_fail_ = fail; }
  void hold_syncs(bool hold) {
    syncs_held_ = hold;
    syncs_held_.notify_all();
  }
  void slow_syncs(std::chrono::milliseconds each) { sync_takes_ = each; }
  int syncs() const { return syncs_; }          // that have begun
  int info_logs() const { return info_logs_; }  // that RocksDB's own logger opened

  const char* Name() const override { return "BrokenDisk"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus GetFreeSpace(const std::string&, const rocksdb::IOOptions&, std::uint64_t* free,
                                 rocksdb::IODebugContext*) override {
    *free = static_cast<std::uint64_t>(std::max<std::int64_t>(room_, 0));
    return rocksdb::IOStatus::OK();
  }

 private:
  friend class BrokenFile;
  std::atomic<std::int64_t> room_ = kMuch;
  std::atomic<bool> syncs_fail_ = false, syncs_held_ = false;
  std::atomic<std::chrono::milliseconds> sync_takes_ = std::chrono::milliseconds{0};
  std::atomic<int> syncs_ = 0;
  std::atomic<int> info_logs_ = 0;
};

}  // namespace liaison
