#include "connectors/local_log/log_check.h"

#include "connectors/local_log/records.h"
#include "engine/runtime/keys.h"

namespace liaison {

namespace {

using Found = std::optional<std::string>;

Result<std::uint64_t> count_of_keys(const Table& log, const LogRange& range) {
  std::uint64_t count = 0;
  const std::string prefix = last_of_key_prefix(range.topic, range.partition);
  const auto read = log.scan(prefix, keys::after(prefix), [&](std::string_view, std::string_view) {
    ++count;
    return true;
  });
  if (!read) return read.error();
  return count;
}

Result<Found> fault_of_compacted(const Table& log, const LogRange& range, Records records,
                                 std::uint64_t count) {
  std::uint64_t found = 0;
  while (true) {
    const auto record = records.next();
    if (!record) return record.error();
    if (!*record) break;
    ++found;
    const auto last = log.get(last_of_key(range.topic, range.partition, (*record)->key));
    if (!last) return last.error();
    const Offset offset = (*record)->offset;
    if (*last && read_last(**last) == offset) continue;
    return Found("record " + std::to_string(offset) + " is not the last one of its key");
  }
  if (found == count) return Found();
  return Found(std::to_string(count) + " keys, but " + std::to_string(found) + " records");
}

}  // namespace

Result<Found> sequence_fault(const Table& log, const LogRange& range, Offset start, Offset end) {
  const auto keys = count_of_keys(log, range);
  if (!keys) return keys.error();
  Records records(log, range, start, end);
  if (*keys > 0) return fault_of_compacted(log, range, std::move(records), *keys);
  Offset next = start;
  while (true) {
    const auto record = records.next();
    if (!record) return record.error();
    if (!*record) break;
    const Offset offset = (*record)->offset;
    if (offset != next) {
      return Found("expected offset " + std::to_string(next) + ", but " + std::to_string(offset) +
                   " stands there");
    }
    ++next;
  }
  if (next == end) return Found();
  return Found("expected records up to offset " + std::to_string(end) + ", but they end at " +
               std::to_string(next));
}

}  // namespace liaison
