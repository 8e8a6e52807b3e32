#include "tests/contract/journal_contract.h"

#include "connectors/local_log/local_journal.h"
#include "engine/runtime/memory_journal.h"
#include "tests/contract/folder.h"

namespace liaison {

std::uint64_t JournalContract::submit(PartitionNumber partition, std::string_view topic,
                                      std::string value) {
  auto ticket = journal_->submit(partition, topic, std::move(value));
  EXPECT_TRUE(ticket) << ticket.error().message;
  return *ticket;
}

Batch JournalContract::poll(PartitionNumber partition, std::size_t max, Instant now) {
  auto batch = journal_->poll(partition, positions_[partition], max, now);
  EXPECT_TRUE(batch) << batch.error().message;
  return std::move(*batch);
}

Turn JournalContract::turn_of(PartitionNumber partition, std::vector<InputRecord> inputs) const {
  Turn turn;
  turn.partition = partition;
  turn.time = inputs.empty() ? at(1000) : inputs.back().arrival;
  turn.inputs = std::move(inputs);
  return turn;
}

void JournalContract::commit(Turn turn) {
  Positions& positions = positions_[turn.partition];
  for (const InputRecord& input : turn.inputs) positions[input.lane] = input.offset + 1;
  const auto committed = journal_->commit(std::move(turn));
  ASSERT_TRUE(committed) << committed.error().message;
  ASSERT_EQ(*committed, Commit::kCommitted);
}

void JournalContract::take_in(PartitionNumber partition, std::string_view topic, std::string value,
                              Instant now) {
  submit(partition, topic, std::move(value));
  commit(turn_of(partition, poll(partition, 100, now).inputs));
}

std::vector<StoredRecord> JournalContract::read(std::string_view topic, PartitionNumber partition,
                                                Offset from, std::size_t max) const {
  auto records = journal_->read(topic, partition, from, max);
  EXPECT_TRUE(records) << records.error().message;
  return std::move(*records);
}

std::string JournalContract::row(PartitionNumber partition, std::string_view key) const {
  const auto value = journal_->rows(partition).get(key);
  EXPECT_TRUE(value) << value.error().message;
  return value->value_or("-");
}

OutputRecord output(std::string topic, PartitionNumber partition, std::string value) {
  OutputRecord record;
  record.topic = std::move(topic);
  record.partition = partition;
  record.key = "c-1";
  record.value = std::move(value);
  return record;
}

OutputRecord compacted(PartitionNumber partition, std::string key, std::string value) {
  OutputRecord record = output("tasks.current", partition, std::move(value));
  record.key = std::move(key);
  record.compacted = true;
  return record;
}

std::string show(const std::vector<InputRecord>& inputs) {
  std::string text;
  for (const InputRecord& input : inputs) {
    if (!text.empty()) text += ' ';
    text += input.lane + '@' + std::to_string(input.offset) + ':' + input.value;
  }
  return text;
}

std::string show(const std::vector<StoredRecord>& records) {
  std::string text;
  for (const StoredRecord& record : records) {
    if (!text.empty()) text += ' ';
    text += std::to_string(record.offset) + ':' + record.key;
    text += record.tombstone ? "!" : "=" + record.value;
  }
  return text;
}

namespace {

class MemoryBench final : public Bench {
 public:
  std::unique_ptr<Journal> make(PartitionNumber partitions, std::size_t queue_limit) override {
    return std::make_unique<MemoryJournal>(partitions, queue_limit);
  }
  std::unique_ptr<Journal> reopen(std::unique_ptr<Journal> journal) override { return journal; }
};

class LocalBench final : public Bench {
 public:
  std::unique_ptr<Journal> make(PartitionNumber partitions, std::size_t queue_limit) override {
    options_.queue_limit = queue_limit;
    auto journal = LocalJournal::open(folder_ / "store", partitions, options_);
    EXPECT_TRUE(journal) << journal.error().message;
    return std::move(*journal);
  }
  std::unique_ptr<Journal> reopen(std::unique_ptr<Journal> journal) override {
    journal.reset();
    return make(0, options_.queue_limit);
  }

 private:
  Folder folder_;
  LocalJournalOptions options_;
};

INSTANTIATE_TEST_SUITE_P(
    Every, JournalContract,
    testing::Values(Adapter{"Memory", [] { return std::make_unique<MemoryBench>(); }},
                    Adapter{"Local", [] { return std::make_unique<LocalBench>(); }}),
    [](const auto& adapter) { return adapter.param.name; });

// What only the one in memory can do.
TEST(MemoryJournal, InputsCanBePutInPlaceAsAfterAnOutage) {
  MemoryJournal journal(1);
  journal.append(0, "requests", at(10), "a");
  journal.append(0, "replies", at(5), "b");
  const auto batch = journal.poll(0, {}, 10, at(99));
  EXPECT_EQ(show(batch->inputs), "replies@0:b requests@0:a");
  EXPECT_EQ(batch->inputs[0].arrival, at(5));
}

TEST(MemoryJournal, AllRowsCanBeCompared) {
  MemoryJournal journal(2);
  Turn turn;
  turn.rows = {{"b", "2"}, {"a", "1"}};
  ASSERT_TRUE(journal.commit(std::move(turn)));
  EXPECT_EQ(journal.all_rows(0), (std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}}));
  EXPECT_TRUE(journal.all_rows(1).empty());
}

}  // namespace
}  // namespace liaison
