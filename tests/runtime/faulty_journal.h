// FaultyJournal: a journal in memory whose commits go wrong as a test wishes.
//
//   journal.next_commits({Fate::kRetry, Fate::kLostAfter});     // then all is well again
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <stdexcept>

#include "engine/runtime/forwarding_journal.h"
#include "engine/runtime/memory_journal.h"
#include "tests/runtime/deadly_rows.h"

namespace liaison {

enum class Fate {
  kWell,
  kRetry,       // nothing is written, the journal asks to try again
  kLostBefore,  // nothing is written, and nobody knows
  kLostAfter,   // written, and nobody knows
  kDead,        // nothing is written, and it cannot be: an error
  kDamaged,     // the same, and no waiting heals it
  kThrows,      // nobody knows, and an exception comes out
};

class FaultyJournal final : public ForwardingJournal<MemoryJournal> {
 public:
  explicit FaultyJournal(PartitionNumber partitions, std::size_t queue_limit = 100'000)
      : ForwardingJournal(partitions, queue_limit) {
    for (PartitionNumber i = 0; i < partitions; ++i) rows_.emplace_back(inner.rows(i), poison);
  }
  void fail_reads(Error::Kind kind) { read_failure_ = static_cast<int>(kind); }
  void throw_in_reads() { reads_throw_ = true; }
  void next_commits(std::deque<Fate> fates) {
    const std::lock_guard lock(mutex_);
    fates_ = std::move(fates);
  }

  void hold(bool hold) {
    held = hold;
    held.notify_all();
  }

  const Rows& rows(PartitionNumber number) const override { return rows_[number]; }
  Result<Commit> commit(Turn turn) override {
    ++commits;
    if (turn.partition == held_partition) held.wait(true);
    const Fate fate = take_fate();
    if (fate == Fate::kRetry) return Commit::kRetry;
    if (fate == Fate::kLostBefore) return Commit::kLost;
    if (fate == Fate::kDead)
      return Error{Error::Kind::kIo, "expected room on the disk, but it is full"};
    if (fate == Fate::kDamaged) return Error{Error::Kind::kCorrupt, "expected it whole, but not"};
    if (fate == Fate::kThrows) throw std::runtime_error("no memory");
    auto done = inner.commit(std::move(turn));
    return fate == Fate::kLostAfter ? Result<Commit>(Commit::kLost) : done;
  }
  Result<std::vector<StoredRecord>> read(std::string_view topic, PartitionNumber number,
                                         Offset from, std::size_t max) const override {
    if (reads_throw_) throw std::runtime_error("it threw");
    if (const int kind = read_failure_; kind >= 0) {
      return Error{static_cast<Error::Kind>(kind), "expected whole bytes, but not"};
    }
    largest_read = std::max(largest_read.load(), max);
    return inner.read(topic, number, from, max);
  }
  Result<Offset> start(std::string_view, PartitionNumber) const override { return first.load(); }

  Poison poison;
  std::atomic<int> commits = 0;
  std::atomic<Offset> first = 0;   // what start() says of every topic, for readers
  std::atomic<bool> held = false;  // commits of this partition, until hold(false)
  std::atomic<PartitionNumber> held_partition = 0;
  mutable std::atomic<std::size_t> largest_read = 0;

 private:
  std::deque<DeadlyRows> rows_;
  Fate take_fate() {
    const std::lock_guard lock(mutex_);
    if (fates_.empty()) return Fate::kWell;
    const Fate fate = fates_.front();
    fates_.pop_front();
    return fate;
  }
  std::mutex mutex_;
  std::deque<Fate> fates_;
  std::atomic<int> read_failure_ = -1;  // an Error::Kind; -1: none
  std::atomic<bool> reads_throw_ = false;
};

}  // namespace liaison
