// KafkaJournal: topics in Kafka, rows in the store of this machine and in the changelog topic.
//
//   auto journal = KafkaJournal::open(directory, 4, options);
//   (*journal)->take_over(2);               // its worker's thread; fences the owner before
//   …the turn loop polls, decides, commits…
//
// A turn is one transaction of the partition's own producer: records, and rows as records of the
// changelog, the Partition row with the input offsets among them. When it is committed the rows are
// written to the store; a crash in between leaves the store behind, and the next take_over() brings
// it up. What is submitted stands in its topic at once: offset and arrival are the log's.
#pragma once

#include <filesystem>
#include <memory>

#include "connectors/kafka/options.h"
#include "connectors/rocksdb/store.h"
#include "engine/runtime/journal.h"

namespace liaison::kafka {

struct KafkaJournalOptions {
  Cluster cluster;
  StoreOptions store;
  std::size_t queue_limit = 100'000;  // records submitted to a partition and not taken in yet
  // The nodes that share the partitions; "": this one alone has all of them.
  std::string group;
  std::string node;  // of the group, stable over restarts; "": the store's id
};

class KafkaJournal final : public Journal {
 public:
  // The topics must be there (topics.h). Errors: those of Store::open; kIo: no broker answers.
  static Result<std::unique_ptr<KafkaJournal>> open(const std::filesystem::path& directory,
                                                    PartitionNumber partitions,
                                                    const KafkaJournalOptions& options);
  ~KafkaJournal() override;

  Store& store();
  PartitionNumber partitions() const override;
  const Rows& rows(PartitionNumber) const override;
  Result<void> take_over(PartitionNumber) override;
  bool is_ours(PartitionNumber) const override;
  Result<Batch> poll(PartitionNumber, const Positions&, std::size_t max, Instant now) override;
  Result<Commit> commit(Turn turn) override;
  Result<std::uint64_t> submit(PartitionNumber, std::string_view topic, std::string value) override;
  void withdraw(PartitionNumber) override;
  bool keeps_submitted() const override { return true; }
  void wait(const std::vector<PartitionNumber>&, Milliseconds at_most) override;
  void stop_waiting() override;
  Result<std::vector<StoredRecord>> read(std::string_view topic, PartitionNumber, Offset from,
                                         std::size_t max) const override;
  Result<Offset> end(std::string_view topic, PartitionNumber) const override;
  Result<Offset> start(std::string_view topic, PartitionNumber) const override;
  Result<std::vector<std::string>> topics() const override;
  bool makes_topics() const override { return false; }

 private:
  struct State;
  explicit KafkaJournal(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace liaison::kafka
