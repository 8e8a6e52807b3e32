#include "connectors/rocksdb/whole_log.h"

namespace liaison {

namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class WholeLog final : public rocksdb::FSWritableFileOwnerWrapper {
  using Base = rocksdb::FSWritableFileOwnerWrapper;

 public:
  explicit WholeLog(std::unique_ptr<rocksdb::FSWritableFile> file) : Base(std::move(file)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* context) override {
    if (!broken_.ok()) return broken_;
    length_ += data.size();
    return cut_unless_ok(Base::Append(data, options, context));
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }
  IOStatus Flush(const IOOptions& options, IODebugContext* context) override {
    if (!broken_.ok()) return broken_;
    return cut_unless_ok(Base::Flush(options, context));
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    if (!broken_.ok()) return broken_;
    return note_synced(Base::Sync(options, context));
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    if (!broken_.ok()) return broken_;
    return note_synced(Base::Fsync(options, context));
  }

 private:
  IOStatus note_synced(IOStatus status) {
    if (status.ok()) synced_ = length_;
    return cut_unless_ok(std::move(status));
  }
  IOStatus cut_unless_ok(IOStatus status) {
    if (status.ok()) return status;
    broken_ = status;
    Base::Truncate(synced_, IOOptions(), nullptr).PermitUncheckedError();
    return status;
  }

  std::uint64_t length_ = 0;
  std::uint64_t synced_ = 0;
  IOStatus broken_;
};

}  // namespace

IOStatus WholeLogs::NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    IODebugContext* context) {
  const IOStatus made = FileSystemWrapper::NewWritableFile(name, options, file, context);
  if (made.ok() && name.ends_with(".log")) *file = std::make_unique<WholeLog>(std::move(*file));
  return made;
}

}  // namespace liaison
