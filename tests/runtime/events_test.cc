// What bounds the events that wait: for listeners to come, at the customer; for a handler at work, in
// the case. And facts that a case records, in the customer's row and history.
#include <gtest/gtest.h>

#include "engine/language/load.h"
#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

constexpr const char* kCommon = R"(
departments:
  alpha: { title: A }
  managers: { title: M }
facts:
  region: { type: string }
)";
constexpr const char* kHears = R"(
document: { dsl: '1.0.3', namespace: test, name: hears, version: '1.0.0' }
opens: { with: { type: test.hears }, key: .no }
whenever:
  - noted:
      listen: { to: { one: { with: { type: test.note } } } }
      foreach: { do: [{ look: { forward: { to: alpha, title: Look } } }] }
do:
  - before: { forward: { to: alpha, title: Before } }
  - several: { listen: { to: { any: [{ with: { type: test.paid } }], until: '${ length == 3 }' } } }
  - show: { forward: { to: alpha, title: Show }, input: { from: '${ { heard: . } }' } }
)";
constexpr const char* kRecords = R"(
document: { dsl: '1.0.3', namespace: test, name: records, version: '1.0.0' }
opens: { with: { type: test.records }, key: .no }
do:
  - agree: { forward: { to: alpha, title: Agree } }
  - noted: { set: { replaced: below } }
  - which: { switch: [{ south: { when: $customer.region == "south" and $customer.old == null, then: south } }] }
  - other: { forward: { to: alpha, title: Other } }
  - south: { forward: { to: alpha, title: South } }
)";

std::shared_ptr<Definition> loaded(const char* text) {
  const Loaded folder = load({{"common.yaml", kCommon}, {"one.yaml", text}});
  for (const Fault& fault : folder.faults) {
    if (!fault.warning) ADD_FAILURE() << to_text(fault);
  }
  return std::make_shared<Definition>(*folder.definitions.front());
}

Customer customer_in(const World& world, const std::string& key) {
  const auto row = world.journal.rows(0).get(keys::customer(CustomerKey{key}));
  return *decode<Customer>(**row);
}

Outcome pay(World& world, int amount, int minutes) {
  return world.send(
      event("test.paid", "p-" + std::to_string(amount), "customer:c-1", {{"amount", amount}}),
      at(minutes));
}

Json heard(const World& world) {
  for (const Json& record : world.records("tasks.alpha")) {
    if (record["data"]["step"] == "show") return record["data"]["input"]["heard"];
  }
  return nullptr;
}

TEST(KeptEvents, AreFewAndTheOldestGoFirst) {
  PartitionOptions options;
  options.machine.events_kept = 3;
  World world(1, options);
  ASSERT_TRUE(world.activate({loaded(kHears)}));
  for (int amount = 1; amount <= 5; ++amount) {
    EXPECT_EQ(pay(world, amount, amount).kind, Outcome::Kind::kApplied);
  }
  EXPECT_EQ(customer_in(world, "c-1").kept.size(), 3U);
  const CaseId id =
      world.send(event("test.hears", "h-1", "customer:c-1", {{"no", "1"}}), at(10)).case_id;
  world.send(complete(id, "before", "a-1"), at(20));
  EXPECT_EQ(heard(world), Json::parse(R"([{"amount":3},{"amount":4},{"amount":5}])"));
  EXPECT_EQ(pay(world, 5, 30).kind, Outcome::Kind::kDuplicate);
  world.expect_sound();
}

TEST(KeptEvents, AreSmallTogetherAndALargerOneIsOnlyForWhoListensAlready) {
  PartitionOptions options;
  options.machine.events_kept_bytes = 2048;
  World world(1, options);
  ASSERT_TRUE(world.activate({loaded(kHears)}));
  const auto send = [&](const std::string& id, std::size_t bytes, int minutes) {
    return world.send(event("test.paid", id, "customer:c-1", {{"text", std::string(bytes, 'x')}}),
                      at(minutes));
  };
  EXPECT_EQ(send("a", 600, 1).kind, Outcome::Kind::kApplied);
  EXPECT_EQ(send("b", 600, 2).kind, Outcome::Kind::kApplied);
  EXPECT_EQ(customer_in(world, "c-1").kept.size(), 2U);
  EXPECT_EQ(send("c", 600, 3).kind, Outcome::Kind::kApplied);
  EXPECT_EQ(customer_in(world, "c-1").kept.size(), 2U);
  const Outcome refused = send("d", 4000, 4);
  EXPECT_EQ(refused.kind, Outcome::Kind::kRefused);
  EXPECT_EQ(refused.cause, "too-large");
  const CaseId id =
      world.send(event("test.hears", "h-1", "customer:c-1", {{"no", "1"}}), at(5)).case_id;
  world.send(complete(id, "before", "a-1"), at(6));
  EXPECT_EQ(send("e", 4000, 7).kind, Outcome::Kind::kApplied);
  EXPECT_EQ(heard(world).size(), 3U);
  world.expect_sound();
}

TEST(KeptEvents, AreKeptAsLongAsTheirTypeSays) {
  auto definition = loaded(kHears);
  definition->events["test.paid"].keep = Duration{2, Unit::kDays};
  World world;
  ASSERT_TRUE(world.activate({definition}));
  pay(world, 1, 0);
  pay(world, 2, 24 * 60);
  pay(world, 3, 4 * 24 * 60);  // the first two are forgotten now
  EXPECT_EQ(customer_in(world, "c-1").kept.size(), 1U);
  world.expect_sound();
}

TEST(WaitingEvents, AreFewAndTheNewestAreDropped) {
  PartitionOptions options;
  options.machine.events_waiting = 2;
  World world(1, options);
  ASSERT_TRUE(world.activate({loaded(kHears)}));
  const CaseId id =
      world.send(event("test.hears", "h-1", "customer:c-1", {{"no", "1"}}), at(0)).case_id;
  for (int i = 1; i <= 5; ++i) {
    world.send(event("test.note", "n-" + std::to_string(i), "customer:c-1", {{"i", i}}), at(i));
  }
  EXPECT_EQ(world.head(id).events_dropped, 2);
  for (int entry = 1; entry <= 3; ++entry) {
    const std::string task = task_id(id, "look", entry, 0, 1).text;
    EXPECT_EQ(
        world.send(event("reply.complete", "l-" + std::to_string(entry), task, {}), at(10 + entry))
            .kind,
        Outcome::Kind::kApplied);
  }
  EXPECT_EQ(world.records("tasks.alpha").size(), 4U);  // before, and a look at each of three
  world.expect_sound();
}

TEST(RecordedFacts, ThatACaseRecordsAreMergedAndToldInTheHistory) {
  auto definition = loaded(kRecords);
  for (Step& step : definition->steps) {
    if (step.name == "noted") {
      step.act = Record{{{"region", Json("south")}, {"old", Json(nullptr)}}};
    }
  }
  World world;
  ASSERT_TRUE(world.activate({definition}));
  world.send(event("customer.registered", "r", "customer:c-1", {{"region", "north"}, {"old", 1}}),
             at(0));
  const CaseId id =
      world.send(event("test.records", "o-1", "customer:c-1", {{"no", "1"}}), at(1)).case_id;
  world.send(complete(id, "agree", "a-1"), at(2));
  EXPECT_EQ(*customer_in(world, "c-1").facts, Json::parse(R"({"region":"south"})"));
  EXPECT_TRUE(world.records("tasks.alpha").back()["data"]["step"] == "south");
  const Customer customer = customer_in(world, "c-1");
  bool told = false;
  for (std::uint64_t seq = 1; seq <= customer.history; ++seq) {
    const auto row = world.journal.rows(0).get(keys::customer_history(customer.key, seq));
    const HistoryEntry entry = *decode<HistoryEntry>(**row);
    for (const Event& each : entry.events) {
      const auto* changed = std::get_if<FactsChanged>(&each.body);
      if (!changed || changed->case_id.empty()) continue;
      told = true;
      EXPECT_EQ(changed->case_id, id);
      EXPECT_EQ(changed->step, "noted");
      EXPECT_EQ(changed->person.text, "wang.er");
      EXPECT_EQ(each.at, at(2));
    }
  }
  EXPECT_TRUE(told);
  world.expect_sound();
}

TEST(RecordedFacts, ThatDoNotFitTheirFormMakeTheCaseStuck) {
  auto definition = loaded(kRecords);
  for (Step& step : definition->steps) {
    if (step.name == "noted") step.act = Record{{{"region", Json(5)}}};
  }
  World world;
  ASSERT_TRUE(world.activate({definition}));
  const CaseId id =
      world.send(event("test.records", "o-1", "customer:c-1", {{"no", "1"}}), at(1)).case_id;
  world.send(complete(id, "agree", "a-1"), at(2));
  EXPECT_EQ(world.head(id).phase, Phase::kStuck);
  EXPECT_EQ(world.head(id).stuck_at, "noted");
  world.expect_sound();
}

}  // namespace
}  // namespace liaison
