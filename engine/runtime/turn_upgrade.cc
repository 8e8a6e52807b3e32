// Of TurnLoop: the rows of an earlier liaison, as this one wants them.
#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/turn_loop.h"

namespace liaison {

namespace {

constexpr std::size_t kCasesAtOnce = 5000;

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

// To level 2: closed cases get their entry in the index that the archive reads. Killed in between
// it begins again and puts the same; the last commit raises the level.
Result<void> TurnLoop::upgrade() {
  lost_ = true;  // until it is through
  std::string from = keys::cases();
  for (std::size_t count = 1;; ++count) {
    const auto head = case_from(rows_, from);
    if (!head) return head.error();
    if (!*head) break;
    for (const IndexEntry& entry : indexes(**head)) {
      if (entry.kind == IndexEntry::Kind::kClosedCase)
        aggregates_.loose.put(keys::index(entry), "");
    }
    from = keys::after(keys::case_rows((*head)->id));
    if (count % kCasesAtOnce != 0) continue;
    if (auto committed = commit_rows(); !committed) return committed;
    aggregates_.committed();
  }
  row_.level = kPartitionLevel;
  if (auto committed = commit_rows(); !committed) return committed;
  aggregates_.committed();
  lost_ = false;
  return {};
}

}  // namespace liaison
