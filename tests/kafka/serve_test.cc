// `serve --kafka`, from outside: as people and departments use it, and killed at any moment.
#include <random>
#include <set>

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

// Whatever was answered is there, and nothing is there twice.
TEST_F(ServeKafka, KilledAtAnyMomentNothingIsLostOrDoubled) {
  const std::string data = folder_.path("data");
  std::mt19937 random(20261125);
  std::set<std::string> answered;
  constexpr int kRounds = 6;
  constexpr int kRequests = 60;
  int number = 0;
  for (int round = 0; round < kRounds; ++round) {
    Server server(served(), data);
    const std::chrono::milliseconds delay(1000 + random() % 1500);  // a first turn takes a second
    std::thread killer([&] {
      std::this_thread::sleep_for(delay);
      server.stop(SIGKILL);
    });
    const int first = number;
    for (int i = 0; i < kRequests; ++i, ++number) {
      const Command sent = send(std::to_string(number), server);
      if (sent.exit == 0 && sent.json().contains("case")) answered.insert(sent.json()["case"]);
      if (sent.exit != 0) break;
    }
    killer.join();
    number = std::min(number, first + kRequests - 2);  // the last ones are said again
  }
  Server server(served(), data);
  const auto cases = told("cases", server);
  EXPECT_GT(answered.size(), 0U);
  for (const auto& [what, times] : cases) EXPECT_EQ(times, 1) << what;
  for (const std::string& id : answered) EXPECT_EQ(cases.count("case.opened " + id), 1U) << id;
  std::cout << kRounds << " kills, " << cases.size() << " cases, " << answered.size()
            << " of them answered\n";
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
