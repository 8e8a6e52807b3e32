#include "connectors/kafka/reader.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "connectors/kafka/fault.h"
#include "connectors/kafka/properties.h"

namespace liaison::kafka {

namespace {

Error io(const std::string& expected, const std::string& why) {
  return {Error::Kind::kIo, "expected " + expected + ", but: " + why};
}

std::string named(const std::string& topic, PartitionNumber partition) {
  return "partition " + std::to_string(partition) + " of " + topic;
}

Error out_of_reach(const rd_kafka_message_t& message) {
  const std::string topic = message.rkt == nullptr
                                ? "a topic"
                                : named(rd_kafka_topic_name(message.rkt),
                                        static_cast<PartitionNumber>(message.partition));
  if (message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
      message.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE) {
    return {
        Error::Kind::kCorrupt,
        "expected records of " + topic + " from offset " + std::to_string(message.offset) +
            " on, but they are not there any more: its retention is shorter than nobody read it"};
  }
  return io("to read " + topic, rd_kafka_message_errstr(&message));
}

}  // namespace

Instant Got::arrival() const {
  return Instant{Milliseconds{rd_kafka_message_timestamp(message.get(), nullptr)}};
}

std::string Got::key() const { return {static_cast<const char*>(message->key), message->key_len}; }

std::string_view Got::value() const {
  return {static_cast<const char*>(message->payload), message->len};
}

std::string_view Got::header(const char* name) const {
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  if (rd_kafka_message_headers(message.get(), &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
      rd_kafka_header_get_last(headers, name, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return {};
  }
  return {static_cast<const char*>(value), size};
}

Result<std::unique_ptr<Reader>> Reader::open(const Cluster& cluster, Of of) {
  Properties properties = of == Of::kComing     ? for_inputs(cluster)
                          : of == Of::kStanding ? for_readings(cluster)
                                                : for_watermarks(cluster);
  auto handle = Handle::make(RD_KAFKA_CONSUMER, properties, cluster.log);
  if (!handle) return handle.error();
  return std::unique_ptr<Reader>(new Reader(cluster, std::move(*handle)));
}

Reader::Reader(const Cluster& cluster, std::unique_ptr<Handle> handle)
    : cluster_(cluster),
      handle_(std::move(handle)),
      queue_(rd_kafka_queue_get_consumer(handle_->get())) {}

Reader::~Reader() { rd_kafka_queue_cb_event_enable(queue_.get(), nullptr, nullptr); }

void Reader::when_something_comes(std::function<void()> call) {
  call_ = std::move(call);
  rd_kafka_queue_cb_event_enable(queue_.get(), came, this);
}

void Reader::came(rd_kafka_t*, void* self) { static_cast<Reader*>(self)->call_(); }

Result<void> Reader::start(const std::vector<Place>& places) {
  const PlacesPtr list = make_places();
  for (const Place& place : places) {
    add_place(list, place.topic, place.partition, static_cast<std::int64_t>(place.offset));
  }
  const auto error = rd_kafka_assign(handle_->get(), list.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return io("to begin to read", text_of(error));
  return {};
}

Got Reader::next(Milliseconds at_most) {
  Got got;
  MessagePtr message(rd_kafka_consumer_poll(handle_->get(), static_cast<int>(at_most.count())));
  if (!message) return got;
  if (message->rkt != nullptr) got.topic = rd_kafka_topic_name(message->rkt);
  got.offset = message->offset < 0 ? 0 : static_cast<Offset>(message->offset);
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    got.kind = Got::Kind::kRecord;
    got.message = std::move(message);
  } else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    got.kind = Got::Kind::kEnd;
  } else if (fault_of(Call::kConsume, Said{message->err, false, false, false}) != Fault::kRetry) {
    got.kind = Got::Kind::kFault;
    got.error = out_of_reach(*message);
  } else if (cluster_.log) {
    cluster_.log(std::string("kafka: reading goes on: ") + rd_kafka_message_errstr(message.get()));
  }
  return got;
}

// Until there is nobody's patience left: a topic that was just made has no leader for a moment.
Result<Reader::Ends> Reader::ends(const std::string& topic, PartitionNumber partition) const {
  const auto until = std::chrono::steady_clock::now() + cluster_.patience;
  while (true) {
    std::int64_t low = 0, high = 0;
    const auto error =
        rd_kafka_query_watermark_offsets(handle_->get(), topic.c_str(), static_cast<int>(partition),
                                         &low, &high, static_cast<int>(cluster_.patience.count()));
    const Fault fault = fault_of(Call::kAsk, Said{error, false, false, false});
    if (fault == Fault::kNone) return Ends{static_cast<Offset>(low), static_cast<Offset>(high)};
    if (fault != Fault::kRetry || std::chrono::steady_clock::now() >= until) {
      return io("to learn where " + named(topic, partition) + " ends", text_of(error));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

std::optional<Offset> Reader::known_end(const std::string& topic, PartitionNumber partition) const {
  std::int64_t low = 0, high = 0;
  const auto error = rd_kafka_get_watermark_offsets(handle_->get(), topic.c_str(),
                                                    static_cast<int>(partition), &low, &high);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR || high < 0) return std::nullopt;
  return static_cast<Offset>(high);
}

Result<std::vector<std::string>> Reader::topics() const {
  const rd_kafka_metadata_t* got = nullptr;
  const auto error = rd_kafka_metadata(handle_->get(), 1, nullptr, &got,
                                       static_cast<int>(cluster_.patience.count()));
  const std::unique_ptr<const rd_kafka_metadata_t, Destroy<rd_kafka_metadata_destroy>> metadata(
      got);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return io("to learn which topics there are", text_of(error));
  std::vector<std::string> names;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const std::string_view name = metadata->topics[i].topic;
    if (name.starts_with(cluster_.prefix)) names.emplace_back(name.substr(cluster_.prefix.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Reader::cluster_id() const {
  char* id = rd_kafka_clusterid(handle_->get(), static_cast<int>(cluster_.patience.count()));
  std::string text = id == nullptr ? "" : id;
  rd_kafka_mem_free(handle_->get(), id);
  return text;
}

}  // namespace liaison::kafka
