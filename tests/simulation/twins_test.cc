// Twins: what happens is told to two engines. Under one all is well; under the other commits fail
// or their result is lost, rows cannot be read, and the process dies at every step of a turn. What
// they tell of each customer must be the same, in the same order, byte for byte.
//
//   test_simulation                                  a few fixed seeds of everything
//   LIAISON_SEEDS=1000:50 test_simulation …          50 seeds from 1000 on; a failure names its seed
//   LIAISON_SIMULATE=60m test_simulation --gtest_filter=Long.*
#include <gtest/gtest.h>

#include "tests/simulation/court.h"
#include "tests/simulation/watch.h"

namespace liaison::simulation {
namespace {

TEST(Twins, tell_the_same) {
  Totals totals;
  for_seeds(10, [&](unsigned seed) { return play_twins(seed, totals); });
  for (std::size_t i = 0; i < kMishaps.size() && totals.seeds >= 10; ++i)
    EXPECT_GT(totals.mishaps[i], 0U) << kMishaps[i];
}

// Workflows made up from the seed: nested lists, forks, loops, tries, waits.
TEST(Twins, of_made_up_workflows_tell_the_same) {
  Totals totals;
  for_seeds(6, [&](unsigned seed) { return play_made_up(seed, totals); });
}

// … and those that an independent judge understands: judge.h says what it predicts.
TEST(Court, finds_what_is_told_of_made_up_workflows_right) {
  Totals totals;
  for_seeds(15, [&](unsigned seed) { return play_court(seed, totals); });
}

OutputRecord deadline(const std::string& verb, int epoch, const std::string& at, bool by_date) {
  Json data = {
      {"clock", "a-1.work.0"}, {"epoch", epoch}, {"at", at}, {"due", "2026-03-20T17:30:00+08:00"}};
  if (!by_date) data["budget"] = "2 workdays";
  const Json event = {{"id", verb + std::to_string(epoch)},
                      {"type", "deadline." + verb},
                      {"time", at},
                      {"data", data}};
  return {.topic = "deadlines", .partition = 0, .key = "c-1", .value = event.dump()};
}

// What is missed is told once; but a date that has passed is missed whenever its clock is set.
TEST(Watch, knows_which_clock_may_breach_again) {
  for (const bool by_date : {true, false}) {
    Watch watch;
    watch.look({deadline("set", 1, "2026-03-19T09:00:00+08:00", by_date),
                deadline("breached", 1, "2026-03-20T17:30:00+08:00", by_date),
                deadline("met", 1, "2026-03-21T09:00:00+08:00", by_date),
                deadline("set", 2, "2026-03-22T09:00:00+08:00", by_date),
                deadline("breached", 2, "2026-03-22T09:00:00+08:00", by_date)});
    EXPECT_EQ(watch.wrong.empty(), by_date);
  }
}

// Everything above in turn.
TEST(Long, as_long_as_is_asked) {
  Totals totals;
  for_as_long_as_asked(totals, [&](unsigned seed) {
    return seed % 3 == 0   ? play_court(seed, totals)
           : seed % 3 == 1 ? play_made_up(seed, totals)
                           : play_twins(seed, totals);
  });
}

}  // namespace
}  // namespace liaison::simulation
