// The journal over Kafka does what every journal must do.
#include "tests/kafka/kafka_bench.h"

namespace liaison {
namespace kafka {

std::unique_ptr<Journal> KafkaBench::make(PartitionNumber partitions, std::size_t queue_limit) {
  partitions_ = partitions;
  options_.cluster = test_cluster();
  options_.queue_limit = queue_limit;
  TopicOptions topic_options;
  topic_options.partitions = partitions;
  auto topics = wanted_topics(options_.cluster, {"operations"}, topic_options);
  for (int i = 0; i < 7; ++i) {
    topics.push_back({options_.cluster.topic("topic-" + std::to_string(i)), partitions, 0, {}});
  }
  const auto made = create_topics(options_.cluster, topics);
  EXPECT_TRUE(made) << made.error().message;
  return open("store");
}

std::unique_ptr<Journal> KafkaBench::reopen(std::unique_ptr<Journal> journal) {
  journal.reset();
  return open("store");
}

std::unique_ptr<KafkaJournal> KafkaBench::open(const std::string& store) {
  auto journal = KafkaJournal::open(folder_ / store, partitions_, options_);
  EXPECT_TRUE(journal) << journal.error().message;
  return std::move(*journal);
}

std::unique_ptr<KafkaJournal> KafkaBench::join(const std::string& node) {
  KafkaJournalOptions options = options_;
  options.group = options_.cluster.prefix + "nodes";
  options.node = node;
  auto journal = KafkaJournal::open(folder_ / node, partitions_, options);
  EXPECT_TRUE(journal) << journal.error().message;
  return std::move(*journal);
}

namespace {

INSTANTIATE_TEST_SUITE_P(Every, JournalContract,
                         testing::Values(Adapter{
                             "Kafka", [] { return std::make_unique<KafkaBench>(); }, true}),
                         [](const auto& adapter) { return adapter.param.name; });

}  // namespace
}  // namespace kafka
}  // namespace liaison
