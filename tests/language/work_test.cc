// What the expressions of one command may do together.
#include <gtest/gtest.h>

#include "engine/language/expressions.h"

namespace liaison {
namespace {

struct Three {
  Expression fast, slow, copy;
  std::shared_ptr<const Evaluator> evaluator;
};
Three three() {
  ExpressionsBuilder builder;
  Three made{*builder.add(".n + 1"), *builder.add("[range(1000)] | length"), *builder.add("."), {}};
  EXPECT_TRUE(builder.finish({}, made.evaluator).empty());
  return made;
}

// How many evaluations a command of so many steps has room for.
int room_for(const Three& three, const Expression& expression, const Json& dot,
             std::int64_t steps) {
  Work work(steps);
  Variables variables;
  variables.work = &work;
  for (int count = 0; count < 100'000; ++count) {
    const Result<Json> value = three.evaluator->evaluate(expression, dot, variables);
    if (value) continue;
    EXPECT_EQ(value.error().message, "expected the expressions of one command to take at most " +
                                         std::to_string(steps) +
                                         " steps together, but they take more");
    EXPECT_TRUE(work.used_up());
    return count;
  }
  return 100'000;
}

TEST(Work, is_shared_by_all_expressions_of_a_command) {
  const Three all = three();
  const Json small = {{"n", 1}}, large = {{"n", std::string(100'000, 'x')}};
  const int slow = room_for(all, all.slow, small, 100'000);
  EXPECT_GT(slow, 10);
  EXPECT_LT(slow, 100);
  EXPECT_EQ(room_for(all, all.slow, small, 100'000), slow) << "the same at every replay";
  EXPECT_GT(room_for(all, all.fast, small, 100'000), 10'000);
  EXPECT_LT(room_for(all, all.copy, large, 100'000), 20) << "copies are work as well";
  EXPECT_LT(room_for(all, all.slow, large, 100'000), 20) << "and so is what is handed over";
}

TEST(Work, of_one_that_has_none_left_ends_in_the_middle_of_an_expression) {
  const Three all = three();
  EXPECT_EQ(room_for(all, all.slow, nullptr, 500), 0);
  EXPECT_EQ(room_for(all, all.slow, nullptr, 0), 0);
}

TEST(Work, without_a_command_each_is_bounded_alone) {
  const Three all = three();
  for (int i = 0; i < 300; ++i) EXPECT_TRUE(all.evaluator->evaluate(all.slow, nullptr, {}));
}

TEST(Work, thousands_of_expressions_in_one_file) {
  ExpressionsBuilder builder;
  std::vector<Expression> all;
  for (int i = 0; i < 2500; ++i) {
    all.push_back(*builder.add("[.a[] | . + " + std::to_string(i) + "] | add"));
  }
  std::shared_ptr<const Evaluator> evaluator;
  ASSERT_TRUE(builder.finish({}, evaluator).empty());
  const Json dot = {{"a", {1}}};
  for (const int i : {0, 999, 1000, 2499}) {
    EXPECT_EQ(*evaluator->evaluate(all[static_cast<std::size_t>(i)], dot, {}), Json(i + 1));
  }
}

}  // namespace
}  // namespace liaison
