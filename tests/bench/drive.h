// Drives a node with the three-departments load, and keeps the turns for a bare loop to write again.
#pragma once

#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <future>

#include "engine/runtime/forwarding_journal.h"
#include "engine/runtime/node.h"
#include "tests/bench/load.h"

namespace liaison::bench {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

inline double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](timeval t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// Keeps every turn that is committed, so that the bare loop can write it again.
class KeepingJournal final : public ForwardingJournal<Journal&> {
 public:
  explicit KeepingJournal(Journal& real) : ForwardingJournal(real), kept_(real.partitions()) {}
  Result<Commit> commit(Turn turn) override {
    if (keep) kept_[turn.partition].push_back(turn);
    return inner.commit(std::move(turn));
  }

  std::atomic<bool> keep = false;
  std::vector<std::vector<Turn>>& kept() { return kept_; }

 private:
  std::vector<std::vector<Turn>> kept_;
};

// What it kept: turns, and bytes of inputs, rows and records.
struct Kept {
  std::size_t turns = 0, records = 0, bytes = 0;
};
inline Kept sum_of(const std::vector<std::vector<Turn>>& kept) {
  Kept sum;
  for (const auto& partition : kept) {
    sum.turns += partition.size();
    for (const Turn& turn : partition) {
      sum.records += turn.rows.size() + turn.records.size();
      for (const RowChange& row : turn.rows)
        sum.bytes += row.key.size() + (row.value ? row.value->size() : 0);
      for (const InputRecord& input : turn.inputs) sum.bytes += input.value.size();
      for (const OutputRecord& record : turn.records)
        sum.bytes += record.key.size() + record.value.size();
    }
  }
  return sum;
}

inline NodeOptions options() {
  NodeOptions options;
  options.partition.announcing.current_topics = false;  // eleven public records a case
  return options;
}

inline void must(const Result<void>& done) {
  if (done) return;
  std::fprintf(stderr, "%s\n", done.error().message.c_str());
  std::exit(1);
}

struct InFlight {
  std::size_t n;
  int stage;  // 0: opened; 1 … 3: answered
  std::future<Outcome> outcome;
};

inline InFlight send(Node& node, std::size_t n, int stage) {
  auto sent = node.submit(stage == 0 ? request(n) : reply(n, stage - 1));
  check(bool(sent), "the benchmark's records are taken");
  return {n, stage, std::move(sent->outcome)};
}

inline void drive(Node& node, std::size_t from, std::size_t cases, std::size_t in_flight) {
  std::deque<InFlight> waiting;
  std::size_t next = from, done = 0;
  while (done < cases) {
    while (waiting.size() < in_flight && next < from + cases)
      waiting.push_back(send(node, next++, 0));
    InFlight first = std::move(waiting.front());
    waiting.pop_front();
    const Outcome outcome = first.outcome.get();
    check(outcome.kind == Outcome::Kind::kApplied, "every record of the benchmark is applied");
    if (first.stage == 3) ++done;
    else waiting.push_back(send(node, first.n, first.stage + 1));
  }
}

struct Took {
  double seconds = 0;
  double cpu = 0;
};

}  // namespace liaison::bench
