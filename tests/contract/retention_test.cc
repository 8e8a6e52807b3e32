// What retention lets go of topics, and what it never does.
#include <gtest/gtest.h>

#include "connectors/local_log/local_journal.h"
#include "connectors/rocksdb/format.h"
#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/partition_rows.h"
#include "tests/contract/folder.h"
#include "tests/contract/journal_contract.h"

namespace liaison {
namespace {

constexpr auto kOneDay = std::chrono::hours{24};
Instant day(int number) { return at(0) + std::chrono::hours{24} * (1000 + number); }

class Retained : public testing::Test {
 protected:
  Retained() { open(); }
  void open() {
    journal_.reset();
    LocalJournalOptions options;
    options.store.family_memtable_bytes = 64 << 10;
    auto opened = LocalJournal::open(folder_ / "store", 1, options);
    ASSERT_TRUE(opened) << opened.error().message;
    journal_ = std::move(*opened);
  }
  // One request taken in, one record of `deadlines`, one of the compacted topic: a turn of that day.
  void turn(int number, std::size_t bytes = 10) {
    ASSERT_TRUE(journal_->submit(0, kRequestsTopic, "request " + std::to_string(number)));
    auto batch = journal_->poll(0, row_.positions, 100, day(number));
    ASSERT_TRUE(batch);
    Turn turn;
    turn.time = row_.time = day(number);
    turn.inputs = batch->inputs;
    for (const InputRecord& input : turn.inputs) row_.positions[input.lane] = input.offset + 1;
    std::string noise;  // that cannot be compressed away
    for (std::size_t i = 0; noise.size() < bytes; ++i) {
      noise += sha256(std::to_string(number) + "/" + std::to_string(i));
    }
    turn.records.push_back(output("deadlines", 0, noise));
    turn.records.push_back(compacted(0, "k" + std::to_string(number % 2), std::to_string(number)));
    turn.rows.push_back({keys::partition(), encode(row_)});
    const auto committed = journal_->commit(std::move(turn));
    ASSERT_TRUE(committed) << committed.error().message;
  }
  Trimmed trim(const Retention& retention) {
    const auto trimmed = journal_->trim(retention);
    EXPECT_TRUE(trimmed) << trimmed.error().message;
    return *trimmed;
  }
  Offset start(std::string_view topic) const { return *journal_->start(topic, 0); }
  Offset first_read(std::string_view topic) const {
    const auto records = journal_->read(topic, 0, 0, 1);
    return records->empty() ? 0 : records->front().offset;
  }
  std::size_t rows_of_the_log() const {
    std::size_t count = 0;
    const auto read = journal_->store().log().scan(
        "\x01", "\x02", [&](std::string_view, std::string_view) { return ++count > 0; });
    EXPECT_TRUE(read);
    return count;
  }

  Folder folder_;
  std::unique_ptr<LocalJournal> journal_;
  PartitionRow row_;
};

TEST_F(Retained, WhatIsOlderGoesAndTheStartStaysOverARestart) {
  for (int i = 0; i < 100; ++i) turn(i);
  const Trimmed trimmed = trim({.age = 30 * kOneDay});
  EXPECT_EQ(trimmed.sequences, 2U);  // requests, deadlines
  EXPECT_EQ(start("deadlines"), 69U);
  EXPECT_EQ(first_read("deadlines"), 69U);
  EXPECT_EQ(start("requests"), 69U);
  EXPECT_EQ(journal_->read("deadlines", 0, 0, 1000)->size(), 31U);
  EXPECT_EQ(start("tasks.current"), 0U);
  EXPECT_EQ(show(*journal_->read("tasks.current", 0, 0, 10)), "98:k0=98 99:k1=99");
  EXPECT_EQ(rows_of_the_log(), 31U + 31U + 2U);
  EXPECT_EQ(trim({.age = 30 * kOneDay}).records, 0U);  // nothing new
  open();
  EXPECT_EQ(start("deadlines"), 69U);
  EXPECT_EQ(*journal_->end("deadlines", 0), 100U);
  turn(100);
  EXPECT_EQ(*journal_->end("requests", 0), 101U);
  EXPECT_EQ(*journal_->check_log(), std::vector<std::string>{});
  EXPECT_TRUE(journal_->store().verify());
}

TEST_F(Retained, TheLastRowStaysHoweverOldItIs) {
  for (int i = 0; i < 3; ++i) turn(i);
  row_.time = day(900);
  Turn later;
  later.time = row_.time;
  later.rows.push_back({keys::partition(), encode(row_)});
  ASSERT_TRUE(journal_->commit(std::move(later)));
  trim({.age = 30 * kOneDay});
  EXPECT_EQ(start("deadlines"), 2U);
  open();
  EXPECT_EQ(*journal_->end("deadlines", 0), 3U);
}

// Time goes on where nothing happens any more, and its records grow old.
TEST_F(Retained, WhereNothingHappensTheClockCounts) {
  for (int i = 0; i < 100; ++i) turn(i);
  EXPECT_EQ(trim({.age = 30 * kOneDay, .now = day(50)}).sequences, 2U);  // not before its own time
  EXPECT_EQ(start("deadlines"), 69U);
  trim({.age = 30 * kOneDay, .now = day(120)});
  EXPECT_EQ(start("deadlines"), 90U);
  EXPECT_EQ(start("requests"), 90U);
  trim({.age = 30 * kOneDay, .now = day(900)});
  EXPECT_EQ(start("deadlines"), 99U) << "the last row stays";
  turn(901);
  EXPECT_EQ(*journal_->check_log(), std::vector<std::string>{});
}

TEST_F(Retained, WhatIsNotConsumedStays) {
  for (int i = 0; i < 100; ++i) turn(i);
  row_.positions[std::string(kRequestsTopic)] = 40;  // as if it had been read only so far
  Turn back;
  back.time = row_.time;
  back.rows.push_back({keys::partition(), encode(row_)});
  ASSERT_TRUE(journal_->commit(std::move(back)));
  trim({.age = 30 * kOneDay});
  EXPECT_EQ(start("requests"), 40U);
  EXPECT_EQ(start("deadlines"), 69U);
  EXPECT_EQ(journal_->poll(0, row_.positions, 100, day(101))->inputs.size(), 60U);
}

TEST_F(Retained, BySizeTheOldestGoFirst) {
  for (int i = 0; i < 200; ++i) turn(i, 16 << 10);
  constexpr std::uint64_t kLimit = 1 << 20;
  trim({.bytes = kLimit});
  const auto left = journal_->read("deadlines", 0, 0, 1000);
  EXPECT_LT(left->size(), 90U);  // 64 of 16 KiB; what memory holds is estimated
  EXPECT_GT(left->size(), 40U);
  EXPECT_EQ(left->back().offset, 199U);
  EXPECT_EQ(start("requests"), 0U);  // small
  EXPECT_EQ(*journal_->check_log(), std::vector<std::string>{});
}

TEST_F(Retained, KilledBetweenTheStartAndTheDeletion) {
  for (int i = 0; i < 100; ++i) turn(i);
  Changes changes;  // the first half of what a pass does
  const auto number = read_topic(**journal_->store().node().get(topic_key("deadlines")));
  changes.put(journal_->store().log(), start_key({*number, 0, 0}), start_value(50));
  ASSERT_TRUE(journal_->store().write(changes));
  open();
  EXPECT_EQ(first_read("deadlines"), 50U);
  EXPECT_EQ(rows_of_the_log(), 202U);
  trim({});
  EXPECT_EQ(rows_of_the_log(), 152U);
  EXPECT_EQ(*journal_->check_log(), std::vector<std::string>{});
}

TEST_F(Retained, AGapInATopicIsTold) {
  for (int i = 0; i < 5; ++i) turn(i);
  Changes changes;
  const auto number = read_topic(**journal_->store().node().get(topic_key("deadlines")));
  changes.remove(journal_->store().log(), records_key({*number, 0, 0}, 2));
  ASSERT_TRUE(journal_->store().write(changes));
  const auto wrong = journal_->check_log();
  ASSERT_EQ(wrong->size(), 1U);
  EXPECT_NE(wrong->front().find("expected offset 2, but 3"), std::string::npos) << wrong->front();
}

}  // namespace
}  // namespace liaison
