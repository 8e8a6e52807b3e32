// TurnProducer: writes the turns of one partition, each in a transaction. Who makes one keeps every
// earlier one of the same partition from writing any more, wherever it is, and ends what it left.
//
//   auto producer = TurnProducer::take_over(cluster, 3);
//   Written written = (*producer)->write(records);
//   if (written.fault == Fault::kNone) …it is committed…
//
// After any fault but kNone and kAbort it is of no use any more: destroy it. One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/kafka/fault.h"
#include "connectors/kafka/handle.h"
#include "connectors/kafka/options.h"
#include "connectors/kafka/outgoing.h"
#include "engine/runtime/journal.h"

namespace liaison::kafka {

struct Written {
  Fault fault = Fault::kNone;
  std::string why;              // of a fault
  std::vector<Offset> offsets;  // of each record, when it is committed
};

class TurnProducer {
 public:
  static Result<std::unique_ptr<TurnProducer>> take_over(const Cluster&, PartitionNumber);

  // Whether there is this topic. Asked before the first record for it: to send to one that is not
  // there takes a transaction's time before it fails.
  Result<bool> has_topic(const std::string& name);
  Written write(const std::vector<Outgoing>& records);

 private:
  TurnProducer(const Cluster& cluster, std::unique_ptr<Handle> handle);
  Written hand_over_one(const Outgoing&, std::size_t number);
  Written hand_over_all(const std::vector<Outgoing>&);
  // Takes delivery reports until so many are left.
  Written deliver(std::size_t left, Milliseconds at_most);
  void take_report(const rd_kafka_message_t&, Written&);
  Written with_its_reason(Written) const;
  Written end(Written so_far);

  const Cluster& cluster_;
  std::unique_ptr<Handle> handle_;
  QueuePtr reports_;
  std::size_t in_flight_ = 0;
  std::vector<Offset> offsets_;
};

}  // namespace liaison::kafka
