// DueWindow: the front of the due index in memory, committed rows and this turn's changes in one
// order.
//
//   window.refill(rows, 500);                       // before a turn
//   while (auto hint = window.first()) { …settle hint->id…; window.drop_first(); }
//   window.move(id, old_due, new_due);              // after every change of a case
//
// A hint says that a case may have a rung due at an instant, or a workflow a case to open (then the
// id is that of its index entry); the case or workflow itself is asked again. Every hint up to the
// end of the window is in memory, so rows are read once, from the end on, and never again where
// they were deleted. Hints go by (instant, case), which is the order of (due, clock id); workflows
// come after all cases.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/runtime/journal.h"

namespace liaison {

class DueWindow {
 public:
  struct Hint {
    Instant at = kNever;
    std::string id;
    friend auto operator<=>(const Hint&, const Hint&) = default;
  };

  const Hint* first() const { return hints_.empty() ? nullptr : &*hints_.begin(); }
  void drop_first() { hints_.erase(hints_.begin()); }
  // The first ones that are due before this.
  std::vector<Hint> first_ones(Instant until, std::size_t max) const;
  void move(const std::string& id, Instant from, Instant to);  // kNever: none
  // Everything due before this is in memory.
  Instant complete_until() const { return end_ ? end_->at : kNever; }
  Instant next_due() const;

  // To be called between turns only, when all changes are committed.
  Result<void> refill(const Rows& rows, std::size_t at_least);
  void clear();

 private:
  Result<void> read_more(const Rows& rows);
  void trim();

  std::set<Hint> hints_;
  std::optional<Hint> end_ = Hint{kBeginning, {}};  // inclusive; none: all is in memory
};

}  // namespace liaison
