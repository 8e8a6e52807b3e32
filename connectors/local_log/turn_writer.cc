#include "connectors/local_log/turn_writer.h"

#include <utility>

#include "engine/runtime/inbox.h"

namespace liaison {

Result<void> TurnWriter::add(const Turn& turn) {
  for (const InputRecord& input : turn.inputs) {
    if (auto added = add_input(turn.partition, input); !added) return added;
  }
  const Table& rows = store_.partition(turn.partition);
  for (const RowChange& row : turn.rows) {
    if (row.value) changes_.put(rows, row.key, *row.value);
    else changes_.remove(rows, row.key);
  }
  for (const OutputRecord& record : turn.records) {
    if (auto added = add_output(turn, record); !added) return added;
  }
  return {};
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
  changes_.put(store_.log(), record_key({*topic, partition, 0}, input.offset),
               record_value(input.arrival, {}, input.value, false));
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
  changes_.put(store_.log(), record_key(range, offset),
               record_value(turn.time, record.key, record.value, record.tombstone));
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
  if (earlier) changes_.remove_once(store_.log(), record_key(range, *earlier));
  changes_.put(store_.log(), index, last_value(now));
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
