#include "connectors/rocksdb/engine.h"

#include <rocksdb/listener.h>
#include <rocksdb/write_batch.h>

#include <charconv>
#include <filesystem>
#include <thread>

#include "connectors/rocksdb/info_log.h"
#include "connectors/rocksdb/manifest.h"
#include "connectors/rocksdb/status.h"
#include "connectors/rocksdb/whole_log.h"

namespace liaison {

namespace {

// What opening writes besides the rows of the log: table of contents, options, a new log.
constexpr std::uint64_t kRoomToOpen = 1U << 20;
constexpr std::chrono::seconds kPause{1};  // between two tries of those who only read
constexpr int kPatienceMs = 200;           // for readers that still hold the old opening

// On a full disk RocksDB may have begun a table of contents that CURRENT does not name yet. Opened
// again, it goes on from the one that is named: so only that one counts.
bool is_current(rocksdb::DB& db, const std::string& manifest) {
  std::string named;
  const auto read = rocksdb::ReadFileToString(db.GetEnv(), db.GetName() + "/CURRENT", &named);
  return read.ok() && named == manifest + "\n";
}

void note_manifest(rocksdb::DB& db, AcknowledgedMark& mark) {
  constexpr std::string_view kPrefix = "/MANIFEST-";
  std::vector<std::string> files;
  std::uint64_t size = 0;
  if (!db.GetLiveFiles(files, &size, false).ok()) return;
  for (const std::string& file : files) {
    if (!file.starts_with(kPrefix) || !is_current(db, file.substr(1))) continue;
    std::uint64_t number = 0;
    std::from_chars(file.data() + kPrefix.size(), file.data() + file.size(), number);
    mark.set_manifest(number, size);
  }
}

class Watch final : public rocksdb::EventListener {
 public:
  explicit Watch(AcknowledgedMark& mark) : mark_(mark) {}
  // Every flush and compaction adds to the table of contents.
  void OnFlushCompleted(rocksdb::DB* db, const rocksdb::FlushJobInfo&) override {
    note_manifest(*db, mark_);
  }
  void OnCompactionCompleted(rocksdb::DB* db, const rocksdb::CompactionJobInfo&) override {
    note_manifest(*db, mark_);
  }
  // After an error it is the next write that sees to it, and nobody else.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* automatic) override {
    *automatic = false;
  }

 private:
  AcknowledgedMark& mark_;
};

}  // namespace

Engine::Engine(std::string directory, AcknowledgedMark& mark, const StoreOptions& options)
    : directory_(std::move(directory)),
      mark_(mark),
      memory_(shared_memory(options)),
      family_(family_options(options, memory_)),
      files_(std::make_shared<WholeLogs>(options.file_system ? options.file_system
                                                             : rocksdb::FileSystem::Default())),
      env_(rocksdb::NewCompositeEnv(files_)),
      db_(db_options(options, memory_)) {
  db_.env = env_.get();
  db_.info_log = std::make_shared<InfoLog>(directory_);
  db_.listeners.push_back(std::make_shared<Watch>(mark_));
}

Engine::~Engine() {
  live_.reset();
  mark_.sync();
}

Result<std::unique_ptr<Engine>> Engine::open(const std::string& directory, AcknowledgedMark& mark,
                                             const StoreOptions& options, bool make) {
  std::unique_ptr<Engine> engine(new Engine(directory, mark, options));
  if (auto opened = engine->open_again(make); !opened) return opened.error();
  return engine;
}

Result<std::vector<std::string>> Engine::families(bool make) const {
  if (make) return std::vector{rocksdb::kDefaultColumnFamilyName};
  if (auto good = check_manifest(directory_, mark_.now()); !good) return good.error();
  std::vector<std::string> names;
  const rocksdb::Status status = rocksdb::DB::ListColumnFamilies(db_, directory_, &names);
  if (!status.ok()) return error_of(status, directory_);
  return names;
}

Result<void> Engine::open_again(bool make) const {
  const auto names = families(make);
  if (!names) return names.error();
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : *names) descriptors.emplace_back(name, family_);
  rocksdb::DBOptions options = db_;
  options.create_if_missing = make;
  auto opened = open_families(options, directory_, descriptors, mark_.now());
  if (!opened) return opened.error();
  live_ = std::move(*opened);
  note_manifest(*live_->db, mark_);
  mark_.sync();
  return {};
}

Result<void> Engine::add_families(const std::vector<std::string>& names) {
  std::vector<rocksdb::ColumnFamilyHandle*> made;
  const rocksdb::Status status = live_->db->CreateColumnFamilies(family_, names, &made);
  live_->handles.insert(live_->handles.end(), made.begin(), made.end());
  if (!status.ok()) return error_of(status, directory_);
  note_manifest(*live_->db, mark_);
  return {};
}

Result<Engine::Live> Engine::live() const {
  std::lock_guard lock(opening_);
  if (!live_ && failed_ && std::chrono::steady_clock::now() >= next_try_) {
    if (auto opened = recover(); !opened) return opened.error();
  }
  if (live_) return live_;
  return why_;
}

Result<void> Engine::write(rocksdb::WriteBatch& batch) {
  if (auto ready = go_on(); !ready) return ready.error();
  const auto opened = live();
  if (!opened) return opened.error();
  rocksdb::DB& db = *(*opened)->db;
  rocksdb::WriteOptions synced;
  synced.sync = true;
  synced.memtable_insert_hint_per_batch = true;  // a turn's keys are sorted: each is near the last
  if (const rocksdb::Status status = db.Write(synced, &batch); !status.ok()) return fail(status);
  // Whatever RocksDB shows at this moment is synced, for nothing is ever written without.
  mark_.raise(db.GetLatestSequenceNumber());
  return {};
}

Error Engine::fail(const rocksdb::Status& status) {
  std::lock_guard lock(opening_);
  why_ = error_of(status, directory_);
  failed_ = true;
  return why_;
}

Result<void> Engine::go_on() const {
  if (!failed_) return {};
  std::lock_guard lock(opening_);
  return recover();
}

Result<void> Engine::recover() const {
  if (!failed_) return {};
  next_try_ = std::chrono::steady_clock::now() + kPause;
  if (!is_room() || !let_go()) return why_;
  if (auto opened = open_again(false); !opened) {
    why_ = opened.error();
    return why_;
  }
  failed_ = false;
  return {};
}

// Closes what is open once the last reader is through. They are soon: nobody reads while waiting.
bool Engine::let_go() const {
  for (int waited = 0; live_ && live_.use_count() > 1; ++waited) {
    if (waited == kPatienceMs) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  live_.reset();
  return true;
}

// Opening writes the rows of the log as tables.
bool Engine::is_room() const {
  std::uint64_t needed = kRoomToOpen;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, failed)) {
    if (entry.path().extension() == ".log") needed += entry.file_size(failed);
  }
  std::uint64_t room = 0;
  const auto asked = files_->GetFreeSpace(directory_, rocksdb::IOOptions(), &room, nullptr);
  return !asked.ok() || room >= needed;
}

}  // namespace liaison
