// Members: which partitions are this node's, by the group that all nodes of an installation are in.
// Kafka shares the partitions of the internal topic out; those of every other topic go with them.
//
//   auto members = Members::join(cluster, "liaison", "node-1", 4, changed);
//   members->share(3) == Share::kOurs
//
// While they are shared out anew nothing is taken away: what comes back goes on as if nothing had
// been. Writing is not guarded here but by the epoch of the partition's producer.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "connectors/kafka/handle.h"
#include "connectors/kafka/options.h"
#include "engine/model/ids.h"
#include "engine/model/result.h"

namespace liaison::kafka {

enum class Share : std::uint8_t { kNotOurs, kOurs, kBeingShared };

class Members {
 public:
  // `changed` is called, by another thread, whenever the shares have changed.
  static Result<std::unique_ptr<Members>> join(const Cluster&, const std::string& group,
                                               const std::string& node, PartitionNumber partitions,
                                               std::function<void()> changed);
  ~Members();

  Share share(PartitionNumber) const;
  // Until the partitions have been shared out once, or this time is over.
  bool wait_for_share(Milliseconds at_most) const;

 private:
  Members(PartitionNumber partitions, std::function<void()> changed);
  void take_part();
  void rebalanced(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*);
  void assigned(const rd_kafka_topic_partition_list_t&);
  void revoked(bool lost);

  const std::function<void()> changed_;
  std::function<void(const std::string&)> log_;
  mutable std::mutex mutex_;
  mutable std::condition_variable shared_out_;
  std::vector<Share> shares_;
  bool is_shared_out_ = false;
  std::atomic<bool> stopping_ = false;
  std::unique_ptr<Handle> handle_;
  std::thread polls_;
};

}  // namespace liaison::kafka
