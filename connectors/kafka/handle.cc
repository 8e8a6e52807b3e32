#include "connectors/kafka/handle.h"

#include <array>

namespace liaison::kafka {

namespace {

using ConfPtr = std::unique_ptr<rd_kafka_conf_t, Destroy<rd_kafka_conf_destroy>>;
using Text = std::array<char, 512>;

// A producer's property in a consumer, or the other way round, is no fault of an installation that
// has one file for both: librdkafka only warns of it. What it does not know at all is one.
Result<void> set_all(rd_kafka_conf_t* conf, const Properties& properties) {
  for (const auto& [name, value] : properties) {
    Text why{};
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size()) !=
        RD_KAFKA_CONF_OK) {
      return invalid("expected a property of librdkafka and a fitting value, but " + name + ": " +
                     why.data());
    }
  }
  return {};
}

}  // namespace

void Handle::on_log(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  constexpr int kWarning = 4;  // as in syslog; notices come with every lost connection
  if (std::string_view(facility) == "CONFWARN") return;  // one file is for all kinds of clients
  const auto* self = static_cast<const Handle*>(rd_kafka_opaque(client));
  if (self != nullptr && self->log_ && level <= kWarning) {
    self->log_(std::string("kafka: ") + rd_kafka_name(client) + ": " + facility + ": " + text);
  }
}

void Handle::on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t what,
                          rd_kafka_topic_partition_list_t* places, void* self) {
  static_cast<Handle*>(self)->rebalanced_(client, what, places);
}

Result<std::unique_ptr<Handle>> Handle::make(rd_kafka_type_t type, const Properties& properties,
                                             Log log, Rebalanced rebalanced) {
  std::unique_ptr<Handle> handle(new Handle(std::move(log), std::move(rebalanced)));
  ConfPtr conf(rd_kafka_conf_new());
  if (auto set = set_all(conf.get(), properties); !set) return set.error();
  rd_kafka_conf_set_opaque(conf.get(), handle.get());
  rd_kafka_conf_set_log_cb(conf.get(), on_log);
  if (type == RD_KAFKA_PRODUCER) rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_DR);
  if (handle->rebalanced_) rd_kafka_conf_set_rebalance_cb(conf.get(), on_rebalance);
  Text why{};
  handle->client_ = rd_kafka_new(type, conf.get(), why.data(), why.size());
  if (handle->client_ == nullptr) {
    return invalid(std::string("expected properties that make a Kafka client, but: ") + why.data());
  }
  static_cast<void>(conf.release());  // it belongs to the client now
  if (type == RD_KAFKA_CONSUMER) rd_kafka_poll_set_consumer(handle->client_);
  return handle;
}

Handle::~Handle() {
  if (client_ == nullptr) return;
  // Without waiting for what is in flight: whoever wants that has waited.
  rd_kafka_purge(client_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_destroy_flags(client_, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

}  // namespace liaison::kafka
