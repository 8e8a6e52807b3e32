// `liaison topics`, as a person types it.
#include "tests/cli/command.h"

#include <gtest/gtest.h>

#include "tests/kafka/broker.h"

namespace liaison::kafka {
namespace {

using cli::Command;
using cli::has;

class TopicsCommand : public testing::Test {
 protected:
  // Against the broker, with topics of its own.
  Command topics(std::vector<std::string> words) const {
    words.insert(words.begin(), "topics");
    for (const std::string& word : {std::string("--kafka"), cluster_.bootstrap,
                                    std::string("--set"), "kafka.prefix=" + cluster_.prefix}) {
      words.push_back(word);
    }
    return cli::run(words);
  }
  const Cluster cluster_ = test_cluster();
};

TEST_F(TopicsCommand, CreatesWhatIsMissingAndThenNothing) {
  const Command first = topics({"create", "--workflows", LIAISON_SOURCE "/workflows"});
  EXPECT_EQ(first.exit, 0) << first.err;
  EXPECT_TRUE(has(first.out, "made " + cluster_.prefix + "requests\n")) << first.out;
  EXPECT_TRUE(has(first.out, "made " + cluster_.prefix + "tasks.managers\n")) << first.out;
  const Command again = topics({"create", "--workflows", LIAISON_SOURCE "/workflows"});
  EXPECT_EQ(again.exit, 0);
  EXPECT_TRUE(has(again.out, " topics were there already\n")) << again.out;
  const Command good = topics({"check", "--workflows", LIAISON_SOURCE "/workflows"});
  EXPECT_EQ(good.exit, 0) << good.out << good.err;
  EXPECT_TRUE(has(good.out, " topics, set as they must be\n")) << good.out;
}

TEST_F(TopicsCommand, SaysWhatIsWrongAndHowToRepairIt) {
  EXPECT_EQ(topics({"create"}).exit, 0);
  const Command other = topics({"check", "--set", "partitions=8", "--output", "json"});
  EXPECT_EQ(other.exit, 3);
  EXPECT_EQ(other.json()["faults"].size(), other.json()["topics"].get<std::size_t>());
  const Command longer = topics({"check", "--set", "kafka.retention=31 days"});
  EXPECT_EQ(longer.exit, 3);
  EXPECT_TRUE(has(longer.out,
                  "cases with retention.ms=2678400000 or more, but it is 2592000000: "
                  "kafka-configs.sh"))
      << longer.out;
}

TEST(TopicsCommandAlone, SaysWhatIsMissing) {
  const Command nowhere = cli::run({"topics", "check"});
  EXPECT_EQ(nowhere.exit, 2);
  EXPECT_EQ(nowhere.err,
            "expected --kafka HOST:PORT or the setting kafka.bootstrap, but there is neither\n");
  const Command odd = cli::run({"topics", "check", "--set", "partitions=3"});
  EXPECT_EQ(odd.exit, 2);
  EXPECT_EQ(odd.err, "expected `partitions` to be a power of two, but 3\n");
  const Command silent =
      cli::run({"topics", "check", "--kafka", "127.0.0.1:1", "--set", "kafka.patience=1 second"});
  EXPECT_EQ(silent.exit, 1);
  EXPECT_TRUE(has(silent.err, "expected Kafka to answer at 127.0.0.1:1, but: ")) << silent.err;
}

}  // namespace
}  // namespace liaison::kafka
