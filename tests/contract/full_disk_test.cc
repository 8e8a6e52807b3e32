// A disk that is full or broken: a clear error, nothing of the failed turn, and on it goes.
#include "tests/contract/full_disk.h"

#include <gtest/gtest.h>

#include "tests/contract/broken_disk.h"
#include "tests/contract/child.h"
#include "tests/contract/folder.h"
#include "tests/contract/load.h"

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

TEST(FullDisk, ARealOneToo) {
  Child child({"fill-mounted-disk", "-"});
  std::string said;
  for (char next; child.read(&next, 1);) said += next;
  ASSERT_NE(said, "") << "the child said nothing";
  if (said == "no right") said = "done";                 // the simulated one has to do
  EXPECT_EQ(said, "done");
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
    std::filesystem::copy(folder / "store", folder / "killed");   // what the kernel holds now
  }
  const auto again = LocalJournal::open(folder / "killed", 0);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(**(*again)->rows(0).get("last"), std::to_string(last - 1));
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

}  // namespace
}  // namespace liaison
