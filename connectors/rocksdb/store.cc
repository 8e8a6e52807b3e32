#include "connectors/rocksdb/store.h"

#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/listener.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <charconv>
#include <mutex>
#include <random>
#include <vector>

#include "connectors/rocksdb/acknowledged.h"
#include "connectors/rocksdb/directory.h"
#include "connectors/rocksdb/format.h"
#include "connectors/rocksdb/manifest.h"
#include "connectors/rocksdb/opening.h"
#include "connectors/rocksdb/status.h"
#include "connectors/rocksdb/tuning.h"

namespace liaison {

namespace {

constexpr const char* kNodeFamily = "node";
constexpr const char* kLogFamily = "log";
constexpr PartitionNumber kMaxPartitions = 4096;         // a case id says 12 bits of its partition

std::vector<std::string> family_names(PartitionNumber partitions) {
  std::vector<std::string> names = {rocksdb::kDefaultColumnFamilyName, kNodeFamily, kLogFamily};
  for (PartitionNumber i = 0; i < partitions; ++i) names.push_back(std::string("p").append(std::to_string(i)));
  return names;
}

void note_manifest(rocksdb::DB& db, AcknowledgedMark& mark) {
  std::vector<std::string> files;
  std::uint64_t size = 0;
  if (!db.GetLiveFiles(files, &size, false).ok()) return;
  for (const std::string& file : files) {
    std::uint64_t number = 0;
    const std::size_t digits = file.find("MANIFEST-") + 9;
    if (!file.starts_with("/MANIFEST-")) continue;
    std::from_chars(file.data() + digits, file.data() + file.size(), number);
    mark.set_manifest(number, size);
  }
}

// Every flush and compaction adds to the table of contents. After an error it is the next write that
// sees to it (go_on), not a timer of RocksDB's: so there is one who tries, and at once.
class StoreWatch final : public rocksdb::EventListener {
 public:
  explicit StoreWatch(AcknowledgedMark& mark) : mark_(mark) {}
  void OnFlushCompleted(rocksdb::DB* db, const rocksdb::FlushJobInfo&) override {
    note_manifest(*db, mark_);
  }
  void OnCompactionCompleted(rocksdb::DB* db, const rocksdb::CompactionJobInfo&) override {
    note_manifest(*db, mark_);
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* automatic) override {
    *automatic = false;
  }

 private:
  AcknowledgedMark& mark_;
};

std::string random_id() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 4; ++i) put_u32(id, random());
  return id;
}

Error not_ours(const std::string& directory) {
  return invalid("expected " + directory +
                 " to hold a liaison store or nothing, but it holds another RocksDB database");
}

}  // namespace

struct Store::State {
  std::unique_ptr<StoreDirectory> directory;   // let go last
  std::unique_ptr<AcknowledgedMark> mark;
  std::unique_ptr<rocksdb::Env> env;
  OpenedFamilies families;
  StoreFormat format;
  std::vector<Table> tables;                   // node, log, p0, p1, …
  std::atomic<bool> failed = false;            // a write did not go through, because of:
  rocksdb::Status why;
  std::mutex repair;                           // guards both

  ~State() { close(); }
  std::string path() const { return directory->path().string(); }
  Result<void> open(PartitionNumber wanted, const StoreOptions& options);
  Result<std::vector<std::string>> existing(const rocksdb::DBOptions& db) const;
  Result<void> read_format(PartitionNumber wanted);
  Result<void> begin(PartitionNumber wanted, const rocksdb::ColumnFamilyOptions& family);
  Result<void> add_missing(PartitionNumber wanted, const rocksdb::ColumnFamilyOptions& family);
  void make_tables();
  Result<void> write(rocksdb::WriteBatch& batch);
  Result<void> go_on();
  Error fail(const rocksdb::Status& status);
  void close();
};

// The families that stand there, so that nothing is made before the format was looked at.
Result<std::vector<std::string>> Store::State::existing(const rocksdb::DBOptions& db) const {
  if (!directory->holds_store()) {
    if (mark->at_open().sequence == 0) return std::vector{rocksdb::kDefaultColumnFamilyName};
    return Error{Error::Kind::kCorrupt, "expected file CURRENT in the store " + path() +
                                            ", but it is missing: restore from a backup"};
  }
  if (auto good = check_manifest(directory->path(), mark->at_open()); !good) return good.error();
  std::vector<std::string> names;
  const rocksdb::Status status = rocksdb::DB::ListColumnFamilies(db, path(), &names);
  if (!status.ok()) return error_of(status, path());
  const bool ours = std::find(names.begin(), names.end(), kNodeFamily) != names.end();
  if (!ours && names.size() > 1) return not_ours(path());
  return names;
}

Result<void> Store::State::open(PartitionNumber wanted, const StoreOptions& options) {
  const SharedMemory memory = shared_memory(options);
  const rocksdb::ColumnFamilyOptions family = family_options(options, memory);
  rocksdb::DBOptions db = db_options(options, memory);
  db.create_if_missing = !directory->holds_store();
  db.listeners.push_back(std::make_shared<StoreWatch>(*mark));
  if (options.file_system) {
    env = rocksdb::NewCompositeEnv(options.file_system);
    db.env = env.get();
  }
  const auto names = existing(db);
  if (!names) return names.error();
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : *names) descriptors.emplace_back(name, family);
  auto opened = open_families(db, path(), descriptors, mark->at_open());
  if (!opened) return opened.error();
  families = std::move(*opened);
  if (auto begun = begin(wanted, family); !begun) return begun.error();
  note_manifest(*families.db, *mark);
  mark->sync();
  return {};
}

// Reads the format row, or makes the families and then the row: who has the row has all of it.
Result<void> Store::State::begin(PartitionNumber wanted,
                                 const rocksdb::ColumnFamilyOptions& family) {
  const bool untouched = families.db->GetLatestSequenceNumber() == 0;
  if (!untouched) return read_format(wanted);
  if (auto added = add_missing(wanted, family); !added) return added.error();
  format = {kFormat, wanted, random_id()};
  make_tables();
  Changes first;
  first.put(tables[0], format_key(), format_value(format));
  return write(first.batch());
}

Result<void> Store::State::add_missing(PartitionNumber wanted,
                                       const rocksdb::ColumnFamilyOptions& family) {
  std::vector<std::string> missing = family_names(wanted);
  for (const auto* handle : families.handles) std::erase(missing, handle->GetName());
  std::vector<rocksdb::ColumnFamilyHandle*> made;
  const rocksdb::Status status = families.db->CreateColumnFamilies(family, missing, &made);
  families.handles.insert(families.handles.end(), made.begin(), made.end());
  if (!status.ok()) return error_of(status, path());
  return {};
}

Result<void> Store::State::read_format(PartitionNumber wanted) {
  const auto node = std::find_if(families.handles.begin(), families.handles.end(),
                                 [](auto* handle) { return handle->GetName() == kNodeFamily; });
  if (node == families.handles.end()) return not_ours(path());
  const auto row = Table(*families.db, **node, path() + " (node)").get(format_key());
  if (!row) return row.error();
  const auto stored = *row ? liaison::read_format(**row) : std::nullopt;
  if (!stored) {
    return Error{Error::Kind::kCorrupt, "expected a format row in the store " + path() +
                                            ", but there is none: restore from a backup"};
  }
  format = *stored;
  if (format.format > kFormat) {
    return Error{Error::Kind::kNewerFormat,
                 "expected format " + std::to_string(kFormat) + " or older in the store " + path() +
                     ", but it is " + std::to_string(format.format) +
                     ": it was written by a newer liaison, use that"};
  }
  if (wanted != 0 && wanted != format.partitions) {
    return invalid("expected " + std::to_string(wanted) + " partitions in the store " + path() +
                   ", but it was made with " + std::to_string(format.partitions) +
                   ", which is for good");
  }
  make_tables();
  return {};
}

void Store::State::make_tables() {
  for (const std::string& name : family_names(format.partitions)) {
    if (name == rocksdb::kDefaultColumnFamilyName) continue;
    const auto handle = std::find_if(families.handles.begin(), families.handles.end(),
                                     [&](auto* each) { return each->GetName() == name; });
    check(handle != families.handles.end(), "the families of a store are made before its format");
    tables.emplace_back(*families.db, **handle, path() + " (" + name + ")");
  }
}

Result<void> Store::State::write(rocksdb::WriteBatch& batch) {
  if (auto ready = go_on(); !ready) return ready.error();
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const rocksdb::Status status = families.db->Write(synced, &batch);
  if (!status.ok()) return fail(status);
  // Whatever RocksDB shows at this moment is synced, for nothing is ever written without.
  mark->raise(families.db->GetLatestSequenceNumber());
  return {};
}

// RocksDB stops all writes after a failed one. Resume() flushes what is in memory and begins a new
// log, so that the half-written record can never be followed by a good one.
Result<void> Store::State::go_on() {
  if (!failed) return {};
  std::lock_guard lock(repair);
  if (!failed) return {};
  const rocksdb::Status status = families.db->Resume();
  if (!status.ok()) return error_of(status.IsBusy() ? why : status, path());
  failed = false;
  return {};
}

Error Store::State::fail(const rocksdb::Status& status) {
  std::lock_guard lock(repair);
  why = status;
  failed = true;
  return error_of(status, path());
}

void Store::State::close() {
  if (!families.db) return;
  rocksdb::CancelAllBackgroundWork(families.db.get(), true);
  tables.clear();
  for (rocksdb::ColumnFamilyHandle* handle : families.handles) {
    families.db->DestroyColumnFamilyHandle(handle);
  }
  families.db->Close();
  families.db.reset();
  mark->sync();
}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& path,
                                           PartitionNumber partitions,
                                           const StoreOptions& options) {
  if (partitions != 0 && (!std::has_single_bit(partitions) || partitions > kMaxPartitions)) {
    return invalid("expected a power of two up to " + std::to_string(kMaxPartitions) +
                   " as the number of partitions, but got " + std::to_string(partitions));
  }
  auto state = std::make_unique<State>();
  auto directory = StoreDirectory::take(path, partitions != 0);
  if (!directory) return directory.error();
  state->directory = std::move(*directory);
  auto mark = AcknowledgedMark::open(path);
  if (!mark) return mark.error();
  state->mark = std::move(*mark);
  if (auto opened = state->open(partitions, options); !opened) return opened.error();
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

PartitionNumber Store::partitions() const { return state_->format.partitions; }
const std::string& Store::id() const { return state_->format.id; }
const Table& Store::node() const { return state_->tables[0]; }
const Table& Store::log() const { return state_->tables[1]; }

const Table& Store::partition(PartitionNumber number) const {
  check(number < partitions(), "a partition number is below the partition count");
  return state_->tables[2 + number];
}

Result<void> Store::write(Changes& changes) { return state_->write(changes.batch()); }

Result<StoreContents> Store::verify() const {
  const rocksdb::Status status = state_->families.db->VerifyChecksum();
  if (!status.ok()) return error_of(status, state_->path());
  StoreContents contents;
  const std::string behind_all(64, '\xFF');
  for (const Table& table : state_->tables) {
    const auto count = [&](std::string_view key, std::string_view value) {
      ++contents.rows;
      contents.bytes += key.size() + value.size();
      return true;
    };
    const auto scanned = table.scan("", behind_all, count);
    if (!scanned) return scanned.error();
  }
  return contents;
}

}  // namespace liaison
