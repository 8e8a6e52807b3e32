#include "engine/runtime/due_window.h"

#include <algorithm>
#include <iterator>

#include "engine/runtime/keys.h"

namespace liaison {

namespace {

constexpr std::size_t kReadAtOnce = 4096;
constexpr std::size_t kHeldMax = 4 * kReadAtOnce;

// Behind all clocks of this case at this instant: a clock's id is the case's with a dot behind it.
std::string key_after(const DueWindow::Hint& hint) {
  constexpr char kBehindDot = '.' + 1;
  return keys::index({IndexEntry::Kind::kDue, "", hint.at, hint.id + kBehindDot});
}

}  // namespace

void DueWindow::move(const std::string& id, Instant from, Instant to) {
  if (from == to) return;
  if (from != kNever) hints_.erase(Hint{from, id});
  if (to == kNever) return;
  Hint hint{to, id};
  if (!end_ || hint <= *end_) hints_.insert(std::move(hint));
}

std::vector<DueWindow::Hint> DueWindow::first_ones(Instant until, std::size_t max) const {
  std::vector<Hint> ones;
  for (auto hint = hints_.begin(); hint != hints_.end() && hint->at < until; ++hint) {
    if (ones.size() == max) break;
    ones.push_back(*hint);
  }
  return ones;
}

Instant DueWindow::next_due() const {
  if (const Hint* hint = first()) return hint->at;
  return complete_until();
}

Result<void> DueWindow::refill(const Rows& rows, std::size_t at_least) {
  while (end_ && hints_.size() < at_least) {
    if (auto read = read_more(rows); !read) return read;
  }
  if (hints_.size() > kHeldMax) trim();
  return {};
}

void DueWindow::clear() {
  hints_.clear();
  end_ = Hint{kBeginning, {}};
}

Result<void> DueWindow::read_more(const Rows& rows) {
  constexpr auto kDue = IndexEntry::Kind::kDue;
  const std::string to = keys::after(keys::index_prefix(kDue));
  std::size_t count = 0;
  Hint last;
  const auto read = rows.scan(key_after(*end_), to, [&](std::string_view key, std::string_view id) {
    last = Hint{keys::parse_index(kDue, key).at, std::string(id)};
    hints_.insert(last);
    return ++count < kReadAtOnce;
  });
  if (!read) return read;
  if (count < kReadAtOnce) end_.reset();
  else end_ = std::move(last);
  return {};
}

void DueWindow::trim() {
  const auto last = std::next(hints_.begin(), kReadAtOnce - 1);
  end_ = *last;
  hints_.erase(std::next(last), hints_.end());
}

}  // namespace liaison
