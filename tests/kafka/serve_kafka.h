// ServeKafka: `serve --kafka` on topics of its own, asked from outside as people and departments do.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <sstream>
#include <thread>

#include "connectors/kafka/outgoing.h"
#include "connectors/kafka/properties.h"
#include "connectors/kafka/topics.h"
#include "tests/cli/command.h"
#include "tests/cli/samples.h"
#include "tests/kafka/broker.h"

namespace liaison::kafka {

using cli::Command;
using cli::has;
using cli::Server;

class ServeKafka : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("w/check.yaml", cli::kWorkflow);
    folder_.write("w/common.yaml", cli::kCommon);
    const Command made = cli::run(on_kafka({"topics", "create", "--workflows", folder_.path("w")}));
    ASSERT_EQ(made.exit, 0) << made.err;
  }
  std::vector<std::string> on_kafka(std::vector<std::string> words) const {
    for (const std::string& word : {std::string("--kafka"), cluster_.bootstrap,
                                    std::string("--set"), "kafka.prefix=" + cluster_.prefix}) {
      words.push_back(word);
    }
    return words;
  }
  std::vector<std::string> served() const { return on_kafka({"--workflows", folder_.path("w")}); }
  static Command ask(std::vector<std::string> words, const Server& server) {
    return cli::run(words, {{"LIAISON_SERVER", server.url()}, {"USER", "tester"}});
  }
  static Command send(const std::string& number, const Server& server) {
    return ask({"send", "--type", "customer.request.check", "--subject", "customer:c-" + number,
                "--data", "{\"no\":\"" + number + "\"}", "--output", "json"},
               server);
  }
  // As whoever has any Kafka client, onto a partition of his choice.
  void produce(const std::string& topic, PartitionNumber partition, const Json& event) const {
    const auto client = Handle::make(RD_KAFKA_PRODUCER, for_submitting(cluster_), {});
    ASSERT_TRUE(client);
    const std::string name = cluster_.topic(topic), value = event.dump();
    ASSERT_FALSE(hand_over((*client)->get(), {name, partition, "any key", value, Instant{}}, 0));
    const QueuePtr reports(rd_kafka_queue_get_main((*client)->get()));
    ASSERT_TRUE(EventPtr(rd_kafka_queue_poll(reports.get(), 10'000)));
  }
  // How often each type stands on a topic, for each subject.
  static std::map<std::string, int> told(const std::string& topic, const Server& server) {
    std::map<std::string, int> times;
    const Command tail = ask({"tail", topic}, server);
    EXPECT_EQ(tail.exit, 0) << tail.err;
    std::istringstream lines(tail.out);
    for (std::string line; std::getline(lines, line);) {
      const Json record = Json::parse(line, nullptr, false);
      if (!record.is_object() || !record["event"].is_object()) continue;
      const Json& event = record["event"];
      ++times[event["type"].get<std::string>() + " " + event["subject"].get<std::string>()];
    }
    return times;
  }

  const Cluster cluster_ = test_cluster();
  cli::Folder folder_;
};

}  // namespace liaison::kafka
