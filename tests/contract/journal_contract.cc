#include "tests/contract/journal_contract.h"

#include <chrono>
#include <map>
#include <thread>

namespace liaison {

std::uint64_t JournalContract::submit(PartitionNumber partition, std::string_view topic,
                                      std::string value) {
  auto ticket = journal_->submit(partition, topic, std::move(value));
  EXPECT_TRUE(ticket) << ticket.error().message;
  return *ticket;
}

Batch JournalContract::poll(PartitionNumber partition, std::size_t max, Instant now) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (true) {
    auto batch = journal_->poll(partition, positions_[partition], max, now);
    EXPECT_TRUE(batch) << batch.error().message;
    if (!log_apart() || !batch || batch->at_end || batch->inputs.size() >= max) return *batch;
    EXPECT_LT(std::chrono::steady_clock::now(), until) << "the end is never known";
    if (std::chrono::steady_clock::now() >= until) return *batch;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void JournalContract::take_over() {
  for (PartitionNumber each = 0; each < journal_->partitions(); ++each) {
    const auto ours = journal_->take_over(each);
    ASSERT_TRUE(ours) << ours.error().message;
  }
}

Turn JournalContract::turn_of(PartitionNumber partition, std::vector<InputRecord> inputs) const {
  Turn turn;
  turn.partition = partition;
  // A log apart throws away what is older than it keeps records.
  turn.time =
      log_apart() ? std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()) : at(1000);
  if (!inputs.empty()) turn.time = inputs.back().arrival;
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

std::string JournalContract::kept(PartitionNumber partition) const {
  std::vector<StoredRecord> records = read("tasks.current", partition);
  if (!log_apart()) return show(records);
  std::map<std::string, Offset> last;
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].offset = i;
    last[records[i].key] = i;
  }
  std::erase_if(records, [&](const auto& record) { return last[record.key] != record.offset; });
  return show(records);
}

std::vector<std::string> JournalContract::topics() const {
  auto names = journal_->topics();
  EXPECT_TRUE(names) << names.error().message;
  std::erase_if(*names, [&](const std::string& name) {
    Offset records = 0;
    for (PartitionNumber each = 0; each < journal_->partitions(); ++each) {
      records += *journal_->end(name, each);
    }
    return records == 0;
  });
  return *names;
}

std::string JournalContract::lane(PartitionNumber source) const {
  return log_apart() ? std::string(kInternalTopic) : internal_lane(source);
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

}  // namespace liaison
