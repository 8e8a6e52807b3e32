// Of TurnLoop: the rows of closed cases go, once they stand in the archive.
#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/turn_loop.h"

namespace liaison {

Result<std::size_t> TurnLoop::archive(const ArchiveMove& move) {
  if (lost_) {
    if (auto loaded = load(); !loaded) return loaded.error();
  }
  report_ = {};
  lost_ = true;  // until it is committed
  std::size_t moved = 0;
  try {
    for (const ArchivedCase& archived : move.cases) moved += move_to_archive(archived);
    if (moved == 0) {
      lost_ = false;
      return moved;
    }
    stager_.row(keys::archive(), encode(ArchiveRow{move.file + 1}));
    aggregates_.cases.expect_archived(true);
    keep();
    if (const auto done = commit_alone("archived cases"); !done) return done.error();
    for (const ArchivedCase& archived : move.cases) aggregates_.cases.forget(archived.head.id);
    return moved;
  } catch (const RowsFailed& failed) {
    return failed.error;
  }
}

// False: it was written to since, or is gone already.
bool TurnLoop::move_to_archive(const ArchivedCase& archived) {
  const CaseId& id = archived.head.id;
  const CachedCase& cached = aggregates_.cases.the_case(id);
  const Case& now = cached.value;
  if (!now.exists() || now.is_open() || now.history != archived.head.history) return false;
  const Figures left = figures_of(archived.head);
  Figures::fields(
      [&](const char*, auto member) { figures_.*member += left.*member - cached.counted.*member; });
  for (const std::string& key : cached.stored_keys) aggregates_.loose.put(key, std::nullopt);
  const std::string prefix = keys::case_rows(id);
  const auto read =
      rows_.scan(prefix, keys::after(prefix), [&](std::string_view key, std::string_view) {
        aggregates_.loose.put(std::string(key), std::nullopt);
        return true;
      });
  if (!read) throw RowsFailed{read.error()};
  aggregates_.loose.put(keys::archived(id), encode(archived));
  return true;
}

}  // namespace liaison
