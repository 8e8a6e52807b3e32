// Store: the one RocksDB of a node. It keeps bytes, checksums them, and writes a batch whole and
// synced or not at all; what the keys mean is written in format.h and engine/runtime/keys.h.
//
//   auto store = Store::open("/var/lib/liaison", 4);       // made when it is not there
//   Changes changes;
//   changes.put((*store)->partition(2), key, value);
//   auto written = (*store)->write(changes);               // on disk when this returns
//
// Several threads may read and write at the same time; concurrent writes share one sync. A failed
// write leaves nothing. While the disk is full, reading goes on and every write is an error; each
// write looks first whether there is room again, so that a node goes on by itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "connectors/rocksdb/table.h"
#include "engine/model/ids.h"
#include "engine/model/result.h"

namespace rocksdb {
class FileSystem;
}

namespace liaison {

struct StoreOptions {
  std::size_t cache_bytes = 256U << 20;           // blocks of all families together
  std::size_t memtable_bytes = 256U << 20;        // unflushed changes of all families together
  std::size_t family_memtable_bytes = 64U << 20;  // of one family, before it is flushed
  std::size_t log_bytes = 512U << 20;             // write-ahead log: bounds the time of a restart
  int open_files = 512;
  int background_jobs = 2;
  std::shared_ptr<rocksdb::FileSystem> file_system;  // for tests with broken disks; none: the real
};

struct StoreContents {  // what verify() counted
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
};

class Store {
 public:
  // `partitions` 0: as many as the store was made with, and it must be there. Errors: kInvalid
  // (foreign folder, other partition count), kNotFound, kUnavailable (another process holds it),
  // kCorrupt, kNewerFormat, kIo.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& directory,
                                             PartitionNumber partitions,
                                             const StoreOptions& options = {});
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  PartitionNumber partitions() const;
  const std::string& id() const;  // 16 random bytes, for good
  const Table& node() const;
  const Table& log() const;
  const Table& partition(PartitionNumber) const;

  // Synced when it returns. Error kIo, kCorrupt: nothing of it is there, now or later.
  Result<void> write(Changes& changes);
  // Takes a range of rows away that nobody will read again: whole files first, then what is left
  // of it, some at a time.
  Result<void> drop(const Table&, std::string_view from, std::string_view to);
  // Roughly how much of the disk (or of memory, before it is written there) a range takes.
  Result<std::uint64_t> size_of(const Table&, std::string_view from, std::string_view to) const;
  // A whole copy of this instant in a new folder, with the archive, also while others write; on the
  // same disk its files are links. It has its name only once it is whole. Errors: kInvalid where
  // something is there already, kIo.
  Result<void> backup(const std::filesystem::path& to) const;
  // Reads everything with all checksums. Error kCorrupt names the first thing that is wrong.
  // `progress`, where given, is told now and then how many rows are read.
  Result<StoreContents> verify(const std::function<void(std::uint64_t)>& progress = {}) const;
  const std::filesystem::path& path() const;

 private:
  struct State;
  Result<void> drop_files(const Table&, std::string_view from, std::string_view to);
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace liaison
