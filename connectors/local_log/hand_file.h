// HandFile: what each partition has in hand, in a small file in the data folder that the kernel
// keeps when the process dies (engine/runtime/hand.h says what for).
//
//   auto hands = HandFile::open(data, journal.partitions());     // counts the last run's death
//   for (const std::string& line : (*hands)->news()) log(line);
//   HandFile::watch_for_crashes();                               // from now on faults are marked
//
// The file is mapped into memory, so taking a record in hand costs a store and no call. It is not
// synced: after a power failure it may say less, never wrong. `watch_for_crashes` notes which
// partition's turn a fault came in, and that the process ended by a fault at all; then the fault
// goes its way (core dump, sanitizer report) as before.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/model/result.h"
#include "engine/runtime/hand.h"

namespace liaison {

class HandFile final : public Hands {
 public:
  // The folder must be ours (StoreDirectory). Error kIo: there is no room for it, or it cannot be
  // mapped; then it is served without.
  static Result<std::unique_ptr<HandFile>> open(const std::filesystem::path& directory,
                                                PartitionNumber partitions);
  ~HandFile() override;

  Hand& of(PartitionNumber) override;
  // What an operator should know of how the last run ended; a line each.
  const std::vector<std::string>& news() const;

  static void watch_for_crashes();

 private:
  struct State;
  explicit HandFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace liaison
