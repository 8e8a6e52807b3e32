#include "engine/runtime/archiver.h"

#include <algorithm>

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/paging.h"
#include "engine/runtime/partition_rows.h"

namespace liaison {

CaseHead what_is_left(CaseHead head) {
  head.steps.clear();
  head.tasks.clear();
  head.clocks.clear();
  head.former_replies.clear();
  return head;
}

Result<std::size_t> Archiver::pass(PartitionNumber partition) {
  const Rows& rows = node_.view().rows(partition);
  auto ripe = due(rows);
  if (!ripe) return ripe.error();
  if (!ripe->enough) return std::size_t{0};
  Copies copies;
  auto move = copy(rows, std::move(ripe->cases), copies);
  if (!move) return move.error();
  const auto row = row_of<ArchiveRow>(rows, keys::archive());
  if (!row && row.error().kind != Error::Kind::kNotFound) return row.error();
  move->file = row ? row->next : 0;
  for (ArchivedCase& archived : move->cases) archived.file = move->file;
  if (auto written = archive_.write(partition, move->file, copies); !written) {
    return written.error();
  }
  std::size_t moved = 0;
  for (std::size_t from = 0; from < move->cases.size(); from += options_.cases_a_turn) {
    const std::size_t to = std::min(from + options_.cases_a_turn, move->cases.size());
    const auto begin = move->cases.begin();
    const auto done = node_.archive(partition, {move->file,
                                                {begin + static_cast<std::ptrdiff_t>(from),
                                                 begin + static_cast<std::ptrdiff_t>(to)}});
    if (!done) return done.error();
    moved += *done;
  }
  return moved;
}

Result<Archiver::Due> Archiver::due(const Rows& rows) const {
  Due found;
  const auto row = row_of<PartitionRow>(rows, keys::partition());
  if (!row) return row.error().kind == Error::Kind::kNotFound ? Result<Due>(found) : row.error();
  constexpr auto kClosed = IndexEntry::Kind::kClosedCase;
  // The clock's time: where nothing happens any more, the partition's own stands still.
  const Instant closed_before = std::max(row->time, node_.now()) - options_.after;
  const auto read = rows.scan(keys::index_prefix(kClosed), keys::after(keys::index_prefix(kClosed)),
                              [&](std::string_view key, std::string_view) {
                                const keys::IndexKey entry = keys::parse_index(kClosed, key);
                                if (entry.at >= closed_before) return false;
                                found.enough |= entry.at < closed_before - options_.wait;
                                found.cases.push_back(CaseId{entry.id});
                                return found.cases.size() < options_.cases_a_file;
                              });
  if (!read) return read.error();
  found.enough |= found.cases.size() >= options_.cases_a_file;
  return found;
}

// A case may be written to while it is copied; the turn that takes it away will see that.
Result<ArchiveMove> Archiver::copy(const Rows& rows, std::vector<CaseId> cases,
                                   Copies& copies) const {
  std::sort(cases.begin(), cases.end());
  ArchiveMove move;
  std::size_t bytes = 0;
  for (const CaseId& id : cases) {
    if (bytes > options_.bytes_a_file) break;
    auto head = row_of<CaseHead>(rows, keys::case_head(id));
    const auto data = row_of<CaseData>(rows, keys::case_data(id));
    if (!head || !data) return head ? data.error() : head.error();
    const std::string prefix = keys::case_rows(id);
    const auto read =
        rows.scan(prefix, keys::after(prefix), [&](std::string_view key, std::string_view value) {
          copies.emplace_back(key, value);
          bytes += key.size() + value.size();
          return true;
        });
    if (!read) return read.error();
    move.cases.push_back({what_is_left(std::move(*head)), data->labels, 0});
  }
  return move;
}

}  // namespace liaison
