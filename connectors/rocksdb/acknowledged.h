// Acknowledged: the least that a store must hold, in a small file beside it.
//
//   auto mark = AcknowledgedMark::open(dir);
//   …a batch was synced…;  (*mark)->raise(sequence_of_it);
//   …killed, opened again: less than mark->now().sequence is there…  → the log lost its end
//
// A log that ends in half a record is what kill -9 leaves, and also what a cut or a flipped bit in
// the last record looks like. RocksDB cannot tell them apart; this file can, because it is written
// after each sync and says what was acknowledged. It is not synced itself: the kernel keeps it over
// kill -9, and after a power failure it may be older, which only makes it milder, never wrong.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>

#include "engine/model/result.h"

namespace liaison {

struct Acknowledged {
  std::uint64_t sequence = 0;       // RocksDB's number of the last synced change
  std::uint64_t manifest = 0;       // number of the MANIFEST file, and how much of it is
  std::uint64_t manifest_size = 0;  //   synced
};

class AcknowledgedMark {
 public:
  // A missing file is made, a mark of nothing (a restored backup has none). Error kCorrupt (of an
  // empty one, too: none is ever left so), kNewerFormat or kIo.
  static Result<std::unique_ptr<AcknowledgedMark>> open(const std::filesystem::path& directory);
  ~AcknowledgedMark();
  AcknowledgedMark(const AcknowledgedMark&) = delete;
  AcknowledgedMark& operator=(const AcknowledgedMark&) = delete;

  Acknowledged now() const;
  // Thread-safe; a lower number than the last is ignored. So is a failing write: the mark then
  // says less than it could.
  void raise(std::uint64_t sequence);
  void set_manifest(std::uint64_t number, std::uint64_t size);
  void sync();

 private:
  explicit AcknowledgedMark(int file) : file_(file) {}
  Result<void> read(const std::string& name);
  void write();

  int file_;
  mutable std::mutex mutex_;
  Acknowledged now_;
};

}  // namespace liaison
