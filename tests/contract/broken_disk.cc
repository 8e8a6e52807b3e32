#include "tests/contract/broken_disk.h"

#include <algorithm>
#include <thread>

namespace liaison {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class BrokenFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  BrokenFile(std::unique_ptr<rocksdb::FSWritableFile> file, BrokenDisk& disk)
      : FSWritableFileOwnerWrapper(std::move(file)), disk_(disk) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* context) override {
    const auto wanted = static_cast<std::int64_t>(data.size());
    const std::int64_t room = disk_.room_.fetch_sub(wanted);
    if (room >= wanted) return FSWritableFileOwnerWrapper::Append(data, options, context);
    const Slice fits(data.data(), static_cast<std::size_t>(std::max<std::int64_t>(room, 0)));
    disk_.room_ = 0;
    const IOStatus written = FSWritableFileOwnerWrapper::Append(fits, options, context);
    return written.ok() ? IOStatus::NoSpace("No space left on device") : written;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    ++disk_.syncs_;
    disk_.syncs_held_.wait(true);
    std::this_thread::sleep_for(disk_.sync_takes_.load());
    if (disk_.syncs_fail_) return IOStatus::IOError("Input/output error");
    return FSWritableFileOwnerWrapper::Sync(options, context);
  }

 private:
  BrokenDisk& disk_;
};

IOStatus BrokenDisk::NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                     std::unique_ptr<rocksdb::FSWritableFile>* file,
                                     IODebugContext* context) {
  if (name.ends_with("/LOG")) ++info_logs_;
  std::unique_ptr<rocksdb::FSWritableFile> real;
  const IOStatus made = FileSystemWrapper::NewWritableFile(name, options, &real, context);
  if (made.ok()) *file = std::make_unique<BrokenFile>(std::move(real), *this);
  return made;
}

}  // namespace liaison
