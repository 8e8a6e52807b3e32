// Schedules over the life of an engine: versions that come and go, restarts, several partitions.
#include <gtest/gtest.h>

#include "engine/language/load.h"
#include "engine/runtime/queries.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

using Definitions = std::vector<std::shared_ptr<const Definition>>;

std::shared_ptr<const Definition> patrol(const std::string& version, const std::string& schedule,
                                         const std::string& name = "patrol") {
  const std::string text = "document: { dsl: '1.0.3', namespace: a, name: " + name +
                           ", version: '" + version + "' }\n" +
                           (schedule.empty() ? "" : "schedule: " + schedule + "\n") +
                           "do: [{ look: { forward: { to: alpha, title: Look } } }]\n";
  const Loaded loaded = load(
      {{"common.yaml", "departments: { alpha: { title: A, head: a } }\n"}, {"patrol.yaml", text}});
  for (const Fault& fault : loaded.faults) {
    if (!fault.warning) ADD_FAILURE() << to_text(fault);
  }
  return loaded.definitions.empty() ? nullptr : loaded.definitions.front();
}

void activate(World& world, const Definitions& definitions, Instant now) {
  for (PartitionNumber i = 0; i < world.journal.partitions(); ++i) {
    const auto done = world.partition(i).activate(definitions, now);
    ASSERT_TRUE(done) << done.error().message;
  }
  world.expect_sound();
}

// When those without a customer were opened, with the version: "10:00 1.0.0".
std::string opened(const World& world) {
  std::string list;
  for (const Json& record : world.records("cases")) {
    if (record["type"] != "case.opened" || !record["data"]["customer"].is_null()) continue;
    list += (list.empty() ? "" : ", ") + record["time"].get<std::string>().substr(11, 5) + " " +
            record["data"]["version"].get<std::string>().substr(0, 5);
  }
  return list;
}

TEST(Schedules, another_version_with_the_same_words_goes_on_where_the_one_before_was) {
  World world;
  activate(world, {patrol("1.0.0", "{ every: 1 hour }")}, at(0));
  world.turn(at(61));
  activate(world, {patrol("1.1.0", "{ every: 1 hour }")}, at(90));
  world.turn(at(121));
  EXPECT_EQ(opened(world), "10:00 1.0.0, 11:00 1.1.0");
}

TEST(Schedules, other_words_begin_anew_when_they_come_into_force) {
  World world;
  activate(world, {patrol("1.0.0", "{ every: 1 hour }")}, at(0));
  world.turn(at(61));
  activate(world, {patrol("1.1.0", "{ every: 40 minutes }")}, at(90));
  world.turn(at(131));
  EXPECT_EQ(opened(world), "10:00 1.0.0, 11:10 1.1.0");
}

TEST(Schedules, a_workflow_that_is_no_longer_there_or_has_none_opens_no_more) {
  World world;
  activate(world, {patrol("1.0.0", "{ every: 1 hour }")}, at(0));
  world.turn(at(61));
  activate(world, {}, at(70));
  world.turn(at(200));
  EXPECT_EQ(opened(world), "10:00 1.0.0");
  activate(world, {patrol("1.0.0", "{ every: 1 hour }")}, at(210));  // the same one again
  world.turn(at(271));
  EXPECT_EQ(opened(world), "10:00 1.0.0, 13:30 1.0.0");
  activate(world, {patrol("2.0.0", "")}, at(280));
  world.turn(at(500));
  EXPECT_EQ(opened(world), "10:00 1.0.0, 13:30 1.0.0");
}

TEST(Schedules, are_what_the_rows_say_after_kill_9) {
  World world;
  activate(world, {patrol("1.0.0", "{ every: 1 hour }")}, at(0));
  world.turn(at(30));
  world.restart();
  EXPECT_EQ(world.partition(0).next_due(), at(60));
  world.turn(at(61));
  world.restart();
  activate(world, {patrol("1.0.0", "{ every: 1 hour }")}, at(62));  // nothing new
  world.turn(at(121));
  EXPECT_EQ(opened(world), "10:00 1.0.0, 11:00 1.0.0");
}

TEST(Schedules, one_that_comes_long_after_the_last_input_has_missed_nothing) {
  World world;
  world.send(request("r-1", "c-1"), at(0));
  activate(world, {patrol("1.0.0", "{ cron: 0 * * * * }")}, at(1000));  // 01:40
  world.turn(at(1001));
  EXPECT_EQ(opened(world), "");
  world.turn(at(1021));
  EXPECT_EQ(opened(world), "02:00 1.0.0");
}

TEST(Schedules, each_is_kept_by_one_partition_only) {
  World world(4);
  Definitions all;
  for (const char* name : {"north", "south", "east", "west", "patrol"}) {
    all.push_back(patrol("1.0.0", "{ every: 1 hour }", name));
  }
  activate(world, all, at(0));
  world.turn(at(61));
  EXPECT_EQ(opened(world), "10:00 1.0.0, 10:00 1.0.0, 10:00 1.0.0, 10:00 1.0.0, 10:00 1.0.0");
  const StoreView view(world.journal);
  const auto page = list_schedules(view, 10, "");
  ASSERT_TRUE(page);
  ASSERT_EQ(page->items.size(), 5u);
  EXPECT_EQ(page->items[0]["workflow"], "east");
  EXPECT_EQ(page->items[0]["next"], "2026-09-14T11:00:00Z");
  EXPECT_EQ(page->items[0]["openCases"], 1);
  EXPECT_EQ(list_customers(view, {})->items.size(), 0u);
}

// The engine was away in the middle of it all: one case for the last that each has missed.
TEST(Schedules,
     after_an_outage_there_is_one_case_for_the_last_of_each_whatever_becomes_of_commits) {
  using Fates = std::deque<Fate>;
  for (const Fates& fates : {Fates{}, Fates{Fate::kRetry}, Fates{Fate::kLostBefore},
                             Fates{Fate::kLostAfter}, Fates{Fate::kLostAfter, Fate::kLostBefore}}) {
    World world(4);
    const Definitions all = {patrol("1.0.0", "{ every: 1 hour }", "north"),
                             patrol("1.1.0", "{ cron: '10 * * * *' }", "south"),
                             patrol("1.2.0", "{ every: 45 minutes }", "east"),
                             patrol("1.3.0", "{ every: 7 hours }", "west")};
    activate(world, all, at(0));
    world.turn(at(50));  // 09:50
    world.restart();
    world.journal.next_commits(fates);
    activate(world, all, at(300));  // 14:00: a server loads its folder first
    world.turn(at(300));
    world.journal.next_commits({});
    world.turn(at(301));
    std::string list = opened(world);
    EXPECT_EQ(std::count(list.begin(), list.end(), ','), 4) << list;
    for (const char* one :
         {"14:00 1.0.0", "09:10 1.1.0", "13:10 1.1.0", "09:45 1.2.0", "13:30 1.2.0"}) {
      EXPECT_NE(list.find(one), std::string::npos) << one << " of " << list;
    }
    world.expect_sound();
  }
}

TEST(Schedules, with_too_many_open_cases_open_no_more_until_one_is_closed) {
  PartitionOptions options;
  options.machine.scheduled_open = 2;
  World world(1, options);
  activate(world, {patrol("1.0.0", "{ every: 1 hour }")}, at(0));
  for (const int minute : {61, 121, 181, 241}) world.turn(at(minute));
  EXPECT_EQ(opened(world), "10:00 1.0.0, 11:00 1.0.0");
  const auto rejected = world.records("rejected");
  ASSERT_EQ(rejected.size(), 2u);
  EXPECT_EQ(rejected[0]["data"]["cause"], "too-many-open");
  EXPECT_EQ(rejected[0]["data"]["origin"]["id"], "patrol@2026-09-14T12:00:00Z");
  EXPECT_EQ(rejected[0]["data"]["reasons"][0],
            "expected fewer than 2 open cases of patrol, but there are 2: none is opened until one "
            "is closed");
  const CaseId first{world.records("cases")[0]["data"]["case"].get<std::string>()};
  world.send(complete(first, "look", "a-1"), at(250));
  world.turn(at(301));
  EXPECT_EQ(opened(world), "10:00 1.0.0, 11:00 1.0.0, 14:00 1.0.0");
  world.expect_sound();
  world.restart();
  world.turn(at(361));
  EXPECT_EQ(opened(world), "10:00 1.0.0, 11:00 1.0.0, 14:00 1.0.0");
}

TEST(Schedules, of_an_instant_there_is_one_case_whatever_becomes_of_the_commit) {
  World world;
  activate(world, {patrol("1.0.0", "{ every: 1 hour }")}, at(0));
  world.journal.next_commits({Fate::kRetry, Fate::kLostBefore, Fate::kLostAfter});
  world.turn(at(61));
  world.turn(at(121));
  EXPECT_EQ(opened(world), "10:00 1.0.0, 11:00 1.0.0");
  world.expect_sound();
}

}  // namespace
}  // namespace liaison
