// The turn loop of one partition: exactly once, refusals that leave nothing, and time.
#include "engine/runtime/partition.h"

#include <gtest/gtest.h>

#include "engine/runtime/keys.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

// All rows but the partition's own and its figures, which count every input.
std::map<std::string, std::string> rows_of_aggregates(const World& world) {
  auto rows = world.all_rows();
  rows.erase("0 " + keys::partition());
  rows.erase("0 " + keys::figures());
  return rows;
}

TEST(Partition, ACaseRunsToItsEnd) {
  World world;
  const Outcome opened = world.send(request("r-1", "c-1"), at(0));
  ASSERT_EQ(opened.kind, Outcome::Kind::kApplied);
  ASSERT_FALSE(opened.case_id.empty());
  EXPECT_EQ(world.send(complete(opened.case_id, "first", "a-1"), at(10)).kind,
            Outcome::Kind::kApplied);
  EXPECT_EQ(world.send(complete(opened.case_id, "second", "a-2"), at(20)).case_id, opened.case_id);
  EXPECT_EQ(world.lines("cases"), "case.opened case.closed");
  EXPECT_EQ(world.lines("tasks.alpha"), "task.assigned");
  EXPECT_EQ(world.lines("deadlines"), "deadline.set deadline.met deadline.set deadline.met");
  EXPECT_EQ(world.head(opened.case_id).phase, Phase::kCompleted);
  const Figures figures = world.partition(0).figures();
  EXPECT_EQ(figures.cases_opened, 1);
  EXPECT_EQ(figures.cases_closed, 1);
  EXPECT_EQ(figures.open_tasks, 0);
  EXPECT_EQ(figures.inputs, 3);
}

TEST(Partition, TheSameRecordAgainDoesNothing) {
  World world;
  const CaseId id = world.send(request("r-1", "c-1"), at(0)).case_id;
  world.send(complete(id, "first", "a-1"), at(1));
  const auto before = rows_of_aggregates(world);
  const Outcome request_again = world.send(request("r-1", "c-1"), at(2));
  EXPECT_EQ(request_again.kind, Outcome::Kind::kDuplicate);
  EXPECT_EQ(request_again.case_id, id);
  const Outcome reply_again = world.send(complete(id, "first", "a-1"), at(3));
  EXPECT_EQ(reply_again.kind, Outcome::Kind::kDuplicate);
  EXPECT_EQ(reply_again.case_id, id);
  EXPECT_EQ(rows_of_aggregates(world), before);
  EXPECT_TRUE(world.records("rejected").empty());
}

TEST(Partition, TheSameRecordTwiceInOneTurn) {
  World world;
  for (int i = 0; i < 3; ++i) world.put(request("r-1", "c-1"), at(0));
  world.turn(at(1));
  EXPECT_EQ(world.lines("cases"), "case.opened");
}

TEST(Partition, EveryKindOfInputIsTakenOnce) {
  World world;
  const CaseId id = world.send(request("r-1", "c-1", {{"no", "7"}}), at(0)).case_id;
  const std::vector<Json> inputs = {
      request("r-2", "c-1", {{"no", "7"}}),  // joins
      reply("claim", id, "first", "a-1"), reply("comment", id, "first", "a-2", {{"text", "soon"}}),
      event("customer.changed", "f-1", "customer:c-1", {{"name", "Hua Feng"}}),
      event("person.appointed", "p-1", "person:wang.er",
            {{"person", "wang.er"}, {"department", "alpha"}, {"role", "head"}})};
  int minute = 1;
  for (const Json& input : inputs) {
    EXPECT_EQ(world.send(input, at(minute++)).kind, Outcome::Kind::kApplied) << input;
  }
  const auto before = rows_of_aggregates(world);
  for (const Json& input : inputs) {
    EXPECT_EQ(world.send(input, at(minute++)).kind, Outcome::Kind::kDuplicate) << input;
  }
  EXPECT_EQ(rows_of_aggregates(world), before);
}

TEST(Partition, TheSameIdWithOtherContentIsRefused) {
  World world;
  const CaseId id = world.send(request("r-1", "c-1"), at(0)).case_id;
  world.send(event("customer.changed", "f-1", "customer:c-1", {{"name", "A"}}), at(1));
  const auto before = rows_of_aggregates(world);
  EXPECT_EQ(world.send(request("r-1", "c-1", {{"no", "other"}}), at(2)).cause, "id-reused");
  EXPECT_EQ(
      world.send(event("customer.changed", "f-1", "customer:c-1", {{"name", "B"}}), at(3)).cause,
      "id-reused");
  EXPECT_EQ(rows_of_aggregates(world), before);
  EXPECT_EQ(world.head(id).joined, 0);
}

TEST(Partition, DedupRowsGoAfterTheirTime) {
  PartitionOptions options;
  options.dedup_kept = std::chrono::hours{1};
  World world(1, options);
  const auto count = [&] {
    int rows = 0;
    for (const auto& [key, value] : world.all_rows()) rows += key[2] == 0x0a || key[2] == 0x26;
    return rows;
  };
  world.send(event("customer.changed", "f-1", "customer:c-1", {{"name", "A"}}), at(0));
  world.send(event("customer.changed", "f-2", "customer:c-1", {{"name", "B"}}), at(30));
  EXPECT_EQ(count(), 4);
  world.send(request("r-1", "c-1"), at(61));
  EXPECT_EQ(count(), 2);
  world.send(request("r-2", "c-1"), at(100));
  EXPECT_EQ(count(), 0);
}

TEST(Partition, RefusalsLeaveNothingButTheRecord) {
  World world;
  const auto before = rows_of_aggregates(world);
  const Outcome mismatch = world.send(request("r-1", "c-1", {{"ok", "no number"}}), at(0));
  EXPECT_EQ(mismatch.kind, Outcome::Kind::kRefused);
  EXPECT_EQ(mismatch.cause, "input-mismatch");
  EXPECT_EQ(
      world.send(event("customer.request.unheard-of", "r-2", "customer:c-9", {}), at(1)).cause,
      "no-workflow");
  EXPECT_EQ(world.send(event("customer.request.two-steps", "r-3", "nobody", {}), at(2)).cause,
            "no-customer");
  EXPECT_EQ(world.send(complete(CaseId{"000-0000000000000000"}, "first", "a-1"), at(3)).cause,
            "unknown-case");
  EXPECT_EQ(rows_of_aggregates(world), before);
  ASSERT_EQ(world.records("rejected").size(), 4U);
  const Json record = world.records("rejected")[0];
  EXPECT_EQ(record["type"], "record.rejected");
  EXPECT_EQ(record["data"]["cause"], "input-mismatch");
  EXPECT_EQ(record["data"]["origin"]["id"], "r-1");
  EXPECT_EQ(record["data"]["origin"]["lane"], "requests");
  EXPECT_EQ(Json::parse(record["data"]["record"].get<std::string>())["id"], "r-1");
  EXPECT_EQ(world.partition(0).figures().refused, 4);
}

TEST(Partition, UnreadableBytesStopNothing) {
  World world;
  std::string long_bytes(40'000, '\xfe');
  for (const std::string& bytes :
       {std::string("\x00\xff", 2), std::string("{"), long_bytes, std::string("{\"id\":\"x\"}")}) {
    ASSERT_TRUE(world.journal.submit(0, "requests", bytes));
  }
  EXPECT_EQ(world.send(request("r-1", "c-1"), at(0)).kind, Outcome::Kind::kApplied);
  const auto rejected = world.records("rejected");
  ASSERT_EQ(rejected.size(), 4U);
  EXPECT_EQ(rejected[2]["data"]["encoding"], "base64");
  EXPECT_EQ(rejected[2]["data"]["truncated"], true);
  EXPECT_LT(rejected[2]["data"]["record"].get<std::string>().size(), 22'000U);
  EXPECT_EQ(rejected[3]["data"]["cause"], "unreadable");
  EXPECT_EQ(rejected[3]["data"]["reasons"].size(), 3U);
}

TEST(Partition, AnInternalCommandThatCannotBeReadIsRejectedToo) {
  World world;
  world.journal.inner.append(0, "internal/3", at(0), "no command");
  world.turn(at(1));
  ASSERT_EQ(world.records("rejected").size(), 1U);
  EXPECT_EQ(world.records("rejected")[0]["data"]["origin"]["lane"], "internal/3");
}

TEST(Partition, ARefusedReplyIsKeptInTheHistory) {
  World world;
  const CaseId id = world.send(request("r-1", "c-1"), at(0)).case_id;
  const Outcome refused =
      world.send(reply("return", id, "first", "a-1", {{"reason", "no"}}), at(1));
  EXPECT_EQ(refused.kind, Outcome::Kind::kRefused);
  EXPECT_EQ(refused.cause, "no-return");
  EXPECT_EQ(world.records("rejected").size(), 1U);
  EXPECT_EQ(world.lines("tasks.alpha"), "task.assigned task.reply-refused");
  EXPECT_EQ(world.head(id).history, 2U);
}

// What an input of the same turn had done before stays when a later one is undone.
TEST(Partition, UndoGoesBackToTheInputBefore) {
  World world;
  world.put(event("customer.changed", "f-1", "customer:c-1", {{"name", "A"}}), at(0));
  world.put(request("r-1", "c-1", {{"no", "7"}}), at(0));
  world.put(request("r-2", "c-1", {{"no", "8"}, {"ok", "no number"}}), at(0));
  world.put(request("r-3", "c-1", {{"no", "9"}}), at(0));
  world.turn(at(1));
  EXPECT_EQ(world.lines("cases"), "case.opened case.opened");
  EXPECT_EQ(world.records("rejected").size(), 1U);
  EXPECT_EQ(world.records("cases")[1]["data"]["customer"]["name"], "A");
}

TEST(Partition, AnInputAtTheDueInstantGoesBeforeTheRung) {
  World world;
  const CaseId in_time = world.send(request("r-1", "c-1"), at(0)).case_id;
  const CaseId late = world.send(request("r-2", "c-2"), at(0)).case_id;
  world.put(complete(in_time, "first", "a-1"), at(60));
  world.put(complete(late, "first", "a-2"), at(60) + Milliseconds{1});
  world.turn(at(61));
  EXPECT_EQ(world.head(in_time).breaches, 0);
  EXPECT_EQ(world.head(late).breaches, 1);
}

TEST(Partition, ARungFiresOnceTimeIsPastIt) {
  World world;
  const CaseId id = world.send(request("r-1", "c-1"), at(0)).case_id;
  world.turn(at(60));
  EXPECT_EQ(world.head(id).breaches, 0);
  EXPECT_EQ(world.partition(0).next_due(), at(60));
  world.turn(at(60) + Milliseconds{1});
  EXPECT_EQ(world.head(id).breaches, 1);
  EXPECT_EQ(world.partition(0).time(), at(60));
  world.turn(at(600));
  EXPECT_EQ(world.head(id).breaches, 1);
}

TEST(Partition, AnOutageOverADeadlineMakesNoFalseBreach) {
  World world;
  const CaseId id = world.send(request("r-1", "c-1"), at(0)).case_id;
  const CaseId silent = world.send(request("r-2", "c-2"), at(0)).case_id;
  world.put(complete(id, "first", "a-1"), at(50));
  world.restart();
  ASSERT_TRUE(world.activate(two_steps()));
  world.turn(at(300));
  EXPECT_EQ(world.head(silent).breaches, 1);
  EXPECT_EQ(world.head(id).breaches, 1) << "of the second step alone, which began at minute 50";
  const auto deadlines = world.records("deadlines");
  std::vector<std::string> of_first;
  for (const Json& record : deadlines) {
    if (record["subject"] == id.text + ".first.0") of_first.push_back(record["type"]);
  }
  EXPECT_EQ(of_first, (std::vector<std::string>{"deadline.set", "deadline.met"}));
}

TEST(Partition, TimeNeverGoesBack) {
  World world;
  world.send(request("r-1", "c-1"), at(50));
  world.send(request("r-2", "c-1"), at(10));
  EXPECT_EQ(world.partition(0).time(), at(50));
}

TEST(Partition, ManyDueAreFiredInPortions) {
  PartitionOptions options;
  options.rungs_a_turn = 10;
  World world(1, options);
  for (int i = 0; i < 25; ++i) {
    world.put(request("r-" + std::to_string(i), "c-" + std::to_string(i)), at(0));
  }
  world.turn(at(1));
  world.reports.clear();
  world.put(request("late", "c-late"), at(70));
  world.turn(at(71));
  EXPECT_EQ(world.partition(0).figures().breaches, 25);
  std::vector<std::size_t> rungs;
  for (const TurnReport& report : world.reports) rungs.push_back(report.rungs);
  EXPECT_EQ(rungs, (std::vector<std::size_t>{10, 10, 5, 0}));
}

TEST(Partition, AVersionWithOtherContentIsRefusedWhole) {
  World world;
  const auto before = world.all_rows();
  const auto activated = world.activate(two_steps("1.0.0", "3 hours"));
  ASSERT_FALSE(activated);
  EXPECT_TRUE(activated.error().message.ends_with("is deployed with other content"));
  EXPECT_EQ(world.all_rows(), before);
  const CaseId old = world.send(request("r-1", "c-1"), at(0)).case_id;
  ASSERT_TRUE(world.activate(two_steps("1.1.0", "3 hours")));
  const CaseId fresh = world.send(request("r-2", "c-1"), at(0)).case_id;
  world.restart();
  world.turn(at(61));
  EXPECT_EQ(world.head(old).breaches, 1);
  EXPECT_EQ(world.head(fresh).breaches, 0);
  EXPECT_EQ(world.send(complete(old, "first", "a-1"), at(62)).kind, Outcome::Kind::kApplied);
}

TEST(Partition, ARecordOverTheLimitIsRefused) {
  PartitionOptions options;
  options.record_bytes = 70'000;
  World world(1, options);
  const Outcome outcome =
      world.send(request("r-1", "c-1", {{"text", std::string(80'000, 'x')}}), at(0));
  EXPECT_EQ(outcome.cause, "too-large");
}

TEST(Partition, CasesBeyondTheCacheAreReadAgain) {
  PartitionOptions options;
  options.cached_cases = 2;
  World world(1, options);
  std::vector<CaseId> ids;
  for (int i = 0; i < 6; ++i) {
    ids.push_back(
        world.send(request("r-" + std::to_string(i), "c-" + std::to_string(i)), at(i)).case_id);
  }
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(
        world
            .send(complete(ids[static_cast<std::size_t>(i)], "first", "a-" + std::to_string(i)),
                  at(10))
            .kind,
        Outcome::Kind::kApplied);
  }
}

}  // namespace
}  // namespace liaison
