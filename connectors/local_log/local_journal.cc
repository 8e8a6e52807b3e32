#include "connectors/local_log/local_journal.h"

#include <atomic>
#include <charconv>
#include <iterator>
#include <set>
#include <vector>

#include "connectors/local_log/ends.h"
#include "connectors/local_log/log_check.h"
#include "connectors/local_log/records.h"
#include "connectors/local_log/topics.h"
#include "connectors/local_log/trimmer.h"
#include "connectors/local_log/turn_writer.h"
#include "connectors/local_log/unread.h"
#include "engine/runtime/inbox.h"

namespace liaison {

namespace {

constexpr std::string_view kLanePrefix = "internal/";

std::string name_of(std::string_view topic, const Sequence& sequence) {
  return topic == kInternalTopic ? internal_lane(sequence.source) : std::string(topic);
}

// S of `internal/S`.
std::optional<PartitionNumber> source_of(std::string_view lane) {
  const std::string_view digits = lane.substr(kLanePrefix.size());
  PartitionNumber source = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), source);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size();
  return whole ? std::optional(source) : std::nullopt;
}

}  // namespace

struct LocalJournal::State {
  State(std::unique_ptr<Store> opened, std::size_t queue_limit);

  Result<void> load();
  Result<void> load_end(const LogRange& range, bool is_input);
  // The topic, or the lane `internal/S`, that a reader names.
  std::optional<Sequence> named(std::string_view name) const;
  std::vector<UnreadLane> unread_lanes(PartitionNumber, const Positions&) const;
  Offset lane_end(PartitionNumber, const Lane&) const;
  void check_partition(PartitionNumber partition) const {
    check(partition < ends.size(), "a partition number is below the partition count");
  }

  std::unique_ptr<Store> store;
  Topics topics;
  std::vector<std::unique_ptr<Ends>> ends;  // of each partition
  std::vector<std::unique_ptr<Inbox>> inboxes;
  std::vector<Changes> changes;  // of the turn that is being committed; their memory is used again
  Doorbells bells;
  std::atomic<std::uint64_t> last_ticket = 0;
};

LocalJournal::State::State(std::unique_ptr<Store> opened, std::size_t queue_limit)
    : store(std::move(opened)), topics(*store), bells(store->partitions()) {
  for (PartitionNumber i = 0; i < store->partitions(); ++i) {
    ends.push_back(std::make_unique<Ends>());
    inboxes.push_back(std::make_unique<Inbox>(queue_limit));
    changes.emplace_back();
    bells.ring(i);  // there may be unread inputs from before
  }
}

Result<void> LocalJournal::State::load() {
  if (auto loaded = topics.load(); !loaded) return loaded;
  for (const auto& [name, number] : topics.all()) {
    const bool internal = name == kInternalTopic;
    const PartitionNumber sources = internal ? store->partitions() : 1;
    for (PartitionNumber partition = 0; partition < store->partitions(); ++partition) {
      for (PartitionNumber source = 0; source < sources; ++source) {
        auto loaded = load_end({number, partition, source}, internal || is_input_topic(name));
        if (!loaded) return loaded;
      }
    }
  }
  return {};
}

// The last row of a sequence is never deleted: neither by compaction nor by retention.
Result<void> LocalJournal::State::load_end(const LogRange& range, bool is_input) {
  const auto start = store->log().get(start_key(range));
  if (!start) return start.error();
  if (*start) {
    ends[range.partition]->set_start({range.topic, range.source}, read_start(**start).value_or(0));
  }
  const auto last = store->log().last(records_key(range, 0), records_end(range));
  if (!last) return last.error();
  if (!*last) return {};
  RecordsReader row((*last)->first, (*last)->second);
  while (const auto record = row.next()) {
    if (is_input) ends[range.partition]->arrived(record->arrival);
    ends[range.partition]->set({range.topic, range.source}, record->offset + 1);
  }
  if (row.ok()) return {};
  return Error{Error::Kind::kCorrupt, "expected records at the end of a topic, but found none"};
}

std::optional<Sequence> LocalJournal::State::named(std::string_view name) const {
  std::optional<PartitionNumber> source = 0;
  if (name == kInternalTopic) return std::nullopt;  // only its lanes have offsets
  if (name.starts_with(kLanePrefix)) {
    source = source_of(name);
    name = kInternalTopic;
  }
  const auto topic = topics.known(name);
  return topic && source ? std::optional(Sequence{*topic, *source}) : std::nullopt;
}

std::vector<UnreadLane> LocalJournal::State::unread_lanes(PartitionNumber partition,
                                                          const Positions& positions) const {
  std::vector<UnreadLane> lanes;
  for (std::string_view topic : {kRequestsTopic, kRepliesTopic, kInternalTopic}) {
    const auto number = topics.known(topic);
    if (!number) continue;
    for (const auto& [sequence, end] : ends[partition]->of(*number)) {
      const Lane lane = name_of(topic, sequence);
      const auto position = positions.find(lane);
      const Offset from = position == positions.end() ? 0 : position->second;
      if (from < end) lanes.push_back({lane, {*number, partition, sequence.source}, from, end});
    }
  }
  return lanes;
}

Offset LocalJournal::State::lane_end(PartitionNumber partition, const Lane& lane) const {
  const auto sequence = named(lane);
  return sequence ? ends[partition]->end(*sequence) : 0;
}

Result<std::unique_ptr<LocalJournal>> LocalJournal::open(const std::filesystem::path& directory,
                                                         PartitionNumber partitions,
                                                         const LocalJournalOptions& options) {
  auto store = Store::open(directory, partitions, options.store);
  if (!store) return store.error();
  auto state = std::make_unique<State>(std::move(*store), options.queue_limit);
  if (auto loaded = state->load(); !loaded) return loaded.error();
  return std::unique_ptr<LocalJournal>(new LocalJournal(std::move(state)));
}

LocalJournal::LocalJournal(std::unique_ptr<State> state) : state_(std::move(state)) {}
LocalJournal::~LocalJournal() = default;

Store& LocalJournal::store() const { return *state_->store; }
PartitionNumber LocalJournal::partitions() const { return state_->store->partitions(); }

const Rows& LocalJournal::rows(PartitionNumber partition) const {
  return state_->store->partition(partition);
}

Result<Batch> LocalJournal::poll(PartitionNumber partition, const Positions& positions,
                                 std::size_t max, Instant now) {
  state_->check_partition(partition);
  state_->bells.silence(partition);
  auto stored =
      read_unread(state_->store->log(), state_->unread_lanes(partition, positions), max + 1);
  if (!stored) return stored.error();
  Inbox& inbox = *state_->inboxes[partition];
  std::vector<InputRecord> submitted = inbox.stamped(positions);
  if (stored->size() + submitted.size() < max) {
    inbox.stamp(max - stored->size() - submitted.size(),
                std::max(now, state_->ends[partition]->last_arrival()),
                [&](const Lane& lane) { return state_->lane_end(partition, lane); });
    submitted = inbox.stamped(positions);
  }
  Batch batch{std::move(*stored), false};
  std::move(submitted.begin(), submitted.end(), std::back_inserter(batch.inputs));
  batch.at_end = batch.inputs.size() <= max && inbox.all_stamped();
  merge_by_arrival(batch.inputs, max);
  if (!batch.at_end) state_->bells.ring(partition);
  return batch;
}

Result<Commit> LocalJournal::commit(Turn turn) {
  state_->check_partition(turn.partition);
  Changes& changes = state_->changes[turn.partition];
  changes.clear();
  TurnWriter writer(*state_->store, state_->topics, state_->ends, changes);
  Result<void> written = writer.add(turn);
  if (written) written = state_->store->write(changes);
  Inbox& inbox = *state_->inboxes[turn.partition];
  if (!written) {
    if (written.error().kind == Error::Kind::kUnavailable) return Commit::kRetry;
    return written.error();
  }
  for (PartitionNumber receiver : writer.publish()) {
    state_->bells.ring(receiver);
  }
  inbox.forget(turn.inputs);
  if (!inbox.empty()) state_->bells.ring(turn.partition);
  return Commit::kCommitted;
}

Result<std::uint64_t> LocalJournal::submit(PartitionNumber partition, std::string_view topic,
                                           std::string value) {
  state_->check_partition(partition);
  const std::uint64_t ticket = ++state_->last_ticket;
  auto offered = state_->inboxes[partition]->offer(topic, std::move(value), ticket);
  if (!offered) return offered.error();
  state_->bells.ring(partition);
  return ticket;
}

void LocalJournal::withdraw(PartitionNumber partition) {
  state_->check_partition(partition);
  state_->inboxes[partition]->clear();
}

void LocalJournal::wait(const std::vector<PartitionNumber>& partitions, Milliseconds at_most) {
  state_->bells.wait(partitions, at_most);
}

void LocalJournal::stop_waiting() { state_->bells.stop(); }

Result<std::vector<StoredRecord>> LocalJournal::read(std::string_view topic,
                                                     PartitionNumber partition, Offset from,
                                                     std::size_t max) const {
  state_->check_partition(partition);
  std::vector<StoredRecord> records;
  const auto sequence = state_->named(topic);
  if (!sequence) return records;
  const Offset end = state_->ends[partition]->end(*sequence);
  from = std::max(from, state_->ends[partition]->start(*sequence));
  if (from >= end) return records;
  Records stored(state_->store->log(), {sequence->topic, partition, sequence->source}, from, end);
  while (records.size() < max) {
    const auto read = stored.next();
    if (!read) return read.error();
    const auto& record = *read;
    if (!record) break;
    records.push_back({partition, record->offset, record->arrival, std::string(record->key),
                       std::string(record->value), record->tombstone});
  }
  return records;
}

Result<Offset> LocalJournal::end(std::string_view topic, PartitionNumber partition) const {
  state_->check_partition(partition);
  const auto sequence = state_->named(topic);
  return sequence ? state_->ends[partition]->end(*sequence) : 0;
}

Result<Offset> LocalJournal::start(std::string_view topic, PartitionNumber partition) const {
  state_->check_partition(partition);
  const auto sequence = state_->named(topic);
  return sequence ? state_->ends[partition]->start(*sequence) : 0;
}

Result<Trimmed> LocalJournal::trim(const Retention& retention) {
  Trimmed all;
  Trimmer trimmer(*state_->store, state_->topics, retention);
  for (PartitionNumber i = 0; i < state_->ends.size(); ++i) {
    const auto trimmed = trimmer.trim(i, *state_->ends[i]);
    if (!trimmed) return trimmed.error();
    all.records += trimmed->records;
    all.sequences += trimmed->sequences;
  }
  return all;
}

Result<std::vector<std::string>> LocalJournal::check_log() const {
  std::vector<std::string> wrong;
  for (const auto& [name, number] : state_->topics.all()) {
    for (PartitionNumber i = 0; i < state_->ends.size(); ++i) {
      for (const auto& [sequence, end] : state_->ends[i]->of(number)) {
        const auto found = sequence_fault(store().log(), {number, i, sequence.source},
                                          state_->ends[i]->start(sequence), end);
        if (!found) return found.error();
        if (*found)
          wrong.push_back(name_of(name, sequence) + " of partition " + std::to_string(i) + ": " +
                          **found);
      }
    }
  }
  return wrong;
}

Result<std::vector<std::string>> LocalJournal::topics() const {
  std::set<std::string> names;
  for (const auto& [name, number] : state_->topics.all()) {
    for (const auto& partition : state_->ends) {
      for (const auto& [sequence, end] : partition->of(number)) {
        names.insert(name_of(name, sequence));
      }
    }
  }
  return std::vector<std::string>(names.begin(), names.end());
}

}  // namespace liaison
