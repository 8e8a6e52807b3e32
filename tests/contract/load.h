// A load whose traces can be checked against each other, for killing the process under it.
//
// Every partition takes requests that name their own offset, writes one record and one row for
// each, keeps a compacted topic, sends every third on to the next partition, and counts all of it
// in its row "self". So after a crash records, rows and counts must agree to the last one, whatever
// was committed; and the turns that were reported as committed must be among them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "connectors/local_log/local_journal.h"

namespace liaison {

inline constexpr PartitionNumber kLoadPartitions = 4;
inline constexpr Offset kRowsKept = 50;  // older request rows are deleted, to have deletions
inline constexpr Offset kKeys = 5;       // of the compacted topic

inline std::string numbered(std::string_view what, Offset number) {  // "r/12"
  return std::string(what).append(1, '/').append(std::to_string(number));
}

struct Report {                 // through the pipe, after each commit
  std::uint32_t partition = 0;  // kLoadPartitions: the store is open
  std::uint32_t turns = 0;      // of this partition, all runs together
};

// Small memtables and logs, so that flushes, compactions and new logs happen all the time.
LocalJournalOptions load_options();
// Goes on until the process is killed.
int run_load(const std::filesystem::path& store, unsigned seed, int reports);

// What a partition says of itself.
struct LoadState {
  std::uint64_t turns = 0;
  Offset requests = 0;  // taken in; as many records and rows were written
  Offset sent = 0;      // to the next partition
  Offset received = 0;  // from the one before

  static LoadState read(const Journal&, PartitionNumber);
  std::string text() const;
};

class LoadCheck {
 public:
  // What is wrong in the store; empty: nothing. Looks at what is new since the last look.
  std::string look(const std::filesystem::path& store,
                   const std::map<std::uint32_t, std::uint32_t>& reported);
  // Per partition, as last seen.
  std::map<std::uint32_t, std::uint32_t> turns() const;

 private:
  std::string look_at(const Journal&, PartitionNumber, std::uint64_t reported);

  std::map<PartitionNumber, LoadState> before_;
};

}  // namespace liaison
