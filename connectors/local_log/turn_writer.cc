#include "connectors/local_log/turn_writer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/runtime/inbox.h"

namespace liaison {

namespace {

// A reader takes a whole row to get at one record of it.
constexpr std::size_t kRowBytes = 64 * 1024;

LogRange range_of(const std::pair<PartitionNumber, Sequence>& place) {
  return {place.second.topic, place.first, place.second.source};
}

}  // namespace

Result<void> TurnWriter::add(const Turn& turn) {
  for (const InputRecord& input : turn.inputs) {
    if (auto added = add_input(turn.partition, input); !added) return added;
  }
  for (const OutputRecord& record : turn.records) {
    if (auto added = add_output(turn, record); !added) return added;
  }
  for (auto& [place, sequence] : grown_) close(place, sequence);
  add_sorted(turn.partition, turn.rows);
  return {};
}

// In the order of their keys, so that RocksDB finds the place of each beside the one before.
void TurnWriter::add_sorted(PartitionNumber partition, const std::vector<RowChange>& turn_rows) {
  std::vector<const RowChange*> rows;
  rows.reserve(turn_rows.size());
  for (const RowChange& row : turn_rows) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const RowChange* a, const RowChange* b) { return a->key < b->key; });
  const Table& table = store_.partition(partition);
  for (const RowChange* row : rows) {
    if (row->value) changes_.put(table, row->key, *row->value);
    else changes_.remove(table, row->key);
  }
  std::stable_sort(log_.begin(), log_.end(),
                   [](const LogChange& a, const LogChange& b) { return a.key < b.key; });
  for (const LogChange& change : log_) {
    if (change.how == LogChange::How::kPut) changes_.put(store_.log(), change.key, change.value);
    else changes_.remove_once(store_.log(), change.key);
  }
  log_.clear();
}

// Inputs of other lanes, and those read from the topic, stand there already.
Result<void> TurnWriter::add_input(PartitionNumber partition, const InputRecord& input) {
  if (input.lane != kRequestsTopic && input.lane != kRepliesTopic) return {};
  const auto topic = topics_.number(input.lane);
  if (!topic) return topic.error();
  const Place place{partition, {*topic, 0}};
  Grown& sequence = grown(place);
  if (input.offset < sequence.end) return {};
  check(input.offset == sequence.end, "a turn takes the inputs of a lane in their order");
  sequence.input = true;
  append(sequence, input.arrival, {}, input.value, false);
  if (sequence.row.size() > kRowBytes) close(place, sequence);
  return {};
}

Result<void> TurnWriter::add_output(const Turn& turn, const OutputRecord& record) {
  const bool internal = record.topic == kInternalTopic;
  check(internal || (record.partition == turn.partition && !is_input_topic(record.topic)),
        "a turn writes to its own partition of topics that are no input");
  const auto topic = topics_.number(record.topic);
  if (!topic) return topic.error();
  const Place place{record.partition, {*topic, internal ? turn.partition : 0}};
  Grown& sequence = grown(place);
  sequence.input = sequence.internal = internal;
  if (record.compacted) close(place, sequence);
  const Offset offset = sequence.end;
  append(sequence, turn.time, record.key, record.value, record.tombstone);
  if (record.compacted || sequence.row.size() > kRowBytes) close(place, sequence);
  return record.compacted ? drop_earlier(place, record.key, offset) : Result<void>();
}

void TurnWriter::append(Grown& sequence, Instant arrival, std::string_view key,
                        std::string_view value, bool tombstone) {
  if (sequence.row.empty()) sequence.row = begin_records(sequence.end);
  add_record(sequence.row, arrival, key, value, tombstone);
  sequence.last_arrival = arrival;
  ++sequence.end;
}

void TurnWriter::close(const Place& place, Grown& sequence) {
  if (sequence.row.empty()) return;
  log_.push_back({LogChange::How::kPut, records_key(range_of(place), sequence.end - 1),
                  std::exchange(sequence.row, {})});
}

Result<void> TurnWriter::drop_earlier(const Place& place, const std::string& key, Offset now) {
  const LogRange range = range_of(place);
  const std::string index = last_of_key(range.topic, range.partition, key);
  auto [last, first_in_turn] = last_of_key_.try_emplace(index, now);
  std::optional<Offset> earlier;
  if (!first_in_turn) {
    earlier = std::exchange(last->second, now);
  } else {
    const auto stored = store_.log().get(index);
    if (!stored) return stored.error();
    if (*stored) earlier = read_last(**stored);
  }
  if (earlier) log_.push_back({LogChange::How::kRemoveOnce, records_key(range, *earlier), {}});
  log_.push_back({LogChange::How::kPut, index, last_value(now)});
  return {};
}

TurnWriter::Grown& TurnWriter::grown(const Place& place) {
  check(place.first < ends_.size(), "a partition number is below the partition count");
  auto [found, fresh] = grown_.try_emplace(place);
  if (fresh) found->second.end = ends_[place.first]->end(place.second);
  return found->second;
}

std::vector<PartitionNumber> TurnWriter::publish() {
  std::vector<PartitionNumber> receivers;
  for (const auto& [place, sequence] : grown_) {
    const auto& [partition, name] = place;
    if (sequence.input) ends_[partition]->arrived(sequence.last_arrival);
    ends_[partition]->set(name, sequence.end);
    if (sequence.internal) receivers.push_back(partition);
  }
  return receivers;
}

}  // namespace liaison
