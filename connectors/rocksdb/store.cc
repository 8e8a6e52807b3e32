#include "connectors/rocksdb/store.h"

#include <rocksdb/convenience.h>

#include <algorithm>
#include <bit>
#include <random>
#include <vector>

#include "connectors/rocksdb/acknowledged.h"
#include "connectors/rocksdb/backup.h"
#include "connectors/rocksdb/directory.h"
#include "connectors/rocksdb/engine.h"
#include "connectors/rocksdb/format.h"
#include "connectors/rocksdb/status.h"

namespace liaison {

namespace {

constexpr const char* kNodeFamily = "node";
constexpr const char* kLogFamily = "log";
constexpr PartitionNumber kMaxPartitions = 4096;  // a case id says 12 bits of its partition

std::vector<std::string> family_names(PartitionNumber partitions) {
  std::vector<std::string> names = {kNodeFamily, kLogFamily};
  for (PartitionNumber i = 0; i < partitions; ++i) {
    names.push_back(std::string("p").append(std::to_string(i)));
  }
  return names;
}

std::string random_id() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 4; ++i) put_u32(id, random());
  return id;
}

rocksdb::ColumnFamilyHandle* family_named(const OpenedFamilies& families, std::string_view name) {
  for (rocksdb::ColumnFamilyHandle* handle : families.handles) {
    if (handle->GetName() == name) return handle;
  }
  return nullptr;
}

}  // namespace

struct Store::State {
  std::unique_ptr<StoreDirectory> directory;  // let go last
  std::unique_ptr<AcknowledgedMark> mark;
  std::unique_ptr<Engine> engine;
  StoreFormat format;
  std::vector<Table> tables;  // node, log, p0, p1, …

  std::string path() const { return directory->path().string(); }
  Result<void> open(PartitionNumber wanted, const StoreOptions& options);
  Result<void> begin(PartitionNumber wanted);
  Result<void> read_format(PartitionNumber wanted);
  Result<void> check_format(PartitionNumber wanted) const;
  void make_tables(const OpenedFamilies& families);
};

Result<void> Store::State::open(PartitionNumber wanted, const StoreOptions& options) {
  const bool make = !directory->holds_store();
  if (make && mark->now().sequence > 0) {
    return Error{Error::Kind::kCorrupt, "expected file CURRENT in the store " + path() +
                                            ", but it is missing: restore from a backup"};
  }
  auto opened = Engine::open(path(), *mark, options, make);
  if (!opened) return opened.error();
  engine = std::move(*opened);
  const auto live = engine->live();
  if (!live) return live.error();
  const bool untouched = (*live)->db->GetLatestSequenceNumber() == 0;
  return untouched ? begin(wanted) : read_format(wanted);
}

// The families first and then the row that says so: who has the row has all of it. What a process
// made that died in between is taken over.
Result<void> Store::State::begin(PartitionNumber wanted) {
  const auto live = engine->live();
  if (!live) return live.error();
  if (wanted == 0) {
    return Error{Error::Kind::kNotFound, "expected a store in " + path() +
                                             ", but it was never "
                                             "finished: it holds nothing"};
  }
  std::vector<std::string> missing = family_names(wanted);
  for (const auto* handle : (*live)->handles) std::erase(missing, handle->GetName());
  if (auto added = engine->add_families(missing); !added) return added.error();
  format = {kFormat, wanted, random_id()};
  make_tables(**live);
  Changes first;
  first.put(tables[0], format_key(), format_value(format));
  return engine->write(first.batch());
}

Result<void> Store::State::read_format(PartitionNumber wanted) {
  const auto live = engine->live();
  if (!live) return live.error();
  const auto* node = family_named(**live, kNodeFamily);
  if (node == nullptr) {
    return invalid("expected " + path() +
                   " to hold a liaison store or nothing, but it holds another RocksDB database");
  }
  const auto row = Table(*engine, node->GetID(), path() + " (node)").get(format_key());
  if (!row) return row.error();
  const auto stored = *row ? liaison::read_format(**row) : std::nullopt;
  if (!stored) {
    return Error{Error::Kind::kCorrupt, "expected a format row in the store " + path() +
                                            ", but there is none: restore from a backup"};
  }
  format = *stored;
  if (auto good = check_format(wanted); !good) return good.error();
  make_tables(**live);
  return {};
}

Result<void> Store::State::check_format(PartitionNumber wanted) const {
  if (format.format > kFormat) {
    return Error{Error::Kind::kNewerFormat, "expected format " + std::to_string(kFormat) +
                                                " in the store " + path() + ", but it is " +
                                                std::to_string(format.format) +
                                                ": it was written by a newer liaison, use that"};
  }
  if (format.format < kFormat) {
    return invalid("expected format " + std::to_string(kFormat) + " in the store " + path() +
                   ", but it is " + std::to_string(format.format) +
                   ": it was written by an older liaison, use that or begin a new store");
  }
  if (wanted != 0 && wanted != format.partitions) {
    return invalid("expected " + std::to_string(wanted) + " partitions in the store " + path() +
                   ", but it was made with " + std::to_string(format.partitions) +
                   ", which is for good");
  }
  return {};
}

void Store::State::make_tables(const OpenedFamilies& families) {
  for (const std::string& name : family_names(format.partitions)) {
    const auto* handle = family_named(families, name);
    check(handle != nullptr, "the families of a store are made before its format");
    tables.emplace_back(*engine, handle->GetID(), path() + " (" + name + ")");
  }
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

Result<void> Store::write(Changes& changes) { return state_->engine->write(changes.batch()); }

const std::filesystem::path& Store::path() const { return state_->directory->path(); }

// Row by row, since no range may be deleted where rows are inserted with hints (tuning.cc).
Result<void> Store::drop(const Table& table, std::string_view from, std::string_view to) {
  constexpr std::size_t kRowsAtOnce = 1000;
  if (auto files = drop_files(table, from, to); !files) return files;
  std::string next(from);
  while (true) {
    Changes changes;
    std::size_t count = 0;
    const auto read = table.scan(next, to, [&](std::string_view key, std::string_view) {
      changes.remove(table, key);
      next = key;
      return ++count < kRowsAtOnce;
    });
    if (!read) return read;
    if (count == 0) return {};
    if (auto written = write(changes); !written) return written;
  }
}

Result<void> Store::drop_files(const Table& table, std::string_view from, std::string_view to) {
  const auto live = state_->engine->live();  // not held while writing, which may open it anew
  if (!live) return live.error();
  const rocksdb::Slice begin(from.data(), from.size()), end(to.data(), to.size());
  const rocksdb::Status status = rocksdb::DeleteFilesInRange(
      (*live)->db.get(), &(*live)->family(table.family()), &begin, &end, /*include_end=*/false);
  return status.ok() ? Result<void>() : error_of(status, path().string());
}

Result<std::uint64_t> Store::size_of(const Table& table, std::string_view from,
                                     std::string_view to) const {
  const auto live = state_->engine->live();
  if (!live) return live.error();
  const rocksdb::Range range({from.data(), from.size()}, {to.data(), to.size()});
  rocksdb::SizeApproximationOptions all;
  all.include_memtables = true;
  std::uint64_t size = 0;
  const rocksdb::Status status =
      (*live)->db->GetApproximateSizes(all, &(*live)->family(table.family()), &range, 1, &size);
  if (!status.ok()) return error_of(status, path().string());
  return size;
}

Result<void> Store::backup(const std::filesystem::path& to) const {
  const auto live = state_->engine->live();
  if (!live) return live.error();
  return make_backup(*(*live)->db, path(), to);
}

Result<StoreContents> Store::verify(const std::function<void(std::uint64_t)>& progress) const {
  constexpr std::uint64_t kNowAndThen = 1'000'000;
  const auto live = state_->engine->live();
  if (!live) return live.error();
  const rocksdb::Status status = (*live)->db->VerifyChecksum();
  if (!status.ok()) return error_of(status, state_->path());
  StoreContents contents;
  const std::string behind_all(64, '\xFF');
  for (const Table& table : state_->tables) {
    const auto count = [&](std::string_view key, std::string_view value) {
      ++contents.rows;
      contents.bytes += key.size() + value.size();
      if (progress && contents.rows % kNowAndThen == 0) progress(contents.rows);
      return true;
    };
    const auto scanned = table.scan("", behind_all, count);
    if (!scanned) return scanned.error();
  }
  return contents;
}

}  // namespace liaison
