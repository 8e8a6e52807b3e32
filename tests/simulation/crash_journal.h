// CrashJournal: a journal in memory under which everything goes wrong that can, as a seed has it.
//
//   CrashJournal journal(2, seed, 20);      // one step of twenty goes wrong; 0: none does
//   try { partition.turn(now); } catch (const Died&) { …only what the journal keeps is left… }
//
// It also hears every record in the order of the commits.
#pragma once

#include <array>
#include <memory>
#include <random>
#include <vector>

#include "engine/runtime/memory_journal.h"

namespace liaison::simulation {

struct Died {};  // the process; nobody in it can catch this and go on

enum class Mishap : std::uint8_t {
  kPostponed,      // nothing is written, the journal asks to try again
  kLostBefore,     // nothing is written, and nobody knows
  kLostAfter,      // written, and nobody knows
  kRefused,        // an error: no room
  kUnreadable,     // a row cannot be read just now
  kDiesBefore,     // the process, before it writes
  kDiesAfter,      // … when it has written and told nobody
  kDiesBetween,    // … when a Send is committed, before any partition turns again
  kDiesInReading,  // … in the midst of a turn
  kCount
};
constexpr std::array<const char*, 9> kMishaps = {"postponed",  "lost before",  "lost after",
                                                 "refused",    "unreadable",   "dies before",
                                                 "dies after", "dies between", "dies in reading"};
using Mishaps = std::array<std::size_t, kMishaps.size()>;  // how often each has happened

class CrashJournal final : public Journal {
 public:
  CrashJournal(PartitionNumber partitions, unsigned seed, unsigned one_in)
      : inner(partitions), random_(seed), one_in_(one_in) {
    for (PartitionNumber i = 0; i < partitions; ++i) {
      rows_.push_back(std::make_unique<CrashRows>(*this, inner.rows(i)));
    }
  }

  PartitionNumber partitions() const override { return inner.partitions(); }
  const Rows& rows(PartitionNumber number) const override { return *rows_[number]; }
  Result<Batch> poll(PartitionNumber number, const Positions& from, std::size_t max,
                     Instant now) override {
    if (sent_ && happens(Mishap::kDiesBetween, one_in_ / 4 + 1)) {
      sent_ = false;
      throw Died{};
    }
    sent_ = false;
    return inner.poll(number, from, max, now);
  }
  Result<Commit> commit(Turn turn) override;
  Result<std::uint64_t> submit(PartitionNumber number, std::string_view topic,
                               std::string value) override {
    return inner.submit(number, topic, std::move(value));
  }
  void withdraw(PartitionNumber number) override { inner.withdraw(number); }
  void wait(const std::vector<PartitionNumber>& numbers, Milliseconds at_most) override {
    inner.wait(numbers, at_most);
  }
  void stop_waiting() override { inner.stop_waiting(); }
  Result<std::vector<StoredRecord>> read(std::string_view topic, PartitionNumber number,
                                         Offset from, std::size_t max) const override {
    return inner.read(topic, number, from, max);
  }
  Result<Offset> end(std::string_view topic, PartitionNumber number) const override {
    return inner.end(topic, number);
  }
  Result<Offset> start(std::string_view topic, PartitionNumber number) const override {
    return inner.start(topic, number);
  }
  Result<std::vector<std::string>> topics() const override { return inner.topics(); }

  MemoryJournal inner;
  std::vector<OutputRecord> told;  // without the internal ones
  Mishaps mishaps{};
  std::size_t commits = 0;

 private:
  class CrashRows final : public Rows {
   public:
    CrashRows(CrashJournal& journal, const Rows& rows) : journal_(journal), rows_(rows) {}
    Result<std::optional<std::string>> get(std::string_view key) const override {
      if (journal_.happens(Mishap::kDiesInReading, journal_.one_in_ * 20)) throw Died{};
      if (journal_.happens(Mishap::kUnreadable, journal_.one_in_ * 20)) return unreadable();
      return rows_.get(key);
    }
    Result<void> scan(
        std::string_view from, std::string_view to,
        const std::function<bool(std::string_view, std::string_view)>& visit) const override {
      if (journal_.happens(Mishap::kUnreadable, journal_.one_in_ * 20)) return unreadable();
      return rows_.scan(from, to, visit);
    }

   private:
    static Error unreadable() {
      return {Error::Kind::kIo, "expected to read, but the disk is gone"};
    }
    CrashJournal& journal_;
    const Rows& rows_;
  };

  bool happens(Mishap mishap, unsigned one_in) {
    if (one_in_ == 0 || random_() % one_in != 0) return false;
    ++mishaps[static_cast<std::size_t>(mishap)];
    return true;
  }
  Mishap of_a_commit() {  // kCount: none
    if (one_in_ == 0 || random_() % one_in_ != 0) return Mishap::kCount;
    constexpr Mishap kAny[] = {Mishap::kPostponed, Mishap::kLostBefore, Mishap::kLostAfter,
                               Mishap::kRefused,   Mishap::kDiesBefore, Mishap::kDiesAfter};
    const Mishap mishap = kAny[random_() % std::size(kAny)];
    ++mishaps[static_cast<std::size_t>(mishap)];
    return mishap;
  }
  void hear(const Turn& turn);

  std::mt19937 random_;
  const unsigned one_in_;
  std::vector<std::unique_ptr<CrashRows>> rows_;
  bool sent_ = false;  // the last commit had a record for another partition
};

}  // namespace liaison::simulation
