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
  EXPECT_TRUE(journal_->topics()->empty());
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
  EXPECT_EQ(batch.inputs[0].arrival, at(5));
  EXPECT_TRUE(batch.at_end);
}

TEST_P(JournalContract, ArrivalNeverFalls) {
  take_in(0, "requests", "a", at(50));
  submit(0, "replies", "b");
  EXPECT_EQ(poll(0, 100, at(20)).inputs[0].arrival, at(50));
  submit(0, "requests", "c");
  const Batch batch = poll(0, 100, at(10));
  EXPECT_EQ(show(batch.inputs), "replies@0:b requests@1:c");
  EXPECT_EQ(batch.inputs[1].arrival, at(50));
}

TEST_P(JournalContract, NothingIsInATopicBeforeTheCommit) {
  submit(0, "requests", "a");
  const Batch batch = poll(0);
  EXPECT_EQ(*journal_->end("requests", 0), 0U);
  EXPECT_TRUE(read("requests", 0).empty());
  commit(turn_of(0, batch.inputs));
  EXPECT_EQ(show(read("requests", 0)), "0:=a");
  EXPECT_EQ(*journal_->end("requests", 0), 1U);
  EXPECT_TRUE(poll(0).inputs.empty());
}

TEST_P(JournalContract, WhatWasNotCommittedIsPolledAgainInTheSamePlace) {
  submit(0, "requests", "a");
  submit(0, "replies", "b");
  submit(0, "requests", "c");
  const Batch first = poll(0, 100, at(5));
  submit(0, "requests", "d");
  const Batch again = poll(0, 100, at(7));
  EXPECT_EQ(show(again.inputs), "replies@0:b requests@0:a requests@1:c requests@2:d");
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(again.inputs[i].ticket, first.inputs[i].ticket);
    EXPECT_EQ(again.inputs[i].arrival, at(5));
  }
  EXPECT_EQ(again.inputs[3].arrival, at(7));
}

TEST_P(JournalContract, ATurnMayTakeOnlyTheFirstInputs) {
  for (const char* value : {"a", "b", "c"}) submit(0, "requests", value);
  Batch batch = poll(0);
  batch.inputs.resize(2);
  commit(turn_of(0, batch.inputs));
  EXPECT_EQ(*journal_->end("requests", 0), 2U);
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

TEST_P(JournalContract, LanesAreMergedByArrivalThenLaneThenOffset) {
  take_in(0, "requests", "r1", at(10));
  take_in(0, "replies", "p1", at(20));
  take_in(0, "requests", "r2", at(20));
  for (PartitionNumber source : {2U, 1U}) {
    Turn turn = turn_of(source);
    turn.time = at(15);
    turn.records = {output("internal", 0, internal_lane(source))};
    commit(std::move(turn));
  }
  positions_[0].clear();
  EXPECT_EQ(show(poll(0).inputs),
            "requests@0:r1 internal/1@0:internal/1 internal/2@0:internal/2 "
            "replies@0:p1 requests@1:r2");
  EXPECT_EQ(show(poll(0, 2).inputs), "requests@0:r1 internal/1@0:internal/1");
}

TEST_P(JournalContract, SubmittedRecordsGoBehindUnreadOnes) {
  Turn turn = turn_of(1);
  turn.time = at(5000);
  turn.records = {output("internal", 0, "from a clock ahead")};
  commit(std::move(turn));
  submit(0, "requests", "a");
  const Batch batch = poll(0, 100, at(1000));
  EXPECT_EQ(show(batch.inputs), "internal/1@0:from a clock ahead requests@0:a");
  EXPECT_EQ(batch.inputs[1].arrival, at(5000));
}

TEST_P(JournalContract, EverySourceHasItsOwnLane) {
  for (int round = 0; round < 2; ++round) {
    for (PartitionNumber source : {1U, 2U, 0U}) {
      Turn turn = turn_of(source);
      turn.records = {output("internal", 0, internal_lane(source))};
      commit(std::move(turn));
    }
  }
  EXPECT_EQ(*journal_->end("internal/2", 0), 2U);
  EXPECT_EQ(show(read(internal_lane(2), 0)), "0:c-1=internal/2 1:c-1=internal/2");
  EXPECT_TRUE(read("internal", 0).empty());
  commit(turn_of(0, poll(0).inputs));
  EXPECT_EQ(positions_[0], (Positions{{"internal/0", 2}, {"internal/1", 2}, {"internal/2", 2}}));
  EXPECT_TRUE(poll(0).at_end);
  EXPECT_TRUE(poll(3).inputs.empty());
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

TEST_P(JournalContract, WhatIsWithdrawnIsGoneAndLeavesNoHole) {
  take_in(0, "requests", "kept", at(0));
  submit(0, "requests", "polled");
  submit(0, "replies", "polled too");
  poll(0);
  submit(0, "requests", "waits");
  submit(1, "requests", "elsewhere");
  journal_->withdraw(0);
  EXPECT_TRUE(poll(0).inputs.empty());
  EXPECT_TRUE(poll(0).at_end);
  EXPECT_EQ(show(poll(1).inputs), "requests@0:elsewhere");
  take_in(0, "requests", "next", at(1));
  EXPECT_EQ(show(read("requests", 0)), "0:=kept 1:=next");
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
