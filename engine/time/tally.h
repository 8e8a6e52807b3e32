// Tally: running sums over days, in both directions, without walking the days.
//
//   Tally workdays(week, first, table);        // 1 on a working day, 0 on a day off
//   workdays.before(b) - workdays.before(a)    // working days in a … b-1
//   workdays.reaching(workdays.before(a) + 5)  // the fifth working day from a on
//
// Days inside the table count what the table says; all others, before and after it, what their
// day of the week says. A step costs one search in the table at most.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

namespace liaison {

class Tally {
 public:
  using Date = std::chrono::local_days;
  using Week = std::array<std::int64_t, 7>;  // Monday first; at least one is not zero, none below

  Tally(const Week& week, Date first, const std::vector<std::int64_t>& table);

  // The sum of all days before `day`, from a fixed day of the past (negative before it).
  std::int64_t before(Date day) const;
  // The day that brings the sum to `sum`: before(day) < sum <= before(day + 1).
  Date reaching(std::int64_t sum) const;

 private:
  std::int64_t plain(Date day) const;
  Date plain_reaching(std::int64_t sum) const;

  std::array<std::int64_t, 8> week_{};  // the sum before each day of a week, and of the whole
  Date first_;
  std::vector<std::int64_t> sums_;  // before first_, first_ + 1, …, the day after the table
  std::int64_t shift_ = 0;          // what the table adds to the plain sums of the days after it
};

}  // namespace liaison
