#include "connectors/kafka/ours.h"

#include <chrono>

#include "connectors/kafka/restore.h"
#include "connectors/kafka/topics.h"

namespace liaison::kafka {

Ours::Ours(const Cluster& cluster, Store& store, PartitionNumber number, std::size_t limit)
    : cluster_(cluster),
      store_(store),
      number_(number),
      limit_(limit),
      changelog_(cluster.topic(kChangelogTopic)) {}

Result<void> Ours::take_over(const std::string& mark, const std::function<void()>& came) {
  if (producer_) return {};
  // First the producer: once it is made nobody else can commit, and the changelog's end stands.
  auto producer = TurnProducer::take_over(cluster_, number_);
  if (!producer) return producer.error();
  // Asked for now, or the first turn would wait half a second for where its partition is.
  const auto there = (*producer)->has_topic(changelog_);
  if (!there) return there.error();
  if (!*there) {
    return Error{Error::Kind::kUnavailable,
                 "expected topic " + changelog_ + ", but it is not there: liaison topics create"};
  }
  auto restored = restore(cluster_, store_, number_);
  if (!restored) return restored.error();
  position_ = std::move(restored->position);
  if (!inputs_) {
    auto inputs = Inputs::open(cluster_, number_, mark, came);
    if (!inputs) return inputs.error();
    std::lock_guard lock(mutex_);
    inputs_ = std::move(*inputs);
  }
  producer_ = std::move(*producer);
  return {};
}

Result<Batch> Ours::poll(const Positions& positions, std::size_t max) {
  if (!producer_) {
    return Error{Error::Kind::kUnavailable,
                 "expected partition " + std::to_string(number_) + " to be ours, but it is not"};
  }
  auto batch = inputs_->take(positions, max);
  if (!batch) return batch;
  std::lock_guard lock(mutex_);
  batch->at_end = batch->at_end && on_their_way_ == 0;
  batch->unanswered = std::exchange(given_up_, {});
  for (InputRecord& input : batch->inputs) {  // read again, nobody waits for it any more
    if (waiting_.count(input.ticket) == 0) input.ticket = 0;
  }
  return batch;
}

Error Ours::let_go() {
  producer_.reset();
  give_up_all();
  return {Error::Kind::kUnavailable, "expected partition " + std::to_string(number_) +
                                         " to be this node's, but it is another's now"};
}

Result<std::string_view> Ours::full_name(const std::string& topic) {
  const auto known = full_names_.find(topic);
  if (known != full_names_.end()) return std::string_view(known->second);
  std::string name = cluster_.topic(topic);
  const auto there = producer_->has_topic(name);
  if (!there) return there.error();
  if (*there) return std::string_view(full_names_.emplace(topic, std::move(name)).first->second);
  return Error{Error::Kind::kUnavailable,
               "expected topic " + name + ", but it is not there: liaison topics create"};
}

Result<std::vector<Outgoing>> Ours::outgoing(const Turn& turn) {
  std::vector<Outgoing> all;
  all.reserve(turn.records.size() + turn.rows.size());
  for (const OutputRecord& record : turn.records) {
    std::optional<std::string_view> value;
    if (!record.tombstone) value = record.value;
    const auto name = full_name(record.topic);
    if (!name) return name.error();
    all.push_back({*name, record.partition, record.key, value, turn.time});
  }
  for (const RowChange& row : turn.rows) {
    std::optional<std::string_view> value;
    if (row.value) value = *row.value;
    all.push_back({changelog_, number_, row.key, value, turn.time});
  }
  return all;
}

Result<Committed> Ours::commit(const Turn& turn) {
  if (!producer_) return Committed{};
  const auto records = outgoing(turn);
  if (!records) return records.error();
  Written written = producer_->write(*records);
  if (written.fault != Fault::kNone) return refused(std::move(written));
  const Offset last = turn.rows.empty() ? 0 : written.offsets.back() + 1;
  if (auto stored = store_rows(turn, std::max(position_.changelog, last)); !stored) {
    producer_.reset();  // committed, but the rows here are behind: they are restored first
    return Error{Error::Kind::kIo, stored.error().message};
  }
  answered(turn.inputs);
  return Committed{Commit::kCommitted, std::move(written.offsets)};
}

Result<Committed> Ours::refused(Written written) {
  if (written.fault == Fault::kAbort) {
    if (cluster_.log) cluster_.log("kafka: a turn is done again: " + written.why);
    return Committed{Commit::kRetry, {}};
  }
  producer_.reset();
  if (cluster_.log) {
    cluster_.log("kafka: partition " + std::to_string(number_) + " is taken over again (" +
                 name_of(written.fault) + "): " + written.why);
  }
  if (written.fault == Fault::kLost) give_up_all();
  if (written.fault != Fault::kRefused) return Committed{Commit::kLost, {}};
  return Error{Error::Kind::kUnavailable, "expected Kafka to take the records of a turn, but: " +
                                              written.why + " (liaison topics check)"};
}

Result<void> Ours::store_rows(const Turn& turn, Offset changelog) {
  changes_.clear();
  const Table& rows = store_.partition(number_);
  for (const RowChange& row : turn.rows) {
    if (row.value) changes_.put(rows, row.key, *row.value);
    else changes_.remove(rows, row.key);
  }
  position_.changelog = changelog;
  position_.at = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
  changes_.put(store_.node(), position_key(number_), position_value(position_));
  return store_.write(changes_);
}

Result<void> Ours::wait_for(std::uint64_t ticket) {
  std::lock_guard lock(mutex_);
  if (waiting_.size() >= limit_) {
    return Error{Error::Kind::kUnavailable, "expected room in the partition's queue, but " +
                                                std::to_string(limit_) + " records wait already"};
  }
  waiting_.insert(ticket);
  ++on_their_way_;
  return {};
}

void Ours::forget(std::uint64_t ticket) {
  std::lock_guard lock(mutex_);
  waiting_.erase(ticket);
  --on_their_way_;
}

void Ours::stood(std::uint64_t ticket, std::string_view lane, std::optional<Offset> offset,
                 bool here) {
  std::lock_guard lock(mutex_);
  --on_their_way_;
  if (offset && here) {
    if (inputs_) inputs_->expect(lane, *offset);
  } else if (waiting_.erase(ticket) > 0) {
    given_up_.push_back(ticket);
  }
}

void Ours::answered(const std::vector<InputRecord>& inputs) {
  std::lock_guard lock(mutex_);
  for (const InputRecord& input : inputs) {
    if (input.ticket != 0) waiting_.erase(input.ticket);
  }
}

void Ours::expect(std::string_view lane, Offset offset) {
  std::lock_guard lock(mutex_);
  if (inputs_) inputs_->expect(lane, offset);
}

// Somebody else has taken in what they wait for, or will.
void Ours::give_up_all() {
  std::lock_guard lock(mutex_);
  given_up_.insert(given_up_.end(), waiting_.begin(), waiting_.end());
  waiting_.clear();
}

}  // namespace liaison::kafka
