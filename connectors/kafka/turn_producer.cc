#include "connectors/kafka/turn_producer.h"

#include <chrono>
#include <thread>

#include "connectors/kafka/properties.h"

namespace liaison::kafka {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kAgain = 50;  // ms between repetitions of a call

Written faulty(Fault fault, std::string why) { return {fault, std::move(why), {}}; }

// The same call until it is through, or nobody has patience any more.
template <class Do>
Written insist(Call call, Milliseconds patience, Do make_call) {
  const auto until = Clock::now() + patience;
  while (true) {
    const ErrorPtr error(make_call());
    const Fault fault = fault_of(call, error.get());
    if (fault == Fault::kNone) return {};
    if (fault != Fault::kRetry || Clock::now() >= until) {
      return faulty(fault == Fault::kRetry ? Fault::kFatal : fault,
                    rd_kafka_error_string(error.get()));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(kAgain));
  }
}

// The first one counts.
void note(Written& written, Fault fault, std::string why) {
  if (written.fault == Fault::kNone) written = faulty(fault, std::move(why));
}

}  // namespace

Result<std::unique_ptr<TurnProducer>> TurnProducer::take_over(const Cluster& cluster,
                                                              PartitionNumber partition) {
  auto handle =
      Handle::make(RD_KAFKA_PRODUCER,
                   for_turns(cluster, cluster.prefix + std::to_string(partition)), cluster.log);
  if (!handle) return handle.error();
  std::unique_ptr<TurnProducer> producer(new TurnProducer(cluster, std::move(*handle)));
  const int once = static_cast<int>(cluster.patience.count());
  const Written begun = insist(Call::kInit, cluster.patience, [&] {
    return rd_kafka_init_transactions(producer->handle_->get(), once);
  });
  if (begun.fault == Fault::kNone) return producer;
  return Error{begun.fault == Fault::kRefused ? Error::Kind::kInvalid : Error::Kind::kUnavailable,
               "expected Kafka to let us write for partition " + std::to_string(partition) +
                   ", but: " + begun.why};
}

TurnProducer::TurnProducer(const Cluster& cluster, std::unique_ptr<Handle> handle)
    : cluster_(cluster),
      handle_(std::move(handle)),
      reports_(rd_kafka_queue_get_main(handle_->get())) {}

Result<bool> TurnProducer::has_topic(const std::string& name) {
  const std::unique_ptr<rd_kafka_topic_t, Destroy<rd_kafka_topic_destroy>> topic(
      rd_kafka_topic_new(handle_->get(), name.c_str(), nullptr));
  const rd_kafka_metadata_t* got = nullptr;
  const auto error = rd_kafka_metadata(handle_->get(), 0, topic.get(), &got,
                                       static_cast<int>(cluster_.patience.count()));
  const std::unique_ptr<const rd_kafka_metadata_t, Destroy<rd_kafka_metadata_destroy>> metadata(
      got);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error{Error::Kind::kUnavailable,
                 "expected Kafka to tell of topic " + name + ", but: " + text_of(error)};
  }
  return metadata->topic_cnt == 1 && metadata->topics[0].partition_cnt > 0;
}

Written TurnProducer::write(const std::vector<Outgoing>& records) {
  Written begun = insist(Call::kBegin, cluster_.transaction_timeout,
                         [&] { return rd_kafka_begin_transaction(handle_->get()); });
  if (begun.fault != Fault::kNone) return begun;
  Written written = hand_over_all(records);
  const Written delivered = deliver(0, cluster_.transaction_timeout);
  if (delivered.fault != Fault::kNone) note(written, delivered.fault, delivered.why);
  written = with_its_reason(std::move(written));
  if (written.fault == Fault::kNone) {
    // Not for ever: after that somebody else may have ended the transaction, or will.
    const int most = static_cast<int>((cluster_.transaction_timeout + cluster_.patience).count());
    const ErrorPtr error(rd_kafka_commit_transaction(handle_->get(), most));
    if (error) {
      written = faulty(fault_of(Call::kCommit, error.get()), rd_kafka_error_string(error.get()));
    }
  }
  return end(std::move(written));
}

Written TurnProducer::hand_over_all(const std::vector<Outgoing>& records) {
  offsets_.assign(records.size(), 0);
  for (std::size_t i = 0; i < records.size(); ++i) {
    Written handed = hand_over_one(records[i], i);
    if (handed.fault != Fault::kNone) return handed;
  }
  return {};
}

Written TurnProducer::hand_over_one(const Outgoing& record, std::size_t number) {
  while (true) {
    const ErrorPtr error = hand_over(handle_->get(), record, number);
    const Fault fault = fault_of(Call::kProduce, error.get());
    if (fault == Fault::kNone) break;
    if (fault != Fault::kRetry) {
      return faulty(fault, std::string(record.topic) + ": " + rd_kafka_error_string(error.get()));
    }
    Written delivered = deliver(in_flight_ / 2, cluster_.transaction_timeout);
    if (delivered.fault != Fault::kNone) return delivered;
  }
  ++in_flight_;
  return {};
}

Written TurnProducer::deliver(std::size_t left, Milliseconds at_most) {
  Written written;
  const auto until = Clock::now() + at_most;
  while (in_flight_ > left) {
    const EventPtr event(rd_kafka_queue_poll(reports_.get(), 100));
    if (event && rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_DR) {
      while (const auto* message = rd_kafka_event_message_next(event.get())) {
        take_report(*message, written);
      }
    }
    if (Clock::now() >= until) {
      note(written, Fault::kAbort, "not all records were taken in time");
      break;
    }
  }
  return written;
}

void TurnProducer::take_report(const rd_kafka_message_t& message, Written& written) {
  --in_flight_;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    note(written, fault_of(Call::kDeliver, Said{message.err, false, false, false}),
         std::string(message.rkt == nullptr ? "" : rd_kafka_topic_name(message.rkt)) + ": " +
             text_of(message.err));
    return;
  }
  offsets_[number_of(message)] = static_cast<Offset>(message.offset);
}

// A record may only have gone down with its transaction. What became of that is said to whoever
// wants to begin another one now, which cannot be: nothing begins.
Written TurnProducer::with_its_reason(Written written) const {
  if (written.fault != Fault::kAbort) return written;
  const ErrorPtr error(rd_kafka_begin_transaction(handle_->get()));
  if (!error || rd_kafka_error_code(error.get()) == RD_KAFKA_RESP_ERR__STATE) return written;
  return faulty(fault_of(Call::kProduce, error.get()),
                written.why + "; " + rd_kafka_error_string(error.get()));
}

// Committed, or aborted as far as that is possible: what comes next begins anew.
Written TurnProducer::end(Written written) {
  switch (written.fault) {
    case Fault::kNone: written.offsets = std::move(offsets_); return written;
    case Fault::kAbort:
    case Fault::kRefused: break;
    default: return written;  // this producer is given up
  }
  rd_kafka_purge(handle_->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  deliver(0, cluster_.transaction_timeout);
  const int once = static_cast<int>(cluster_.patience.count());
  const Written aborted = insist(Call::kAbort, cluster_.transaction_timeout,
                                 [&] { return rd_kafka_abort_transaction(handle_->get(), once); });
  if (aborted.fault != Fault::kNone) return faulty(aborted.fault, written.why + "; " + aborted.why);
  if (in_flight_ > 0)
    return faulty(Fault::kFatal, written.why + "; records are still on their way");
  return written;
}

}  // namespace liaison::kafka
