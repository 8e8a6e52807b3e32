#include "connectors/local_log/trimmer.h"

#include <algorithm>

#include "engine/model/codec.h"
#include "engine/runtime/inbox.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/partition_rows.h"

namespace liaison {

namespace {

constexpr int kLittle = 32;  // a limit is passed by this part of it before anything goes

Result<PartitionRow> partition_row(const Table& rows) {
  const auto row = rows.get(keys::partition());
  if (!row) return row.error();
  return *row ? decode<PartitionRow>(**row) : Result<PartitionRow>(PartitionRow{});
}

Offset consumed(const PartitionRow& row, const Lane& lane) {
  const auto position = row.positions.find(lane);
  return position == row.positions.end() ? 0 : position->second;
}

}  // namespace

Result<Trimmed> Trimmer::trim(PartitionNumber partition, Ends& ends) {
  Trimmed trimmed;
  const auto row = partition_row(store_.partition(partition));
  if (!row) return row.error();
  for (const auto& [name, number] : topics_.all()) {
    const bool internal = name == kInternalTopic;
    for (const auto& [sequence, end] : ends.of(number)) {
      const Bounds bounds{{number, partition, sequence.source}, ends.start(sequence), end};
      if (end == 0) continue;
      const auto compacted = is_compacted(bounds.range);
      if (!compacted) return compacted.error();
      if (*compacted) continue;
      if (auto dropped = drop_before(bounds.range, bounds.start); !dropped) return dropped.error();
      auto start = wanted_start(bounds, std::max(row->time, retention_.now));
      if (!start) return start.error();
      if (internal || is_input_topic(name)) {
        *start = std::min(*start, consumed(*row, internal ? internal_lane(sequence.source) : name));
        const auto whole_row = row_at(bounds.range, *start);
        if (!whole_row) return whole_row.error();
        *start = std::min(*start, whole_row->first);
      }
      if (*start <= bounds.start) continue;
      if (auto moved = move_start(bounds, *start, ends); !moved) return moved.error();
      trimmed.records += *start - bounds.start;
      ++trimmed.sequences;
    }
  }
  return trimmed;
}

Result<bool> Trimmer::is_compacted(const LogRange& range) const {
  const std::string prefix = last_of_key_prefix(range.topic, range.partition);
  return store_.log().cursor(prefix, keys::after(prefix)).next();
}

Result<Trimmer::Row> Trimmer::row_at(const LogRange& range, Offset offset) const {
  Cursor rows = store_.log().cursor(records_key(range, offset), records_end(range));
  const auto found = rows.next();
  if (!found) return found.error();
  Row row;
  RecordsReader records(*found ? rows.key() : "", *found ? rows.value() : "");
  for (bool first = true; const auto record = records.next(); first = false) {
    if (first) row.first = record->offset;
    row.last = record->offset;
    row.last_arrival = record->arrival;
  }
  if (records.ok()) return row;
  return Error{Error::Kind::kCorrupt,
               "expected a row of records at or behind every offset of a topic, but there is none"};
}

// The first offset of the first row that does not go; at the latest of the last row. `goes` holds
// of all rows up to some place and of none behind it.
template <class Goes>
Result<Offset> Trimmer::first_kept(const Bounds& bounds, Goes goes) const {
  const auto last = row_at(bounds.range, bounds.end - 1);
  if (!last) return last.error();
  Offset low = bounds.start, high = std::max(bounds.start, last->first);
  while (low < high) {
    const auto row = row_at(bounds.range, low + (high - low) / 2);
    if (!row) return row.error();
    const Result<bool> gone = goes(*row);
    if (!gone) return gone.error();
    if (*gone) low = row->last + 1;
    else high = std::max(bounds.start, row->first);
  }
  return low;
}

Result<Offset> Trimmer::wanted_start(const Bounds& bounds, Instant now) const {
  Offset start = bounds.start;
  if (retention_.age > Milliseconds{0}) {
    const auto by_age = start_by_age(bounds, now);
    if (!by_age) return by_age.error();
    start = std::max(start, *by_age);
  }
  if (retention_.bytes > 0) {
    const auto by_size = start_by_size(bounds);
    if (!by_size) return by_size.error();
    start = std::max(start, *by_size);
  }
  return start;
}

Result<Offset> Trimmer::start_by_age(const Bounds& bounds, Instant now) const {
  const auto oldest = row_at(bounds.range, bounds.start);
  if (!oldest) return oldest.error();
  if (oldest->last_arrival >= now - retention_.age - retention_.age / kLittle) return bounds.start;
  return first_kept(bounds, [&](const Row& row) -> Result<bool> {
    return row.last_arrival < now - retention_.age;
  });
}

Result<Offset> Trimmer::start_by_size(const Bounds& bounds) const {
  const auto all = size_from(bounds.range, bounds.start);
  if (!all) return all.error();
  if (*all <= retention_.bytes + retention_.bytes / kLittle) return bounds.start;
  return first_kept(bounds, [&](const Row& row) -> Result<bool> {
    const auto with_it = size_from(bounds.range, row.first);
    if (!with_it) return with_it.error();
    return *with_it > retention_.bytes;
  });
}

Result<std::uint64_t> Trimmer::size_from(const LogRange& range, Offset offset) const {
  return store_.size_of(store_.log(), records_key(range, offset), records_end(range));
}

Result<void> Trimmer::move_start(const Bounds& bounds, Offset start, Ends& ends) {
  Changes changes;
  changes.put(store_.log(), start_key(bounds.range), start_value(start));
  if (auto written = store_.write(changes); !written) return written;
  ends.set_start({bounds.range.topic, bounds.range.source}, start);
  return drop_before(bounds.range, start);
}

// Nothing when nothing stands there: a deleted range is not deleted again.
Result<void> Trimmer::drop_before(const LogRange& range, Offset start) {
  if (start == 0) return {};
  const std::string from = records_key(range, 0), to = records_key(range, start);
  const auto any = store_.log().cursor(from, to).next();
  if (!any) return any.error();
  return *any ? store_.drop(store_.log(), from, to) : Result<void>();
}

}  // namespace liaison
