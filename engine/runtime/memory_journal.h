// MemoryJournal: the journal in plain maps, for scenarios, `liaison run` and simulation. Same
// contract as the embedded one, forgets everything with the process.
//
//   MemoryJournal journal(1);
//   journal.append(0, "replies", arrival, value);  // an input that lies unread, as after an outage
#pragma once

#include <memory>

#include "engine/runtime/journal.h"

namespace liaison {

class MemoryJournal final : public Journal {
 public:
  explicit MemoryJournal(PartitionNumber partitions, std::size_t queue_limit = 100'000);
  ~MemoryJournal() override;

  // Puts an input into its topic with this arrival, before anybody polls it.
  void append(PartitionNumber, std::string_view topic, Instant arrival, std::string value);
  // All rows of a partition, for comparing two stores byte for byte.
  std::map<std::string, std::string> all_rows(PartitionNumber) const;

  PartitionNumber partitions() const override;
  const Rows& rows(PartitionNumber) const override;
  Result<Batch> poll(PartitionNumber, const Positions&, std::size_t max, Instant now) override;
  Result<Commit> commit(Turn turn) override;
  Result<std::uint64_t> submit(PartitionNumber, std::string_view topic, std::string value) override;
  void withdraw(PartitionNumber) override;
  void wait(const std::vector<PartitionNumber>&, Milliseconds at_most) override;
  void stop_waiting() override;
  Result<std::vector<StoredRecord>> read(std::string_view topic, PartitionNumber, Offset from,
                                         std::size_t max) const override;
  Result<Offset> end(std::string_view topic, PartitionNumber) const override;
  Result<Offset> start(std::string_view, PartitionNumber) const override { return Offset{0}; }
  Result<std::vector<std::string>> topics() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace liaison
