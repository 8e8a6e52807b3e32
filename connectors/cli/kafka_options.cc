#include <set>

#include "connectors/cli/serve.h"
#include "connectors/kafka/properties.h"

namespace liaison::cli {

Result<kafka::Cluster> cluster_of(const Settings& s) {
  kafka::Cluster cluster;
  cluster.bootstrap = s.text("kafka.bootstrap");
  cluster.prefix = s.text("kafka.prefix");
  cluster.record_bytes = static_cast<std::size_t>(s.number("limits.record"));
  cluster.transaction_timeout = Milliseconds{s.number("kafka.transactionTimeout")};
  cluster.patience = Milliseconds{s.number("kafka.patience")};
  cluster.tombstones_kept = Milliseconds{s.number("kafka.tombstoneRetention")};
  if (const std::string& file = s.text("kafka.properties"); !file.empty()) {
    auto properties = kafka::read_properties(file);
    if (!properties) return properties.error();
    cluster.properties = std::move(*properties);
  }
  return cluster;
}

Result<kafka::KafkaJournalOptions> kafka_options(const Settings& s) {
  auto cluster = cluster_of(s);
  if (!cluster) return cluster.error();
  const LocalJournalOptions same = journal_options(s);
  kafka::KafkaJournalOptions options;
  options.cluster = std::move(*cluster);
  options.store = same.store;
  options.queue_limit = same.queue_limit;
  if (!s.text("kafka.group").empty()) {
    options.group = options.cluster.topic(s.text("kafka.group"));
  }
  options.node = s.text("kafka.node");
  return options;
}

kafka::TopicOptions topic_options(const Settings& s) {
  kafka::TopicOptions options;
  options.partitions = static_cast<PartitionNumber>(s.number("partitions"));
  options.replicas = static_cast<int>(s.number("kafka.replicas"));
  options.min_insync = static_cast<int>(s.number("kafka.minInsyncReplicas"));
  options.retention = Milliseconds{s.number("kafka.retention")};
  return options;
}

std::vector<std::string> department_topics(
    const std::vector<std::shared_ptr<const Definition>>& definitions) {
  std::set<std::string> topics = {"managers"};
  for (const auto& definition : definitions) {
    for (const auto& [name, department] : *definition->departments) {
      topics.insert(department.topic.empty() ? name.text : department.topic);
    }
  }
  return {topics.begin(), topics.end()};
}

}  // namespace liaison::cli
