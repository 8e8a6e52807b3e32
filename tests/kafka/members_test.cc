// Several nodes share the partitions.
#include <chrono>
#include <thread>

#include "tests/kafka/kafka_bench.h"

namespace liaison::kafka {
namespace {

std::string shares(const Journal& journal) {
  std::string all;
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) all += journal.is_ours(i) ? 'x' : '-';
  return all;
}

void wait_for(const Journal& journal, const std::string& wanted) {
  for (int i = 0; i < 300 && shares(journal) != wanted; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  ASSERT_EQ(shares(journal), wanted);
}

Commit commit(Journal& journal, PartitionNumber partition, const std::string& value) {
  Turn turn;
  turn.partition = partition;
  turn.time = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
  turn.rows = {{"a", value}};
  const auto committed = journal.commit(std::move(turn));
  EXPECT_TRUE(committed) << committed.error().message;
  return committed ? *committed : Commit::kLost;
}

TEST(Members, TwoNodesShareAndOneTakesAllWhenTheOtherIsGone) {
  KafkaBench bench;
  bench.make(4, 100).reset();
  const auto first = bench.join("a");
  EXPECT_EQ(shares(*first), "xxxx");
  for (PartitionNumber i = 0; i < 4; ++i) {
    const auto ours = first->take_over(i);
    ASSERT_TRUE(ours) << ours.error().message;
    EXPECT_EQ(commit(*first, i, "first"), Commit::kCommitted);
  }
  auto second = bench.join("b");
  ASSERT_NO_FATAL_FAILURE(wait_for(*second, "--xx"));
  ASSERT_NO_FATAL_FAILURE(wait_for(*first, "xx--"));
  EXPECT_EQ(commit(*first, 0, "still first"), Commit::kCommitted);  // without taking over again
  EXPECT_EQ(first->take_over(2).error().kind, Error::Kind::kUnavailable);
  EXPECT_EQ(first->poll(2, {}, 10, at(0)).error().kind, Error::Kind::kUnavailable);
  const auto ours = second->take_over(2);
  ASSERT_TRUE(ours) << ours.error().message;
  EXPECT_EQ(**second->rows(2).get("a"), "first");
  EXPECT_EQ(commit(*second, 2, "second"), Commit::kCommitted);
  second.reset();
  ASSERT_NO_FATAL_FAILURE(wait_for(*first, "xxxx"));
  const auto again = first->take_over(2);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(**first->rows(2).get("a"), "second");
  EXPECT_EQ(commit(*first, 2, "first again"), Commit::kCommitted);
}

// What is rung for another node's partition keeps no worker busy here.
TEST(Members, ANodeWaitsForWhatIsAnothersAndDoesNotSpin) {
  KafkaBench bench;
  bench.make(4, 100).reset();
  const auto first = bench.join("a");
  const auto second = bench.join("b");
  ASSERT_NO_FATAL_FAILURE(wait_for(*second, "--xx"));
  ASSERT_NO_FATAL_FAILURE(wait_for(*first, "xx--"));
  int woken = 0;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  for (; std::chrono::steady_clock::now() < until; ++woken) first->wait({2, 3}, Milliseconds{100});
  EXPECT_LT(woken, 20);
}

TEST(Members, OneThatComesBackInTimeFindsItsPartitions) {
  KafkaBench bench;
  bench.make(4, 100).reset();
  const auto first = bench.join("a");
  auto second = bench.join("b");
  ASSERT_NO_FATAL_FAILURE(wait_for(*second, "--xx"));
  ASSERT_NO_FATAL_FAILURE(wait_for(*first, "xx--"));
  const auto gone = std::chrono::steady_clock::now();
  second.reset();
  second = bench.join("b");
  ASSERT_NO_FATAL_FAILURE(wait_for(*second, "--xx"));
  EXPECT_LT(std::chrono::steady_clock::now() - gone, std::chrono::seconds(6));
  EXPECT_EQ(shares(*first), "xx--");
}

}  // namespace
}  // namespace liaison::kafka
