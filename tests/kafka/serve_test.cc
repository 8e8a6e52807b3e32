// `serve --kafka`, from outside: as people and departments use it, and killed at any moment.
#include "connectors/http/client.h"
#include "tests/kafka/serve_kafka.h"

namespace liaison::kafka {
namespace {

TEST_F(ServeKafka, FromRequestToResultAndOnAfterAKill) {
  const std::string data = folder_.path("data");
  std::string id, task;
  {
    Server server(served(), data);
    const Command sent = send("L-1", server);
    ASSERT_EQ(sent.exit, 0) << sent.err;
    id = sent.json()["case"];
    EXPECT_TRUE(send("L-1", server).json()["duplicate"]);
    const Json tasks =
        ask({"task", "list", "--department", "operations", "--output", "json"}, server).json();
    ASSERT_EQ(tasks.size(), 1U);
    task = tasks[0]["task"];
    server.stop(SIGKILL);
  }
  Server server(served(), data);
  EXPECT_TRUE(has(server.said(), "1 case open")) << server.said();
  EXPECT_TRUE(send("L-1", server).json()["duplicate"]);
  const Command done =
      ask({"task", "complete", task, "--result", "{\"ok\":true}", "--as", "wang.er"}, server);
  EXPECT_EQ(done.exit, 0) << done.err;
  EXPECT_EQ(ask({"case", "show", id, "--output", "json"}, server).json()["state"], "completed");
  const auto cases = told("cases", server);
  EXPECT_EQ(cases,
            (std::map<std::string, int>{{"case.opened " + id, 1}, {"case.closed " + id, 1}}));
}

// A department answers with whatever key its client gives, on any partition.
TEST_F(ServeKafka, AnAnswerWithAForeignKeyFindsItsCase) {
  Server server(served());
  const std::string id = send("L-1", server).json()["case"];
  const Json tasks =
      ask({"task", "list", "--department", "operations", "--output", "json"}, server).json();
  ASSERT_EQ(tasks.size(), 1U);
  const PartitionNumber home = partition_of("c-L-1", 4);
  for (PartitionNumber partition = 0; partition < 4; ++partition) {
    produce("replies", partition,
            {{"specversion", "1.0"},
             {"id", "answer-" + std::to_string(partition)},
             {"source", "/operations"},
             {"type", "reply.complete"},
             {"subject", tasks[0]["task"]},
             {"data", {{"result", {{"ok", true}}}}}});
    if (partition == home) continue;
    const auto state = [&] {
      return ask({"case", "show", id, "--output", "json"}, server).json()["state"];
    };
    for (int i = 0; i < 100 && state() == "open"; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    EXPECT_EQ(state(), "completed");
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(500));  // the late answers
  const auto cases = told("cases", server);
  EXPECT_EQ(cases.at("case.closed " + id), 1);
  const auto metrics = http::HttpClient(server.url(), "").get("/metrics");
  ASSERT_TRUE(metrics);
  EXPECT_TRUE(has(metrics->body, "liaison_misplaced_total 3\n")) << metrics->body;
}

TEST_F(ServeKafka, ALostDiskCostsNothingButTime) {
  std::string id;
  {
    Server server(served(), folder_.path("first"));
    id = send("L-1", server).json()["case"];
  }
  Server server(served(), folder_.path("second"));
  EXPECT_TRUE(has(server.said(), "1 case open")) << server.said();
  EXPECT_EQ(ask({"case", "show", id, "--output", "json"}, server).json()["state"], "open");
}

TEST_F(ServeKafka, WrongTopicsAreNotServed) {
  const Command refused = cli::run(on_kafka({"serve", "--listen", "127.0.0.1:0", "--data",
                                             folder_.path("data"), "--set", "partitions=8"}));
  EXPECT_EQ(refused.exit, 2);
  EXPECT_TRUE(has(refused.err, "with 8 partitions, but it has 4")) << refused.err;
  EXPECT_TRUE(has(refused.err, "so nothing is served")) << refused.err;
}

TEST_F(ServeKafka, AStoreThatFollowsKafkaIsNotServedWithoutIt) {
  const std::string data = folder_.path("data");
  { Server server(served(), data); }
  const Command refused = cli::run({"serve", "--listen", "127.0.0.1:0", "--data", data});
  EXPECT_EQ(refused.exit, 2);
  EXPECT_TRUE(has(refused.err, "follows topics in Kafka: use --kafka")) << refused.err;
}

TEST_F(ServeKafka, ASecondNodeTakesOverFromOneThatWasKilled) {
  Server first(served(), folder_.path("first"));
  const std::string id = send("L-1", first).json()["case"];
  Server second(served(), folder_.path("second"));
  first.stop(SIGKILL);
  std::string state;
  for (int i = 0; i < 200 && state != "open"; ++i) {
    const Command shown = ask({"case", "show", id, "--output", "json"}, second);
    state = shown.exit == 0 ? shown.json()["state"].get<std::string>() : "";
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_EQ(state, "open");
  EXPECT_TRUE(send("L-1", second).json()["duplicate"]);
  EXPECT_NE(send("L-2", second).json()["case"], Json());
}

}  // namespace
}  // namespace liaison::kafka
