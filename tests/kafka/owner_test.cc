// One owner of a partition at a time, and what a new one finds: whatever happened to the one before.
#include <chrono>
#include <filesystem>
#include <thread>

#include "connectors/kafka/outgoing.h"
#include "connectors/kafka/properties.h"
#include "connectors/kafka/restore.h"
#include "tests/kafka/kafka_bench.h"

namespace liaison::kafka {
namespace {

// As retention does it.
void delete_records_before(const Cluster& cluster, const std::string& topic, Offset offset) {
  const auto client = Handle::make(RD_KAFKA_PRODUCER, for_submitting(cluster), {});
  ASSERT_TRUE(client);
  rd_kafka_topic_partition_list_t* before = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(before, cluster.topic(topic).c_str(), 0)->offset =
      static_cast<std::int64_t>(offset);
  rd_kafka_DeleteRecords_t* wish = rd_kafka_DeleteRecords_new(before);
  const QueuePtr done(rd_kafka_queue_new((*client)->get()));
  rd_kafka_DeleteRecords((*client)->get(), &wish, 1, nullptr, done.get());
  const EventPtr event(rd_kafka_queue_poll(done.get(), 10'000));
  ASSERT_TRUE(event);
  EXPECT_EQ(rd_kafka_event_error(event.get()), RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_DeleteRecords_destroy(wish);
  rd_kafka_topic_partition_list_destroy(before);
}

class Owners : public testing::Test {
 protected:
  void SetUp() override { first_ = bench_.make(2, 100); }

  static Turn turn(std::vector<RowChange> rows, std::vector<OutputRecord> records = {}) {
    Turn made;
    made.time = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
    made.rows = std::move(rows);
    made.records = std::move(records);
    return made;
  }
  static void take_over(Journal& journal) {
    const auto ours = journal.take_over(0);
    ASSERT_TRUE(ours) << ours.error().message;
  }
  static void commit(Journal& journal, Turn made) {
    const auto committed = journal.commit(std::move(made));
    ASSERT_TRUE(committed) << committed.error().message;
    ASSERT_EQ(*committed, Commit::kCommitted);
  }
  static std::string rows(const Journal& journal) {
    std::string all;
    const auto scanned = journal.rows(0).scan("", "\xFF", [&](auto key, auto value) {
      all.append(key).append("=").append(value).append(" ");
      return true;
    });
    EXPECT_TRUE(scanned) << scanned.error().message;
    return all;
  }
  std::string cases(const Journal& journal) const {
    const auto records = journal.read("cases", 0, 0, 100);
    EXPECT_TRUE(records) << records.error().message;
    std::string values;
    for (const StoredRecord& record : *records) values += record.value + " ";
    return values;
  }

  KafkaBench bench_;
  std::unique_ptr<Journal> first_;
};

TEST_F(Owners, ASecondOneKeepsTheFirstFromWriting) {
  take_over(*first_);
  commit(*first_, turn({{"a", "1"}, {"b", "1"}}, {output("cases", 0, "first")}));
  const auto second = bench_.open("second");
  take_over(*second);
  EXPECT_EQ(rows(*second), "a=1 b=1 ");
  const auto late = first_->commit(turn({{"a", "late"}}, {output("cases", 0, "late")}));
  ASSERT_TRUE(late) << late.error().message;
  EXPECT_EQ(*late, Commit::kLost);
  EXPECT_EQ(rows(*first_), "a=1 b=1 ");
  commit(*second, turn({{"a", "2"}, {"b", std::nullopt}}, {output("cases", 0, "second")}));
  EXPECT_EQ(cases(*second), "first second ");
  take_over(*first_);  // and back: the store here is behind, and comes up
  EXPECT_EQ(rows(*first_), "a=2 ");
  EXPECT_EQ(*second->commit(turn({{"a", "late"}})), Commit::kLost);
}

TEST_F(Owners, WhoHasNotTakenOverCommitsNothing) {
  EXPECT_EQ(*first_->commit(turn({{"a", "1"}})), Commit::kLost);
  EXPECT_EQ(first_->poll(0, {}, 10, at(0)).error().kind, Error::Kind::kUnavailable);
}

TEST_F(Owners, ALostStoreIsFilledAgain) {
  take_over(*first_);
  std::vector<RowChange> many;
  for (int i = 0; i < 3000; ++i)
    many.push_back({"row " + std::to_string(i), std::string(200, 'x')});
  commit(*first_, turn(many));
  commit(*first_, turn({{"row 7", std::nullopt}, {"row 8", ""}, {std::string("\0z", 2), "zero"}}));
  const std::string before = rows(*first_);
  first_.reset();
  const auto anew = bench_.open("anew");
  take_over(*anew);
  EXPECT_EQ(rows(*anew), before);
}

TEST(Restore, SaysHowFarItIs) {
  EXPECT_EQ(progress_line(3, {100, 350, 1100, 45'600'000, Milliseconds{4000}}),
            "partition 3 is being restored: 250 of 1000 records, 45 MB, about 12 s left");
  EXPECT_EQ(progress_line(0, {0, 0, 10, 0, Milliseconds{5000}}),
            "partition 0 is being restored: 0 of 10 records, 0 MB");
}

// As after a crash between the commit in Kafka and the batch in the store.
TEST_F(Owners, AStoreThatIsBehindComesUp) {
  take_over(*first_);
  commit(*first_, turn({{"a", "1"}, {"b", "1"}}));
  auto& store = static_cast<KafkaJournal&>(*first_).store();
  const std::filesystem::path copy = bench_.path("copy");
  ASSERT_TRUE(store.backup(copy));
  commit(*first_, turn({{"a", "2"}, {"b", std::nullopt}}));
  first_.reset();
  const auto behind = bench_.open("copy");
  EXPECT_EQ(rows(*behind), "a=1 b=1 ");
  take_over(*behind);
  EXPECT_EQ(rows(*behind), "a=2 ");
  commit(*behind, turn({{"a", "3"}}));
  EXPECT_EQ(rows(*behind), "a=3 ");
}

// What was deleted since is told of no more: the rows that are there count for nothing.
TEST_F(Owners, AStoreThatIsTooOldIsReadAnew) {
  take_over(*first_);
  commit(*first_, turn({{"a", "1"}, {"b", "1"}}));
  auto& store = static_cast<KafkaJournal&>(*first_).store();
  Changes ghost;
  ghost.put(store.partition(0), "deleted long ago", "1");
  ASSERT_TRUE(store.write(ghost));
  for (const char* copy : {"young", "old"}) ASSERT_TRUE(store.backup(bench_.path(copy)));
  commit(*first_, turn({{"a", "2"}}));
  first_.reset();
  const auto young = bench_.open("young");
  take_over(*young);
  EXPECT_EQ(rows(*young), "a=2 b=1 deleted long ago=1 ");
  bench_.cluster().tombstones_kept = Milliseconds{0};
  const auto old = bench_.open("old");
  take_over(*old);
  EXPECT_EQ(rows(*old), "a=2 b=1 ");
}

TEST_F(Owners, ATopicBeginsWithWhatRetentionHasLeft) {
  take_over(*first_);
  for (const char* value : {"1", "2", "3"}) {
    commit(*first_, turn({{"a", value}}, {output("cases", 0, value)}));
  }
  EXPECT_EQ(*first_->start("cases", 0), 0U);
  const Offset third = first_->read("cases", 0, 0, 10)->at(2).offset;
  delete_records_before(bench_.cluster(), "cases", third);
  EXPECT_EQ(*first_->start("cases", 0), third);
  EXPECT_EQ(cases(*first_), "3 ");
  EXPECT_EQ(*first_->start("tasks.current", 0), 0U);
}

TEST_F(Owners, AStoreOfOtherTopicsIsRefused) {
  take_over(*first_);
  first_.reset();
  KafkaBench elsewhere;
  elsewhere.make(2, 100).reset();
  std::filesystem::rename(bench_.path("store"), elsewhere.path("moved"));
  const auto moved = elsewhere.open("moved");
  const auto refused = moved->take_over(0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::kInvalid);
  EXPECT_EQ(refused.error().message.find("expected a store that fits " +
                                         elsewhere.cluster().topic("changelog") + " at "),
            0U)
      << refused.error().message;
}

// A topic that is not there, a record that is too large: nothing of the turn is anywhere.
TEST_F(Owners, ATurnThatKafkaRefusesLeavesNothing) {
  take_over(*first_);
  commit(*first_, turn({{"a", "1"}}, {output("cases", 0, "good")}));
  const auto unknown = first_->commit(
      turn({{"a", "2"}}, {output("cases", 0, "bad"), output("tasks.nobody", 0, "bad")}));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, Error::Kind::kUnavailable);
  EXPECT_NE(unknown.error().message.find("tasks.nobody"), std::string::npos)
      << unknown.error().message;
  take_over(*first_);
  const auto large =
      first_->commit(turn({{"a", "2"}}, {output("cases", 0, std::string(5 * 1024 * 1024, 'x'))}));
  ASSERT_FALSE(large);
  take_over(*first_);
  EXPECT_EQ(rows(*first_), "a=1 ");
  commit(*first_, turn({{"a", "3"}}, {output("cases", 0, "good again")}));
  EXPECT_EQ(cases(*first_), "good good again ");
}

TEST_F(Owners, RecordsOfOthersComeToTheirCustomersPartition) {
  take_over(*first_);
  const auto other = Handle::make(RD_KAFKA_PRODUCER, for_submitting(bench_.cluster()), {});
  ASSERT_TRUE(other);
  const std::string topic = bench_.cluster().topic("requests");
  std::string expected;
  for (const std::string key : {"c-1", "c-2", "客户", "account:4711", "c-5", "c-6"}) {
    const ErrorPtr failed = hand_over(
        (*other)->get(),
        {topic, static_cast<PartitionNumber>(RD_KAFKA_PARTITION_UA), key, key, Instant{}}, 0);
    EXPECT_FALSE(failed);
    if (partition_of(key, 2) == 0) expected += key + " ";
  }
  rd_kafka_flush((*other)->get(), 100);
  std::string came;
  for (int i = 0; i < 500 && came.size() < expected.size(); ++i) {
    const auto batch = first_->poll(0, {}, 10, at(0));
    ASSERT_TRUE(batch) << batch.error().message;
    came.clear();
    for (const InputRecord& input : batch->inputs) came += input.value + " ";
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(came, expected);
}

TEST_F(Owners, EventsInBinaryModeAreReadAsWholeOnes) {
  take_over(*first_);
  const auto other = Handle::make(RD_KAFKA_PRODUCER, for_submitting(bench_.cluster()), {});
  ASSERT_TRUE(other);
  const std::string topic = bench_.cluster().topic("requests");
  const auto produce = [&](std::string_view content_type, std::string_view value) {
    const Headers headers = {{"ce_specversion", "1.0"},
                             {"ce_id", "4\"711"},
                             {"ce_traceparent", "00-ab-cd-01"},
                             {"content-type", content_type},
                             {"of-no-matter", "x"}};
    EXPECT_FALSE(hand_over((*other)->get(), {topic, 0, {}, value, Instant{}}, 0, headers));
  };
  produce("application/json; charset=utf-8", R"({"no":1})");
  produce("text/plain", "kaput \n");
  rd_kafka_flush((*other)->get(), 100);
  std::vector<InputRecord> came;
  for (int i = 0; i < 500 && came.size() < 2; ++i) {
    came = first_->poll(0, {}, 10, at(0))->inputs;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ASSERT_EQ(came.size(), 2U);
  EXPECT_EQ(came[0].value,
            R"({"specversion":"1.0","id":"4\"711","traceparent":"00-ab-cd-01",)"
            R"("datacontenttype":"application/json; charset=utf-8","data":{"no":1}})");
  EXPECT_EQ(came[1].value, R"({"specversion":"1.0","id":"4\"711","traceparent":"00-ab-cd-01",)"
                           R"("datacontenttype":"text/plain","data":"kaput \n"})");
}

// What somebody has not committed, or has taken back, was never said.
TEST_F(Owners, WhatOthersTookBackIsNotRead) {
  take_over(*first_);
  const auto other =
      Handle::make(RD_KAFKA_PRODUCER, for_turns(bench_.cluster(), "somebody else"), {});
  ASSERT_TRUE(other);
  rd_kafka_t* client = (*other)->get();
  const std::string topic = bench_.cluster().topic("requests");
  ASSERT_FALSE(ErrorPtr(rd_kafka_init_transactions(client, 10'000)));
  for (const char* value : {"taken back", "said"}) {
    ASSERT_FALSE(ErrorPtr(rd_kafka_begin_transaction(client)));
    EXPECT_FALSE(hand_over(client, {topic, 0, "c-1", value, Instant{}}, 0));
    const QueuePtr reports(rd_kafka_queue_get_main(client));
    EXPECT_TRUE(EventPtr(rd_kafka_queue_poll(reports.get(), 10'000)));
    if (std::string_view(value) == "said") {
      ASSERT_FALSE(ErrorPtr(rd_kafka_commit_transaction(client, 10'000)));
    } else {
      ASSERT_FALSE(ErrorPtr(rd_kafka_abort_transaction(client, 10'000)));
    }
  }
  std::string came;
  for (int i = 0; i < 500 && came.empty(); ++i) {
    const auto batch = first_->poll(0, {}, 10, at(0));
    ASSERT_TRUE(batch) << batch.error().message;
    came = show(batch->inputs);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(came, "requests@2:said");
}

// Whom they would wake is gone already, or goes: one after the other, for as long as it takes.
TEST(ClosedJournal, WhatComesMeanwhileWakesNobody) {
  constexpr PartitionNumber kMany = 16;
  KafkaBench bench;
  auto journal = bench.make(kMany, 100);
  for (PartitionNumber i = 0; i < kMany; ++i) {
    ASSERT_TRUE(journal->take_over(i));
    for (int j = 0; j < 500 && !journal->poll(i, {}, 100, at(0))->at_end; ++j) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  const auto client = Handle::make(RD_KAFKA_PRODUCER, for_submitting(bench.cluster()), {});
  ASSERT_TRUE(client);
  const std::string topic = bench.cluster().topic("requests");
  std::thread sender([&] {
    for (PartitionNumber i = 0; i < kMany; ++i) {
      EXPECT_FALSE(hand_over((*client)->get(), {topic, i, "c", "late", Instant{}}, 0));
      std::this_thread::sleep_for(std::chrono::milliseconds(4));
    }
  });
  journal.reset();
  sender.join();
}

}  // namespace
}  // namespace liaison::kafka
