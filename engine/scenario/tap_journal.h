// TapJournal: another journal, and the public records in the very order in which they were
// committed. A topic has an order of its own; only the turn knows how records of different topics
// follow.
//
//   MemoryJournal store(1);
//   TapJournal journal(store);
//   …turns…
//   for (const OutputRecord& record : journal.take()) …
#pragma once

#include <vector>

#include "engine/runtime/journal.h"

namespace liaison {

class TapJournal final : public Journal {
 public:
  explicit TapJournal(Journal& inner) : inner_(inner) {}

  // What was committed since the last call, without the compacted and the internal topics.
  std::vector<OutputRecord> take() { return std::exchange(heard_, {}); }

  PartitionNumber partitions() const override { return inner_.partitions(); }
  const Rows& rows(PartitionNumber partition) const override { return inner_.rows(partition); }
  Result<Batch> poll(PartitionNumber partition, const Positions& positions, std::size_t max,
                     Instant now) override {
    return inner_.poll(partition, positions, max, now);
  }
  Result<Commit> commit(Turn turn) override;
  Result<std::uint64_t> submit(PartitionNumber partition, std::string_view topic,
                               std::string value) override {
    return inner_.submit(partition, topic, std::move(value));
  }
  void withdraw(PartitionNumber partition) override { inner_.withdraw(partition); }
  void wait(const std::vector<PartitionNumber>& partitions, Milliseconds at_most) override {
    inner_.wait(partitions, at_most);
  }
  void stop_waiting() override { inner_.stop_waiting(); }
  Result<std::vector<StoredRecord>> read(std::string_view topic, PartitionNumber partition,
                                         Offset from, std::size_t max) const override {
    return inner_.read(topic, partition, from, max);
  }
  Result<Offset> end(std::string_view topic, PartitionNumber partition) const override {
    return inner_.end(topic, partition);
  }
  Result<Offset> start(std::string_view topic, PartitionNumber partition) const override {
    return inner_.start(topic, partition);
  }
  Result<std::vector<std::string>> topics() const override { return inner_.topics(); }

 private:
  Journal& inner_;
  std::vector<OutputRecord> heard_;
};

}  // namespace liaison
