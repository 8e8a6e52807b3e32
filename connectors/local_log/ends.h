// Ends: the next offset of every sequence of one partition, kept in memory; and the first one that
// retention has left.
//
// Each sequence has one writer (the partition itself; of a lane `internal/S`, partition S), which
// sets its end after the commit; so a reader that sees an end finds all records before it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "connectors/rocksdb/format.h"

namespace liaison {

struct Sequence {  // of a partition that is known from the context
  TopicNumber topic = 0;
  PartitionNumber source = 0;
  friend auto operator<=>(const Sequence&, const Sequence&) = default;
};

class Ends {
 public:
  Offset end(const Sequence& sequence) const {
    std::lock_guard lock(mutex_);
    const auto found = ends_.find(sequence);
    return found == ends_.end() ? 0 : found->second;
  }
  // Those of one topic that have records, by source.
  std::vector<std::pair<Sequence, Offset>> of(TopicNumber topic) const {
    std::lock_guard lock(mutex_);
    const auto first = ends_.lower_bound({topic, 0});
    const auto behind = std::find_if(first, ends_.end(),
                                     [&](const auto& each) { return each.first.topic != topic; });
    return {first, behind};
  }
  void set(const Sequence& sequence, Offset end) {
    std::lock_guard lock(mutex_);
    ends_[sequence] = end;
  }
  Offset start(const Sequence& sequence) const {
    std::lock_guard lock(mutex_);
    const auto found = starts_.find(sequence);
    return found == starts_.end() ? 0 : found->second;
  }
  void set_start(const Sequence& sequence, Offset start) {
    std::lock_guard lock(mutex_);
    starts_[sequence] = start;
  }
  // The latest arrival of any input of the partition.
  Instant last_arrival() const {
    std::lock_guard lock(mutex_);
    return last_arrival_;
  }
  void arrived(Instant arrival) {
    std::lock_guard lock(mutex_);
    last_arrival_ = std::max(last_arrival_, arrival);
  }

 private:
  mutable std::mutex mutex_;
  std::map<Sequence, Offset> ends_, starts_;
  Instant last_arrival_ = kBeginning;
};

}  // namespace liaison
