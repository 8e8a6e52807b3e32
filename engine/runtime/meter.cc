#include "engine/runtime/meter.h"

namespace liaison {

namespace {

// One counter for each bound and one above them all; cumulative.
void count_in(std::vector<std::uint64_t>& buckets, const std::vector<double>& bounds,
              double value) {
  for (std::size_t i = 0; i < bounds.size(); ++i) buckets[i] += value <= bounds[i] ? 1 : 0;
  ++buckets.back();
}

}  // namespace

const std::vector<double>& NodeMetrics::size_bounds() {
  static const std::vector<double> kBounds = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
  return kBounds;
}

const std::vector<double>& NodeMetrics::time_bounds() {
  static const std::vector<double> kBounds = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05,
                                              0.1,   0.2,   0.5,   1,    2,    5};
  return kBounds;
}

Meter::Meter() {
  sums_.turn_size_buckets.resize(NodeMetrics::size_bounds().size() + 1);
  sums_.turn_time_buckets.resize(NodeMetrics::time_bounds().size() + 1);
}

void Meter::count(const TurnReport& report, double seconds) {
  if (report.inputs == 0 && report.rungs == 0 && report.rows == 0) return;
  std::lock_guard lock(mutex_);
  ++sums_.turns;
  sums_.inputs += report.inputs;
  sums_.duplicates += report.duplicates;
  sums_.rungs += report.rungs;
  sums_.schedules += report.schedules;
  sums_.misplaced += report.misplaced;
  sums_.records += report.records;
  for (const std::string& cause : report.causes) ++sums_.refused[cause];
  if (report.rungs > 0) {
    sums_.firing_lag_seconds = std::chrono::duration<double>(report.worst_lag).count();
  }
  const auto size = static_cast<double>(report.inputs);
  count_in(sums_.turn_size_buckets, NodeMetrics::size_bounds(), size);
  count_in(sums_.turn_time_buckets, NodeMetrics::time_bounds(), seconds);
  sums_.turn_size_sum += size;
  sums_.turn_time_sum += seconds;
}

NodeMetrics Meter::read() const {
  std::lock_guard lock(mutex_);
  return sums_;
}

}  // namespace liaison
