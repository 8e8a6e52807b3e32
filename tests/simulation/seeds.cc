// Which seeds are played: a few fixed ones, those the environment names, or as many as there is time for.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "tests/simulation/twins.h"

namespace liaison::simulation {

namespace {

using Clock = std::chrono::steady_clock;

// "90s", "60m", "2h": how long LIAISON_SIMULATE asks for; 0 when it does not.
std::chrono::seconds time_wanted() {
  const char* wanted = std::getenv("LIAISON_SIMULATE");
  long count = 0;
  char unit = 's';
  if (!wanted || std::sscanf(wanted, "%ld%c", &count, &unit) < 1) return {};
  return std::chrono::seconds{count * (unit == 'h' ? 3600 : unit == 'm' ? 60 : 1)};
}

void say(const Totals& totals, long left) {
  std::printf("%zu seeds, %zu inputs, %zu cases, %zu rungs, %zu commits, %zu crashes; %ld s left\n",
              totals.seeds, totals.inputs, totals.cases, totals.rungs, totals.commits,
              totals.deaths, left);
  std::fflush(stdout);
}

void play_one(unsigned seed, const std::function<std::string(unsigned)>& play) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const std::string wrong = play(seed);
  EXPECT_EQ(wrong, "") << "again: LIAISON_SEEDS=" << seed
                       << ":1 test_simulation --gtest_filter=" << test->test_suite_name() << "."
                       << test->name();
}

}  // namespace

void for_seeds(unsigned count, const std::function<std::string(unsigned)>& play) {
  unsigned from = 1;
  if (const char* named = std::getenv("LIAISON_SEEDS")) std::sscanf(named, "%u:%u", &from, &count);
  for (unsigned seed = from; seed < from + count && !testing::Test::HasFailure(); ++seed)
    play_one(seed, play);
}

void for_as_long_as_asked(Totals& totals, const std::function<std::string(unsigned)>& play) {
  const auto wanted = time_wanted();
  if (wanted.count() == 0) return for_seeds(3, play);
  const auto begin = Clock::now();
  auto said = begin;
  unsigned seed = 1'000'000;  // not those that every run plays
  for (auto now = begin; now < begin + wanted; now = Clock::now()) {
    play_one(seed++, play);
    if (testing::Test::HasFailure()) return;
    if (now - said < std::chrono::seconds{30}) continue;
    said = now;
    say(totals, std::chrono::duration_cast<std::chrono::seconds>(begin + wanted - now).count());
  }
  say(totals, 0);
  for (std::size_t i = 0; i < kMishaps.size(); ++i)
    std::printf("  %s %zu\n", kMishaps[i], totals.mishaps[i]);
  for (const auto& [type, count] : totals.types) std::printf("  %s %zu\n", type.c_str(), count);
}

}  // namespace liaison::simulation
