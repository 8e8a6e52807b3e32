// Many clocks that fall due in a short window, on the embedded engine by the real clock.
//
//   bench_clocks [CLOCKS] [WINDOW in seconds]    how long after the window the last one fired, at
//                                                which rate, and how long new requests took meanwhile
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <filesystem>
#include <thread>

#include "connectors/local_log/local_journal.h"
#include "engine/runtime/node.h"
#include "engine/time/duration.h"
#include "tests/bench/load.h"

namespace liaison::bench {
namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

// The engine's clock: the machine's, put forward once all clocks are set. So opening may take long.
std::atomic<std::int64_t> put_forward{0};  // ms
Instant wall_clock() {
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()) +
         Milliseconds(put_forward.load());
}

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double resident_mb() {
  std::ifstream status("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  status >> all >> resident;
  return static_cast<double>(resident) * 4096 / 1e6;
}

void must(const Result<void>& done) {
  if (done) return;
  std::fprintf(stderr, "%s\n", done.error().message.c_str());
  std::exit(1);
}

Json request_due(std::size_t n, const std::string& due) {
  return {{"specversion", "1.0"},
          {"id", "clock-" + std::to_string(n)},
          {"source", "/bench"},
          {"type", "customer.request.clocks"},
          {"subject", "customer:" + customer(n).text},
          {"data", {{"due", due}}}};
}

std::future<Outcome> sent(Node& node, const Json& event) {
  auto submitted = node.submit(event);
  check(bool(submitted), "the benchmark's records are taken");
  return std::move(submitted->outcome);
}

// `due_of(n)` for each; at most 4 000 on their way.
template <class Due>
void open_cases(Node& node, std::size_t from, std::size_t count, Due due_of) {
  std::deque<std::future<Outcome>> waiting;
  for (std::size_t n = from; n < from + count; ++n) {
    if (waiting.size() == 4000) {
      check(waiting.front().get().kind == Outcome::Kind::kApplied, "every request is applied");
      waiting.pop_front();
    }
    waiting.push_back(sent(node, request_due(n, due_of(n - from))));
  }
  for (auto& outcome : waiting) {
    check(outcome.get().kind == Outcome::Kind::kApplied, "every request is applied");
  }
}

std::string time_text(Instant at) { return to_text(at, "UTC"); }

// New requests at 20 a second until `stop`: their p50 and p99 in ms.
struct Latency {
  double p50 = 0, p99 = 0;
};
template <class Stop>
Latency probe(Node& node, std::size_t from, Stop stop) {
  std::vector<double> took;
  const std::string far = time_text(wall_clock() + std::chrono::hours(24 * 300));
  const auto began = Clock::now();
  for (std::size_t n = 0; !stop(); ++n) {
    std::this_thread::sleep_until(began + std::chrono::milliseconds(50 * n));
    const auto start = Clock::now();
    sent(node, request_due(from + n, far)).get();
    took.push_back(seconds_since(start) * 1e3);
  }
  std::sort(took.begin(), took.end());
  return {took[took.size() / 2], took[took.size() * 99 / 100]};
}

void run(std::size_t clocks, int window) {
  const fs::path folder = fs::temp_directory_path() / "liaison-bench-clocks";
  fs::remove_all(folder);
  auto journal = LocalJournal::open(folder, 4);
  check(bool(journal), "the store opens");
  NodeOptions options;
  options.partition.announcing.current_topics = false;
  options.clock = wall_clock;
  Node node(**journal, options);
  must(node.load());
  must(node.activate(definitions("clocks.yaml")));
  node.start();

  const Instant first = wall_clock() + std::chrono::hours(24 * 30);
  const auto began = Clock::now();
  open_cases(node, 0, clocks, [&](std::size_t n) {
    const auto after =
        static_cast<std::int64_t>(n * static_cast<std::size_t>(window) * 1000 / clocks);
    return time_text(first + Milliseconds(after));
  });
  std::printf("opened                  %8.0f cases/s, %zu clocks, %.0f MB resident\n",
              static_cast<double>(clocks) / seconds_since(began), clocks, resident_mb());
  put_forward = (first - wall_clock() - std::chrono::seconds(15)).count();
  const std::uint64_t before = node.metrics().rungs;
  const Latency quiet = probe(node, 3'000'000'000, [&] { return wall_clock() >= first; });
  const double cpu_before = cpu_seconds();
  std::vector<double> rates;
  std::thread watch([&] {
    std::uint64_t last = before;
    while (last < before + clocks) {
      std::this_thread::sleep_for(std::chrono::seconds(1));
      const std::uint64_t now = node.metrics().rungs;
      rates.push_back(static_cast<double>(now - last));
      last = now;
    }
  });
  const Latency busy =
      probe(node, 4'000'000'000, [&] { return node.metrics().rungs >= before + clocks; });
  const double after = std::chrono::duration<double>(wall_clock() - first).count() - window;
  const double cpu = (cpu_seconds() - cpu_before) * 1e6 / static_cast<double>(clocks);
  watch.join();
  std::printf("last one fired          %8.1f s after a window of %d s\n", after, window);
  std::printf("fired a second         ");
  for (const double each : rates) std::printf(" %.0f", each);
  std::printf("\na new request           p50 %.2f ms, p99 %.2f ms; unloaded p50 %.2f, p99 %.2f\n",
              busy.p50, busy.p99, quiet.p50, quiet.p99);
  std::printf("cost                    %8.1f us CPU a clock, %.0f MB resident\n", cpu,
              resident_mb());
  node.stop();
  journal->reset();
  fs::remove_all(folder);
}

}  // namespace
}  // namespace liaison::bench

int main(int count, char** words) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const auto number = [&](int at, double otherwise) {
    return count > at ? std::atof(words[at]) : otherwise;
  };
  liaison::bench::run(static_cast<std::size_t>(number(1, 100'000)),
                      static_cast<int>(number(2, 10)));
}
