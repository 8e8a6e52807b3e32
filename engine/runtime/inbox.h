// Inbox: what was submitted to a partition and stands in no topic yet. Both journals use it.
//
//   inbox.offer("requests", event, ticket);                  // any thread; false when full
//   inbox.stamp(room, now, end_of);                          // its own thread: offsets, arrival
//   …turn with inbox.stamped() is committed…; inbox.forget(turn.inputs);
//
// A stamped record keeps its lane, offset, arrival and ticket until a commit takes it in: when a
// commit fails it is polled again, in the same place. It counts against the limit as long.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "engine/runtime/journal.h"

namespace liaison {

// The order of all inputs of a partition: (arrival, lane, offset).
bool arrives_before(const InputRecord&, const InputRecord&);
// Sorts by arrives_before and keeps the first `max`.
void merge_by_arrival(std::vector<InputRecord>& inputs, std::size_t max);
bool is_input_topic(std::string_view topic);

class Inbox {
 public:
  explicit Inbox(std::size_t limit) : limit_(limit) {}

  // Error kInvalid: no topic for submissions; kUnavailable: the limit is reached.
  Result<void> offer(std::string_view topic, std::string value, std::uint64_t ticket);
  // Gives up to `max` waiting records the next offsets of their lanes; `end_of` says where a lane's
  // topic ends in the journal. The arrival is never before that of an earlier one.
  void stamp(std::size_t max, Instant arrival, const std::function<Offset(const Lane&)>& end_of);
  std::vector<InputRecord> stamped(const Positions& from) const;
  void forget(const std::vector<InputRecord>& committed);
  void clear();  // whoever sent these was told that nothing is kept
  bool all_stamped() const;
  bool empty() const;

 private:
  struct Waiting {
    Lane lane;
    std::string value;
    std::uint64_t ticket;
  };
  Offset next_offset(const Lane& lane, Offset end) const;

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::deque<Waiting> waiting_;
  std::deque<InputRecord> stamped_;
};

// Wakes the threads that wait for work. A bell that was rung stays rung until it is silenced, so
// that nothing is missed between a poll and the wait after it.
class Doorbells {
 public:
  explicit Doorbells(std::size_t partitions) : rung_(partitions, false) {}

  void ring(PartitionNumber);
  void silence(PartitionNumber);  // before the poll looks, never after
  void wait(const std::vector<PartitionNumber>& partitions, Milliseconds at_most);
  void stop();  // for good: every later wait() returns at once

 private:
  bool any_rung(const std::vector<PartitionNumber>& partitions) const;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<bool> rung_;
  bool stopped_ = false;
};

}  // namespace liaison
