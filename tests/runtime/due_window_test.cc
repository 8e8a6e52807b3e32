// The front of the due index: complete up to its end, whatever is inserted where.
#include "engine/runtime/due_window.h"

#include <gtest/gtest.h>

#include "engine/runtime/keys.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

void store_due(MemoryJournal& journal, int from, int to) {
  Turn turn;
  for (int i = from; i < to; ++i) {
    turn.rows.push_back(
        {keys::index({IndexEntry::Kind::kDue, "", at(i), "CASE" + std::to_string(i) + ".x.0"}),
         "CASE" + std::to_string(i)});
  }
  ASSERT_TRUE(journal.commit(std::move(turn)));
}

std::string id(int i) { return "CASE" + std::to_string(i); }

TEST(DueWindow, HoldsAllOfASmallIndex) {
  MemoryJournal journal(1);
  store_due(journal, 0, 10);
  DueWindow window;
  ASSERT_TRUE(window.refill(journal.rows(0), 500));
  EXPECT_EQ(window.complete_until(), kNever);
  EXPECT_EQ(window.first()->id, id(0));
  window.move(id(5), at(5), at(-1));
  EXPECT_EQ(window.next_due(), at(-1));
  window.drop_first();
  EXPECT_EQ(window.first()->id, id(0));
}

TEST(DueWindow, ReadsOnWhereItEnded) {
  MemoryJournal journal(1);
  store_due(journal, 0, 10'000);
  DueWindow window;
  ASSERT_TRUE(window.refill(journal.rows(0), 500));
  ASSERT_LT(window.complete_until(), at(10'000));
  window.move(id(77'777), kNever, at(20'000));  // beyond the end: will be read from the rows
  store_due(journal, 20'000, 20'001);
  int count = 0;
  while (window.next_due() != kNever) {
    ASSERT_TRUE(window.refill(journal.rows(0), 500));
    for (; window.first(); window.drop_first()) {
      EXPECT_EQ(window.first()->id, id(count < 10'000 ? count : 20'000));
      ++count;
    }
  }
  EXPECT_EQ(count, 10'001);
}

TEST(DueWindow, ForgetsTheFarFutureRatherThanGrow) {
  MemoryJournal journal(1);
  DueWindow window;
  ASSERT_TRUE(window.refill(journal.rows(0), 500));
  for (int i = 0; i < 20'000; ++i) window.move(id(i), kNever, at(i));
  store_due(journal, 0, 20'000);
  ASSERT_TRUE(window.refill(journal.rows(0), 500));
  EXPECT_LT(window.complete_until(), at(20'000));
  int count = 0;
  for (; window.next_due() != kNever; ++count) {
    ASSERT_TRUE(window.first());
    EXPECT_EQ(window.first()->at, at(count));
    window.drop_first();
    ASSERT_TRUE(window.refill(journal.rows(0), 500));
  }
  EXPECT_EQ(count, 20'000);
}

// Names that are the beginning of others: none of them is passed over where the window ends.
TEST(DueWindow, ReadsOnBetweenWorkflows) {
  MemoryJournal journal(1);
  Turn turn;
  for (int i = 0; i < 5'000; ++i) {
    for (const char* behind : {"", "-b", "-b-c"}) {
      const auto entries = [&] {
        Customer row;
        row.key = key_of_workflow("w" + std::to_string(i) + behind);
        row.schedule.definition = DefinitionId{"d"};
        row.schedule.next = at(0);
        return indexes(row);
      }();
      ASSERT_EQ(entries.size(), 1u);
      turn.rows.push_back({keys::index(entries.front()), entries.front().id});
    }
  }
  ASSERT_TRUE(journal.commit(std::move(turn)));
  DueWindow window;
  std::size_t count = 0;
  for (;; ++count) {
    ASSERT_TRUE(window.refill(journal.rows(0), 1));
    if (!window.first()) break;
    window.drop_first();
  }
  EXPECT_EQ(count, 15'000u);
}

}  // namespace
}  // namespace liaison
