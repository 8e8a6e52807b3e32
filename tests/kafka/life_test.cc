// What an installation lives through, over Kafka: deployments, schedules, copies of the store.
#include <filesystem>
#include <set>

#include "tests/kafka/serve_kafka.h"

namespace liaison::kafka {
namespace {

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

constexpr const char* kRounds = R"(
document: { dsl: '1.0.3', namespace: test, name: rounds, version: '1.0.0' }
schedule: { every: { seconds: 1 } }
do:
  - look: { forward: { to: operations, title: Look } }
)";

class LifeOverKafka : public ServeKafka {
 protected:
  static std::string version(const std::string& id, const Server& server) {
    return ask({"case", "show", id, "--output", "json"}, server).json()["version"];
  }
};

TEST_F(LifeOverKafka, AFolderIsDeployedAsAWholeAndStaysInForce) {
  const std::string data = folder_.path("data");
  {
    Server server(served(), data);
    EXPECT_TRUE(has(server.said(), "nothing is archived")) << server.said();
    folder_.write("w/check.yaml", with(cli::kWorkflow, "'1.0.0'", "'1.1.0'"));
    const Command deployed = ask({"deploy", folder_.path("w")}, server);
    ASSERT_EQ(deployed.exit, 0) << deployed.err;
    const std::string id = send("L-1", server).json()["case"];
    EXPECT_TRUE(has(version(id, server), "1.1.0")) << version(id, server);
  }
  Server server(on_kafka({}), folder_.path("another disk"));
  const std::string id = send("L-2", server).json()["case"];
  EXPECT_TRUE(has(version(id, server), "1.1.0")) << version(id, server);
}

// A record for it would stop its partition: nothing of the folder is taken.
TEST_F(LifeOverKafka, ADepartmentWithoutATopicIsNotDeployed) {
  Server server(served());
  folder_.write("w/common.yaml",
                with(cli::kCommon, "departments:", "departments:\n  lab: { title: Lab }"));
  folder_.write("w/check.yaml", with(cli::kWorkflow, "'1.0.0'", "'1.1.0'"));
  const Command refused = ask({"deploy", folder_.path("w")}, server);
  EXPECT_EQ(refused.exit, 3) << refused.err;
  EXPECT_TRUE(has(refused.err, "expected topic tasks.lab for the department lab")) << refused.err;
  const std::string id = send("L-1", server).json()["case"];
  EXPECT_TRUE(has(version(id, server), "1.0.0")) << version(id, server);
  ASSERT_EQ(cli::run(on_kafka({"topics", "create", "--workflows", folder_.path("w")})).exit, 0);
  const Command taken = ask({"deploy", folder_.path("w")}, server);
  EXPECT_EQ(taken.exit, 0) << taken.err;
}

TEST_F(LifeOverKafka, OneOfTwoNodesTakesNoDeployment) {
  Server first(served(), folder_.path("first"));
  Server second(served(), folder_.path("second"));
  folder_.write("w/check.yaml", with(cli::kWorkflow, "'1.0.0'", "'1.1.0'"));
  const Command refused = ask({"deploy", folder_.path("w")}, second);
  EXPECT_EQ(refused.exit, 1) << refused.err;
  EXPECT_TRUE(has(refused.err, "expected one node that serves all partitions")) << refused.err;
  EXPECT_EQ(second.stop(SIGTERM), 0);
}

// Every second one, whoever serves: none is left out, none is there twice.
TEST_F(LifeOverKafka, ASchedulesCasesAreOpenedOnceEachOverAKill) {
  folder_.write("w/rounds.yaml", kRounds);
  const std::string data = folder_.path("data");
  {
    Server server(served(), data);
    std::this_thread::sleep_for(std::chrono::milliseconds(2500));
    server.stop(SIGKILL);
  }
  Server server(served(), data);
  std::this_thread::sleep_for(std::chrono::milliseconds(2500));
  std::set<std::string> times;
  int opened = 0;
  std::istringstream lines(ask({"tail", "cases"}, server).out);
  for (std::string line; std::getline(lines, line);) {
    const Json event = Json::parse(line)["event"];
    if (event["type"] != "case.opened") continue;
    ++opened;
    times.insert(event["time"]);
  }
  EXPECT_GE(opened, 4);
  EXPECT_EQ(times.size(), static_cast<std::size_t>(opened));
}

// A copy of one machine's rows is whole, and goes on wherever it is restored: Kafka has the rest.
TEST_F(LifeOverKafka, ACopyOfTheStoreIsWholeAndComesUp) {
  const std::string copy = folder_.path("copy"), again = folder_.path("again");
  {
    Server server(served(), folder_.path("data"));
    ASSERT_EQ(send("L-1", server).exit, 0);
    const Command made = ask({"backup", copy}, server);
    ASSERT_EQ(made.exit, 0) << made.err;
    ASSERT_EQ(send("L-2", server).exit, 0);
  }
  const Command whole = cli::run({"verify", copy, "--output", "json"});
  ASSERT_EQ(whole.exit, 0) << whole.err << whole.out;
  EXPECT_GT(whole.json()["rows"], 10);
  EXPECT_TRUE(has(whole.err, "its topics are in Kafka")) << whole.err;
  const Command restored = cli::run({"restore", copy, "--data", again});
  ASSERT_EQ(restored.exit, 0) << restored.err;
  EXPECT_TRUE(has(restored.out, "liaison serve --kafka")) << restored.out;
  const std::string play = folder_.write("play.jsonl", cli::kPlay), w = folder_.path("w");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"deploy", w}, {"play", play, "--workflows", w}}) {
    std::vector<std::string> into = words;
    into.insert(into.end(), {"--data", again});
    const Command refused = cli::run(into);
    EXPECT_EQ(refused.exit, 2) << words[0] << refused.err;
    EXPECT_TRUE(has(refused.err, "follows topics in Kafka")) << words[0] << refused.err;
  }
  Server server(served(), again);
  EXPECT_TRUE(send("L-2", server).json()["duplicate"]);
}

}  // namespace
}  // namespace liaison::kafka
