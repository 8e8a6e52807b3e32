// What others may send or write into files: one clear refusal or stuck case each, and all else goes on.
#include <gtest/gtest.h>

#include <set>

#include "engine/language/load.h"
#include "engine/runtime/timestamp.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

std::vector<std::shared_ptr<const Definition>> loops(const std::string& opens = "key: .no") {
  const Loaded loaded =
      load({{"common.yaml", "departments: { alpha: { title: A }, managers: { title: M } }"},
            {"loops.yaml", R"(
document: { dsl: '1.0.3', namespace: test, name: loops, version: '1.0.0', title: Loops }
opens: { with: { type: customer.request.loops }, )" +
                               opens + R"( }
do:
  - each:
      for: { each: n, in: '${ .list }' }
      do:
        - one: { set: '${ . + { sum: [range(3) as $n | reduce range(10000) as $i ($n; . + $i)] | add } }' }
  - done: { forward: { to: alpha, title: T } }
)"}});
  for (const Fault& fault : loaded.faults) {
    if (!fault.warning) ADD_FAILURE() << to_text(fault);
  }
  return loaded.definitions;
}

Json loop_request(const std::string& id, int rounds) {
  return event("customer.request.loops", id, "customer:c-1",
               {{"no", id}, {"list", std::vector<int>(static_cast<std::size_t>(rounds), 1)}});
}

TEST(BadInput, ManyExpressionsOfOneCommandHaveOneBoundAndTheCaseIsStuck) {
  World world;
  ASSERT_TRUE(world.activate(loops()));
  EXPECT_EQ(world.head(world.send(loop_request("few", 5), at(0)).case_id).phase, Phase::kOpen);
  const Outcome many = world.send(loop_request("many", 150), at(1));
  EXPECT_EQ(many.kind, Outcome::Kind::kApplied);
  const CaseHead stuck = world.head(many.case_id);
  EXPECT_EQ(stuck.phase, Phase::kStuck);
  EXPECT_EQ(stuck.reason,
            "expected the expressions of one command to take at most 2000000 steps together, but "
            "they take more");
  EXPECT_EQ(world.send(request("g-1", "c-2"), at(2)).kind, Outcome::Kind::kApplied);
}

TEST(BadInput, FiltersOfManyWorkflowsHaveOneBoundAndTheEventIsRefused) {
  PartitionOptions options;
  options.machine.expression_steps = 5000;
  World world(1, options);
  ASSERT_TRUE(world.activate(loops("key: '${ reduce range(9000) as $i (0; . + 1) | tostring }'")));
  const Outcome refused = world.send(loop_request("r-1", 1), at(0));
  EXPECT_EQ(refused.cause, "no-key");
  ASSERT_EQ(refused.reasons.size(), 1u);
  EXPECT_NE(refused.reasons[0].find("at most 5000 steps together"), std::string::npos)
      << refused.reasons[0];
}

TEST(BadInput, TenThousandUnknownTypesAreRefusedOneByOne) {
  World world;
  for (int i = 0; i < 10'000; ++i) {
    const std::string n = std::to_string(i);
    ASSERT_TRUE(world.journal.submit(
        0, "requests", event("x.unknown-" + n, "u-" + n, "customer:c-" + n, {}).dump()));
  }
  ASSERT_TRUE(world.journal.submit(0, "requests", request("g-1", "c-1").dump()));
  std::size_t refused = 0;
  std::set<std::string> causes;
  for (bool more = true; more;) {
    const auto report = world.partition(0).turn(at(0));
    ASSERT_TRUE(report);
    refused += report->refused;
    causes.insert(report->causes.begin(), report->causes.end());
    more = report->more || report->inputs > 0;
  }
  EXPECT_EQ(refused, 10'000u);
  EXPECT_EQ(causes, std::set<std::string>{"no-workflow"}) << "no label of /metrics grows with them";
  EXPECT_EQ(world.lines("cases"), "case.opened");
}

TEST(BadInput, SubjectsThatAreNoneAndIdsWithOtherContent) {
  World world;
  Json no_subject = request("s-1", "c-1");
  no_subject.erase("subject");
  EXPECT_EQ(world.send(no_subject, at(0)).kind, Outcome::Kind::kRefused);
  for (const char* subject :
       {"customer:", "customer:a b", "c-1", "task", ":::", "customer:\xe7\x9f\xb3"}) {
    Json bad = request("s-2", "c-1");
    bad["subject"] = subject;
    const Outcome outcome = world.send(bad, at(0));
    EXPECT_EQ(outcome.kind, Outcome::Kind::kRefused) << subject;
    EXPECT_FALSE(outcome.reasons.empty()) << subject;
  }
  EXPECT_EQ(world.send(request("r-1", "c-1", {{"no", "1"}}), at(1)).kind, Outcome::Kind::kApplied);
  const Outcome other = world.send(request("r-1", "c-1", {{"no", "2"}}), at(1));
  EXPECT_EQ(other.cause, "id-reused");
  for (Json wrong : {Json{{"no", "3"}, {"ok", "text"}}, Json{{"no", {1}}}, Json{{"no", nullptr}}}) {
    const Outcome outcome = world.send(request("w-" + wrong.dump(), "c-2", wrong), at(2));
    EXPECT_EQ(outcome.kind, Outcome::Kind::kRefused) << wrong;
  }
}

// Found by fuzzing: digits behind a mistake were looked at for ever.
TEST(BadInput, ATimeThatIsNoneIsRefusedAtOnce) {
  for (const char* time : {"2026-09-17T10:12:00.:50+0`:00", "x026-09-17T10:12:00.55Z",
                           "2026-09-17 99:99:99.123456789", ".55", "2026-13-01T00:00:00.00Z"}) {
    EXPECT_FALSE(parse_rfc3339(time)) << time;
    World world;
    Json bad = request("r-1", "c-1");
    bad["time"] = time;
    EXPECT_EQ(world.send(bad, at(0)).cause, "unreadable") << time;
  }
}

}  // namespace
}  // namespace liaison
