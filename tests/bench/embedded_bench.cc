// The embedded engine on the three-departments load, beside a bare loop that writes the very same
// bytes to RocksDB in the same batches, in one run.
//
//   bench_embedded [CASES] [IN FLIGHT]          throughput, CPU and disk a case, ratio to the bare loop
//   bench_embedded latency [CASES] [A SECOND]   a whole case at a fixed rate: p50, p99
#include <algorithm>
#include <filesystem>
#include <set>
#include <thread>

#include "connectors/local_log/local_journal.h"
#include "connectors/local_log/turn_writer.h"
#include "tests/bench/drive.h"

namespace liaison::bench {
namespace {

namespace fs = std::filesystem;

fs::path fresh_folder(const char* name) {
  const fs::path folder = fs::temp_directory_path() / ("liaison-bench-" + std::string(name));
  fs::remove_all(folder);
  return folder;
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
  const Kept kept = sum_of(journal.kept());
  const auto count = static_cast<double>(cases);
  std::printf("embedded, synced        %8.0f cases/s   %.0f us CPU a case (with the load itself)\n",
              count / took, cpu / count * 1e6);
  std::printf("turns                   %8zu           %.0f cases a turn, %.1f kB a case\n",
              kept.turns, count / static_cast<double>(kept.turns),
              static_cast<double>(kept.bytes) / count / 1e3);
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
