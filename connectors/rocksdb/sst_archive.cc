#include "connectors/rocksdb/sst_archive.h"

#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>

#include <cstdio>

#include "connectors/rocksdb/files.h"
#include "connectors/rocksdb/status.h"

namespace liaison {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kOpenFiles = 16;  // a reader each, some ten KiB

rocksdb::Slice as_slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

rocksdb::Options table_options() {
  rocksdb::BlockBasedTableOptions table;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  table.no_block_cache = true;  // looked at seldom
  rocksdb::Options options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kZSTD;
  return options;
}

class SstRows final : public Rows {
 public:
  explicit SstRows(std::string name) : name_(std::move(name)), reader_(table_options()) {}
  rocksdb::Status open() { return reader_.Open(name_); }
  rocksdb::Status verify() const {
    return const_cast<rocksdb::SstFileReader&>(reader_).VerifyChecksum();
  }

  Result<std::optional<std::string>> get(std::string_view key) const override {
    std::optional<std::string> found;
    const auto read =
        scan(key, std::string(key) + '\0', [&](std::string_view, std::string_view value) {
          found = value;
          return false;
        });
    if (!read) return read.error();
    return found;
  }

  Result<void> scan(
      std::string_view from, std::string_view to,
      const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    auto& reader = const_cast<rocksdb::SstFileReader&>(reader_);  // reads only; not marked so
    const std::unique_ptr<rocksdb::Iterator> rows(reader.NewIterator(rocksdb::ReadOptions()));
    for (rows->Seek(as_slice(from)); rows->Valid(); rows->Next()) {
      const std::string_view key(rows->key().data(), rows->key().size());
      const std::string_view value(rows->value().data(), rows->value().size());
      if (key >= to || !visit(key, value)) return {};
    }
    if (!rows->status().ok()) return error_of(rows->status(), name_);
    return {};
  }

 private:
  const std::string name_;
  rocksdb::SstFileReader reader_;
};

Error not_made(const fs::path& path, const std::error_code& failed) {
  return {Error::Kind::kIo, "expected to make " + path.string() + ", but: " + failed.message()};
}

Result<std::shared_ptr<SstRows>> opened(const fs::path& path) {
  auto rows = std::make_shared<SstRows>(path.string());
  if (const auto status = rows->open(); !status.ok()) {
    if (!fs::exists(path)) {
      return Error{Error::Kind::kIo, "expected the archive file " + path.string() +
                                         ", but it is not there: restore it from a backup"};
    }
    return error_of(status, path.string());
  }
  return rows;
}

}  // namespace

fs::path SstArchive::path(PartitionNumber partition, std::uint64_t file) const {
  char name[48];
  std::snprintf(name, sizeof name, "p%u-%08llu.sst", static_cast<unsigned>(partition),
                static_cast<unsigned long long>(file));
  return folder_ / name;
}

// A folder that is new must be found again too.
Result<void> SstArchive::make_folder() const {
  std::error_code failed;
  if (fs::is_directory(folder_, failed)) return {};
  fs::create_directories(folder_, failed);
  if (failed) return not_made(folder_, failed);
  return sync_path(folder_.parent_path());
}

Result<void> SstArchive::write(PartitionNumber partition, std::uint64_t file,
                               const std::vector<std::pair<std::string, std::string>>& rows) {
  const fs::path to = path(partition, file);
  const std::string part = to.string() + ".part";
  if (auto made = make_folder(); !made) return made;
  rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), table_options());
  rocksdb::Status status = writer.Open(part);
  for (const auto& [key, value] : rows) {
    if (status.ok()) status = writer.Put(as_slice(key), as_slice(value));
  }
  if (status.ok()) status = writer.Finish();  // and syncs
  if (!status.ok()) return error_of(status, part);
  if (auto synced = sync_path(part); !synced) return synced;
  std::error_code failed;
  fs::rename(part, to, failed);
  if (failed) return not_made(to, failed);
  const std::lock_guard lock(mutex_);
  opened_.erase(to);
  return sync_path(folder_);
}

Result<std::shared_ptr<const Rows>> SstArchive::open(PartitionNumber partition,
                                                     std::uint64_t file) const {
  const fs::path from = path(partition, file);
  const std::lock_guard lock(mutex_);
  if (const auto found = opened_.find(from); found != opened_.end()) return found->second;
  auto rows = liaison::opened(from);
  if (!rows) return rows.error();
  if (opened_.size() >= kOpenFiles) opened_.clear();  // whoever reads goes on with theirs
  opened_[from] = *rows;
  return std::shared_ptr<const Rows>(std::move(*rows));
}

Result<void> SstArchive::verify(PartitionNumber partition, std::uint64_t file) const {
  const auto rows = liaison::opened(path(partition, file));
  if (!rows) return rows.error();
  const rocksdb::Status status = (*rows)->verify();
  if (!status.ok()) return error_of(status, path(partition, file).string());
  return {};
}

}  // namespace liaison
