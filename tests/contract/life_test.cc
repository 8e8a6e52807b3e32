// kill -9 while topics are trimmed and cases move into the archive.
#include "tests/contract/life.h"

#include <gtest/gtest.h>

#include <future>
#include <iostream>
#include <random>
#include <thread>

#include "tests/contract/child.h"
#include "tests/contract/folder.h"

namespace liaison {
namespace {

void run_and_kill(const std::filesystem::path& store, std::uint32_t run,
                  std::chrono::microseconds delay, LifeCheck& life) {
  Child child({"life", store.string(), std::to_string(run)});
  LifeReport report;
  ASSERT_TRUE(child.read(&report, sizeof report)) << "the store did not open";
  auto reader = std::async(std::launch::async, [&] {
    while (child.read(&report, sizeof report)) life.closed(report);
  });
  std::this_thread::sleep_for(delay);
  child.kill();
  reader.wait();
}

void kill_often(Folder::Where where, std::uint32_t times, unsigned seed) {
  const Folder folder(where);
  std::mt19937 random(seed);
  const unsigned longest =
      where == Folder::Where::kDisk ? 300'000 : 80'000;  // syncs take long there
  LifeCheck life;
  for (std::uint32_t run = 1; run <= times; ++run) {
    const std::chrono::microseconds delay(random() % longest);
    ASSERT_NO_FATAL_FAILURE(run_and_kill(folder / "store", run, delay, life));
    ASSERT_EQ(life.look(folder / "store"), "") << "round " << run << " of seed " << seed;
  }
  EXPECT_GT(life.archived(), 0U);  // how many depends on the machine
  EXPECT_GT(life.trimmed(), 0U);
  std::cout << times << " kills, " << life.archived() << " cases archived, " << life.trimmed()
            << " records gone\n";
}

TEST(KilledWhileOldDataGoes, LosesAndDoublesNothing) {
  kill_often(Folder::Where::kMemory, 60, 20261125);
}

TEST(KilledWhileOldDataGoes, NorOnTheDisk) { kill_often(Folder::Where::kDisk, 15, 3); }

}  // namespace
}  // namespace liaison
