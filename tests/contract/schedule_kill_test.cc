// kill -9 while schedules open cases: each instant has its case, once; after an outage there is one
// for the last of what was missed.
#include <gtest/gtest.h>

#include <iostream>
#include <random>
#include <thread>

#include "tests/contract/child.h"
#include "tests/contract/folder.h"
#include "tests/contract/schedule_life.h"

namespace liaison {
namespace {

void run_and_kill(const std::filesystem::path& store, Instant begin, unsigned longest,
                  std::mt19937& random) {
  const std::chrono::microseconds delay(random() % longest);
  const bool any_time = random() % 4 == 0;  // the opening is hit, too
  Child child({"schedules", store.string(), std::to_string(begin.time_since_epoch().count())});
  char up = 0;
  if (!any_time) {
    ASSERT_TRUE(child.read(&up, 1)) << "the store did not open";
  }
  std::this_thread::sleep_for(delay);
  child.kill();
}

void kill_often(Folder::Where where, int times, unsigned seed) {
  const Folder folder(where);
  std::mt19937 random(seed);
  const unsigned longest =
      where == Folder::Where::kDisk ? 300'000 : 40'000;  // syncs take long there
  ScheduleCheck schedules;
  Instant begin{std::chrono::sys_days{std::chrono::year{2026} / 9 / 14} + std::chrono::hours{9}};
  {  // a store that knows them, so that every later run begins from one
    Child child({"schedules", (folder / "store").string(),
                 std::to_string(begin.time_since_epoch().count())});
    char up = 0;
    ASSERT_TRUE(child.read(&up, 1));
  }
  ASSERT_EQ(schedules.look(folder / "store", begin), "");
  for (int round = 0; round < times; ++round) {
    const std::chrono::minutes away(random() % 3 == 0 ? random() % 200 : random() % 3);
    begin = std::max(begin, schedules.time()) + away;
    ASSERT_NO_FATAL_FAILURE(run_and_kill(folder / "store", begin, longest, random));
    ASSERT_EQ(schedules.look(folder / "store", begin), "")
        << "round " << round << " of seed " << seed;
  }
  EXPECT_GT(schedules.fired(), 0U);  // how many depends on the machine
  EXPECT_GT(schedules.skipped(), 0U);
  std::cout << times << " kills, " << schedules.fired() << " cases, " << schedules.skipped()
            << " instants for which a later one stands\n";
}

TEST(KilledWhileSchedulesRun, EachInstantHasItsCaseOnce) {
  kill_often(Folder::Where::kMemory, 60, 20261125);
}

TEST(KilledWhileSchedulesRun, AndOnTheDisk) { kill_often(Folder::Where::kDisk, 12, 4); }

}  // namespace
}  // namespace liaison
