// The embedded engine on the three-departments load, beside a bare loop that writes the very same
// bytes to RocksDB in the same batches, in one run.
//
//   bench_embedded [CASES] [IN FLIGHT]          throughput, CPU and disk a case, ratio to the bare loop
//   bench_embedded latency [CASES] [A SECOND]   a whole case at a fixed rate: p50, p99
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <set>
#include <thread>

#include "connectors/local_log/local_journal.h"
#include "connectors/local_log/turn_writer.h"
#include "engine/runtime/forwarding_journal.h"
#include "engine/runtime/node.h"
#include "tests/bench/load.h"

namespace liaison::bench {
namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

double cpu_seconds() {
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

fs::path fresh_folder(const char* name) {
  const fs::path folder = fs::temp_directory_path() / ("liaison-bench-" + std::string(name));
  fs::remove_all(folder);
  return folder;
}

NodeOptions options() {
  NodeOptions options;
  options.partition.announcing.current_topics = false;  // eleven public records a case
  return options;
}

void must(const Result<void>& done) {
  if (done) return;
  std::fprintf(stderr, "%s\n", done.error().message.c_str());
  std::exit(1);
}

struct InFlight {
  std::size_t n;
  int stage;  // 0: opened; 1 … 3: answered
  std::future<Outcome> outcome;
};

InFlight send(Node& node, std::size_t n, int stage) {
  auto sent = node.submit(stage == 0 ? request(n) : reply(n, stage - 1));
  check(bool(sent), "the benchmark's records are taken");
  return {n, stage, std::move(sent->outcome)};
}

void drive(Node& node, std::size_t from, std::size_t cases, std::size_t in_flight) {
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

std::uintmax_t bytes_in(const fs::path& folder) {
  std::uintmax_t sum = 0;
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    if (file.is_regular_file() && file.path().extension() != ".log") sum += file.file_size();
  }
  return sum;
}

// What the journal made of the turns: the very same rows in the same batches.
std::vector<std::vector<Changes>> batches_of(std::vector<std::vector<Turn>>& kept, Store& store) {
  Topics topics(store);
  std::vector<std::unique_ptr<Ends>> ends;
  std::vector<std::vector<Changes>> batches(kept.size());
  for (std::size_t p = 0; p < kept.size(); ++p) ends.push_back(std::make_unique<Ends>());
  for (std::size_t p = 0; p < kept.size(); ++p) {
    std::set<Lane> begun;  // the first ones were not kept
    for (Turn& turn : kept[p]) {
      for (const InputRecord& input : turn.inputs) {
        if (begun.insert(input.lane).second) {
          ends[p]->set({*topics.number(input.lane), 0}, input.offset);
        }
      }
      TurnWriter writer(store, topics, ends, batches[p].emplace_back());
      must(writer.add(turn));
      writer.publish();
    }
    kept[p].clear();
  }
  return batches;
}

struct Took {
  double seconds = 0;
  double cpu = 0;
};

// The same rows in the same batches by as many threads, and nothing else.
Took bare_loop(std::vector<std::vector<Turn>>& kept, std::size_t threads) {
  const fs::path folder = fresh_folder("bare");
  auto opened = Store::open(folder, static_cast<PartitionNumber>(kept.size()));
  check(bool(opened), "the bare loop's store opens");
  Store& store = **opened;
  std::vector<std::vector<Changes>> batches = batches_of(kept, store);
  const double cpu_before = cpu_seconds();
  const auto began = Clock::now();
  std::vector<std::thread> writers;
  for (std::size_t t = 0; t < threads; ++t) {
    writers.emplace_back([&, t] {
      for (std::size_t p = t; p < batches.size(); p += threads) {
        for (Changes& changes : batches[p]) must(store.write(changes));
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  const Took took{seconds_since(began), cpu_seconds() - cpu_before};
  opened->reset();
  fs::remove_all(folder);
  return took;
}

void throughput(std::size_t cases, std::size_t in_flight) {
  const fs::path folder = fresh_folder("embedded");
  auto local = LocalJournal::open(folder, 4);
  check(bool(local), "the store opens");
  KeepingJournal journal(**local);
  double took = 0, cpu = 0;
  std::size_t turns = 0, bytes = 0;
  {
    const auto starting = Clock::now();
    Node node(journal, options());
    must(node.load());
    must(node.activate(definitions("three-departments.yaml")));
    node.start();
    std::printf("start to ready          %8.3f s\n", seconds_since(starting));
    drive(node, 0, std::min<std::size_t>(cases / 5, 5000), in_flight);
    journal.keep = true;
    const double cpu_before = cpu_seconds();
    const auto began = Clock::now();
    drive(node, 1'000'000, cases, in_flight);
    took = seconds_since(began);
    cpu = cpu_seconds() - cpu_before;
    node.stop();
  }
  for (const auto& partition : journal.kept()) {
    turns += partition.size();
    for (const Turn& turn : partition) {
      for (const RowChange& row : turn.rows)
        bytes += row.key.size() + (row.value ? row.value->size() : 0);
      for (const InputRecord& input : turn.inputs) bytes += input.value.size();
      for (const OutputRecord& record : turn.records)
        bytes += record.key.size() + record.value.size();
    }
  }
  const auto count = static_cast<double>(cases);
  std::printf("embedded, synced        %8.0f cases/s   %.0f us CPU a case (with the load itself)\n",
              count / took, cpu / count * 1e6);
  std::printf("turns                   %8zu           %.0f cases a turn, %.1f kB a case\n", turns,
              count / static_cast<double>(turns), static_cast<double>(bytes) / count / 1e3);
  const Took bare = bare_loop(journal.kept(), 2);
  std::printf("bare loop, same batches %8.0f cases/s   %.0f us CPU a case   ratio %.2f\n",
              count / bare.seconds, bare.cpu / count * 1e6, bare.seconds / took);
  local->reset();
  auto again = LocalJournal::open(folder, 4);  // recovers the log into files
  check(bool(again), "the store opens again");
  std::printf("disk after reopening    %8.2f MB per 1000 cases\n",
              static_cast<double>(bytes_in(folder)) / 1e3 / count);
  again->reset();
  fs::remove_all(folder);
}

void latency(std::size_t cases, double a_second) {
  const fs::path folder = fresh_folder("latency");
  auto journal = LocalJournal::open(folder, 4);
  check(bool(journal), "the store opens");
  Node node(**journal, options());
  must(node.load());
  must(node.activate(definitions("three-departments.yaml")));
  node.start();
  std::vector<double> took;
  const auto began = Clock::now();
  for (std::size_t n = 0; n < cases; ++n) {
    std::this_thread::sleep_until(
        began + std::chrono::duration_cast<Clock::duration>(
                    std::chrono::duration<double>(static_cast<double>(n) / a_second)));
    const auto start = Clock::now();
    for (int stage = 0; stage <= 3; ++stage) send(node, n, stage).outcome.get();
    took.push_back(seconds_since(start) * 1e3);
  }
  node.stop();
  std::sort(took.begin(), took.end());
  std::printf("a whole case at %.0f/s    p50 %.2f ms   p99 %.2f ms   max %.2f ms\n", a_second,
              took[took.size() / 2], took[took.size() * 99 / 100], took.back());
  fs::remove_all(folder);
}

}  // namespace
}  // namespace liaison::bench

int main(int count, char** words) {
  using namespace liaison::bench;
  const auto number = [&](int at, double otherwise) {
    return count > at ? std::atof(words[at]) : otherwise;
  };
  if (count > 1 && std::string(words[1]) == "latency") {
    latency(static_cast<std::size_t>(number(2, 600)), number(3, 20));
  } else {
    throughput(static_cast<std::size_t>(number(1, 40'000)),
               static_cast<std::size_t>(number(2, 800)));
  }
}
