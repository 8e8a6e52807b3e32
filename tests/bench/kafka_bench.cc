// The engine over Kafka on the three-departments load, beside a bare loop that reads the very same
// inputs and writes the very same records in the same transactions, in one run, broker included.
//
//   bench_kafka [CASES] [IN FLIGHT]          throughput, CPU of engine and broker, ratio to the loop
//   bench_kafka latency [INPUTS] [A SECOND]  an input until it is committed, at a fixed rate: p50, p99
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "connectors/kafka/kafka_journal.h"
#include "connectors/kafka/reader.h"
#include "connectors/kafka/topics.h"
#include "connectors/kafka/turn_producer.h"
#include "tests/bench/drive.h"

namespace liaison::bench {
namespace {

namespace fs = std::filesystem;
constexpr PartitionNumber kPartitions = 4;

std::string output_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  char line[256] = {};
  if (pipe == nullptr || std::fgets(line, sizeof line, pipe) == nullptr) line[0] = 0;
  check(pipe != nullptr && ::pclose(pipe) == 0, "the broker does what it is told");
  std::string text = line;
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

// A broker of its own, with all that belongs to the run.
class Bench {
 public:
  Bench()
      : folder_(fs::temp_directory_path() / ("liaison-bench-kafka-" + std::to_string(getpid()))) {
    cluster_.bootstrap =
        output_of(kBroker + " start '" + broker() + "' --while " + std::to_string(::getpid()));
    make_topics(cluster_);
    kafka::KafkaJournalOptions options;
    options.cluster = cluster_;
    auto opened = kafka::KafkaJournal::open(folder_ / "store", kPartitions, options);
    check(bool(opened), "the journal opens");
    journal_ = std::move(*opened);
  }
  ~Bench() {
    journal_.reset();
    ::system((kBroker + " stop '" + broker() + "'").c_str());
    fs::remove_all(folder_);
  }

  kafka::KafkaJournal& journal() { return *journal_; }
  const kafka::Cluster& cluster() const { return cluster_; }
  // The same topics once more, for somebody else.
  kafka::Cluster another(const std::string& prefix) const {
    kafka::Cluster cluster = cluster_;
    cluster.prefix = prefix;
    make_topics(cluster);
    return cluster;
  }
  double broker_cpu_seconds() const {
    std::ifstream in("/proc/" + output_of("cat '" + broker() + "/pid'") + "/stat");
    std::string word;
    double ticks = 0;
    for (int i = 1; i <= 15 && in >> word; ++i) {
      if (i >= 14) ticks += std::stod(word);
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }

 private:
  static void make_topics(const kafka::Cluster& cluster) {
    kafka::TopicOptions options;
    options.partitions = kPartitions;
    std::vector<std::string> departments;
    const auto loaded = definitions("three-departments.yaml");
    for (const auto& [id, department] : *loaded.front()->departments) {
      departments.push_back(department.topic.empty() ? id.text : department.topic);
    }
    const auto made =
        kafka::create_topics(cluster, kafka::wanted_topics(cluster, departments, options));
    check(bool(made), "the topics are made");
  }
  std::string broker() const { return (folder_ / "broker").string(); }

  inline static const std::string kBroker = LIAISON_SOURCE "/deploy/kafka/broker";
  const fs::path folder_;
  kafka::Cluster cluster_;
  std::unique_ptr<kafka::KafkaJournal> journal_;
};

std::vector<kafka::Outgoing> outgoing(const Turn& turn, const kafka::Cluster& to,
                                      std::map<std::string, std::string>& names) {
  const auto name = [&](const std::string& topic) -> std::string_view {
    return names.try_emplace(topic, to.topic(topic)).first->second;
  };
  std::vector<kafka::Outgoing> all;
  for (const OutputRecord& record : turn.records) {
    all.push_back({name(record.topic), record.partition, record.key, record.value, turn.time});
  }
  for (const RowChange& row : turn.rows) {
    std::optional<std::string_view> value;
    if (row.value) value = *row.value;
    all.push_back({name("changelog"), turn.partition, row.key, value, turn.time});
  }
  return all;
}

// The turns of one partition: their inputs read, their records written, each in a transaction.
void do_again(const std::vector<Turn>& turns, PartitionNumber partition, const kafka::Cluster& from,
              const kafka::Cluster& to) {
  auto reader = kafka::Reader::open(from, kafka::Reader::Of::kComing);
  auto producer = kafka::TurnProducer::take_over(to, partition);
  check(bool(reader) && bool(producer), "the bare loop has its clients");
  must((*reader)->start(
      {{from.topic(kRequestsTopic), partition, 0}, {from.topic(kRepliesTopic), partition, 0}}));
  std::map<std::string, std::string> names;
  for (const Turn& turn : turns) {
    for (std::size_t read = 0; read < turn.inputs.size();) {
      const kafka::Got got = (*reader)->next(Milliseconds{1000});
      read += got.kind == kafka::Got::Kind::kRecord ? 1 : 0;
    }
    const kafka::Written written = (*producer)->write(outgoing(turn, to, names));
    check(written.fault == kafka::Fault::kNone, "the bare loop's transactions are committed");
  }
}

Took bare_loop(const std::vector<std::vector<Turn>>& kept, const kafka::Cluster& from,
               const kafka::Cluster& to) {
  const double cpu_before = cpu_seconds();
  const auto began = Clock::now();
  std::vector<std::thread> workers;
  for (PartitionNumber p = 0; p < kept.size(); ++p) {
    workers.emplace_back([&, p] { do_again(kept[p], p, from, to); });
  }
  for (std::thread& worker : workers) worker.join();
  return {seconds_since(began), cpu_seconds() - cpu_before};
}

void throughput(std::size_t cases, std::size_t in_flight) {
  Bench bench;
  KeepingJournal journal(bench.journal());
  double took = 0, cpu = 0, broker = 0;
  {
    Node node(journal, options());
    must(node.load());
    must(node.activate(definitions("three-departments.yaml")));
    node.start();
    drive(node, 0, std::min<std::size_t>(cases / 5, 2000), in_flight);
    journal.keep = true;
    const double cpu_before = cpu_seconds(), broker_before = bench.broker_cpu_seconds();
    const auto began = Clock::now();
    drive(node, 1'000'000, cases, in_flight);
    took = seconds_since(began);
    cpu = cpu_seconds() - cpu_before;
    broker = bench.broker_cpu_seconds() - broker_before;
    node.stop();
  }
  const Kept kept = sum_of(journal.kept());
  const auto count = static_cast<double>(cases);
  std::printf("over Kafka              %8.0f cases/s   %.0f us CPU a case, broker %.0f us\n",
              count / took, cpu / count * 1e6, broker / count * 1e6);
  std::printf(
      "turns                   %8zu           %.0f cases a turn, %.1f records, %.1f kB a case\n",
      kept.turns, count / static_cast<double>(kept.turns),
      static_cast<double>(kept.records) / count, static_cast<double>(kept.bytes) / count / 1e3);
  const kafka::Cluster to = bench.another("bare.");
  const double broker_before = bench.broker_cpu_seconds();
  const Took bare = bare_loop(journal.kept(), bench.cluster(), to);
  broker = bench.broker_cpu_seconds() - broker_before;
  std::printf(
      "bare loop, same records %8.0f cases/s   %.0f us CPU a case, broker %.0f us   ratio %.2f\n",
      count / bare.seconds, bare.cpu / count * 1e6, broker / count * 1e6, bare.seconds / took);
}

void latency(std::size_t inputs, double a_second) {
  Bench bench;
  Node node(bench.journal(), options());
  must(node.load());
  must(node.activate(definitions("three-departments.yaml")));
  node.start();
  drive(node, 1'000'000, 200, 20);
  std::vector<double> took(inputs);
  std::vector<std::thread> waiting;
  const auto began = Clock::now();
  for (std::size_t n = 0; n < inputs; ++n) {
    std::this_thread::sleep_until(
        began + std::chrono::duration_cast<Clock::duration>(
                    std::chrono::duration<double>(static_cast<double>(n) / a_second)));
    const auto start = Clock::now();
    waiting.emplace_back([&, n, start, sent = send(node, n, 0)]() mutable {
      sent.outcome.get();
      took[n] = seconds_since(start) * 1e3;
    });
  }
  for (std::thread& one : waiting) one.join();
  node.stop();
  std::sort(took.begin(), took.end());
  std::printf("an input at %.0f/s        p50 %.2f ms   p99 %.2f ms   max %.2f ms\n", a_second,
              took[took.size() / 2], took[took.size() * 99 / 100], took.back());
}

}  // namespace
}  // namespace liaison::bench

int main(int count, char** words) {
  using namespace liaison::bench;
  const auto number = [&](int at, double otherwise) {
    return count > at ? std::atof(words[at]) : otherwise;
  };
  if (count > 1 && std::string(words[1]) == "latency") {
    latency(static_cast<std::size_t>(number(2, 1000)), number(3, 100));
  } else {
    throughput(static_cast<std::size_t>(number(1, 20'000)),
               static_cast<std::size_t>(number(2, 2000)));
  }
}
