// A broker that dies and comes back, with a turn in hand.
#include <chrono>
#include <future>
#include <iostream>
#include <thread>

#include "tests/kafka/kafka_bench.h"

namespace liaison::kafka {
namespace {

Turn turn(const std::string& value) {
  Turn made;
  made.time = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
  made.rows = {{"a", value}};
  made.records = {output("cases", 0, value)};
  return made;
}

std::string cases(const Journal& journal) {
  const auto records = journal.read("cases", 0, 0, 100);
  EXPECT_TRUE(records) << records.error().message;
  std::string values;
  for (const StoredRecord& record : *records) values += record.value + " ";
  return values;
}

// Until the journal takes the turn, as the turn loop does it: what is in the rows happened.
void insist(Journal& journal, const std::string& value) {
  for (int i = 0; i < 60; ++i) {
    if (journal.take_over(0)) {
      if (journal.rows(0).get("a")->value_or("") == value) return;
      const auto committed = journal.commit(turn(value));
      if (committed && *committed == Commit::kCommitted) return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  FAIL() << "nothing is taken any more";
}

TEST(BrokerThatDies, NothingIsLostOrDoubled) {
  const Folder folder;
  const std::string place = folder / "broker";
  Cluster cluster = test_cluster();
  cluster.bootstrap = broker_command({"start", place, "--while", std::to_string(::getpid())});
  ASSERT_FALSE(cluster.bootstrap.empty());
  cluster.transaction_timeout = Milliseconds{2000};
  cluster.patience = Milliseconds{2000};
  cluster.log = {};
  TopicOptions topics;
  topics.partitions = 1;
  ASSERT_TRUE(create_topics(cluster, wanted_topics(cluster, {}, topics)));
  KafkaJournalOptions options;
  options.cluster = cluster;
  const auto journal = KafkaJournal::open(folder / "store", 1, options);
  ASSERT_TRUE(journal) << journal.error().message;
  std::string expected;
  ASSERT_NO_FATAL_FAILURE(insist(**journal, "0"));
  expected += "0 ";
  for (int round = 1; round <= 3; ++round) {
    const std::string value = std::to_string(round);
    std::promise<void> begun;
    std::thread killer([&] {
      begun.get_future().wait();
      std::this_thread::sleep_for(std::chrono::milliseconds(4 * (round - 1)));
      broker_command({"kill", place});
    });
    begun.set_value();
    // Committed, refused, or nobody knows: with the broker back it is one of the first two.
    Result<Commit> committed = (*journal)->commit(turn(value));
    std::cout << "round " << round << ": "
              << (committed ? std::to_string(static_cast<int>(*committed))
                            : committed.error().message)
              << '\n';
    killer.join();
    EXPECT_EQ(broker_command({"start", place, "--while", std::to_string(::getpid())}),
              cluster.bootstrap);
    if (!committed || *committed != Commit::kCommitted) {
      ASSERT_NO_FATAL_FAILURE(insist(**journal, value));
    }
    expected += value + " ";
    ASSERT_NO_FATAL_FAILURE(insist(**journal, value));
    EXPECT_EQ(**(*journal)->rows(0).get("a"), value);
  }
  EXPECT_EQ(cases(**journal), expected);
  broker_command({"stop", place});
}

}  // namespace
}  // namespace liaison::kafka
