// A load in which schedules open cases, for killing the process under it: time goes by in minutes,
// and by hours while nobody runs. And what must be there then, worked out from the times alone.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/runtime/journal.h"

namespace liaison {

class StoreView;

inline constexpr PartitionNumber kSchedulePartitions = 2;

// Goes on until the process is killed: from `begin` on, a minute after the other.
int run_schedules(const std::filesystem::path& store, Instant begin, int reports);

class ScheduleCheck {
 public:
  // `begin`: of the run that has ended. What is wrong in the store; empty: nothing.
  std::string look(const std::filesystem::path& store, Instant begin);
  Instant time() const { return time_; }  // the latest of a partition
  std::size_t fired() const { return fired_; }
  std::size_t skipped() const { return skipped_; }  // for which a later one stands

 private:
  using Instants = std::set<Instant>;
  std::string look_at(const std::string& workflow, const Instants& opened, Instant begin,
                      Instant end);

  std::map<std::string, Instants> opened_;  // by workflow, as last seen
  std::map<std::string, Instant> ends_;     // where its partition's time stood then
  Instant time_{}, first_{};                // first_: the begin of all
  std::size_t fired_ = 0, skipped_ = 0;
};

}  // namespace liaison
