#include "connectors/kafka/properties.h"

#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

namespace liaison::kafka {

namespace {

struct Refused {
  std::string_view property;
  std::string_view reason;
};

constexpr std::string_view kIdempotent =
    "without it a record may be written twice, or two of them in the wrong order";
constexpr std::string_view kPosition =
    "where to read on stands in the partition's own row, committed with what was read";
constexpr Refused kRefused[] = {
    {"bootstrap.servers", "it has a setting of its own: kafka.bootstrap"},
    {"metadata.broker.list", "it has a setting of its own: kafka.bootstrap"},
    {"transactional.id",
     "it names the partition: it is how an owner that was taken for dead is "
     "kept from writing"},
    {"transaction.timeout.ms", "it has a setting of its own: kafka.transactionTimeout"},
    {"enable.idempotence", kIdempotent},
    {"enable.gapless.guarantee", kIdempotent},
    {"acks", "a record that not all replicas have may be lost after it was answered"},
    {"request.required.acks",
     "a record that not all replicas have may be lost after it was "
     "answered"},
    {"retries", kIdempotent},
    {"message.send.max.retries", kIdempotent},
    {"max.in.flight", kIdempotent},
    {"max.in.flight.requests.per.connection", kIdempotent},
    {"partitioner", "a customer's records must go to the partition that Java clients choose, too"},
    {"isolation.level", "what was not committed did not happen"},
    {"enable.auto.commit", kPosition},
    {"auto.commit.enable", kPosition},
    {"enable.auto.offset.store", kPosition},
    {"offset.store.method", kPosition},
    {"auto.offset.reset",
     "to go on elsewhere than where the partition stopped loses inputs, or "
     "repeats them"},
    {"enable.partition.eof", "the end of a partition is what tells that all inputs are read"},
    {"partition.assignment.strategy",
     "only range gives one node the same partitions of all "
     "topics"},
    {"group.id", "it has a setting of its own: kafka.group"},
    {"group.instance.id", "it has a setting of its own: kafka.node"},
    {"allow.auto.create.topics",
     "a topic made by chance has the wrong partitions: `liaison topics "
     "create` makes them"},
    {"message.max.bytes", "it follows limits.record"},
    {"enabled_events", "delivery reports are taken as events here"},
    {"delivery.report.only.error", "every record's offset is needed"},
};

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

Properties base(const Cluster& cluster, const char* role) {
  Properties properties = cluster.properties;
  properties["bootstrap.servers"] = cluster.bootstrap;
  properties.try_emplace("client.id", std::string("liaison-") + role);
  return properties;
}

// A record of the limit, with its key, headers and what the protocol adds.
std::string with_room(std::size_t record_bytes) {
  constexpr std::size_t kAround = 64 * 1024;
  return std::to_string(record_bytes + kAround);
}

Properties producer(const Cluster& cluster, const char* role) {
  Properties properties = base(cluster, role);
  properties["enable.idempotence"] = "true";
  properties["partitioner"] = "murmur2_random";
  properties["message.max.bytes"] = with_room(cluster.record_bytes);
  properties.try_emplace("linger.ms", "0");         // a turn is a batch already
  properties.try_emplace("retry.backoff.ms", "2");  // else a turn waits 100 ms for the one before
  properties.try_emplace("queue.buffering.max.messages", "1000000");
  return properties;
}

// `wait`: how long the broker may keep a question for more, ms. It answers nothing else meanwhile,
// and tells an end only then.
Properties consumer(const Cluster& cluster, const char* role, const char* wait) {
  Properties properties = base(cluster, role);
  properties["group.id"] = cluster.prefix + role;  // librdkafka wants one; nothing is stored in it
  properties["enable.auto.commit"] = "false";
  properties["enable.auto.offset.store"] = "false";
  properties["auto.offset.reset"] = "error";
  properties["isolation.level"] = "read_committed";
  properties["enable.partition.eof"] = "true";
  properties.try_emplace("queued.min.messages", "1000000");  // a full queue is fetched after 1 s
  properties.try_emplace("queued.max.messages.kbytes", "16384");
  properties.try_emplace("fetch.error.backoff.ms", "50");
  properties.try_emplace("fetch.wait.max.ms", wait);
  return properties;
}

}  // namespace

std::optional<std::string> refusal_of(std::string_view property) {
  for (const Refused& refused : kRefused) {
    if (refused.property == property) return std::string(refused.reason);
  }
  if (property.ends_with("_cb")) return "it is a function, not a text";
  return std::nullopt;
}

Result<Properties> parse_properties(std::string_view text, const std::string& file) {
  Properties properties;
  std::string faults;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line = trimmed(line);
    if (line.empty() || line[0] == '#') continue;
    const auto equals = line.find('=');
    const std::string name = trimmed(line.substr(0, equals));
    std::string fault;
    if (equals == std::string::npos || name.empty()) {
      fault = "expected NAME=VALUE, but '" + line.substr(0, 60) + "'";
    } else if (const auto reason = refusal_of(name)) {
      fault = "expected no '" + name + "' here, but it is set: " + *reason;
    } else if (!properties.emplace(name, trimmed(line.substr(equals + 1))).second) {
      fault = "expected '" + name + "' once, but it is set again";
    }
    if (fault.empty()) continue;
    if (!faults.empty()) faults += '\n';
    faults += file + ":" + std::to_string(number) + ": " + fault;
  }
  if (!faults.empty()) return invalid(faults);
  return properties;
}

Result<Properties> read_properties(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in && !in.eof()) {
    return Error{Error::Kind::kNotFound,
                 "expected to read " + file.string() + ", but it cannot be opened"};
  }
  return parse_properties(text, file.string());
}

Properties for_turns(const Cluster& cluster, const std::string& transactional_id) {
  Properties properties = producer(cluster, "turns");
  properties["transactional.id"] = transactional_id;
  properties["transaction.timeout.ms"] = std::to_string(cluster.transaction_timeout.count());
  return properties;
}

Properties for_submitting(const Cluster& cluster) { return producer(cluster, "submits"); }

Properties for_inputs(const Cluster& cluster) { return consumer(cluster, "inputs", "100"); }

Properties for_readings(const Cluster& cluster) { return consumer(cluster, "readings", "5"); }

Properties for_watermarks(const Cluster& cluster) {
  Properties properties = consumer(cluster, "watermarks", "5");
  properties["isolation.level"] = "read_uncommitted";
  return properties;
}

Properties for_members(const Cluster& cluster, const std::string& group,
                       const std::string& instance) {
  Properties properties = consumer(cluster, "members", "500");
  properties["group.id"] = group;
  properties["group.instance.id"] = instance;
  properties["partition.assignment.strategy"] = "range";
  properties.try_emplace("session.timeout.ms", "6000");
  properties.try_emplace("heartbeat.interval.ms", "1500");
  return properties;
}

Properties for_administration(const Cluster& cluster) { return base(cluster, "topics"); }

}  // namespace liaison::kafka
