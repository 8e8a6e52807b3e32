#include "connectors/kafka/members.h"

#include <algorithm>

#include "connectors/kafka/fault.h"
#include "connectors/kafka/properties.h"
#include "engine/runtime/journal.h"

namespace liaison::kafka {

Members::Members(PartitionNumber partitions, std::function<void()> changed)
    : changed_(std::move(changed)), shares_(partitions, Share::kNotOurs) {}

Result<std::unique_ptr<Members>> Members::join(const Cluster& cluster, const std::string& group,
                                               const std::string& node, PartitionNumber partitions,
                                               std::function<void()> changed) {
  std::unique_ptr<Members> members(new Members(partitions, std::move(changed)));
  members->log_ = cluster.log;
  auto handle = Handle::make(RD_KAFKA_CONSUMER, for_members(cluster, group, node), cluster.log,
                             [at = members.get()](rd_kafka_t* client, rd_kafka_resp_err_t what,
                                                  rd_kafka_topic_partition_list_t* places) {
                               at->rebalanced(client, what, places);
                             });
  if (!handle) return handle.error();
  members->handle_ = std::move(*handle);
  const PlacesPtr topics = make_places();
  rd_kafka_topic_partition_list_add(topics.get(), cluster.topic(kInternalTopic).c_str(),
                                    RD_KAFKA_PARTITION_UA);
  const auto error = rd_kafka_subscribe(members->handle_->get(), topics.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error{Error::Kind::kIo,
                 "expected to join the group " + group + ", but: " + text_of(error)};
  }
  members->polls_ = std::thread([at = members.get()] { at->take_part(); });
  return members;
}

// Without a farewell: a static member that comes back within its session finds its partitions, and
// librdkafka sends none for such a one anyway.
Members::~Members() {
  stopping_ = true;
  if (polls_.joinable()) polls_.join();
}

// Records never come: all partitions are paused.
void Members::take_part() {
  while (!stopping_) {
    const MessagePtr message(rd_kafka_consumer_poll(handle_->get(), 100));
    if (!message || message->err == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const Fault fault = fault_of(Call::kConsume, Said{message->err, false, false, false});
    if (fault == Fault::kLost || fault == Fault::kFatal) revoked(true);
    if (log_ && message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      log_(std::string("kafka: group: ") + rd_kafka_message_errstr(message.get()));
    }
  }
}

void Members::rebalanced(rd_kafka_t* client, rd_kafka_resp_err_t what,
                         rd_kafka_topic_partition_list_t* places) {
  if (what != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    const bool lost = rd_kafka_assignment_lost(client) != 0;
    rd_kafka_assign(client, nullptr);
    revoked(lost);
    return;
  }
  for (int i = 0; i < places->cnt; ++i) places->elems[i].offset = RD_KAFKA_OFFSET_END;
  rd_kafka_assign(client, places);
  rd_kafka_pause_partitions(client, places);
  assigned(*places);
}

void Members::assigned(const rd_kafka_topic_partition_list_t& places) {
  {
    std::lock_guard lock(mutex_);
    std::fill(shares_.begin(), shares_.end(), Share::kNotOurs);
    for (int i = 0; i < places.cnt; ++i) {
      const auto partition = static_cast<std::size_t>(places.elems[i].partition);
      if (partition < shares_.size()) shares_[partition] = Share::kOurs;
    }
    is_shared_out_ = true;
  }
  shared_out_.notify_all();
  changed_();
}

// Lost: others have them by now. Else nobody has, until they are shared out.
void Members::revoked(bool lost) {
  {
    std::lock_guard lock(mutex_);
    for (Share& share : shares_) {
      if (share != Share::kNotOurs) share = lost ? Share::kNotOurs : Share::kBeingShared;
    }
  }
  changed_();
}

Share Members::share(PartitionNumber partition) const {
  std::lock_guard lock(mutex_);
  return shares_[partition];
}

bool Members::wait_for_share(Milliseconds at_most) const {
  std::unique_lock lock(mutex_);
  return shared_out_.wait_for(lock, at_most, [this] { return is_shared_out_; });
}

}  // namespace liaison::kafka
