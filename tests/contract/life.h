// A load in which data lives its whole life, for killing the process under it: cases are opened and
// closed a day apart, what is old goes from the topics, and closed cases go into the archive,
// without a pause.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "engine/runtime/journal.h"

namespace liaison {

class LocalJournal;
class StoreView;

inline constexpr PartitionNumber kLifePartitions = 2;

struct LifeReport {          // through the pipe
  std::uint32_t run = 0;     // 0: the store is open and serves
  std::uint32_t number = 0;  // the case "RUN-NUMBER" is closed
};

// Goes on until the process is killed. `run`: 1 or more, and never the same twice.
int run_life(const std::filesystem::path& store, std::uint32_t run, int reports);

class LifeCheck {
 public:
  void closed(const LifeReport&);
  // What is wrong in the store; empty: nothing.
  std::string look(const std::filesystem::path& store);
  std::size_t archived() const { return archived_; }
  Offset trimmed() const;  // records that are gone

 private:
  std::string look_at_topics(const LocalJournal&);
  std::string look_at_cases(const StoreView&);

  std::set<std::string> closed_;  // by key
  std::size_t archived_ = 0;
  std::map<std::string, Offset> starts_;  // of "topic partition"
};

}  // namespace liaison
