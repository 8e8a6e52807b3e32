// Handle: a client of librdkafka that is destroyed with its object; and the other things of its C
// API that must be given back.
//
//   auto handle = Handle::make(RD_KAFKA_PRODUCER, for_turns(cluster, "liaison.3"), cluster.log);
//   ErrorPtr error(rd_kafka_begin_transaction((*handle)->get()));
#pragma once

#include <librdkafka/rdkafka.h>

#include <functional>
#include <memory>
#include <string>

#include "connectors/kafka/options.h"
#include "engine/model/ids.h"
#include "engine/model/result.h"

namespace liaison::kafka {

template <auto destroy>
struct Destroy {
  template <class T>
  void operator()(T* thing) const {
    destroy(thing);
  }
};

using ErrorPtr = std::unique_ptr<rd_kafka_error_t, Destroy<rd_kafka_error_destroy>>;
using EventPtr = std::unique_ptr<rd_kafka_event_t, Destroy<rd_kafka_event_destroy>>;
using MessagePtr = std::unique_ptr<rd_kafka_message_t, Destroy<rd_kafka_message_destroy>>;
using QueuePtr = std::unique_ptr<rd_kafka_queue_t, Destroy<rd_kafka_queue_destroy>>;
using PlacesPtr = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                  Destroy<rd_kafka_topic_partition_list_destroy>>;

inline PlacesPtr make_places() { return PlacesPtr(rd_kafka_topic_partition_list_new(4)); }
inline void add_place(const PlacesPtr& places, const std::string& topic, PartitionNumber partition,
                      std::int64_t offset) {
  rd_kafka_topic_partition_list_add(places.get(), topic.c_str(), static_cast<int>(partition))
      ->offset = offset;
}

using Log = std::function<void(const std::string&)>;
// Called in rd_kafka_consumer_poll() when partitions come or go.
using Rebalanced =
    std::function<void(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*)>;

class Handle {
 public:
  // Error kInvalid: a property or value that librdkafka does not know. Producers give their
  // delivery reports as events of their main queue.
  static Result<std::unique_ptr<Handle>> make(rd_kafka_type_t type, const Properties& properties,
                                              Log log, Rebalanced rebalanced = {});
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  rd_kafka_t* get() const { return client_; }

 private:
  Handle(Log log, Rebalanced rebalanced)
      : log_(std::move(log)), rebalanced_(std::move(rebalanced)) {}
  static void on_log(const rd_kafka_t*, int level, const char* facility, const char* text);
  static void on_rebalance(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*,
                           void* self);

  Log log_;
  Rebalanced rebalanced_;
  rd_kafka_t* client_ = nullptr;
};

}  // namespace liaison::kafka
