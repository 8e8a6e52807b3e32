#include "engine/time/tally.h"

#include <algorithm>

namespace liaison {
namespace {

using std::chrono::days;

constexpr Tally::Date kMonday{days{4}};  // 1970-01-05: plain sums are counted from here

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

Tally::Tally(const Week& week, Date first, const std::vector<std::int64_t>& table) : first_(first) {
  for (std::size_t i = 0; i < week.size(); ++i) week_[i + 1] = week_[i] + week[i];
  sums_.reserve(table.size() + 1);
  sums_.push_back(plain(first));
  for (const std::int64_t day : table) sums_.push_back(sums_.back() + day);
  shift_ = sums_.back() - plain(first + days{table.size()});
}

std::int64_t Tally::before(Date day) const {
  if (day < first_) return plain(day);
  const auto index = static_cast<std::size_t>((day - first_).count());
  return index < sums_.size() ? sums_[index] : plain(day) + shift_;
}

Tally::Date Tally::reaching(std::int64_t sum) const {
  if (sum <= sums_.front()) return plain_reaching(sum);
  if (sum > sums_.back()) return plain_reaching(sum - shift_);
  const auto reached = std::lower_bound(sums_.begin(), sums_.end(), sum);
  return first_ + days{reached - sums_.begin() - 1};
}

std::int64_t Tally::plain(Date day) const {
  const std::int64_t since = (day - kMonday).count();
  const std::int64_t weeks = floor_div(since, 7);
  return weeks * week_[7] + week_[static_cast<std::size_t>(since - weeks * 7)];
}

Tally::Date Tally::plain_reaching(std::int64_t sum) const {
  const std::int64_t weeks = floor_div(sum - 1, week_[7]);
  const auto reached = std::lower_bound(week_.begin() + 1, week_.end(), sum - weeks * week_[7]);
  return kMonday + days{weeks * 7 + (reached - week_.begin() - 1)};
}

}  // namespace liaison
