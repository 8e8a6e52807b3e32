// A disk that is full or broken: a clear error, nothing of the failed turn, and on it goes.
#include "tests/contract/full_disk.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "connectors/rocksdb/info_log.h"
#include "tests/contract/broken_disk.h"
#include "tests/contract/child.h"
#include "tests/contract/folder.h"
#include "tests/contract/load.h"
#include "tests/patience.h"

namespace liaison {
namespace {

LocalJournalOptions options_on(std::shared_ptr<BrokenDisk> disk) {
  LocalJournalOptions options = load_options();
  options.store.file_system = std::move(disk);
  return options;
}

TEST(FullDisk, IsReportedAndGoesOnWhenThereIsRoom) {
  // Room for some turns, for many, and for a flush or two: the write that fails is another.
  for (std::int64_t room : {100'000, 333'333, 1'000'000, 1'234'567, 3'000'000, 7'654'321}) {
    const Folder folder;
    auto disk = std::make_shared<BrokenDisk>();
    const LocalJournalOptions options = options_on(disk);
    ASSERT_TRUE(Store::open(folder / "store", 1, options.store));
    disk->leave_room(room);
    EXPECT_EQ(fill_disk_and_go_on(folder / "store", options,
                                  [&] { disk->leave_room(BrokenDisk::kMuch); }),
              "")
        << "room for " << room << " bytes";
  }
}

// RocksDB's own logger would stop the process at the second line that finds no room: in the end,
// when the store is closed, or earlier.
TEST(FullDisk, ClosingAStoreOnItIsClean) {
  const Folder folder;
  auto disk = std::make_shared<BrokenDisk>();
  {
    auto journal = LocalJournal::open(folder / "store", 1, options_on(disk));
    ASSERT_TRUE(journal);
    disk->leave_room(0);
    Turn turn;
    turn.rows = {{"a", "1"}};
    ASSERT_FALSE((*journal)->commit(std::move(turn)));
  }
  EXPECT_EQ(disk->info_logs(), 0);
  disk->leave_room(BrokenDisk::kMuch);
  EXPECT_TRUE(LocalJournal::open(folder / "store", 0));
}

TEST(InfoLog, LosesALineAndNothingElse) {
  const Folder folder;
  InfoLog nowhere(folder / "no such folder");
  rocksdb::Log(rocksdb::InfoLogLevel::ERROR_LEVEL, &nowhere, "one %d", 1);
  std::filesystem::create_directory(folder / "store");
  InfoLog log(folder / "store");
  rocksdb::Log(rocksdb::InfoLogLevel::INFO_LEVEL, &log, "not of interest");
  for (int i = 0; i < 1500; ++i) {
    rocksdb::Log(rocksdb::InfoLogLevel::ERROR_LEVEL, &log, "%s", std::string(1000, 'x').c_str());
  }
  EXPECT_TRUE(std::filesystem::exists(folder / "store" / "LOG.old"));
  EXPECT_LT(std::filesystem::file_size(folder / "store" / "LOG"), 1U << 20);
  EXPECT_GT(std::filesystem::file_size(folder / "store" / "LOG"), 100'000U);
}

TEST(FullDisk, ARealOneToo) {
  Child child({"fill-mounted-disk", "-"});
  std::string said;
  for (char next; child.read(&next, 1);) said += next;
  ASSERT_NE(said, "") << "the child said nothing";
  if (said == "no right") said = "done";  // the simulated one has to do
  EXPECT_EQ(said, "done");
}

// What the kernel holds now; not while the store takes away a file that it needs no more.
bool copied(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code failed;
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, failed);
  return !failed;
}

TEST(FullDisk, AKilledProcessFindsAllButTheFailedTurn) {
  const Folder folder;
  auto disk = std::make_shared<BrokenDisk>();
  const LocalJournalOptions options = options_on(disk);
  int last = 0;
  {
    auto journal = LocalJournal::open(folder / "store", 1, options);
    ASSERT_TRUE(journal);
    disk->leave_room(400'000);
    for (;; ++last) {
      Turn turn;
      turn.rows = {{"last", std::to_string(last)}, {"pad", std::string(9'999, 'p')}};
      if (!(*journal)->commit(std::move(turn))) break;
    }
    ASSERT_TRUE(comes_true([&] { return copied(folder / "store", folder / "killed"); }));
  }
  const auto again = LocalJournal::open(folder / "killed", 0);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(**(*again)->rows(0).get("last"), std::to_string(last - 1));
}

// A partition of the test below: commits turn after turn, each until it is on the disk.
void commit_until_done(Journal& journal, PartitionNumber self, int turns,
                       std::atomic<int>& failures) {
  for (int number = 0; number < turns; ++number) {
    Turn turn;
    turn.partition = self;
    turn.rows = {{"last", std::to_string(number)}};
    OutputRecord record;
    record.topic = "out";
    record.partition = self;
    record.value = std::to_string(number) + " " + std::string(3'000, 'r');
    turn.records = {record};
    while (true) {
      const auto committed = journal.commit(turn);
      if (committed && *committed == Commit::kCommitted) break;
      ++failures;
      std::this_thread::sleep_for(Milliseconds{1});
    }
  }
}

TEST(FullDisk, SeveralPartitionsGoOnWhileOthersRead) {
  constexpr int kTurns = 400;
  const Folder folder;
  auto disk = std::make_shared<BrokenDisk>();
  auto journal = LocalJournal::open(folder / "store", 4, options_on(disk));
  ASSERT_TRUE(journal);
  std::atomic<int> left = 4;
  std::atomic<int> failures = 0;
  disk->leave_room(300'000);
  std::vector<std::thread> workers;
  for (PartitionNumber each = 0; each < 4; ++each) {
    workers.emplace_back([&, each] {
      commit_until_done(**journal, each, kTurns, failures);
      --left;
    });
  }
  for (int round = 0; left > 0; ++round) {
    disk->leave_room(round % 2 == 0 ? 300'000 : BrokenDisk::kMuch);
    if (round == 0) comes_true([&] { return failures > 0; });
    const auto read = (*journal)->read("out", 1, 0, 1'000'000);
    ASSERT_TRUE(read) << read.error().message;
    std::this_thread::sleep_for(Milliseconds{30});
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_GT(failures, 0);
  for (PartitionNumber each = 0; each < 4; ++each) {
    EXPECT_EQ(**(*journal)->rows(each).get("last"), std::to_string(kTurns - 1));
    const auto records = (*journal)->read("out", each, 0, 1'000'000);
    ASSERT_EQ(records->size(), std::size_t{kTurns});
    for (const StoredRecord& record : *records) {
      EXPECT_TRUE(record.value.starts_with(std::to_string(record.offset) + " "));
    }
  }
  EXPECT_TRUE((*journal)->store().verify());
}

TEST(BrokenDisk, AFailedSyncLeavesNothingAndLaterOnesGoOn) {
  const Folder folder;
  auto disk = std::make_shared<BrokenDisk>();
  auto journal = LocalJournal::open(folder / "store", 1, options_on(disk));
  ASSERT_TRUE(journal);
  const auto commit = [&](const char* key) {
    Turn turn;
    turn.rows = {{key, "1"}};
    return (*journal)->commit(std::move(turn));
  };
  ASSERT_TRUE(commit("a"));
  disk->fail_syncs(true);
  const auto failed = commit("b");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, Error::Kind::kIo);
  EXPECT_TRUE(failed.error().message.starts_with("expected ")) << failed.error().message;
  EXPECT_FALSE(commit("c"));
  disk->fail_syncs(false);
  ASSERT_TRUE(commit("d"));
  journal->reset();
  const auto again = LocalJournal::open(folder / "store", 0);
  ASSERT_TRUE(again) << again.error().message;
  std::string found;
  ASSERT_TRUE((*again)->rows(0).scan("a", "z", [&](auto key, auto) {
    found += key;
    return true;
  }));
  EXPECT_EQ(found, "ad");
}

// What was open is lost where the disk fails again while it is opened anew. Whoever reads is enough
// to bring it back: a partition that has failed reads its rows before it writes.
TEST(BrokenDisk, AStoreThatCouldNotBeOpenedAgainIsOpenedByWhoReads) {
  const Folder folder;
  auto disk = std::make_shared<BrokenDisk>();
  auto journal = LocalJournal::open(folder / "store", 1, options_on(disk));
  ASSERT_TRUE(journal);
  Turn turn;
  turn.rows = {{"a", "1"}};
  ASSERT_TRUE((*journal)->commit(turn));
  disk->fail_syncs(true);
  EXPECT_FALSE((*journal)->commit(turn));
  EXPECT_FALSE((*journal)->commit(turn));
  const auto lost = (*journal)->rows(0).get("a");
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, Error::Kind::kIo);
  disk->fail_syncs(false);
  ASSERT_TRUE(comes_true([&] { return bool((*journal)->rows(0).get("a")); }));
  EXPECT_EQ(**(*journal)->rows(0).get("a"), "1");
  EXPECT_TRUE((*journal)->commit(turn));
}

}  // namespace
}  // namespace liaison
