#include "connectors/local_log/turn_writer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/runtime/inbox.h"

namespace liaison {

Result<void> TurnWriter::add(const Turn& turn) {
  for (const InputRecord& input : turn.inputs) {
    if (auto added = add_input(turn.partition, input); !added) return added;
  }
  for (const OutputRecord& record : turn.records) {
    if (auto added = add_output(turn, record); !added) return added;
  }
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
  Grown& sequence = grown({partition, {*topic, 0}});
  if (input.offset < sequence.end) return {};
  check(input.offset == sequence.end, "a turn takes the inputs of a lane in their order");
  sequence = {input.offset + 1, input.arrival, true, false};
  log_.push_back({LogChange::How::kPut, record_key({*topic, partition, 0}, input.offset),
                  record_value(input.arrival, {}, input.value, false)});
  return {};
}

Result<void> TurnWriter::add_output(const Turn& turn, const OutputRecord& record) {
  const bool internal = record.topic == kInternalTopic;
  check(internal || (record.partition == turn.partition && !is_input_topic(record.topic)),
        "a turn writes to its own partition of topics that are no input");
  const auto topic = topics_.number(record.topic);
  if (!topic) return topic.error();
  const PartitionNumber source = internal ? turn.partition : 0;
  const LogRange range{*topic, record.partition, source};
  Grown& sequence = grown({record.partition, {*topic, source}});
  const Offset offset = sequence.end++;
  sequence.last_arrival = turn.time;
  sequence.input = sequence.internal = internal;
  log_.push_back({LogChange::How::kPut, record_key(range, offset),
                  record_value(turn.time, record.key, record.value, record.tombstone)});
  return record.compacted ? drop_earlier(range, record.key, offset) : Result<void>();
}

Result<void> TurnWriter::drop_earlier(const LogRange& range, const std::string& key, Offset now) {
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
  if (earlier) log_.push_back({LogChange::How::kRemoveOnce, record_key(range, *earlier), {}});
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
