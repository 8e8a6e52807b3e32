#include "connectors/local_log/unread.h"

#include <algorithm>
#include <optional>

#include "connectors/local_log/records.h"
#include "engine/runtime/inbox.h"

namespace liaison {

namespace {

// A lane and its next record, or none at its end.
struct Head {
  Lane name;
  Records records;
  std::optional<InputRecord> next;

  Result<void> advance() {
    next.reset();
    const auto read = records.next();
    if (!read) return read.error();
    const auto& record = *read;
    if (record) {
      next = InputRecord{name, record->offset, record->arrival, std::string(record->value), 0};
    }
    return {};
  }
};

bool comes_before(const Head& a, const Head& b) {
  if (!a.next || !b.next) return a.next.has_value();
  return arrives_before(*a.next, *b.next);
}

}  // namespace

Result<std::vector<InputRecord>> read_unread(const Table& log, std::vector<UnreadLane> lanes,
                                             std::size_t max) {
  std::vector<Head> heads;
  for (UnreadLane& lane : lanes) {
    heads.push_back({std::move(lane.name), Records(log, lane.range, lane.from, lane.end), {}});
    if (auto advanced = heads.back().advance(); !advanced) return advanced.error();
  }
  std::vector<InputRecord> inputs;
  while (inputs.size() < max && !heads.empty()) {
    Head& first = *std::min_element(heads.begin(), heads.end(), comes_before);
    if (!first.next) break;
    inputs.push_back(std::move(*first.next));
    if (auto advanced = first.advance(); !advanced) return advanced.error();
  }
  return inputs;
}

}  // namespace liaison
