// Where the brokers are, and how the topics there are named.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "engine/model/instant.h"

namespace liaison::kafka {

using Properties = std::map<std::string, std::string>;  // librdkafka's, see properties.h

struct Cluster {
  std::string bootstrap;            // HOST:PORT,HOST:PORT
  std::string prefix = "liaison.";  // of topics and transactional ids; tells installations apart
  Properties properties;            // TLS, SASL, and whatever else an installation needs
  std::size_t record_bytes = 1024 * 1024;    // one record; max.message.bytes of the topics
  Milliseconds transaction_timeout{10'000};  // a turn; as long a dead owner may block readers
  Milliseconds patience{15'000};             // for an answer of the brokers
  // How long the changelog says of a row that it is gone; delete.retention.ms of the topic.
  Milliseconds tombstones_kept{7LL * 24 * 60 * 60 * 1000};
  std::function<void(const std::string&)> log;  // one line each, any thread; none: silent

  std::string topic(std::string_view name) const { return prefix + std::string(name); }
};

}  // namespace liaison::kafka
