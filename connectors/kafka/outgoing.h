// Outgoing: one record on its way to Kafka.
#pragma once

#include <librdkafka/rdkafka.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/kafka/handle.h"
#include "engine/model/ids.h"
#include "engine/model/instant.h"

namespace liaison::kafka {

struct Outgoing {
  std::string_view topic;  // with prefix; ends with a zero byte
  PartitionNumber partition = 0;
  std::string_view key;
  std::optional<std::string_view> value;  // none: a tombstone
  Instant at{};                           // where the topic keeps the sender's time
};

using Headers = std::vector<std::pair<const char*, std::string_view>>;

// Hands a copy to the library. Its delivery report has `number`, see number_of().
ErrorPtr hand_over(rd_kafka_t* client, const Outgoing&, std::size_t number,
                   const Headers& headers = {});
std::size_t number_of(const rd_kafka_message_t& report);

inline constexpr const char* kTicketHeader = "liaison-ticket";

}  // namespace liaison::kafka
