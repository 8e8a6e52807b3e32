// Facts of customers are held against the forms of the common file, as long as a workflow of it is in
// force.
#include <gtest/gtest.h>

#include "engine/language/load.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

std::vector<std::shared_ptr<const Definition>> with_facts(const std::string& facts,
                                                          const std::string& version) {
  const Loaded loaded = load(
      {{"common.yaml", "facts: { " + facts + " }\n"},
       {"work.yaml", "document: { dsl: '1.0.3', namespace: t, name: work, version: '" + version +
                         "' }\nopens: { with: { type: test.work } }\n"
                         "do: [{ one: { set: { a: 1 } } }]\n"}});
  EXPECT_TRUE(loaded.ok());
  return loaded.definitions;
}

Json changed(const std::string& id, Json facts) {
  return event("customer.changed", id, "customer:c-1", std::move(facts));
}

const char kArea[] =
    "area: { enum: [urban, rural], personal: false }, kva: { type: number, minimum: 1 }";

TEST(Facts, ThatDoNotFitAreRefusedWithAllReasons) {
  World world;
  ASSERT_TRUE(world.activate(with_facts(kArea, "1.0.0")));
  Json facts = {{"area", "moon"}, {"kva", "many"}, {"colour", 7}};
  const std::vector<std::string> reasons = {
      "expected one of \"urban\", \"rural\" at /area, but it is \"moon\"",
      "expected a number at /kva, but it is text"};
  const Outcome refused = world.send(changed("f-1", facts), at(0));
  EXPECT_EQ(refused.cause, "bad-data");
  EXPECT_EQ(refused.reasons, reasons);
  Json registered = changed("f-2", facts);
  registered["type"] = "customer.registered";
  EXPECT_EQ(world.send(registered, at(1)).reasons, reasons);
}

TEST(Facts, ThatFitAreUnknownOrRemovedAreTaken) {
  World world;
  ASSERT_TRUE(world.activate(with_facts(kArea, "1.0.0")));
  for (const Json& facts : {Json{{"area", "rural"}, {"kva", 2}}, Json{{"colour", 7}},
                            Json{{"area", nullptr}, {"manager", "li.min"}}, Json::object()}) {
    EXPECT_EQ(world.send(changed("f-" + facts.dump(), facts), at(0)).kind, Outcome::Kind::kApplied)
        << facts;
  }
}

TEST(Facts, KeepTheirFormsOverARestart) {
  World world;
  ASSERT_TRUE(world.activate(with_facts(kArea, "1.0.0")));
  world.restart();
  EXPECT_EQ(world.send(changed("f-1", {{"area", "moon"}}), at(0)).cause, "bad-data");
}

TEST(Facts, HaveTheFormsOfTheNewestFile) {
  World world;
  ASSERT_TRUE(world.activate(with_facts(kArea, "1.0.0")));
  ASSERT_TRUE(world.activate(with_facts("area: { enum: [moon] }", "1.0.0")));
  EXPECT_EQ(world.send(changed("f-1", {{"area", "moon"}}), at(0)).kind, Outcome::Kind::kApplied);
  EXPECT_EQ(world.send(changed("f-2", {{"area", "urban"}}), at(1)).cause, "bad-data");
}

}  // namespace
}  // namespace liaison
