// Of TurnLoop: the rows of an earlier liaison, as this one wants them.
#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/turn_loop.h"

namespace liaison {

namespace {

constexpr std::size_t kCasesAtOnce = 5000, kKeysAtOnce = 50'000;

// The first case at or behind a key.
Result<std::optional<CaseHead>> case_from(const Rows& rows, const std::string& from) {
  std::optional<Result<CaseHead>> found;
  const auto read =
      rows.scan(from, keys::after(keys::cases()), [&](std::string_view key, std::string_view row) {
        if (keys::head_in(key)) found = decode<CaseHead>(row);
        return !found;
      });
  if (!read) return read.error();
  if (!found) return std::optional<CaseHead>();
  if (!*found) return found->error();
  return std::optional(std::move(**found));
}

}  // namespace

void TurnLoop::put_indexes(const CaseHead& head) {
  for (const IndexEntry& entry : indexes(head)) {
    if (entry.kind == IndexEntry::Kind::kClosedCase) aggregates_.loose.put(keys::index(entry), "");
    if (entry.kind == IndexEntry::Kind::kOpenClock) {
      aggregates_.loose.put(keys::index(entry), head.id.text);
    }
  }
}

Result<void> TurnLoop::empty_breached() {
  std::string from = keys::breached_before_level_3();
  const std::string to = keys::after(from);
  for (std::size_t count = kKeysAtOnce; count == kKeysAtOnce;) {
    count = 0;
    std::string last;
    const auto read = rows_.scan(from, to, [&](std::string_view key, std::string_view) {
      last = key;
      aggregates_.loose.put(last, std::nullopt);
      return ++count < kKeysAtOnce;
    });
    if (!read) return read;
    if (auto committed = commit_rows(); !committed) return committed;
    aggregates_.committed();
    from = last + '\0';
  }
  return {};
}

// To level 2: closed cases get their entry in the index that the archive reads. To level 3:
// breached clocks go into the index of all open ones, and theirs is emptied. Killed in between it
// begins again and writes the same; the last commit raises the level.
Result<void> TurnLoop::upgrade() {
  lost_ = true;  // until it is through
  std::string from = keys::cases();
  for (std::size_t count = 1;; ++count) {
    const auto head = case_from(rows_, from);
    if (!head) return head.error();
    if (!*head) break;
    put_indexes(**head);
    from = keys::after(keys::case_rows((*head)->id));
    if (count % kCasesAtOnce != 0) continue;
    if (auto committed = commit_rows(); !committed) return committed;
    aggregates_.committed();
  }
  if (auto emptied = empty_breached(); !emptied) return emptied;
  row_.level = kPartitionLevel;
  if (auto committed = commit_rows(); !committed) return committed;
  aggregates_.committed();
  lost_ = false;
  return {};
}

}  // namespace liaison
