// A record that really ends the process, of a server that is started again and again.
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "connectors/local_log/hand_file.h"
#include "connectors/local_log/local_journal.h"
#include "engine/runtime/queries.h"
#include "tests/contract/child.h"
#include "tests/contract/folder.h"

namespace liaison {
namespace {

using Words = std::vector<std::string>;

// All that it said; "": it died.
std::string said_by(Child& child) {
  std::string said;
  for (char c = 0; child.read(&c, 1);) said += c;
  return said;
}

std::string run(const std::filesystem::path& store, const Words& words) {
  Words arguments = {"served-child", store.string()};
  arguments.insert(arguments.end(), words.begin(), words.end());
  Child child(arguments);
  return said_by(child);
}

struct Lived {
  int deaths = 0;
  std::string said;
};
Lived run_until_it_lives(const std::filesystem::path& store, const Words& words) {
  Lived lived;
  while (lived.deaths < 60 && (lived.said = run(store, words)).empty()) ++lived.deaths;
  return lived;
}

Json quarantine(const std::filesystem::path& store) {
  const auto journal = LocalJournal::open(store, 0);
  EXPECT_TRUE(journal) << (journal ? "" : journal.error().message);
  return journal ? *list_quarantined(StoreView(**journal)) : Json();
}

Words with(Words words, const std::string& death) {
  words.push_back("die=" + death);
  return words;
}

class CrashingRecord : public testing::TestWithParam<std::string> {};

TEST_P(CrashingRecord, IsQuarantinedAndTheOthersGoOn) {
  const Folder folder;
  const auto store = folder / "store";
  const Words words =
      with({"poison=c-poison", "send=g-1:c-1", "send=bad:c-poison", "send=g-2:c-2"}, GetParam());
  const Lived lived = run_until_it_lives(store, words);
  EXPECT_EQ(lived.deaths, GetParam() == "kill" ? 24 : 3);
  EXPECT_NE(lived.said.find("bad refused quarantined\n"), std::string::npos) << lived.said;
  for (const std::string good : {"g-1", "g-2"}) {
    EXPECT_TRUE(lived.said.find(good + " applied\n") != std::string::npos ||
                lived.said.find(good + " duplicate\n") != std::string::npos)
        << lived.said;
  }
  ASSERT_EQ(quarantine(store).size(), 1u);
  EXPECT_EQ(quarantine(store)[0]["id"], "bad");
  EXPECT_EQ(run_until_it_lives(store, words).deaths, 0) << "and it stays so";
}

INSTANTIATE_TEST_SUITE_P(Deaths, CrashingRecord, testing::Values("abort", "fault", "stack", "kill"),
                         [](const auto& death) { return death.param; });

TEST(CrashingClock, StandsStillAndTheOthersGoOn) {
  const Folder folder;
  const auto store = folder / "store";
  ASSERT_EQ(run(store, {"send=r-1:c-1", "send=r-2:c-2"}), "up\nr-1 applied\nr-2 applied\n");
  std::string id;
  {
    const auto journal = LocalJournal::open(store, 0);
    const auto cases = list_cases(StoreView(**journal), {.customer = "c-1"});
    id = (*cases).items.at(0)["case"];
  }
  const Lived lived = run_until_it_lives(store, {"poison=" + id, "die=abort", "at=120"});
  EXPECT_EQ(lived.deaths, 3);
  ASSERT_EQ(quarantine(store).size(), 1u);
  EXPECT_EQ(quarantine(store)[0]["case"], id);
  const auto journal = LocalJournal::open(store, 0);
  const auto other = list_cases(StoreView(**journal), {.customer = "c-2"});
  const auto shown = show_case(StoreView(**journal), CaseId((*other).items.at(0)["case"]),
                               Instant{Milliseconds{1}});
  ASSERT_TRUE(shown);
  EXPECT_NE(shown->dump().find("\"breached\":true"), std::string::npos) << shown->dump();
}

// Whoever kills a server means the server: records that were in hand are not made responsible.
TEST(KilledServer, PutsNothingInQuarantine) {
  const Folder folder;
  const auto store = folder / "store";
  std::mt19937 random(7);
  Words words;
  for (int i = 0; i < 200; ++i) {
    words.push_back("send=e-" + std::to_string(i) + ":c-" + std::to_string(i % 20));
  }
  for (int round = 0; round < 60; ++round) {
    Words arguments = {"served-child", store.string()};
    arguments.insert(arguments.end(), words.begin(), words.end());
    Child child(arguments);
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 120));
    child.kill();
  }
  const Lived lived = run_until_it_lives(store, words);
  EXPECT_EQ(lived.deaths, 0);
  EXPECT_EQ(lived.said.find("refused"), std::string::npos) << lived.said;
  EXPECT_TRUE(quarantine(store).empty());
}

TEST(HandFile, SaysHowTheLastRunEnded) {
  const Folder folder;
  const auto store = folder / "store";
  run(store, {"poison=c-poison", "die=abort", "send=bad:c-poison"});
  {
    const auto hands = HandFile::open(store, 2);
    ASSERT_TRUE(hands) << hands.error().message;
    ASSERT_EQ((*hands)->news().size(), 2u);
    EXPECT_EQ((*hands)->news()[0], "the last run ended by signal 6");
    EXPECT_NE((*hands)->news()[1].find("1 record in hand"), std::string::npos);
  }
  const auto again = HandFile::open(store, 2);
  EXPECT_TRUE((*again)->news().empty()) << "an end in order says nothing";
}

TEST(HandFile, WithoutRoomItIsAnErrorThatCanBeLivedWith) {
  const auto none = HandFile::open("/nonexistent/folder", 2);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, Error::Kind::kIo);
}

}  // namespace
}  // namespace liaison
