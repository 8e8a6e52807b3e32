// Engines that die, stand still and come back in the middle of work: whatever was answered is there,
// nothing is there twice, and the rows of a store are the fold of the changelog.
//   LIAISON_KILLS=100 .build/release/tests/test_kafka --gtest_filter=Mishaps.Killed*
#include <atomic>
#include <cstdlib>
#include <random>
#include <set>

#include "connectors/kafka/kafka_journal.h"
#include "tests/kafka/serve_kafka.h"

namespace liaison::kafka {
namespace {

using std::chrono::milliseconds;

class Mishaps : public ServeKafka {
 protected:
  // The case that the answer names; "": no answer.
  std::string open(const std::string& number, const Server& server) {
    const Command sent = send(number, server);
    if (sent.exit != 0 || !sent.json()["case"].is_string()) return "";
    const std::string id = sent.json()["case"];
    answered_.insert(id);
    return id;
  }
  // Asked of a node until it has the partition of this request and says that it knows it.
  static bool is_known(const std::string& number, const Server& server) {
    for (int i = 0; i < 200; ++i) {
      const Command sent = send(number, server);
      if (sent.exit == 0 && sent.json()["case"].is_string())
        return sent.json()["duplicate"] == true;
      std::this_thread::sleep_for(milliseconds(100));
    }
    return false;
  }
  void expect_each_once(const Server& server) const {
    const auto cases = told("cases", server);
    for (const auto& [what, times] : cases) EXPECT_EQ(times, 1) << what;
    for (const std::string& id : answered_) EXPECT_EQ(cases.count("case.opened " + id), 1U) << id;
    std::cout << cases.size() << " cases, " << answered_.size() << " of them answered\n";
  }
  // Of a store that nobody serves any more.
  void expect_the_fold_of_the_changelog(const std::string& data) const {
    const auto lived = rows_of(data), folded = rows_of(folder_.path("folded"));
    EXPECT_FALSE(lived.empty());
    EXPECT_TRUE(lived == folded) << lived.size() << " rows, folded " << folded.size();
    const Command whole = cli::run({"verify", data});
    EXPECT_EQ(whole.exit, 0) << whole.out << whole.err;
  }

 private:
  std::map<std::string, std::string> rows_of(const std::string& data) const {
    KafkaJournalOptions options;
    options.cluster = cluster_;
    std::map<std::string, std::string> rows;
    const auto journal = KafkaJournal::open(data, 4, options);
    EXPECT_TRUE(journal) << journal.error().message;
    for (PartitionNumber i = 0; journal && i < 4; ++i) {
      const auto ours = (*journal)->take_over(i);
      EXPECT_TRUE(ours) << ours.error().message;
      const auto read = (*journal)->rows(i).scan("", "\xFF", [&](auto key, auto value) {
        rows[std::to_string(i) + std::string(key)] = value;
        return true;
      });
      EXPECT_TRUE(read);
    }
    return rows;
  }

  std::set<std::string> answered_;
};

int kills() {
  const char* wish = std::getenv("LIAISON_KILLS");
  return wish == nullptr ? 4 : std::atoi(wish);
}

TEST_F(Mishaps, KilledAtAnyMomentNothingIsLostOrDoubled) {
  const std::string data = folder_.path("data");
  std::mt19937 random(20261125);
  constexpr int kRequests = 60;
  int number = 0;
  for (int round = 0; round < kills(); ++round) {
    Server server(served(), data);
    const milliseconds delay(1000 + random() % 1500);  // a first turn takes a second
    std::thread killer([&] {
      std::this_thread::sleep_for(delay);
      server.stop(SIGKILL);
    });
    const int first = number;
    for (int i = 0; i < kRequests; ++i, ++number) {
      if (open(std::to_string(number), server).empty()) break;
    }
    killer.join();
    number = std::max(first, std::min(number, first + kRequests - 2));  // the last ones again
  }
  {
    Server server(served(), data);
    expect_each_once(server);
  }
  expect_the_fold_of_the_changelog(data);
}

// It stands still for longer than its session, and wakes up believing that all is as it was.
TEST_F(Mishaps, ANodeThatStoodStillTakesNothingFromItsSuccessor) {
  Server first(served(), folder_.path("first"));
  Server second(served(), folder_.path("second"));
  int number = 0;
  const auto some = [&](const Server& server) {
    for (int i = 0; i < 12; ++i) open(std::to_string(number++), server);
  };
  some(first);
  some(second);
  first.signal(SIGSTOP);
  for (int i = 0; i < number; ++i) EXPECT_TRUE(is_known(std::to_string(i), second)) << i;
  some(second);
  std::thread woken([&] {
    std::this_thread::sleep_for(milliseconds(300));
    first.signal(SIGCONT);
  });
  some(second);  // while it wakes up
  woken.join();
  some(first);
  some(second);
  expect_each_once(second);
  EXPECT_EQ(first.stop(SIGTERM), 0);
  EXPECT_EQ(second.stop(SIGTERM), 0);
  expect_the_fold_of_the_changelog(folder_.path("first"));
}

// A node comes and goes in the middle of the other's turns.
TEST_F(Mishaps, NodesThatComeAndGoUnderLoadDisturbNothing) {
  Server stays(served(), folder_.path("stays"));
  std::atomic<bool> enough = false;
  std::thread load([&] {
    for (int number = 0; !enough; ++number) open(std::to_string(number), stays);
  });
  {
    Server comes(served(), folder_.path("comes"));
    std::this_thread::sleep_for(milliseconds(1500));
    EXPECT_EQ(comes.stop(SIGTERM), 0);
  }
  {
    Server comes(served(), folder_.path("comes"));
    std::this_thread::sleep_for(milliseconds(1500));
    comes.stop(SIGKILL);
  }
  enough = true;
  load.join();
  EXPECT_TRUE(is_known("0", stays));
  std::this_thread::sleep_for(milliseconds(7000));  // the other one's session
  expect_each_once(stays);
  EXPECT_EQ(stays.stop(SIGTERM), 0);
  expect_the_fold_of_the_changelog(folder_.path("stays"));
}

}  // namespace
}  // namespace liaison::kafka
