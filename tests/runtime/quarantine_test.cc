// A record that ends the process again and again is set aside, and everything else goes on.
#include "engine/runtime/quarantine.h"

#include <gtest/gtest.h>

#include "engine/runtime/keys.h"
#include "engine/runtime/queries.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

struct Died {};  // the process is gone: no std::exception, so that nothing holds it up

class MortalHand final : public MemoryHand {
 public:
  void put_down(bool well) override {
    if (std::uncaught_exceptions() == 0) MemoryHand::put_down(well);  // the dead put nothing down
  }
};

struct MortalHands final : Hands {
  explicit MortalHands(PartitionNumber count) : hands(count) {}
  Hand& of(PartitionNumber number) override { return hands[number]; }
  std::deque<MortalHand> hands;
};

// A world whose process dies where a poisoned row is read, and is started again.
class Mortal {
 public:
  explicit Mortal(PartitionNumber partitions = 1)
      : hands(std::make_shared<MortalHands>(partitions)), world(partitions, options()) {
    world.journal.poison.die = [] { throw Died{}; };
  }

  // How often the process died until all is quiet. Those who wait send again after each death.
  int deaths_until(Instant now, Death death = Death::kCrash) {
    for (int deaths = 0; deaths < 100; ++deaths) {
      try {
        world.turn(now);
        return deaths;
      } catch (const Died&) {
        for (MortalHand& hand : hands->hands) hand.die(death);
        world.restart();
      }
    }
    return 100;
  }
  Json quarantine() const { return *list_quarantined(StoreView(world.journal.inner)); }
  void submit(const Json& event) {
    const std::string type = event["type"];
    ASSERT_TRUE(
        world.journal.submit(0, type.starts_with("reply.") ? "replies" : "requests", event.dump()));
  }
  Result<Outcome> release(const Json& one, Partition::Release how = Partition::Release::kRun) {
    const auto id = parse_quarantine_id(one["quarantine"].get<std::string>());
    Actor by;
    by.id = "operator.1";
    return world.partition(id->partition).release(id->print, how, by, at(600));
  }

  std::shared_ptr<MortalHands> hands;
  World world;

 private:
  PartitionOptions options() const {
    PartitionOptions made;
    made.hands = hands;
    return made;
  }
};

std::string causes(const World& world) {
  std::string all;
  for (const Json& record : world.records("rejected")) {
    if (record["data"].contains("cause")) all += record["data"]["cause"].get<std::string>() + " ";
  }
  return all;
}

TEST(Quarantine, AnEventThatItsSenderSendsAgainIsSetAsideAfterThreeCrashes) {
  Mortal mortal;
  mortal.world.journal.poison.text = "c-poison";
  mortal.submit(request("g-1", "c-1"));
  mortal.submit(request("bad", "c-poison"));
  mortal.submit(request("g-2", "c-2"));
  EXPECT_EQ(mortal.deaths_until(at(0)), 3);
  EXPECT_EQ(mortal.world.lines("cases"), "case.opened case.opened");
  EXPECT_EQ(causes(mortal.world), "quarantined ");
  const Json aside = mortal.quarantine();
  ASSERT_EQ(aside.size(), 1u);
  EXPECT_EQ(aside[0]["id"], "bad");
  EXPECT_EQ(aside[0]["source"], "/test");
  EXPECT_NE(aside[0]["record"].get<std::string>().find("c-poison"), std::string::npos);
  EXPECT_EQ(mortal.world.partition(0).figures().quarantined, 1);
  EXPECT_FALSE(mortal.hands->hands[0].suspects()) << "the row is what keeps it from being run";
}

TEST(Quarantine, SentOnceMoreItIsRefusedWithoutBeingRun) {
  Mortal mortal;
  mortal.world.journal.poison.text = "c-poison";
  Json bad = request("bad", "c-poison");
  mortal.submit(bad);
  ASSERT_EQ(mortal.deaths_until(at(0)), 3);
  mortal.world.restart();
  bad["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const Outcome again = mortal.world.send(bad, at(1));
  EXPECT_EQ(again.kind, Outcome::Kind::kRefused);
  EXPECT_EQ(again.cause, "quarantined");
  EXPECT_EQ(mortal.quarantine().size(), 1u);
  EXPECT_EQ(mortal.world.send(request("g-1", "c-1"), at(2)).kind, Outcome::Kind::kApplied);
}

TEST(Quarantine, ASuspectRunsInATurnOfItsOwn) {
  Mortal mortal;
  mortal.world.journal.poison.text = "c-poison";
  for (int i = 0; i < 3; ++i) mortal.submit(request("a" + std::to_string(i), "c-1"));
  mortal.submit(request("bad", "c-poison"));
  mortal.submit(request("b", "c-2"));
  mortal.world.reports.clear();
  ASSERT_EQ(mortal.deaths_until(at(0)), 3);
  std::vector<std::size_t> inputs;
  for (const TurnReport& report : mortal.world.reports) {
    if (report.inputs > 0) inputs.push_back(report.inputs);
  }
  EXPECT_EQ(inputs, (std::vector<std::size_t>{1, 1, 1, 2})) << "then no more than needed";
}

TEST(Quarantine, ReleasedItIsRunAndOnceMoreFree) {
  Mortal mortal;
  mortal.world.journal.poison.text = "c-poison";
  mortal.submit(request("bad", "c-poison"));
  ASSERT_EQ(mortal.deaths_until(at(0)), 3);
  const Json aside = mortal.quarantine();
  ASSERT_EQ(aside.size(), 1u);
  EXPECT_THROW((void)mortal.release(aside[0]), Died);
  mortal.hands->hands[0].die(Death::kCrash);
  mortal.world.restart();
  EXPECT_EQ(mortal.quarantine(), aside) << "it ended the process again: it stays";

  mortal.world.journal.poison.text.clear();  // a new liaison
  const auto released = mortal.release(aside[0]);
  ASSERT_TRUE(released) << released.error().message;
  EXPECT_EQ(released->kind, Outcome::Kind::kApplied);
  EXPECT_EQ(mortal.world.lines("cases"), "case.opened");
  EXPECT_TRUE(mortal.quarantine().empty());
  EXPECT_EQ(mortal.world.partition(0).figures().quarantined, 0);
  const Json told = mortal.world.records("rejected").back();
  EXPECT_EQ(told["type"], "record.released");
  EXPECT_EQ(told["authid"], "operator.1");
  EXPECT_EQ(told["data"]["id"], "bad");
  EXPECT_EQ(mortal.world.send(request("bad", "c-poison"), at(700)).kind, Outcome::Kind::kDuplicate);
  EXPECT_EQ(mortal.release(aside[0]).error().kind, Error::Kind::kNotFound);
  mortal.world.expect_sound();
}

TEST(Quarantine, DroppedItIsForgotten) {
  Mortal mortal;
  mortal.world.journal.poison.text = "c-poison";
  mortal.submit(request("bad", "c-poison"));
  ASSERT_EQ(mortal.deaths_until(at(0)), 3);
  ASSERT_TRUE(mortal.release(mortal.quarantine()[0], Partition::Release::kDrop));
  EXPECT_TRUE(mortal.quarantine().empty());
  EXPECT_EQ(mortal.world.lines("cases"), "");
}

// What stands in a topic is there after every crash, without anybody who sends it again.
TEST(Quarantine, ASendOfAnotherPartitionIsSetAsideAndThoseBehindItGoOn) {
  constexpr PartitionNumber kTwo = 2;
  Mortal mortal(kTwo);
  std::vector<std::string> there, here;  // customers by partition
  const PartitionNumber home = partition_of("li.min", kTwo);
  for (int i = 0; there.size() < 3 || here.size() < 1; ++i) {
    const std::string key = "c-" + std::to_string(i) + "-";
    (partition_of(key, kTwo) == home ? here : there).push_back(key);
  }
  mortal.world.journal.poison.text = there[1];
  Json appointed = event("person.appointed", "p-1", "person:li.min",
                         {{"person", "li.min"},
                          {"department", "managers"},
                          {"customers", {there[0], there[1], there[2], here[0]}}});
  mortal.world.put(appointed, at(0));
  EXPECT_EQ(mortal.deaths_until(at(1)), 3);
  EXPECT_EQ(causes(mortal.world), "quarantined ");
  ASSERT_EQ(mortal.quarantine().size(), 1u);
  EXPECT_TRUE(mortal.quarantine()[0]["lane"].get<std::string>().starts_with("internal/"));
  mortal.world.journal.poison.text.clear();
  const StoreView view(mortal.world.journal.inner);
  for (const std::string& key : {there[0], there[2], here[0]}) {
    EXPECT_EQ((*show_customer(view, CustomerKey(key)))["manager"], "li.min") << key;
  }
  EXPECT_FALSE(show_customer(view, CustomerKey(there[1])));
  ASSERT_TRUE(mortal.release(mortal.quarantine()[0]));
  EXPECT_EQ((*show_customer(view, CustomerKey(there[1])))["manager"], "li.min");
}

TEST(Quarantine, ACaseWhoseClocksEndTheProcessStandsStillAndTheOthersGoOn) {
  Mortal mortal;
  const Outcome bad = mortal.world.send(request("bad", "c-1"), at(0));
  const Outcome good = mortal.world.send(request("good", "c-2"), at(0));
  mortal.world.restart();  // nothing is cached
  mortal.world.journal.poison.text = bad.case_id.text;
  EXPECT_EQ(mortal.deaths_until(at(120)), 3);
  EXPECT_EQ(causes(mortal.world), "quarantined ");
  EXPECT_EQ(mortal.quarantine()[0]["case"], bad.case_id.text);
  int breached = 0;
  for (const Json& record : mortal.world.records("deadlines")) {
    if (record["type"] != "deadline.breached") continue;
    EXPECT_EQ(record["data"]["case"], good.case_id.text);
    ++breached;
  }
  EXPECT_EQ(breached, 1);

  const Outcome refused = mortal.world.send(complete(bad.case_id, "first", "a-1"), at(121));
  EXPECT_EQ(refused.cause, "quarantined");
  EXPECT_EQ(mortal.quarantine().size(), 1u) << "its sender has it";
  EXPECT_EQ(mortal.world.send(complete(good.case_id, "first", "a-2"), at(121)).kind,
            Outcome::Kind::kApplied);
  mortal.world.restart();
  EXPECT_EQ(mortal.deaths_until(at(180)), 0) << "also after a start";

  mortal.world.journal.poison.text.clear();
  const auto released = mortal.release(mortal.quarantine()[0]);
  ASSERT_TRUE(released) << released.error().message;
  EXPECT_EQ(released->kind, Outcome::Kind::kApplied);
  mortal.world.turn(at(601));
  EXPECT_EQ(mortal.world.send(complete(bad.case_id, "first", "a-1"), at(602)).kind,
            Outcome::Kind::kApplied);
  mortal.world.expect_sound();
}

TEST(Quarantine, KillsFromOutsideTakeLonger) {
  Mortal mortal;
  mortal.world.journal.poison.text = "c-poison";
  mortal.submit(request("bad", "c-poison"));
  EXPECT_EQ(mortal.deaths_until(at(0), Death::kKill), 24);
  EXPECT_EQ(causes(mortal.world), "quarantined ");
}

TEST(Quarantine, IdsAreReadAsTheyAreShown) {
  const auto id = parse_quarantine_id(quarantine_id(12, 0xab00000000000001));
  ASSERT_TRUE(id);
  EXPECT_EQ(id->partition, 12);
  EXPECT_EQ(id->print, 0xab00000000000001);
  for (const char* bad : {"", "-", "1", "1-", "1-ab", "x-ab00000000000001", "1-ab0000000000000g",
                          "1-ab000000000000012", "99999999999-ab00000000000001"}) {
    EXPECT_FALSE(parse_quarantine_id(bad)) << bad;
  }
}

}  // namespace
}  // namespace liaison
