#include "connectors/rocksdb/backup.h"

#include <rocksdb/utilities/checkpoint.h>

#include <memory>

#include "connectors/rocksdb/files.h"
#include "connectors/rocksdb/sst_archive.h"
#include "connectors/rocksdb/status.h"

namespace liaison {

namespace {

namespace fs = std::filesystem;

Error not_made(const fs::path& path, const std::error_code& failed) {
  return {Error::Kind::kIo, "expected to make " + path.string() + ", but: " + failed.message()};
}

Result<void> make_checkpoint(rocksdb::DB& db, const fs::path& to) {
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(&db, &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(to.string());
  if (status.ok()) return {};
  if (status.IsNoSpace() || status.IsCorruption()) return error_of(status, to.string());
  return Error{Error::Kind::kIo, "expected to make " + to.string() + ", but: " + status.ToString()};
}

// Written once, so a link is as good as a copy; on another disk it is one.
Result<void> link_or_copy(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::create_hard_link(from, to, failed);
  if (!failed) return {};
  fs::copy_file(from, to, failed);
  if (failed) return not_made(to, failed);
  return sync_path(to);
}

Result<void> take_archive(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  if (!fs::exists(from, failed)) return {};
  fs::create_directories(to, failed);
  if (failed) return not_made(to, failed);
  for (const auto& file : fs::directory_iterator(from, failed)) {
    if (file.path().extension() != ".sst") continue;
    if (auto taken = link_or_copy(file.path(), to / file.path().filename()); !taken) return taken;
  }
  return failed ? Result<void>(not_made(to, failed)) : sync_path(to);
}

}  // namespace

// The archive after the checkpoint: every file that the checkpoint names was there before it.
Result<void> make_backup(rocksdb::DB& db, const fs::path& store, const fs::path& to) {
  std::error_code failed;
  if (fs::exists(to, failed)) {
    return invalid("expected a new folder for the backup, but " + to.string() + " is there");
  }
  const fs::path into =
      fs::weakly_canonical(to, failed).lexically_relative(fs::canonical(store, failed));
  if (!into.empty() && *into.begin() != "..") {
    return invalid("expected a folder for the backup outside the store, but " + to.string() +
                   " is in it");
  }
  const fs::path part = to.string() + ".part";
  if (to.has_parent_path()) fs::create_directories(to.parent_path(), failed);
  if (failed) return not_made(to, failed);
  fs::remove_all(part, failed);
  if (auto made = make_checkpoint(db, part); !made) return made;
  if (auto taken = take_archive(store / kArchiveFolder, part / kArchiveFolder); !taken) {
    return taken;
  }
  if (auto synced = sync_path(part); !synced) return synced;
  fs::rename(part, to, failed);
  if (failed) return not_made(to, failed);
  return sync_path(to.parent_path());
}

}  // namespace liaison
