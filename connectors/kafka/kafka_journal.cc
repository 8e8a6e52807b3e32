#include "connectors/kafka/kafka_journal.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <random>
#include <vector>

#include "connectors/kafka/inputs.h"
#include "connectors/kafka/members.h"
#include "connectors/kafka/ours.h"
#include "connectors/kafka/position.h"
#include "connectors/kafka/readings.h"
#include "connectors/kafka/restore.h"
#include "connectors/kafka/submitter.h"
#include "connectors/kafka/topics.h"
#include "engine/runtime/inbox.h"

namespace liaison::kafka {

namespace {

std::string as_digits(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) / 16];
    text += kDigits[static_cast<unsigned char>(byte) % 16];
  }
  return text;
}

// Of this process, for what it submits: another one with the same store does not wait for it.
std::string random_mark() {
  std::random_device random;
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(random());
  return as_digits(bytes);
}

}  // namespace

struct KafkaJournal::State {
  State(const KafkaJournalOptions& the_options, std::unique_ptr<Store> opened)
      : options(the_options),
        store(std::move(opened)),
        bells(store->partitions()),
        readings(options.cluster) {
    for (PartitionNumber i = 0; i < store->partitions(); ++i) {
      ours.push_back(std::make_unique<Ours>(options.cluster, *store, i, options.queue_limit));
      bells.ring(i);
    }
  }

  Result<void> join();
  Share share(PartitionNumber partition) const {
    return members ? members->share(partition) : Share::kOurs;
  }
  void ring_all() {
    for (PartitionNumber i = 0; i < store->partitions(); ++i) bells.ring(i);
  }
  void stood(std::uint64_t ticket, std::optional<Offset> offset);
  Ours& at(PartitionNumber partition) {
    check(partition < ours.size(), "a partition number is below the partition count");
    return *ours[partition];
  }

  // What is rung or asked by threads of others stands before them, so that it ends after them.
  const KafkaJournalOptions options;
  const std::string mark = random_mark();
  std::unique_ptr<Store> store;
  Doorbells bells;
  std::vector<std::unique_ptr<Ours>> ours;
  mutable Readings readings;

  struct Sent {
    PartitionNumber partition = 0;
    Lane lane;
  };
  std::mutex sending;                  // guards what follows
  std::map<std::uint64_t, Sent> sent;  // on their way to their topics, by ticket
  std::uint64_t last_ticket = 0;
  std::unique_ptr<Members> members;      // calls ring_all()
  std::unique_ptr<Submitter> submitter;  // calls stood(), which asks the members
};

Result<void> KafkaJournal::State::join() {
  if (options.group.empty()) return {};
  const std::string node = options.node.empty() ? as_digits(store->id()) : options.node;
  auto joined = Members::join(options.cluster, options.group, node, store->partitions(),
                              [this] { ring_all(); });
  if (!joined) return joined.error();
  members = std::move(*joined);
  if (members->wait_for_share(options.cluster.patience)) return {};
  return Error{Error::Kind::kUnavailable, "expected the group " + options.group +
                                              " to share its partitions out, but it has not yet"};
}

// Called by the submitter's thread.
void KafkaJournal::State::stood(std::uint64_t ticket, std::optional<Offset> offset) {
  Sent was;
  {
    std::lock_guard lock(sending);
    const auto found = sent.find(ticket);
    if (found == sent.end()) return;
    was = std::move(found->second);
    sent.erase(found);
  }
  at(was.partition).stood(ticket, was.lane, offset, share(was.partition) != Share::kNotOurs);
  bells.ring(was.partition);
}

Result<std::unique_ptr<KafkaJournal>> KafkaJournal::open(const std::filesystem::path& directory,
                                                         PartitionNumber partitions,
                                                         const KafkaJournalOptions& options) {
  auto store = Store::open(directory, partitions, options.store);
  if (!store) return store.error();
  auto state = std::make_unique<State>(options, std::move(*store));
  auto submitter =
      Submitter::open(state->options.cluster, state->mark,
                      [at = state.get()](std::uint64_t ticket, std::optional<Offset> offset) {
                        at->stood(ticket, offset);
                      });
  if (!submitter) return submitter.error();
  state->submitter = std::move(*submitter);
  if (auto joined = state->join(); !joined) return joined.error();
  return std::unique_ptr<KafkaJournal>(new KafkaJournal(std::move(state)));
}

KafkaJournal::KafkaJournal(std::unique_ptr<State> state) : state_(std::move(state)) {}
KafkaJournal::~KafkaJournal() = default;

Store& KafkaJournal::store() { return *state_->store; }
PartitionNumber KafkaJournal::partitions() const { return state_->store->partitions(); }
const Rows& KafkaJournal::rows(PartitionNumber partition) const {
  return state_->store->partition(partition);
}

Result<void> KafkaJournal::take_over(PartitionNumber partition) {
  State& state = *state_;
  const Share share = state.share(partition);
  if (share == Share::kNotOurs ||
      (share == Share::kBeingShared && !state.at(partition).is_taken())) {
    return Error{Error::Kind::kUnavailable, "expected partition " + std::to_string(partition) +
                                                " to be this node's, but it is another's"};
  }
  return state.at(partition).take_over(state.mark,
                                       [&state, partition] { state.bells.ring(partition); });
}

bool KafkaJournal::is_ours(PartitionNumber partition) const {
  return state_->share(partition) != Share::kNotOurs;
}

Result<Batch> KafkaJournal::poll(PartitionNumber partition, const Positions& positions,
                                 std::size_t max, Instant) {
  state_->bells.silence(partition);
  switch (state_->share(partition)) {
    case Share::kOurs: return state_->at(partition).poll(positions, max);
    case Share::kBeingShared: return Batch{};  // not known: it may come back at once
    case Share::kNotOurs: break;
  }
  return state_->at(partition).let_go();
}

Result<Commit> KafkaJournal::commit(Turn turn) {
  const auto committed = state_->at(turn.partition).commit(turn);
  if (!committed) return committed.error();
  if (committed->how != Commit::kCommitted) return committed->how;
  for (std::size_t i = 0; i < turn.records.size(); ++i) {
    const OutputRecord& record = turn.records[i];
    const Offset offset = committed->offsets[i];
    state_->readings.committed(record.topic, record.partition, offset);
    if (record.topic != kInternalTopic) continue;
    state_->at(record.partition).expect(kInternalTopic, offset);
    state_->bells.ring(record.partition);
  }
  return committed->how;
}

Result<std::uint64_t> KafkaJournal::submit(PartitionNumber partition, std::string_view topic,
                                           std::string value) {
  if (topic != kRequestsTopic && topic != kRepliesTopic) {
    return invalid("expected topic requests or replies, but got " + std::string(topic));
  }
  Ours& ours = state_->at(partition);
  std::lock_guard lock(state_->sending);
  const std::uint64_t ticket = state_->last_ticket + 1;
  if (auto waits = ours.wait_for(ticket); !waits) return waits.error();
  auto submitted =
      state_->submitter->submit(state_->options.cluster.topic(topic), partition, value, ticket);
  if (!submitted) {
    ours.forget(ticket);
    return submitted.error();
  }
  state_->sent[ticket] = {partition, Lane(topic)};
  return state_->last_ticket = ticket;
}

void KafkaJournal::withdraw(PartitionNumber) {}

void KafkaJournal::wait(const std::vector<PartitionNumber>& partitions, Milliseconds at_most) {
  // Nobody polls what is another node's, so nothing else silences it. It may be ours by now.
  for (const PartitionNumber partition : partitions) {
    if (state_->share(partition) != Share::kNotOurs) continue;
    state_->bells.silence(partition);
    if (state_->share(partition) != Share::kNotOurs) state_->bells.ring(partition);
  }
  state_->bells.wait(partitions, at_most);
}

void KafkaJournal::stop_waiting() { state_->bells.stop(); }

Result<std::vector<StoredRecord>> KafkaJournal::read(std::string_view topic,
                                                     PartitionNumber partition, Offset from,
                                                     std::size_t max) const {
  return state_->readings.read(topic, partition, from, max);
}

Result<Offset> KafkaJournal::end(std::string_view topic, PartitionNumber partition) const {
  return state_->readings.end(topic, partition);
}

Result<Offset> KafkaJournal::start(std::string_view topic, PartitionNumber partition) const {
  return state_->readings.start(topic, partition);
}

Result<std::vector<std::string>> KafkaJournal::topics() const { return state_->readings.topics(); }

}  // namespace liaison::kafka
