// Meter: sums what turns report, for /metrics. Thread-safe.
#pragma once

#include <mutex>

#include "engine/runtime/node.h"

namespace liaison {

class Meter {
 public:
  Meter();
  void count(const TurnReport&, double seconds);
  NodeMetrics read() const;  // without what the partitions themselves know

 private:
  mutable std::mutex mutex_;
  NodeMetrics sums_;
};

}  // namespace liaison
