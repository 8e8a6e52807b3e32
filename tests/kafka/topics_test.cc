// Topics: what is wanted, what is wrong, and how it is made.
#include "connectors/kafka/topics.h"

#include <gtest/gtest.h>

#include "tests/kafka/broker.h"

namespace liaison::kafka {
namespace {

Cluster named(const std::string& prefix) {
  Cluster cluster;
  cluster.prefix = prefix;
  return cluster;
}

const Topic& topic_in(const std::vector<Topic>& topics, const std::string& name) {
  for (const Topic& topic : topics) {
    if (topic.name == name) return topic;
  }
  static const Topic none;
  ADD_FAILURE() << name;
  return none;
}

TEST(KafkaTopics, AreAllOfTheDesign) {
  TopicOptions options;
  options.partitions = 8;
  const auto topics = wanted_topics(named("x."), {"operations", "managers"}, options);
  std::string names;
  for (const Topic& topic : topics) {
    names += topic.name + " ";
    EXPECT_EQ(topic.partitions, 8U);
    EXPECT_EQ(topic.config.at("unclean.leader.election.enable"), "false");
  }
  EXPECT_EQ(names,
            "x.cases x.changelog x.deadlines x.deadlines.current x.events x.history x.internal "
            "x.messages x.rejected x.replies x.requests x.tasks.current x.tasks.managers "
            "x.tasks.operations ");
  EXPECT_EQ(topic_in(topics, "x.internal").config.at("message.timestamp.type"), "LogAppendTime");
  EXPECT_EQ(topic_in(topics, "x.cases").config.at("message.timestamp.type"), "CreateTime");
  EXPECT_EQ(topic_in(topics, "x.requests").config.at("retention.ms"), "2592000000");
  EXPECT_EQ(topic_in(topics, "x.changelog").config.at("cleanup.policy"), "compact");
  EXPECT_EQ(topic_in(topics, "x.changelog").config.at("delete.retention.ms"), "604800000");
  EXPECT_EQ(topic_in(topics, "x.tasks.current").config.count("retention.ms"), 0U);
}

TEST(KafkaTopics, WhatIsWrongIsToldWithItsRepair) {
  TopicOptions options;
  options.replicas = 3;
  options.min_insync = 2;
  const auto topics = wanted_topics(named("x."), {}, options);
  const Topic& wanted = topic_in(topics, "x.requests");
  Topic there = wanted;
  EXPECT_TRUE(faults_of(there, wanted).empty());
  there.config["retention.ms"] = "-1";
  there.config["min.insync.replicas"] = "3";
  there.config["max.message.bytes"] = "99000000";
  EXPECT_TRUE(faults_of(there, wanted).empty());
  there = {wanted.name, 3, 1, {{"cleanup.policy", "compact"}, {"min.insync.replicas", "1"}}};
  const auto faults = faults_of(there, wanted);
  ASSERT_EQ(faults.size(), 8U);
  EXPECT_EQ(
      faults[0],
      "expected topic x.requests with 4 partitions, but it has 3: the number cannot be "
      "changed under records that are there; set `partitions` to it if all topics have it, or "
      "else begin with another kafka.prefix");
  EXPECT_EQ(faults[1],
            "expected topic x.requests with 3 replicas, but it has 1: kafka-reassign-partitions.sh "
            "adds some, or set kafka.replicas");
  EXPECT_EQ(faults[2],
            "expected topic x.requests with cleanup.policy=delete, but it is compact: "
            "kafka-configs.sh --bootstrap-server HOST:PORT --alter --entity-type topics "
            "--entity-name x.requests --add-config cleanup.policy=delete");
}

TEST(KafkaTopics, AreMadeOnceAndFoundRight) {
  const Cluster cluster = test_cluster();
  const auto wanted = wanted_topics(cluster, {"operations"}, {});
  const auto missing = check_topics(cluster, wanted);
  ASSERT_TRUE(missing) << missing.error().message;
  EXPECT_EQ(missing->size(), wanted.size());
  EXPECT_EQ(missing->front(), "expected topic " + cluster.prefix +
                                  "cases, but it is not there: liaison topics create");
  const auto made = create_topics(cluster, wanted);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->size(), wanted.size());
  EXPECT_TRUE(create_topics(cluster, wanted)->empty());
  const auto faults = check_topics(cluster, wanted);
  ASSERT_TRUE(faults) << faults.error().message;
  EXPECT_EQ(*faults, std::vector<std::string>());
  TopicOptions more;
  more.partitions = 8;
  const auto other = check_topics(cluster, wanted_topics(cluster, {"operations"}, more));
  ASSERT_TRUE(other);
  EXPECT_EQ(other->size(), wanted.size());
}

TEST(KafkaTopics, MoreReplicasThanBrokersIsSaid) {
  const Cluster cluster = test_cluster();
  TopicOptions options;
  options.replicas = 2;
  const auto made = create_topics(cluster, wanted_topics(cluster, {}, options));
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("expected to make topic " + cluster.prefix + "cases, but: "),
            std::string::npos)
      << made.error().message;
}

TEST(KafkaTopics, NobodyThereIsSaid) {
  Cluster cluster;
  cluster.bootstrap = "127.0.0.1:1";
  cluster.patience = Milliseconds{300};
  const auto faults = check_topics(cluster, wanted_topics(cluster, {}, {}));
  ASSERT_FALSE(faults);
  EXPECT_EQ(faults.error().kind, Error::Kind::kIo);
  EXPECT_EQ(faults.error().message.find("expected Kafka to answer at 127.0.0.1:1, but: "), 0U)
      << faults.error().message;
}

}  // namespace
}  // namespace liaison::kafka
