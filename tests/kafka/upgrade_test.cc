// A partition that another liaison has written, taken over by this one.
#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/partition.h"
#include "engine/runtime/partition_rows.h"
#include "tests/kafka/kafka_bench.h"

namespace liaison::kafka {
namespace {

class OtherLevels : public testing::Test {
 protected:
  // Its partition row as that liaison has written it.
  void written_at(int level) {
    const auto journal = bench_.make(2, 100);
    ASSERT_TRUE(journal->take_over(0));
    PartitionRow row;
    row.level = level;
    Turn turn;
    turn.time = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
    turn.rows = {{keys::partition(), encode(row)}};
    ASSERT_EQ(*journal->commit(std::move(turn)), Commit::kCommitted);
  }
  static int level(const Journal& journal) {
    return decode<PartitionRow>(**journal.rows(0).get(keys::partition()))->level;
  }
  KafkaBench bench_;
};

TEST_F(OtherLevels, AnEarlierOneIsRaisedForEveryMachine) {
  written_at(1);
  {
    const auto journal = bench_.open("store");
    Partition partition(0, *journal, {});
    const auto loaded = partition.load();
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(level(*journal), kPartitionLevel);
  }
  const auto elsewhere = bench_.open("elsewhere");
  ASSERT_TRUE(elsewhere->take_over(0));
  EXPECT_EQ(level(*elsewhere), kPartitionLevel);
}

TEST_F(OtherLevels, ALaterOneIsLeftAlone) {
  written_at(kPartitionLevel + 1);
  const auto journal = bench_.open("store");
  Partition partition(0, *journal, {});
  const auto refused = partition.load();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::kNewerFormat) << refused.error().message;
  EXPECT_FALSE(partition.turn(at(1)));
  EXPECT_EQ(level(*journal), kPartitionLevel + 1);
}

}  // namespace
}  // namespace liaison::kafka
