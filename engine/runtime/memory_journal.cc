#include "engine/runtime/memory_journal.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>

#include "engine/runtime/inbox.h"

namespace liaison {

namespace {

struct Topic {
  std::map<Offset, StoredRecord> records;
  std::map<std::string, Offset> last_of_key;  // of compacted topics
  Offset end = 0;
  Instant last_arrival = kBeginning;

  void append(StoredRecord record, bool compacted) {
    record.offset = end++;
    last_arrival = record.arrival;
    if (compacted) drop_earlier(record);
    records.emplace(record.offset, std::move(record));
  }

 private:
  void drop_earlier(const StoredRecord& record) {
    auto [last, first_of_key] = last_of_key.try_emplace(record.key, record.offset);
    if (!first_of_key) records.erase(last->second);
    last->second = record.offset;
  }
};

class MemoryRows final : public Rows {
 public:
  Result<std::optional<std::string>> get(std::string_view key) const override {
    std::lock_guard lock(mutex_);
    const auto row = rows_.find(key);
    return row == rows_.end() ? std::nullopt : std::optional(row->second);
  }

  // Row by row under the lock, so that `visit` may read and commit.
  Result<void> scan(
      std::string_view from, std::string_view to,
      const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    std::string next(from);
    for (;;) {
      const auto some = some_in(next, to);
      for (const auto& [key, value] : some) {
        if (!visit(key, value)) return {};
      }
      if (some.size() < kAtOnce) return {};
      next = some.back().first + '\0';
    }
  }

  void change(std::vector<RowChange> changes) {
    std::lock_guard lock(mutex_);
    for (RowChange& change : changes) {
      if (change.value) rows_.insert_or_assign(std::move(change.key), std::move(*change.value));
      else rows_.erase(change.key);
    }
  }

  std::map<std::string, std::string> all() const {
    std::lock_guard lock(mutex_);
    return {rows_.begin(), rows_.end()};
  }

 private:
  // Copies, so that `visit` may take its time.
  static constexpr std::size_t kAtOnce = 32;
  std::vector<std::pair<std::string, std::string>> some_in(std::string_view from,
                                                           std::string_view to) const {
    std::vector<std::pair<std::string, std::string>> some;
    std::lock_guard lock(mutex_);
    for (auto row = rows_.lower_bound(from);
         row != rows_.end() && row->first < to && some.size() < kAtOnce; ++row) {
      some.push_back(*row);
    }
    return some;
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> rows_;
};

struct Part {
  explicit Part(std::size_t queue_limit) : inbox(queue_limit) {}

  MemoryRows rows;
  Inbox inbox;
  std::map<std::string, Topic, std::less<>> topics;  // lanes too, each by its name

  Instant last_arrival() const {
    Instant last = kBeginning;
    for (const auto& [name, topic] : topics) {
      if (is_input_topic(name)) last = std::max(last, topic.last_arrival);
    }
    return last;
  }
  Offset end_of(std::string_view name) const {
    const auto topic = topics.find(name);
    return topic == topics.end() ? 0 : topic->second.end;
  }
  // Up to `max` of each lane, in no order.
  std::vector<InputRecord> unread(const Positions& positions, std::size_t max) const;
  void append_submitted(std::vector<InputRecord> inputs);
};

std::vector<InputRecord> Part::unread(const Positions& positions, std::size_t max) const {
  std::vector<InputRecord> inputs = inbox.stamped(positions);
  for (const auto& [lane, topic] : topics) {
    if (!is_input_topic(lane)) continue;
    const auto position = positions.find(lane);
    auto next = topic.records.lower_bound(position == positions.end() ? 0 : position->second);
    for (std::size_t left = max; left > 0 && next != topic.records.end(); --left, ++next) {
      const StoredRecord& record = next->second;
      inputs.push_back({lane, record.offset, record.arrival, record.value, 0});
    }
  }
  return inputs;
}

void Part::append_submitted(std::vector<InputRecord> inputs) {
  inbox.forget(inputs);
  for (InputRecord& input : inputs) {
    Topic& topic = topics[input.lane];
    if (input.offset < topic.end) continue;
    check(input.offset == topic.end, "a turn takes the inputs of a lane in their order");
    topic.append({.arrival = input.arrival, .key = {}, .value = std::move(input.value)}, false);
  }
}

}  // namespace

struct MemoryJournal::State {
  State(PartitionNumber count, std::size_t queue_limit) : bells(count) {
    for (PartitionNumber i = 0; i < count; ++i) {
      parts.push_back(std::make_unique<Part>(queue_limit));
    }
  }

  Part& part(PartitionNumber number) const {
    check(number < parts.size(), "a partition number is below the partition count");
    return *parts[number];
  }
  void append_output(PartitionNumber source, Instant arrival, OutputRecord record);

  mutable std::mutex mutex;  // the topics of all parts
  std::vector<std::unique_ptr<Part>> parts;
  Doorbells bells;
  std::atomic<std::uint64_t> last_ticket = 0;
};

void MemoryJournal::State::append_output(PartitionNumber source, Instant arrival,
                                         OutputRecord record) {
  const bool internal = record.topic == kInternalTopic;
  check(internal || (record.partition == source && !is_input_topic(record.topic)),
        "a turn writes to its own partition of topics that are no input");
  Topic& topic = part(record.partition).topics[internal ? internal_lane(source) : record.topic];
  check(!internal || arrival >= topic.last_arrival, "the time of a partition never goes back");
  topic.append({.partition = record.partition,
                .arrival = arrival,
                .key = std::move(record.key),
                .value = std::move(record.value),
                .tombstone = record.tombstone},
               record.compacted);
  if (internal) bells.ring(record.partition);
}

MemoryJournal::MemoryJournal(PartitionNumber partitions, std::size_t queue_limit)
    : state_(std::make_unique<State>(partitions, queue_limit)) {}

MemoryJournal::~MemoryJournal() = default;

void MemoryJournal::append(PartitionNumber partition, std::string_view name, Instant arrival,
                           std::string value) {
  std::lock_guard lock(state_->mutex);
  Part& part = state_->part(partition);
  check(is_input_topic(name) && part.inbox.empty(), "inputs are put in place before a poll");
  Topic& topic = part.topics[std::string(name)];
  check(arrival >= topic.last_arrival, "arrivals never fall within a lane");
  topic.append({.partition = partition, .arrival = arrival, .key = {}, .value = std::move(value)},
               false);
  state_->bells.ring(partition);
}

std::map<std::string, std::string> MemoryJournal::all_rows(PartitionNumber partition) const {
  return state_->part(partition).rows.all();
}

PartitionNumber MemoryJournal::partitions() const {
  return static_cast<PartitionNumber>(state_->parts.size());
}

const Rows& MemoryJournal::rows(PartitionNumber partition) const {
  return state_->part(partition).rows;
}

Result<Batch> MemoryJournal::poll(PartitionNumber partition, const Positions& positions,
                                  std::size_t max, Instant now) {
  Part& part = state_->part(partition);
  state_->bells.silence(partition);
  std::lock_guard lock(state_->mutex);
  Batch batch{part.unread(positions, max + 1), false};
  if (batch.inputs.size() < max) {
    part.inbox.stamp(max - batch.inputs.size(), std::max(now, part.last_arrival()),
                     [&](const Lane& lane) { return part.end_of(lane); });
    batch.inputs = part.unread(positions, max + 1);
  }
  batch.at_end = batch.inputs.size() <= max && part.inbox.all_stamped();
  merge_by_arrival(batch.inputs, max);
  if (!batch.at_end) state_->bells.ring(partition);
  return batch;
}

Result<Commit> MemoryJournal::commit(Turn turn) {
  std::lock_guard lock(state_->mutex);
  Part& part = state_->part(turn.partition);
  part.append_submitted(std::move(turn.inputs));
  part.rows.change(std::move(turn.rows));
  for (OutputRecord& record : turn.records) {
    state_->append_output(turn.partition, turn.time, std::move(record));
  }
  if (!part.inbox.empty()) state_->bells.ring(turn.partition);
  return Commit::kCommitted;
}

Result<std::uint64_t> MemoryJournal::submit(PartitionNumber partition, std::string_view topic,
                                            std::string value) {
  const std::uint64_t ticket = ++state_->last_ticket;
  auto offered = state_->part(partition).inbox.offer(topic, std::move(value), ticket);
  if (!offered) return offered.error();
  state_->bells.ring(partition);
  return ticket;
}

void MemoryJournal::withdraw(PartitionNumber partition) { state_->part(partition).inbox.clear(); }

void MemoryJournal::wait(const std::vector<PartitionNumber>& partitions, Milliseconds at_most) {
  state_->bells.wait(partitions, at_most);
}

void MemoryJournal::stop_waiting() { state_->bells.stop(); }

Result<std::vector<StoredRecord>> MemoryJournal::read(std::string_view name,
                                                      PartitionNumber partition, Offset from,
                                                      std::size_t max) const {
  std::lock_guard lock(state_->mutex);
  std::vector<StoredRecord> records;
  const auto& topics = state_->part(partition).topics;
  const auto topic = topics.find(name);
  if (topic == topics.end()) return records;
  const auto& stored = topic->second.records;
  for (auto next = stored.lower_bound(from); next != stored.end() && records.size() < max; ++next) {
    records.push_back(next->second);
    records.back().partition = partition;
  }
  return records;
}

Result<Offset> MemoryJournal::end(std::string_view name, PartitionNumber partition) const {
  std::lock_guard lock(state_->mutex);
  return state_->part(partition).end_of(name);
}

Result<std::vector<std::string>> MemoryJournal::topics() const {
  std::lock_guard lock(state_->mutex);
  std::set<std::string> names;
  for (const auto& part : state_->parts) {
    for (const auto& [name, topic] : part->topics) names.insert(name);
  }
  return std::vector<std::string>(names.begin(), names.end());
}

}  // namespace liaison
