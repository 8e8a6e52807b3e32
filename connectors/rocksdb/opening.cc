#include "connectors/rocksdb/opening.h"

#include <rocksdb/convenience.h>

#include "connectors/rocksdb/status.h"

namespace liaison {

namespace {

using Families = std::vector<rocksdb::ColumnFamilyDescriptor>;

using Opened = std::shared_ptr<OpenedFamilies>;

rocksdb::Status try_open(const rocksdb::DBOptions& options, const std::string& directory,
                         const Families& families, bool read_only, Opened& opened) {
  opened = std::make_shared<OpenedFamilies>();
  rocksdb::DB* db = nullptr;
  auto& handles = opened->handles;
  const rocksdb::Status status =
      read_only ? rocksdb::DB::OpenForReadOnly(options, directory, families, &handles, &db)
                : rocksdb::DB::Open(options, directory, families, &handles, &db);
  opened->db.reset(db);
  if (!status.ok()) opened.reset();
  return status;
}

Error lost_end(const std::string& directory, std::uint64_t found, std::uint64_t acknowledged) {
  return Error{Error::Kind::kCorrupt,
               "expected the store " + directory + " to hold all " + std::to_string(acknowledged) +
                   " acknowledged changes, but its log ends after " + std::to_string(found) +
                   " (cut off or damaged): restore from a backup"};
}

// How much can be read up to the first damage, without touching the store.
Result<std::uint64_t> readable(const rocksdb::DBOptions& options, const std::string& directory,
                               const Families& families) {
  Opened opened;
  if (auto status = try_open(options, directory, families, true, opened); !status.ok()) {
    return error_of(status, directory);
  }
  return std::uint64_t{opened->db->GetLatestSequenceNumber()};
}

// The log does not end cleanly. With a mark: everything acknowledged must stand before the damage.
// Without one (a store from a backup): only a record that is cut off at the very end is forgiven.
rocksdb::Status open_after_crash(rocksdb::DBOptions options, const std::string& directory,
                                 const Families& families, const Acknowledged& mark, Opened& opened,
                                 Result<void>& judged) {
  options.wal_recovery_mode = mark.sequence > 0
                                  ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                                  : rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  const auto found = readable(options, directory, families);
  if (!found) judged = found.error();
  else if (*found < mark.sequence) judged = lost_end(directory, *found, mark.sequence);
  if (!judged) return rocksdb::Status::OK();
  return try_open(options, directory, families, false, opened);
}

}  // namespace

OpenedFamilies::~OpenedFamilies() {
  if (!db) return;
  rocksdb::CancelAllBackgroundWork(db.get(), true);
  for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
  db->Close().PermitUncheckedError();  // everything is synced already
}

rocksdb::ColumnFamilyHandle& OpenedFamilies::family(std::uint32_t id) const {
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    if (handle->GetID() == id) return *handle;
  }
  check(false, "a table is one of the families that are open");
  return *handles.front();
}

Result<Opened> open_families(const rocksdb::DBOptions& options, const std::string& directory,
                             const Families& families, const Acknowledged& mark) {
  Opened opened;
  Result<void> judged;
  rocksdb::Status status = try_open(options, directory, families, false, opened);
  if (status.IsCorruption()) {
    status = open_after_crash(options, directory, families, mark, opened, judged);
  }
  if (!judged) return judged.error();
  if (!status.ok()) return error_of(status, directory);
  const std::uint64_t found = opened->db->GetLatestSequenceNumber();
  if (found >= mark.sequence) return opened;
  return lost_end(directory, found, mark.sequence);
}

}  // namespace liaison
