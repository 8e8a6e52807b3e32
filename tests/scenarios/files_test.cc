// What is wrong with a scenario file is said with its place; a failing scenario says what did come.
#include <gtest/gtest.h>

#include "engine/scenario/scenario.h"

namespace liaison {
namespace {

const Loaded& small_workflows() {
  static const Loaded kLoaded = load_path(std::string(LIAISON_SOURCE) + "/tests/scenarios");
  return kLoaded;
}

ScenarioResult run_text(const std::string& text) {
  return run_scenario({"s.yaml", text}, small_workflows());
}

std::string faults_of(const std::string& text) {
  std::string all;
  for (const Fault& fault : run_text(text).faults) all += to_text(fault) + "\n";
  return all;
}

constexpr const char* kStart =
    "scenario: s\nworkflow: whom-nobody\nsteps:\n  - at: 2026-03-02 09:00\n"
    "    send: { type: test.whom-nobody, customer: c-1, data: { no: '1' } }\n";

TEST(ScenarioFile, UnknownKeysNameTheNearestKnown) {
  EXPECT_EQ(faults_of("scenario: s\nstep: []\nsteps: []\n"),
            "s.yaml:2:7: expected a known key, but 'step' is none (did you mean 'steps'?)\n");
  EXPECT_NE(faults_of(std::string(kStart) + "    expcet: []\n").find("did you mean 'expect'"),
            std::string::npos);
  EXPECT_NE(faults_of(std::string(kStart) + "    expect: [{ task: { stp: ask } }]\n")
                .find("expected a known key, but 'stp' is none (did you mean 'step'?)"),
            std::string::npos);
  EXPECT_NE(faults_of(std::string(kStart) + "    expect: [{ deadline: braeched }]\n")
                .find("did you mean 'breached'"),
            std::string::npos);
}

TEST(ScenarioFile, TimeNeverFalls) {
  EXPECT_NE(faults_of(std::string(kStart) + "  - at: 2026-03-01 09:00\n").find("never to fall"),
            std::string::npos);
}

TEST(ScenarioFile, WorkflowMustBeThere) {
  EXPECT_NE(faults_of("scenario: s\nworkflow: whom-nobdy\nsteps: []\n")
                .find("did you mean 'whom-nobody'"),
            std::string::npos);
}

TEST(Scenario, SaysWhatWasExpectedWhereAndWhatCame) {
  const ScenarioResult result =
      run_text(std::string(kStart) + "    expect: [{ task: { step: ask, department: beta } }]\n");
  ASSERT_EQ(result.failures.size(), 1u);
  EXPECT_EQ(result.failures[0].at.line, 6);
  EXPECT_EQ(result.failures[0].expected,
            "expected task assigned {department: beta, step: ask}, but it did not come");
  ASSERT_EQ(result.failures[0].came.size(), 3u);
  EXPECT_NE(result.failures[0].came[1].find("task assigned  step ask  department alpha"),
            std::string::npos);
}

TEST(Scenario, AnUnnamedRefusalFails) {
  const ScenarioResult result =
      run_text(std::string(kStart) + "  - reply: { step: ask, told: {} }\n");
  ASSERT_EQ(result.failures.size(), 1u);
  EXPECT_EQ(result.failures[0].expected, "expected nothing to go wrong here, but something did");
}

TEST(Scenario, AReplyToNobodyFails) {
  const ScenarioResult result =
      run_text(std::string(kStart) + "  - reply: { step: work, complete: {} }\n");
  ASSERT_EQ(result.failures.size(), 1u);
  EXPECT_EQ(result.failures[0].expected, "expected a task of step work, but there is none");
}

}  // namespace
}  // namespace liaison
