// What a turn leaves: rows and the records of topics.
#include <thread>

#include "tests/contract/journal_contract.h"

namespace liaison {
namespace {

TEST_P(JournalContract, ATurnIsInputsRowsAndRecords) {
  submit(0, "requests", "a");
  Turn turn = turn_of(0, poll(0, 100, at(7)).inputs);
  turn.rows = {{"k1", "v1"}, {"k2", "v2"}, {std::string("k\0x", 3), std::string("\0", 1)}};
  turn.records = {output("tasks.operations", 0, "t1"), output("tasks.operations", 0, "t2"),
                  output("deadlines", 0, "d1")};
  const Instant time = turn.time;
  commit(std::move(turn));
  EXPECT_EQ(row(0, "k1") + row(0, "k2"), "v1v2");
  EXPECT_EQ(row(0, std::string("k\0x", 3)), std::string("\0", 1));
  EXPECT_EQ(row(1, "k1"), "-");
  EXPECT_EQ(show(read("tasks.operations", 0)), "0:c-1=t1 1:c-1=t2");
  EXPECT_EQ(read("deadlines", 0)[0].arrival, time);
  EXPECT_EQ(topics(), (std::vector<std::string>{"deadlines", "requests", "tasks.operations"}));
}

TEST_P(JournalContract, RowsAreReplacedAndDeleted) {
  Turn turn = turn_of(0);
  turn.rows = {{"a", "1"}, {"b", "1"}};
  commit(std::move(turn));
  turn = turn_of(0);
  turn.rows = {{"a", "2"}, {"b", std::nullopt}, {"never there", std::nullopt}, {"c", ""}};
  commit(std::move(turn));
  EXPECT_EQ(row(0, "a") + row(0, "b") + row(0, "c"), "2-");
}

TEST_P(JournalContract, ScanGoesInKeyOrderWithinItsBounds) {
  Turn turn = turn_of(0);
  for (const char* key : {"b", "a", "d", "c", "\xFF"}) turn.rows.push_back({key, key});
  commit(std::move(turn));
  const auto scan = [&](std::string_view from, std::string_view to, std::size_t most) {
    std::string seen;
    const auto scanned = journal_->rows(0).scan(from, to, [&](auto key, auto value) {
      EXPECT_EQ(row(0, key), value);  // reading on the way is allowed
      seen += key;
      return seen.size() < most;
    });
    EXPECT_TRUE(scanned);
    return seen;
  };
  EXPECT_EQ(scan("a", "d", 99), "abc");
  EXPECT_EQ(scan("aa", "\xFF\xFF", 99), "bcd\xFF");
  EXPECT_EQ(scan("a", "d", 2), "ab");
  EXPECT_EQ(scan("d", "a", 99), "");
}

TEST_P(JournalContract, ACompactedTopicKeepsTheLastRecordOfAKey) {
  Turn turn = turn_of(0);
  turn.records = {compacted(0, "t1", "open"), compacted(0, "t2", "open"),
                  compacted(0, "t1", "claimed")};
  commit(std::move(turn));
  EXPECT_EQ(kept(0), "1:t2=open 2:t1=claimed");
  turn = turn_of(0);
  turn.records = {compacted(0, "t2", ""), compacted(0, "t3", "open")};
  turn.records[0].tombstone = true;
  commit(std::move(turn));
  EXPECT_EQ(kept(0), "2:t1=claimed 3:t2! 4:t3=open");
  if (!log_apart()) {
    EXPECT_EQ(show(read("tasks.current", 0, 3, 1)), "3:t2!");
    EXPECT_EQ(*journal_->end("tasks.current", 0), 5U);
  }
  turn = turn_of(0);
  turn.records = {compacted(0, "t2", "again")};
  commit(std::move(turn));
  EXPECT_EQ(kept(0), "2:t1=claimed 4:t3=open 5:t2=again");
}

TEST_P(JournalContract, ReadingGoesOnWhereItStopped) {
  Turn turn = turn_of(0);
  for (int i = 0; i < 5; ++i) turn.records.push_back(output("cases", 0, std::to_string(i)));
  commit(std::move(turn));
  EXPECT_EQ(show(read("cases", 0, 0, 2)), "0:c-1=0 1:c-1=1");
  EXPECT_EQ(show(read("cases", 0, 2, 99)), "2:c-1=2 3:c-1=3 4:c-1=4");
  EXPECT_TRUE(read("cases", 0, 5).empty());
  EXPECT_TRUE(read("cases", 0, 99).empty());
  EXPECT_TRUE(read("cases", 0, 0, 0).empty());
  EXPECT_TRUE(read("never heard of", 0).empty());
  EXPECT_TRUE(read("cases", 1).empty());
}

TEST_P(JournalContract, PartitionsCommitAtTheSameTime) {
  constexpr int kTurns = 100;
  const auto work = [&](PartitionNumber self) {
    for (int i = 0; i < kTurns; ++i) {
      Turn turn = turn_of(self);
      turn.rows = {{"count", std::to_string(i + 1)}};
      turn.records = {output("topic-" + std::to_string(i % 7), self, "x"),
                      output("internal", (self + 1) % 4, std::to_string(i))};
      ASSERT_TRUE(journal_->commit(std::move(turn)));
    }
  };
  std::vector<std::thread> workers;
  for (PartitionNumber each = 0; each < 4; ++each) workers.emplace_back(work, each);
  for (int i = 0; i < 50; ++i) read("topic-3", 1);
  for (std::thread& worker : workers) worker.join();
  for (PartitionNumber each = 0; each < 4; ++each) {
    EXPECT_EQ(row(each, "count"), std::to_string(kTurns));
    const Batch batch = poll(each, 1000);
    ASSERT_EQ(batch.inputs.size(), std::size_t{kTurns});
    EXPECT_EQ(batch.inputs[42].value, "42");
  }
  EXPECT_EQ(topics().size(), 7U + (log_apart() ? 1U : 4U));  // with the lanes
}

TEST_P(JournalContract, ReopeningKeepsEverything) {
  take_in(0, "requests", "a", at(500));
  Turn turn = turn_of(0);
  turn.rows = {{"k", "v"}};
  turn.records = {compacted(0, "t1", "open"), compacted(0, "t1", "claimed"),
                  output("cases", 0, "c"), output("internal", 2, "i")};
  commit(std::move(turn));
  reopen();
  EXPECT_EQ(row(0, "k"), "v");
  EXPECT_EQ(kept(0), "1:t1=claimed");
  EXPECT_EQ(show(read("cases", 0)), "0:c-1=c");
  EXPECT_EQ(topics(), (std::vector<std::string>{"cases", lane(0), "requests", "tasks.current"}));
  EXPECT_EQ(show(poll(2).inputs), lane(0) + "@0:i");
  submit(0, "requests", "b");
  const Batch batch = poll(0, 100, at(1));
  EXPECT_EQ(show(batch.inputs), "requests@1:b");
  if (!log_apart()) {
    EXPECT_EQ(batch.inputs[0].arrival, at(500));
  }
  turn = turn_of(0, batch.inputs);
  turn.records = {compacted(0, "t1", "done")};
  commit(std::move(turn));
  EXPECT_EQ(kept(0), "2:t1=done");
}

}  // namespace
}  // namespace liaison
