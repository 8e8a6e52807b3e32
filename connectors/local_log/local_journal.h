// LocalJournal: topics and rows in one store on this machine; the journal of a small installation.
//
//   auto journal = LocalJournal::open("/var/lib/liaison", 4);
//   (*journal)->submit(2, "requests", event);              // any thread
//   …the turn loop polls, decides, commits: records, rows and inputs in one synced write…
//
// A turn is on disk whole when commit() returns kCommitted, and leaves nothing when it fails. What
// was polled but not committed (the commit failed, or took only the first inputs of the batch)
// stays in the queue with its offset, arrival and ticket: the next poll gives it again in the same
// order.
// A record in the queue that was never committed is lost with the process; nobody was answered.
//
// The partitions' turns are written together where they meet: one sync serves them all.
// A lane is read like a topic, by its name ("internal/7").
#pragma once

#include <filesystem>
#include <memory>

#include "connectors/local_log/retention.h"
#include "connectors/rocksdb/store.h"
#include "engine/runtime/journal.h"

namespace liaison {

struct LocalJournalOptions {
  StoreOptions store;
  std::size_t queue_limit = 100'000;  // records of a partition that may wait for a turn
};

class LocalJournal final : public Journal {
 public:
  // Errors: those of Store::open. `partitions` 0: the store must be there.
  static Result<std::unique_ptr<LocalJournal>> open(const std::filesystem::path& directory,
                                                    PartitionNumber partitions,
                                                    const LocalJournalOptions& options = {});
  ~LocalJournal() override;

  Store& store() const;
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
  Result<Offset> start(std::string_view topic, PartitionNumber) const override;
  Result<std::vector<std::string>> topics() const override;

  // Lets go of records that `retention` keeps no longer. On any thread, one call at a time; turns
  // and readers go on meanwhile.
  Result<Trimmed> trim(const Retention& retention);
  // What is wrong with the topics: offsets that are missing or stand there twice, keys of compacted
  // topics that lead to no record. Reads all of them.
  Result<std::vector<std::string>> check_log() const;

 private:
  struct State;
  explicit LocalJournal(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace liaison
