// `run`: one case by hand, without a store.
#include "engine/scenario/run.h"

#include <gtest/gtest.h>

namespace liaison {
namespace {

std::shared_ptr<const Definition> workflow(const std::string& text) {
  const Loaded loaded = load({{"test.yaml", text}});
  for (const Fault& fault : loaded.faults) ADD_FAILURE() << to_text(fault);
  return loaded.definitions.empty() ? nullptr : loaded.definitions.front();
}

RunResult run_it(const std::string& text, const RunOptions& options) {
  const auto definition = workflow(text);
  if (!definition) return {};
  const auto result = run_workflow(definition, options);
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  return result ? *result : RunResult{};
}

constexpr const char* kHead =
    "document: { dsl: '1.0.3', namespace: test, name: t, version: '1.0.0' }\n";
constexpr const char* kDepartments =
    "departments: { alpha: { title: Alpha }, managers: { title: Managers } }\n";

TEST(Run, APlainDocumentOfTheStandard) {
  const RunResult result =
      run_it(std::string(kHead) + "do: [ { double: { set: { n: '${ .n * 2 }' } } } ]\n",
             {.input = {{"n", 21}}});
  EXPECT_EQ(result.kind, RunResult::Kind::kCompleted);
  EXPECT_EQ(result.value, Json({{"n", 42}}));
}

TEST(Run, SaysForWhomItWaits) {
  const Loaded loaded =
      load({{"common.yaml", kDepartments},
            {"t.yaml",
             std::string(kHead) + "do: [ { ask: { forward: { to: alpha, title: ask } } } ]\n"}});
  ASSERT_TRUE(loaded.ok()) << to_text(loaded.faults.front());
  std::vector<Json> trace;
  RunOptions options;
  options.trace = [&](const Json& line) { trace.push_back(line); };
  const auto waiting = run_workflow(loaded.definitions.front(), options);
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->kind, RunResult::Kind::kWaiting);
  ASSERT_EQ(waiting->value["waitsFor"].size(), 1u);
  EXPECT_EQ(waiting->value["waitsFor"][0]["department"], "alpha");
  ASSERT_FALSE(trace.empty());
  EXPECT_EQ(trace.back().value("step", ""), "ask");

  options.answers = SourceFile{"answers.yaml",
                               "steps:\n  - at: 2026-01-05 10:00\n"
                               "    reply: { step: ask, complete: { yes: true } }\n"};
  const auto done = run_workflow(loaded.definitions.front(), options);
  ASSERT_TRUE(done);
  ASSERT_TRUE(done->faults.empty()) << to_text(done->faults.front());
  EXPECT_EQ(done->kind, RunResult::Kind::kCompleted);
  EXPECT_EQ(done->value["ask"], Json({{"yes", true}}));
}

TEST(Run, AFaultIsAnErrorOfTheStandard) {
  const RunResult result =
      run_it(std::string(kHead) + "do: [ { bad: { set: { n: '${ .n * {} }' } } } ]\n",
             {.input = {{"n", 1}}});
  EXPECT_EQ(result.kind, RunResult::Kind::kFaulted);
  EXPECT_EQ(result.value["status"], 500);
  EXPECT_FALSE(result.value["detail"].get<std::string>().empty());
}

TEST(Run, AnInputThatDoesNotFitIsRefused) {
  const RunResult result = run_it(std::string(kHead) +
                                      "input: { schema: { document: { required: [n] } } }\ndo: [ { "
                                      "one: { set: { a: 1 } } } ]\n",
                                  {});
  EXPECT_EQ(result.kind, RunResult::Kind::kRefused);
  EXPECT_EQ(result.value["cause"], "input-mismatch");
}

}  // namespace
}  // namespace liaison
