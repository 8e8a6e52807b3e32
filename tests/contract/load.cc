#include "tests/contract/load.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <sstream>
#include <thread>
#include <vector>

namespace liaison {

namespace {

constexpr const char* kSelf = "self";

PartitionNumber next_to(PartitionNumber partition) { return (partition + 1) % kLoadPartitions; }
PartitionNumber before(PartitionNumber partition) {
  return (partition + kLoadPartitions - 1) % kLoadPartitions;
}

// Mostly small, now and then many blocks of the write-ahead log long.
std::string padding(std::mt19937& random) {
  return std::string(random() % 100 == 0 ? random() % 300'000 : random() % 600, 'x');
}

OutputRecord record_on(std::string topic, PartitionNumber partition, std::string key,
                       std::string value) {
  OutputRecord record;
  record.topic = std::move(topic);
  record.partition = partition;
  record.compacted = record.topic == "current";
  record.key = std::move(key);
  record.value = std::move(value);
  return record;
}

void add_request(Turn& turn, LoadState& state) {
  const std::string id = numbered("r", state.requests);
  const std::string key = numbered("k", state.requests % kKeys);
  turn.rows.push_back({id, id});
  turn.rows.push_back({key, id});
  if (state.requests >= kRowsKept) {
    turn.rows.push_back({numbered("r", state.requests - kRowsKept), std::nullopt});
  }
  turn.records.push_back(record_on("out", turn.partition, "c-1", id));
  turn.records.push_back(record_on("current", turn.partition, key, id));
  if (state.requests % 3 == 0) {
    turn.records.push_back(
        record_on("internal", next_to(turn.partition), "c-1", numbered("i", state.sent++)));
  }
  ++state.requests;
}

void add_received(Turn& turn, LoadState& state, const InputRecord& input) {
  check(input.value == numbered("i", state.received), "internal records come in order");
  turn.rows.push_back({input.value, "received"});
  ++state.received;
}

Turn make_turn(PartitionNumber partition, LoadState& state, Batch batch) {
  Turn turn;
  turn.partition = partition;
  for (const InputRecord& input : batch.inputs) {
    if (input.lane == kRequestsTopic) add_request(turn, state);
    else add_received(turn, state, input);
    turn.time = std::max(turn.time, input.arrival);
  }
  ++state.turns;
  turn.rows.push_back({kSelf, state.text()});
  turn.inputs = std::move(batch.inputs);
  return turn;
}

void work(Journal& journal, PartitionNumber self, unsigned seed, int reports) {
  std::mt19937 random(seed * kLoadPartitions + self);
  LoadState state = LoadState::read(journal, self);
  while (true) {
    for (Offset i = 0, count = random() % 8; i < count; ++i) {
      const std::string value = numbered("r", state.requests + i) + " " + padding(random);
      check(bool(journal.submit(self, kRequestsTopic, value)), "there is room in the queue");
    }
    const Positions positions = {{std::string(kRequestsTopic), state.requests},
                                 {internal_lane(before(self)), state.received}};
    auto batch = journal.poll(self, positions, 1000, Instant{Milliseconds{1000}});
    check(bool(batch), "a good store can be polled");
    const auto committed = journal.commit(make_turn(self, state, std::move(*batch)));
    check(committed && *committed == Commit::kCommitted, "a good store commits");
    const Report report{self, static_cast<std::uint32_t>(state.turns)};
    check(::write(reports, &report, sizeof report) == sizeof report, "the parent reads");
  }
}

}  // namespace

LocalJournalOptions load_options() {
  LocalJournalOptions options;
  options.store.family_memtable_bytes = 256U << 10;
  options.store.memtable_bytes = 1U << 20;
  options.store.log_bytes = 2U << 20;
  options.store.cache_bytes = 4U << 20;
  return options;
}

int run_load(const std::filesystem::path& store, unsigned seed, int reports) {
  auto journal = LocalJournal::open(store, kLoadPartitions, load_options());
  if (!journal) {
    std::fprintf(stderr, "%s\n", journal.error().message.c_str());
    return 1;
  }
  const Report open{kLoadPartitions, 0};
  check(::write(reports, &open, sizeof open) == sizeof open, "the parent reads");
  std::vector<std::thread> workers;
  for (PartitionNumber each = 0; each < kLoadPartitions; ++each) {
    workers.emplace_back(work, std::ref(**journal), each, seed, reports);
  }
  for (std::thread& worker : workers) worker.join();
  return 1;
}

LoadState LoadState::read(const Journal& journal, PartitionNumber partition) {
  LoadState state;
  const auto row = journal.rows(partition).get(kSelf);
  check(bool(row), "a good store can be read");
  std::istringstream(row->value_or("0 0 0 0")) >> state.turns >> state.requests >> state.sent >>
      state.received;
  return state;
}

std::string LoadState::text() const {
  return std::to_string(turns) + ' ' + std::to_string(requests) + ' ' + std::to_string(sent) + ' ' +
         std::to_string(received);
}

}  // namespace liaison
