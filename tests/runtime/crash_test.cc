// Commits that fail at every step: what is stored in the end is what is stored without any failure.
#include <gtest/gtest.h>

#include <set>

#include "tests/runtime/world.h"

namespace liaison {
namespace {

std::vector<std::pair<int, Json>> story() {
  const std::string customer = "c-1";
  const CaseId id = case_id(CustomerKey{customer}, "/test", "r-1", "two-steps");
  return {
      {0,
       event("person.appointed", "p-1", "",
             {{"person", "li.min"}, {"department", "managers"}, {"customers", {customer, "c-2"}}})},
      {1, request("r-1", customer, {{"no", "7"}})},
      {2, request("r-2", customer, {{"no", "7"}})},
      {3, event("customer.request.two-steps", "r-3", "account:12", {{"no", "9"}})},
      {4, request("r-4", "c-2", {{"ok", "no number"}})},
      {5, complete(id, "first", "a-1")},
      {6, reply("comment", id, "second", "a-2", {{"text", "soon"}})},
      {90, complete(id, "second", "a-3")}};
}

void tell(World& world) {
  for (const auto& [minute, given] : story()) world.put(given, at(minute));
  world.turn(at(400));
}

// Everything that is stored and was told, to be compared as a whole.
std::map<std::string, std::string> everything(const World& world) {
  auto all = world.all_rows();
  const auto topics = world.journal.topics();  // outlives the loop
  for (const std::string& topic : *topics) {
    for (PartitionNumber i = 0; i < world.journal.partitions(); ++i) {
      const auto records = world.journal.read(topic, i, 0, 10'000);
      for (const StoredRecord& record : *records) {
        all[topic + " " + std::to_string(i) + " " + std::to_string(record.offset)] = record.value;
      }
    }
  }
  return all;
}

// A turn takes few inputs, so that there are many commits to fail.
PartitionOptions small_turns() {
  PartitionOptions options;
  options.inputs_a_turn = 2;
  return options;
}

// The public records by id, each as often as it came. When partitions hear of each other depends on
// who goes first, so with several of them this is all that must be the same.
std::multiset<std::string> told(const World& world) {
  std::multiset<std::string> ids;
  for (const char* topic : {"cases", "tasks.alpha", "tasks.beta", "deadlines", "rejected"}) {
    for (const Json& record : world.records(topic)) ids.insert(record["id"].get<std::string>());
  }
  return ids;
}

// Tells the story once for each commit, with this one going wrong.
template <class Compare>
void fail_each_commit(PartitionNumber partitions, Fate fate, Compare compare) {
  World well(partitions, small_turns());
  const int before = well.journal.commits;
  tell(well);
  const int commits = well.journal.commits - before;
  ASSERT_GE(commits, 4);
  for (int step = 0; step < commits; ++step) {
    SCOPED_TRACE("commit " + std::to_string(step) + " fails");
    World world(partitions, small_turns());
    std::deque<Fate> fates(static_cast<std::size_t>(step), Fate::kWell);
    fates.push_back(fate);
    world.journal.next_commits(fates);
    tell(world);
    compare(world, well);
  }
}

class CrashAt : public testing::TestWithParam<Fate> {};

TEST_P(CrashAt, OnePartitionStoresTheSameBytes) {
  fail_each_commit(1, GetParam(), [](const World& world, const World& well) {
    EXPECT_EQ(everything(world), everything(well));
  });
}

TEST_P(CrashAt, SeveralPartitionsTellTheSame) {
  fail_each_commit(2, GetParam(), [](const World& world, const World& well) {
    EXPECT_EQ(told(world), told(well));
  });
}

INSTANTIATE_TEST_SUITE_P(All, CrashAt,
                         testing::Values(Fate::kRetry, Fate::kLostBefore, Fate::kLostAfter));

TEST(Crash, AProcessThatDiesAfterEveryTurnGoesOn) {
  World well(1, small_turns());
  tell(well);
  World world(1, small_turns());
  for (const auto& [minute, given] : story()) world.put(given, at(minute));
  for (bool busy = true; busy;) {  // one turn, then only the rows are left
    world.restart();
    const auto report = world.partition(0).turn(at(400));
    ASSERT_TRUE(report);
    busy = report->more || report->inputs > 0 || report->rungs > 0;
    world.expect_sound();
  }
  EXPECT_EQ(everything(world), everything(well));
}

TEST(Crash, RetriesEndSomewhere) {
  World world;
  world.journal.next_commits(std::deque<Fate>(20, Fate::kRetry));
  world.put(request("r-1", "c-1"), at(0));
  Result<TurnReport> report = TurnReport{};
  for (int i = 0; i < 10 && report; ++i) report = world.partition(0).turn(at(1));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, Error::Kind::kUnavailable);
}

TEST(Crash, AFullDiskIsAnErrorAndAfterItTheStoreIsAsBefore) {
  World world;
  const auto before = world.all_rows();
  world.journal.next_commits({Fate::kDead});
  world.put(request("r-1", "c-1"), at(0));
  EXPECT_FALSE(world.partition(0).turn(at(1)));
  EXPECT_EQ(world.all_rows(), before);
  world.turn(at(2));  // there is room again
  EXPECT_EQ(world.lines("cases"), "case.opened");
}

TEST(Crash, AfterAFullDiskATurnOfNothingProvesThatThereIsRoom) {
  World world;
  const auto before = world.all_rows();
  world.journal.next_commits({Fate::kDead, Fate::kDead, Fate::kRetry});
  world.put(request("r-1", "c-1"), at(0));
  EXPECT_FALSE(world.partition(0).turn(at(1)));
  EXPECT_FALSE(world.partition(0).prove());
  EXPECT_FALSE(world.partition(0).prove());
  EXPECT_EQ(world.all_rows(), before);
  EXPECT_TRUE(world.partition(0).prove());
  EXPECT_EQ(world.all_rows(), before);
  world.turn(at(2));
  EXPECT_EQ(world.lines("cases"), "case.opened");
}

TEST(Crash, WhoWaitsForAnUnknownCommitIsToldSo) {
  World world;
  world.journal.next_commits({Fate::kLostAfter});
  EXPECT_EQ(world.send(request("r-1", "c-1"), at(0)).kind, Outcome::Kind::kUnknown);
  EXPECT_EQ(world.send(request("r-1", "c-1"), at(1)).kind, Outcome::Kind::kDuplicate);
  world.journal.next_commits({Fate::kLostBefore});
  EXPECT_EQ(world.send(request("r-2", "c-2"), at(2)).kind, Outcome::Kind::kApplied);
}

}  // namespace
}  // namespace liaison
