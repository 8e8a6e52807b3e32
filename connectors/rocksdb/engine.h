// Engine: RocksDB in one folder, opened, and opened anew when a write has failed.
//
//   auto engine = Engine::open(folder, mark, options, true);
//   auto live = (*engine)->live();             // for as long as one reads
//   …(*engine)->write(batch)…                   // synced, or nothing of it
//
// After a failed write RocksDB takes no more. Its own way back (DB::Resume) may wait for ever when
// the disk gets full again meanwhile, and may leave a log that cannot be read (both seen with 7.8).
// So the way back here is the one that is gone after every crash: close, read the log, go on; as
// soon as a write comes and there is room for it. Until then reading goes on with what is open.
// Only for .cc files.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "connectors/rocksdb/acknowledged.h"
#include "connectors/rocksdb/opening.h"
#include "connectors/rocksdb/store.h"
#include "connectors/rocksdb/tuning.h"

namespace liaison {

class Engine {
 public:
  using Live = std::shared_ptr<OpenedFamilies>;

  // Opens the families that stand there, or makes an empty database.
  static Result<std::unique_ptr<Engine>> open(const std::string& directory, AcknowledgedMark& mark,
                                              const StoreOptions& options, bool make);
  ~Engine();

  Result<void> add_families(const std::vector<std::string>& names);
  Result<void> write(rocksdb::WriteBatch& batch);
  // Error: what is open was lost with a disk that failed, and could not be opened again yet. Every
  // second somebody who asks tries it: where nothing can be read, nobody would come to write.
  Result<Live> live() const;
  const std::string& directory() const { return directory_; }

 private:
  Engine(std::string directory, AcknowledgedMark& mark, const StoreOptions& options);
  Result<std::vector<std::string>> families(bool make) const;
  Result<void> open_again(bool make) const;
  Result<void> go_on() const;
  Result<void> recover() const;  // opening_ is held
  bool let_go() const;
  bool is_room() const;
  Error fail(const rocksdb::Status& status);

  const std::string directory_;
  AcknowledgedMark& mark_;
  const SharedMemory memory_;
  const rocksdb::ColumnFamilyOptions family_;
  std::shared_ptr<rocksdb::FileSystem> files_;
  std::unique_ptr<rocksdb::Env> env_;
  rocksdb::DBOptions db_;

  mutable std::mutex opening_;  // guards what follows
  mutable Live live_;
  mutable Error why_;                                       // of the last failure
  mutable std::chrono::steady_clock::time_point next_try_;  // of one who only reads
  mutable std::atomic<bool> failed_ = false;
};

}  // namespace liaison
