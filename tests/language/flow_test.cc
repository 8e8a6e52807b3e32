// What branches, rounds, waits and errors become: good/flow.yaml, word by word.
#include <gtest/gtest.h>

#include "tests/language/files.h"

namespace liaison {
namespace {

const Definition& flow() {
  static const Loaded kLoaded = [] {
    Loaded loaded = load(with_shared(file_of(kFolder + "good/flow.yaml")));
    EXPECT_EQ(text_of(loaded.faults), "");
    check(loaded.definitions.size() == 1, "the good file loads");
    return loaded;
  }();
  return *kLoaded.definitions[0];
}

const Step& flow_step(const char* name) { return *flow().step(name); }
template <class T>
const T& flow_act(const char* name) {
  return std::get<T>(flow_step(name).act);
}
std::string name_of(StepIndex index) { return flow().steps[static_cast<std::size_t>(index)].name; }
std::string literal(const Rule& rule) { return std::get<Json>(rule).get<std::string>(); }

Json flow_value(const Expression& expression, const Json& dot,
                std::vector<std::pair<std::string, Doc>> locals = {}) {
  Variables variables;
  variables.locals = std::move(locals);
  const auto value = flow().evaluator->evaluate(expression, dot, variables);
  return value ? *value : Json("error: " + value.error().message);
}

TEST(FlowWords, steps_stand_where_the_standard_points) {
  EXPECT_EQ(flow_step("perNode").pointer, "/do/0/rounds/for/do/0/perNode");
  EXPECT_EQ(flow_step("late").pointer, "/do/0/rounds/for/do/0/perNode/fork/branches/0/late");
  EXPECT_EQ(flow_step("check").pointer, "/do/5/attempt/try/0/check");
  EXPECT_EQ(flow_step("tellUs").pointer, "/do/5/attempt/catch/do/0/tellUs");
  EXPECT_EQ(flow_step("check").list, 0);
  EXPECT_EQ(flow_step("tellUs").list, 1);
  EXPECT_EQ(flow_step("tellUs").position, 0);
  EXPECT_EQ(name_of(flow_step("tellUs").parent), "attempt");
}

TEST(FlowWords, fork_and_for) {
  const Fork& fork = flow_act<Fork>("perNode");
  EXPECT_TRUE(fork.compete);
  ASSERT_EQ(fork.branches.size(), 2u);
  EXPECT_EQ(name_of(fork.branches[0]) + name_of(fork.branches[1]), "latework");
  EXPECT_EQ(flow_step("work").then.kind, Directive::Kind::kExit);
  const For& loop = flow_act<For>("rounds");
  EXPECT_EQ(loop.in.source, ".nodes");
  EXPECT_EQ(loop.each + loop.at, "nodeplace");
  const Json open = {{"open", true}};
  EXPECT_EQ(flow_value(*loop.while_, nullptr, {{"node", open}, {"place", Json(3)}}), Json(true));
  EXPECT_EQ(flow_value(*loop.while_, nullptr, {{"node", open}, {"place", Json(10)}}), Json(false));
  EXPECT_EQ(name_of(loop.steps.at(0)), "perNode");
  EXPECT_EQ(flow_act<For>("inner").each + flow_act<For>("inner").at, "itemindex");
}

TEST(FlowWords, a_variable_is_that_of_the_nearest_step) {
  const Json both = flow_value(flow_act<Set>("both").value, nullptr,
                               {{"item", Json(1)}, {"index", Json(0)}, {"item", Json(2)}});
  EXPECT_EQ(both, Json({{"item", 2}, {"at", 0}}));
  EXPECT_EQ(flow().evaluator->needs(flow_act<Set>("both").value), unsigned{kNeedsLocals});
  EXPECT_EQ(flow_value(flow_act<Set>("note").value, nullptr, {{"error", Json({{"title", "x"}})}}),
            Json({{"error", "x"}}));
}

TEST(FlowWords, waits_and_timeouts) {
  EXPECT_EQ(literal(flow_act<Wait>("rest").duration), "26 hours");
  EXPECT_EQ(literal(flow_act<Wait>("restMore").duration), "2 workdays");
  EXPECT_EQ(std::get<Expression>(flow_act<Wait>("restComputed").duration).source,
            "$settings.pause");
  const WaitUntil& until = flow_act<WaitUntil>("late");
  ASSERT_EQ(until.moments.size(), 2u);
  EXPECT_EQ(until.moments[0].side, Moment::Side::kAfter);
  EXPECT_EQ(std::get<Expression>(until.moments[0].date).source, "$node.date");
  EXPECT_EQ(literal(*flow_step("visit").timeout), "1 hour");
  EXPECT_EQ(literal(*flow().timeout), "P30D");
}

TEST(FlowWords, errors) {
  const Try& attempt = flow_act<Try>("attempt");
  EXPECT_EQ(attempt.steps.size(), 2u);
  EXPECT_EQ(
      attempt.errors,
      Json({{"type", "https://serverlessworkflow.io/spec/1.0.0/errors/timeout"}, {"status", 408}}));
  EXPECT_EQ(attempt.as, "problem");
  EXPECT_EQ(attempt.when->source, "$problem.status == 408");
  EXPECT_EQ(attempt.retry->backoff, Retry::Backoff::kLinear);
  EXPECT_EQ(literal(attempt.retry->delay), "2 hours");
  EXPECT_EQ(attempt.retry->at_most, 0);
  const Try& second = flow_act<Try>("second");
  EXPECT_EQ(second.as, "error");
  EXPECT_EQ(second.retry->at_most, 3);
  EXPECT_EQ(second.retry->within, (Duration{7'200'000, Unit::kElapsed}));
  EXPECT_EQ(second.retry->jitter_to, (Duration{5000, Unit::kElapsed}));
  EXPECT_EQ(std::get<Json>(flow_act<Raise>("refuse").error),
            Json({{"type", "https://serverlessworkflow.io/spec/1.0.0/errors/validation"},
                  {"status", 400},
                  {"title", "refused"}}));
  EXPECT_EQ(flow_value(std::get<Expression>(flow_act<Raise>("fail").error), {{"kind", "x"}}),
            Json({{"type", "urn:own"}, {"status", 500}, {"detail", "no x"}}));
}

}  // namespace
}  // namespace liaison
