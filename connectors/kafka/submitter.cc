#include "connectors/kafka/submitter.h"

#include "connectors/kafka/fault.h"
#include "connectors/kafka/properties.h"

namespace liaison::kafka {

Result<std::unique_ptr<Submitter>> Submitter::open(const Cluster& cluster, const std::string& mark,
                                                   Stood stood) {
  auto handle = Handle::make(RD_KAFKA_PRODUCER, for_submitting(cluster), cluster.log);
  if (!handle) return handle.error();
  return std::unique_ptr<Submitter>(new Submitter(std::move(*handle), mark, std::move(stood)));
}

Submitter::Submitter(std::unique_ptr<Handle> handle, std::string mark, Stood stood)
    : handle_(std::move(handle)),
      mark_(std::move(mark)),
      stood_(std::move(stood)),
      reports_([this] { take_reports(); }) {}

Submitter::~Submitter() {
  stopping_ = true;
  reports_.join();
}

Result<void> Submitter::submit(std::string_view topic, PartitionNumber partition,
                               std::string_view value, std::uint64_t ticket) {
  const std::string mark = mark_ + "." + std::to_string(ticket);
  const ErrorPtr error = hand_over(handle_->get(), {topic, partition, {}, value, Instant{}}, ticket,
                                   {{kTicketHeader, mark}});
  const Fault fault = fault_of(Call::kProduce, error.get());
  if (fault == Fault::kNone) return {};
  return Error{
      fault == Fault::kRefused ? Error::Kind::kInvalid : Error::Kind::kUnavailable,
      std::string("expected Kafka to take a record, but: ") + rd_kafka_error_string(error.get())};
}

void Submitter::take_reports() {
  const QueuePtr queue(rd_kafka_queue_get_main(handle_->get()));
  while (!stopping_) {
    const EventPtr event(rd_kafka_queue_poll(queue.get(), 50));
    if (!event || rd_kafka_event_type(event.get()) != RD_KAFKA_EVENT_DR) continue;
    while (const auto* message = rd_kafka_event_message_next(event.get())) {
      const bool stands = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
      stood_(number_of(*message),
             stands ? std::optional(static_cast<Offset>(message->offset)) : std::nullopt);
    }
  }
}

}  // namespace liaison::kafka
