// A journal over the real broker for a test: topics and store of its own.
#pragma once

#include "connectors/kafka/kafka_journal.h"
#include "connectors/kafka/topics.h"
#include "tests/contract/folder.h"
#include "tests/contract/journal_contract.h"
#include "tests/kafka/broker.h"

namespace liaison::kafka {

class KafkaBench final : public Bench {
 public:
  std::unique_ptr<Journal> make(PartitionNumber partitions, std::size_t queue_limit) override;
  std::unique_ptr<Journal> reopen(std::unique_ptr<Journal> journal) override;
  // Another engine on the same topics, with a store of its own.
  std::unique_ptr<KafkaJournal> open(const std::string& store);
  // The same as a member of a group.
  std::unique_ptr<KafkaJournal> join(const std::string& node);
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  Cluster& cluster() { return options_.cluster; }

 private:
  Folder folder_;
  PartitionNumber partitions_ = 0;
  KafkaJournalOptions options_;
};

}  // namespace liaison::kafka
