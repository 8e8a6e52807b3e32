// Several partitions: aliases, people, misplaced records, what goes from one to another.
#include <gtest/gtest.h>

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

constexpr PartitionNumber kCount = 4;

// A key of this form that lies on the partition.
std::string on(PartitionNumber partition, const std::string& form) {
  for (int i = 0;; ++i) {
    std::string key = form + std::to_string(i);
    if (partition_of(key, kCount) == partition) return key;
  }
}

CaseId opened_case(const World& world) {
  const auto cases = world.records("cases");
  return cases.empty() ? CaseId{} : CaseId{cases[0]["data"]["case"].get<std::string>()};
}

TEST(Partitions, AMisplacedRecordFindsItsPlace) {
  World world(kCount);
  const std::string customer = on(2, "c-");
  const Outcome outcome = world.send_to(0, request("r-1", customer), at(0));
  EXPECT_EQ(outcome.kind, Outcome::Kind::kUnknown);
  EXPECT_EQ(world.lines("cases"), "case.opened");
  const CaseId id = opened_case(world);
  EXPECT_EQ(world.send(request("r-1", customer), at(1)).kind, Outcome::Kind::kDuplicate);
  world.send_to(3, complete(id, "first", "a-1"), at(2));
  EXPECT_EQ(world.lines("tasks.beta"), "task.assigned");
}

TEST(Partitions, ACustomerKnownByAnAliasGetsAKey) {
  World world(kCount);
  Json given = event("customer.request.two-steps", "r-1", "account:4711", {{"no", "7"}});
  world.send(given, at(0));
  EXPECT_EQ(world.lines("cases"), "case.opened");
  const std::string key = world.records("cases")[0]["data"]["customer"]["key"];
  EXPECT_EQ(key, surrogate_key("/test", "r-1").text);
  world.send(given, at(1));
  EXPECT_EQ(world.lines("cases"), "case.opened") << "sent twice, opened once";
  world.send(event("customer.request.two-steps", "r-2", "account:4711", {{"no", "8"}}), at(2));
  ASSERT_EQ(world.lines("cases"), "case.opened case.opened");
  EXPECT_EQ(world.records("cases")[1]["data"]["customer"]["key"], key);
}

TEST(Partitions, AnAliasIsFoundFromTheWrongPartitionInTwoHops) {
  World world(kCount);
  const std::string alias = on(1, "account:"), customer = on(2, "c-");
  world.send(event("customer.alias-added", "f-1", "customer:" + customer, {{"alias", alias}}),
             at(0));
  world.send_to(3, event("customer.request.two-steps", "r-1", alias, {{"no", "7"}}), at(1));
  EXPECT_EQ(world.lines("cases"), "case.opened");
  EXPECT_TRUE(world.records("rejected").empty());
}

TEST(Partitions, AThirdHopIsRefused) {
  World world(kCount);
  const std::string customer = on(2, "c-");
  Command command;
  command.hops = 2;
  command.origin = {"/test", "r-1", "customer.request.two-steps", at(0), "d", ""};
  command.body = TakeRequest{CustomerKey{customer}, Json{{"no", "7"}}};
  world.journal.inner.append(0, "internal/3", at(0), encode(command));
  world.turn(at(1));
  ASSERT_EQ(world.records("rejected").size(), 1U);
  EXPECT_EQ(world.records("rejected")[0]["data"]["cause"], "too-many-hops");
  EXPECT_TRUE(world.records("cases").empty());
}

TEST(Partitions, AHeldAliasStaysWithItsHolder) {
  World world(kCount);
  const std::string alias = on(1, "account:");
  world.send(event("customer.alias-added", "f-1", "customer:" + on(1, "a-"), {{"alias", alias}}),
             at(0));
  EXPECT_EQ(
      world
          .send(event("customer.alias-added", "f-2", "customer:" + on(1, "b-"), {{"alias", alias}}),
                at(1))
          .cause,
      "alias-held");
}

TEST(Partitions, ACustomerElsewhereDoesNotGetAHeldAliasEither) {
  World world(kCount);
  const std::string alias = on(1, "account:"), late = on(2, "b-");
  world.send(event("customer.alias-added", "f-1", "customer:" + on(3, "a-"), {{"alias", alias}}),
             at(0));
  world.send(event("customer.alias-added", "f-2", "customer:" + late, {{"alias", alias}}), at(1));
  EXPECT_EQ(world.records("rejected").size(), 1u);
  const auto row = world.journal.rows(2).get(keys::customer(CustomerKey{late}));
  ASSERT_TRUE(row && *row);
  EXPECT_TRUE(decode<Customer>(**row)->aliases.empty());
  world.expect_sound();
}

TEST(Partitions, PeopleAreKnownEverywhereAndTheirCustomersHearOfIt) {
  World world(kCount);
  const std::string far = on(3, "c-");
  const CaseId id = world.send(request("r-1", far), at(0)).case_id;
  world.send(event("person.appointed", "p-1", "",
                   {{"person", "li.min"}, {"department", "managers"}, {"customers", {far}}}),
             at(1));
  for (PartitionNumber i = 0; i < kCount; ++i) {
    const auto row = world.journal.rows(i).get(keys::person(PersonId{"li.min"}));
    EXPECT_TRUE(row && *row) << i;
  }
  EXPECT_EQ(world.head(id).manager, PersonId{"li.min"});
}

TEST(Partitions, AReplyCanNameTheBusinessKey) {
  World world(kCount);
  const std::string customer = on(2, "c-");
  const CaseId id = world.send(request("r-1", customer, {{"no", "7"}}), at(0)).case_id;
  const auto select = [&](const std::string& reply_id, Json what) {
    return event("reply.complete", reply_id, "customer:" + customer,
                 {{"select", std::move(what)}, {"result", {{"done", true}}}});
  };
  EXPECT_EQ(world.send(select("a-0", {{"key", "8"}}), at(1)).cause, "no-task");
  EXPECT_EQ(world.send(select("a-1", {{"key", "7"}, {"step", "first"}}), at(1)).case_id, id);
  EXPECT_EQ(world.send(select("a-1", {{"key", "7"}, {"step", "first"}}), at(2)).kind,
            Outcome::Kind::kDuplicate);
  world.send(request("r-2", customer, {{"no", "8"}}), at(3));
  EXPECT_EQ(world.send(select("a-2", Json::object()), at(4)).cause, "several-tasks");
  EXPECT_EQ(world.send(select("a-3", {{"key", "7"}, {"department", "beta"}}), at(5)).case_id, id);
  EXPECT_EQ(world.head(id).phase, Phase::kCompleted);
}

TEST(Partitions, AReplyToAnUnknownAliasIsRefused) {
  World world(kCount);
  EXPECT_EQ(
      world.send(event("reply.complete", "a-1", "account:9", {{"select", {{"key", "7"}}}}), at(0))
          .cause,
      "unknown-alias");
}

}  // namespace
}  // namespace liaison
