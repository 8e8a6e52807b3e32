// A refused reply goes back to the department that sent it, whether it reached its case or not.
#include <gtest/gtest.h>

#include "engine/language/load.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

Json by(Json event, const std::string& department) {
  event["authdepartment"] = department;
  return event;
}

// What stands on the topic as refused: "cause source/id task".
std::vector<std::string> refused(const World& world, const std::string& topic) {
  std::vector<std::string> all;
  for (const Json& record : world.records(topic)) {
    if (record["type"] != "task.reply-refused") continue;
    const Json& data = record["data"];
    all.push_back(data["cause"].get<std::string>() + " " +
                  data["reply"]["source"].get<std::string>() + "/" +
                  data["reply"]["id"].get<std::string>() + " " +
                  (data["task"].is_null() ? "-" : data["task"].get<std::string>()));
  }
  return all;
}

using Lines = std::vector<std::string>;

TEST(RefusedReplies, NameTheReply) {
  World world;
  const CaseId id = world.send(request("r-1", "c-1"), at(0)).case_id;
  world.send(reply("return", id, "first", "a-1", {{"reason", "no"}}), at(1));
  const std::string task = task_id(id, "first", 1, 0, 1).text;
  EXPECT_EQ(refused(world, "tasks.alpha"), Lines{"no-return /test/a-1 " + task});
  const Json data = world.records("tasks.alpha")[1]["data"];
  EXPECT_EQ(data["case"], id.text);
  EXPECT_EQ(data["reasons"].size(), 1U);
  EXPECT_EQ(data["reply"], (Json{{"source", "/test"}, {"id", "a-1"}}));
}

TEST(RefusedReplies, GoBackToTheSenderThoughNoCaseWasReached) {
  for (const PartitionNumber partitions : {1U, 4U}) {
    World world(partitions);
    world.send(request("r-1", "c-1", {{"no", "7"}}), at(0));
    const auto to_customer = [](const std::string& id, Json data) {
      return by(event("reply.complete", id, "customer:c-1", std::move(data)), "beta");
    };
    const std::string nowhere = "000-0000000000000000.first.1.0.1";
    world.send(to_customer("a-1", Json::object()), at(1));
    world.send(to_customer("a-2", {{"select", {{"key", "8"}}}}), at(2));
    world.send(by(event("reply.complete", "a-3", nowhere, {}), "beta"), at(3));
    world.send(
        by(event("reply.complete", "a-4", "account:9", {{"select", Json::object()}}), "beta"),
        at(4));
    world.send(by(event("reply.complete", "a-5", "no task", {}), "beta"), at(5));
    Lines expected = {"no-select /test/a-1 -", "no-task /test/a-2 -",
                      "unknown-case /test/a-3 " + nowhere, "unknown-alias /test/a-4 -",
                      "unknown-task /test/a-5 -"};
    Lines given = refused(world, "tasks.beta");
    std::sort(given.begin(), given.end());
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(given, expected) << partitions;
    EXPECT_EQ(world.records("rejected").size(), 5U);
    std::set<std::string> ids;
    for (const Json& record : world.records("tasks.beta")) ids.insert(record["id"]);
    EXPECT_EQ(ids.size(), world.records("tasks.beta").size()) << "each record has an id of its own";
  }
}

TEST(RefusedReplies, OfAnUnknownSenderGoToTheDepartmentOfTheTask) {
  World world;
  const CaseId id = world.send(request("r-1", "c-1"), at(0)).case_id;
  const std::string task = task_id(id, "first", 1, 0, 1).text;
  world.send(reply("comment", id, "first", "a-1", {{"text", "soon"}}), at(1));
  world.send(reply("comment", id, "first", "a-1", {{"text", "later"}}), at(2));  // by its dedup row
  world.send(reply("complete", id, "first", "a-2", {{"result", {{"done", true}}}}), at(3));
  world.send(reply("complete", id, "first", "a-2", {{"result", {{"done", 1}}}}),
             at(4));  // by its task
  EXPECT_EQ(refused(world, "tasks.alpha"),
            (Lines{"id-reused /test/a-1 " + task, "id-reused /test/a-2 " + task}));
  world.send(event("reply.complete", "a-9", "000-0000000000000000.first.1.0.1", {}), at(5));
  EXPECT_EQ(world.records("rejected").size(), 3U) << "nobody knows whose the last one is";
  EXPECT_EQ(refused(world, "tasks.alpha").size(), 2U);
}

TEST(RefusedReplies, GoToTheTopicThatTheDepartmentReads) {
  World world;
  const Loaded loaded =
      load({{"common.yaml", "departments: { gamma: { title: C, topic: c-and-d }, managers: {} }"},
            {"work.yaml",
             "document: { dsl: '1.0.3', namespace: t, name: work, version: '1.0.0' }\n"
             "opens: { with: { type: test.work } }\n"
             "do: [{ one: { forward: { to: gamma, title: One } } }]\n"}});
  ASSERT_TRUE(loaded.ok());
  ASSERT_TRUE(world.activate(loaded.definitions));
  world.send(by(event("reply.complete", "a-1", "customer:c-1", {}), "gamma"), at(0));
  EXPECT_EQ(world.lines("tasks.c-and-d"), "task.reply-refused");
}

TEST(RefusedReplies, OfNoDepartmentAtAllOnlyStandAmongTheRejected) {
  World world;
  world.send(by(event("reply.complete", "a-1", "customer:c-1", {}), "No Department"), at(0));
  world.send(event("customer.request.two-steps", "r-1", "nobody", {}), at(1));
  EXPECT_EQ(world.records("rejected").size(), 2U);
  EXPECT_TRUE(world.records("tasks.No Department").empty());
}

}  // namespace
}  // namespace liaison
