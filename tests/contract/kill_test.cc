// kill -9 at any moment loses nothing that was acknowledged and doubles nothing.
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "tests/contract/child.h"
#include "tests/contract/folder.h"
#include "tests/contract/load.h"

namespace liaison {
namespace {

using Reported = std::map<std::uint32_t, std::uint32_t>;

void note(const Report& report, Reported& reported) {
  if (report.partition < kLoadPartitions) reported[report.partition] = report.turns;
}

// Runs the load and kills it: mostly some time after it opened the store, now and then at any time
// from the start on, so that the opening (recovery, first flush) is hit too.
void run_and_kill(const std::filesystem::path& store, unsigned seed, std::mt19937& random,
                  Reported& reported) {
  const bool any_time = random() % 4 == 0;
  const std::chrono::microseconds delay(random() % 60'000);
  Child child({"load", store.string(), std::to_string(seed)});
  Report report;
  if (!any_time) {
    ASSERT_TRUE(child.read(&report, sizeof report)) << "the store did not open";
  }
  auto reader = std::async(std::launch::async, [&] {
    while (child.read(&report, sizeof report)) note(report, reported);
  });
  std::this_thread::sleep_for(delay);
  child.kill();
  reader.wait();
}

void kill_often(Folder::Where where, unsigned times, unsigned seed) {
  const Folder folder(where);
  const std::filesystem::path store = folder / "store";
  std::mt19937 random(seed);
  LoadCheck check_load;
  Reported reported;
  for (unsigned round = 0; round < times; ++round) {
    ASSERT_NO_FATAL_FAILURE(run_and_kill(store, seed + round, random, reported));
    ASSERT_EQ(check_load.look(store, reported), "") << "round " << round << " of seed " << seed;
  }
  LoadCheck from_the_start;
  EXPECT_EQ(from_the_start.look(store, check_load.turns()), "");
  const auto opened = Store::open(store, 0);
  ASSERT_TRUE(opened) << opened.error().message;
  const auto contents = (*opened)->verify();
  ASSERT_TRUE(contents) << contents.error().message;
  std::uint32_t turns = 0;
  for (const auto& [partition, count] : check_load.turns()) turns += count;
  EXPECT_GT(turns, times);
  std::cout << times << " kills, " << turns << " turns, " << contents->rows
            << " rows and records\n";
}

TEST(KillMinusNine, LosesAndDoublesNothingIn220Rounds) {
  kill_often(Folder::Where::kMemory, 220, 20260917);
}

TEST(KillMinusNine, NorOnTheDisk) { kill_often(Folder::Where::kDisk, 15, 7); }

}  // namespace
}  // namespace liaison
