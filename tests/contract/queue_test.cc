// Journals that keep the queue and the clock themselves: what is submitted stands in no topic before
// its turn, and its arrival is ours to give.
#include "tests/contract/journal_contract.h"

namespace liaison {
namespace {

TEST_P(EmbeddedContract, ArrivalNeverFalls) {
  take_in(0, "requests", "a", at(50));
  submit(0, "replies", "b");
  EXPECT_EQ(poll(0, 100, at(20)).inputs[0].arrival, at(50));
  submit(0, "requests", "c");
  const Batch batch = poll(0, 100, at(10));
  EXPECT_EQ(show(batch.inputs), "replies@0:b requests@1:c");
  EXPECT_EQ(batch.inputs[1].arrival, at(50));
}

TEST_P(EmbeddedContract, NothingIsInATopicBeforeTheCommit) {
  submit(0, "requests", "a");
  const Batch batch = poll(0);
  EXPECT_EQ(*journal_->end("requests", 0), 0U);
  EXPECT_TRUE(read("requests", 0).empty());
  commit(turn_of(0, batch.inputs));
  EXPECT_EQ(show(read("requests", 0)), "0:=a");
  EXPECT_EQ(*journal_->end("requests", 0), 1U);
  EXPECT_TRUE(poll(0).inputs.empty());
}

TEST_P(EmbeddedContract, AlsoOfSeveralTopics) {
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

TEST_P(EmbeddedContract, LanesAreMergedByArrivalThenLaneThenOffset) {
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

TEST_P(EmbeddedContract, SubmittedRecordsGoBehindUnreadOnes) {
  Turn turn = turn_of(1);
  turn.time = at(5000);
  turn.records = {output("internal", 0, "from a clock ahead")};
  commit(std::move(turn));
  submit(0, "requests", "a");
  const Batch batch = poll(0, 100, at(1000));
  EXPECT_EQ(show(batch.inputs), "internal/1@0:from a clock ahead requests@0:a");
  EXPECT_EQ(batch.inputs[1].arrival, at(5000));
}

TEST_P(EmbeddedContract, EverySourceHasItsOwnLane) {
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

TEST_P(EmbeddedContract, WhatIsWithdrawnIsGoneAndLeavesNoHole) {
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

}  // namespace
}  // namespace liaison
