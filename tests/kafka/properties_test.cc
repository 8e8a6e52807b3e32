// What an installation may set of librdkafka, and what is refused.
#include "connectors/kafka/properties.h"

#include <gtest/gtest.h>

#include "connectors/kafka/handle.h"

namespace liaison::kafka {
namespace {

std::string fault_in(std::string_view text) {
  const auto properties = parse_properties(text, "k.properties");
  return properties ? "" : properties.error().message;
}

TEST(KafkaProperties, AreLinesOfNamesAndValues) {
  const auto properties = parse_properties(
      "# who we are\n\nsecurity.protocol = SASL_SSL\r\n  sasl.password=a=b c\n", "f");
  ASSERT_TRUE(properties) << properties.error().message;
  EXPECT_EQ(*properties,
            (Properties{{"sasl.password", "a=b c"}, {"security.protocol", "SASL_SSL"}}));
}

TEST(KafkaProperties, AllFaultsAreToldWithTheirLines) {
  EXPECT_EQ(
      fault_in("ssl.ca.location=x\nacks=1\nnonsense\nssl.ca.location=y\n=z\n"),
      "k.properties:2: expected no 'acks' here, but it is set: a record that not all replicas "
      "have may be lost after it was answered\n"
      "k.properties:3: expected NAME=VALUE, but 'nonsense'\n"
      "k.properties:4: expected 'ssl.ca.location' once, but it is set again\n"
      "k.properties:5: expected NAME=VALUE, but '=z'");
}

TEST(KafkaProperties, WhatWouldBreakExactlyOnceIsRefused) {
  for (const char* property : {"acks",
                               "request.required.acks",
                               "enable.idempotence",
                               "transactional.id",
                               "retries",
                               "max.in.flight",
                               "max.in.flight.requests.per.connection",
                               "partitioner",
                               "isolation.level",
                               "enable.auto.commit",
                               "enable.auto.offset.store",
                               "auto.offset.reset",
                               "enable.partition.eof",
                               "partition.assignment.strategy",
                               "group.id",
                               "group.instance.id",
                               "bootstrap.servers",
                               "metadata.broker.list",
                               "transaction.timeout.ms",
                               "message.max.bytes",
                               "allow.auto.create.topics",
                               "enabled_events",
                               "dr_msg_cb",
                               "rebalance_cb"}) {
    EXPECT_TRUE(refusal_of(property)) << property;
  }
  for (const char* property :
       {"security.protocol", "ssl.ca.location", "sasl.username", "sasl.password",
        "ssl.key.location", "client.id", "linger.ms", "compression.type", "session.timeout.ms",
        "socket.keepalive.enable", "statistics.interval.ms", "queue.buffering.max.kbytes"}) {
    EXPECT_FALSE(refusal_of(property)) << property;
  }
}

TEST(KafkaProperties, WhatIsNotAFileIsSaid) {
  EXPECT_EQ(read_properties("/nowhere/k.properties").error().message,
            "expected to read /nowhere/k.properties, but it cannot be opened");
}

// Every client of ours can be made, with an installation's properties in it.
TEST(KafkaProperties, ClientsAreMadeOfThem) {
  Cluster cluster;
  cluster.bootstrap = "127.0.0.1:1";
  cluster.properties = {{"socket.keepalive.enable", "true"}, {"linger.ms", "5"}};
  EXPECT_EQ(for_turns(cluster, "liaison.3").at("linger.ms"), "5");
  EXPECT_EQ(for_turns(cluster, "liaison.3").at("partitioner"), "murmur2_random");
  EXPECT_EQ(for_inputs(cluster).at("isolation.level"), "read_committed");
  EXPECT_EQ(for_watermarks(cluster).at("isolation.level"), "read_uncommitted");
  EXPECT_EQ(for_members(cluster, "g", "n").at("group.instance.id"), "n");
  for (const auto& [type, properties] :
       {std::pair{RD_KAFKA_PRODUCER, for_turns(cluster, "liaison.3")},
        std::pair{RD_KAFKA_PRODUCER, for_submitting(cluster)},
        std::pair{RD_KAFKA_PRODUCER, for_administration(cluster)},
        std::pair{RD_KAFKA_CONSUMER, for_inputs(cluster)},
        std::pair{RD_KAFKA_CONSUMER, for_watermarks(cluster)},
        std::pair{RD_KAFKA_CONSUMER, for_members(cluster, "g", "n")}}) {
    const auto handle = Handle::make(type, properties, {});
    EXPECT_TRUE(handle) << handle.error().message;
  }
}

TEST(KafkaProperties, WhatLibrdkafkaDoesNotKnowIsNamed) {
  Cluster cluster;
  cluster.bootstrap = "127.0.0.1:1";
  cluster.properties = {{"sasl.pasword", "x"}};
  const auto handle = Handle::make(RD_KAFKA_PRODUCER, for_submitting(cluster), {});
  ASSERT_FALSE(handle);
  EXPECT_EQ(handle.error().message,
            "expected a property of librdkafka and a fitting value, but sasl.pasword: No such "
            "configuration property: \"sasl.pasword\"");
}

}  // namespace
}  // namespace liaison::kafka
