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

#include "engine/runtime/forwarding_journal.h"
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

class CrashJournal final : public ForwardingJournal<MemoryJournal> {
 public:
  CrashJournal(PartitionNumber partitions, unsigned seed, unsigned one_in)
      : ForwardingJournal(partitions), random_(seed), one_in_(one_in) {
    for (PartitionNumber i = 0; i < partitions; ++i) {
      rows_.push_back(std::make_unique<CrashRows>(*this, inner.rows(i)));
    }
  }

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
