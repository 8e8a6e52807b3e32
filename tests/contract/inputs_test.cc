// How inputs come in: queue, lanes, order, positions.
#include <chrono>
#include <thread>

#include "tests/contract/journal_contract.h"

namespace liaison {
namespace {

TEST_P(JournalContract, AnEmptyPartitionIsAtItsEnd) {
  const Batch batch = poll(0);
  EXPECT_TRUE(batch.inputs.empty());
  EXPECT_TRUE(batch.at_end);
  EXPECT_EQ(journal_->partitions(), 4U);
  EXPECT_EQ(*journal_->end("requests", 0), 0U);
  EXPECT_TRUE(topics().empty());
}

TEST_P(JournalContract, SubmittedRecordsComeInOrderWithTheirTickets) {
  const auto first = submit(0, "requests", "a");
  const auto second = submit(0, "requests", "b");
  submit(1, "requests", "other partition");
  const Batch batch = poll(0, 100, at(5));
  EXPECT_EQ(show(batch.inputs), "requests@0:a requests@1:b");
  EXPECT_NE(first, 0U);
  EXPECT_EQ(batch.inputs[0].ticket, first);
  EXPECT_EQ(batch.inputs[1].ticket, second);
  if (!log_apart()) {
    EXPECT_EQ(batch.inputs[0].arrival, at(5));
  }
  EXPECT_TRUE(batch.at_end);
}

TEST_P(JournalContract, WhatWasNotCommittedIsPolledAgainInTheSamePlace) {
  submit(0, "requests", "a");
  submit(0, "requests", "b");
  const Batch first = poll(0, 100, at(5));
  submit(0, "requests", "c");
  const Batch again = poll(0, 100, at(7));
  EXPECT_EQ(show(again.inputs), "requests@0:a requests@1:b requests@2:c");
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(again.inputs[i].ticket, first.inputs[i].ticket);
    EXPECT_EQ(again.inputs[i].arrival, first.inputs[i].arrival);
  }
}

TEST_P(JournalContract, ATurnMayTakeOnlyTheFirstInputs) {
  for (const char* value : {"a", "b", "c"}) submit(0, "requests", value);
  Batch batch = poll(0);
  batch.inputs.resize(2);
  commit(turn_of(0, batch.inputs));
  EXPECT_EQ(*journal_->end("requests", 0), log_apart() ? 3U : 2U);
  EXPECT_EQ(show(poll(0).inputs), "requests@2:c");
}

TEST_P(JournalContract, NoMoreThanAskedFor) {
  for (const char* value : {"a", "b", "c"}) submit(0, "requests", value);
  const Batch batch = poll(0, 2);
  EXPECT_EQ(show(batch.inputs), "requests@0:a requests@1:b");
  EXPECT_FALSE(batch.at_end);
  commit(turn_of(0, batch.inputs));
  const Batch rest = poll(0, 2);
  EXPECT_EQ(show(rest.inputs), "requests@2:c");
  EXPECT_TRUE(rest.at_end);
}

TEST_P(JournalContract, StoredInputsAreReadAgainFromAnyPosition) {
  for (const char* value : {"a", "b", "c"}) take_in(0, "requests", value);
  positions_[0]["requests"] = 1;
  EXPECT_EQ(show(poll(0).inputs), "requests@1:b requests@2:c");
  EXPECT_EQ(poll(0).inputs[0].ticket, 0U);
  EXPECT_FALSE(poll(0, 1).at_end);
  commit(turn_of(0, poll(0).inputs));  // they stand there already
  EXPECT_EQ(*journal_->end("requests", 0), 3U);
}

TEST_P(JournalContract, AFullQueueSaysSo) {
  for (int i = 0; i < 10; ++i) submit(0, "requests", "x");
  EXPECT_EQ(journal_->submit(0, "replies", "x").error().kind, Error::Kind::kUnavailable);
  submit(1, "requests", "has a queue of its own");
  const Batch batch = poll(0);  // polled ones still wait
  EXPECT_FALSE(journal_->submit(0, "requests", "x"));
  commit(turn_of(0, batch.inputs));
  EXPECT_TRUE(journal_->submit(0, "requests", "x"));
}

TEST_P(JournalContract, OnlyInputTopicsAreSubmittedTo) {
  EXPECT_EQ(journal_->submit(0, "cases", "x").error().kind, Error::Kind::kInvalid);
  EXPECT_EQ(journal_->submit(0, "internal/1", "x").error().kind, Error::Kind::kInvalid);
}

TEST_P(JournalContract, WaitingEndsWithTheFirstRecord) {
  for (PartitionNumber each = 0; each < 4; ++each) poll(each);
  const auto waited = [&](const std::vector<PartitionNumber>& partitions, int at_most) {
    const auto begin = std::chrono::steady_clock::now();
    journal_->wait(partitions, Milliseconds{at_most});
    return std::chrono::steady_clock::now() - begin;
  };
  EXPECT_GE(waited({0, 1}, 30), Milliseconds{30});
  submit(2, "requests", "not for us");
  EXPECT_GE(waited({0, 1}, 30), Milliseconds{30});
  submit(1, "requests", "x");
  EXPECT_LT(waited({0, 1}, 60'000), Milliseconds{30'000});
  commit(turn_of(1, poll(1).inputs));
  std::thread sender([&] { submit(0, "requests", "y"); });
  EXPECT_LT(waited({0, 1}, 60'000), Milliseconds{30'000});
  sender.join();
}

TEST_P(JournalContract, InternalRecordsWakeTheReceiver) {
  for (PartitionNumber each = 0; each < 4; ++each) poll(each);
  Turn turn = turn_of(1);
  turn.records = {output("internal", 3, "x")};
  commit(std::move(turn));
  const auto begin = std::chrono::steady_clock::now();
  journal_->wait({3}, Milliseconds{60'000});
  journal_->stop_waiting();
  journal_->wait({0, 1, 2}, Milliseconds{60'000});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, Milliseconds{30'000});
}

}  // namespace
}  // namespace liaison
