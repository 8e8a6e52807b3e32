#include "connectors/kafka/topics.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "engine/runtime/journal.h"

namespace liaison::kafka {

namespace {

constexpr std::string_view kCompacted[] = {"tasks.current", "deadlines.current", kChangelogTopic,
                                           kHistoryTopic};
constexpr std::string_view kInputs[] = {kRequestsTopic, kRepliesTopic, kInternalTopic};
constexpr std::string_view kOutputs[] = {"messages", "deadlines", "cases", "events", "rejected"};

std::int64_t number_in(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Of these a larger value does no harm.
bool is_at_least(const std::string& setting) {
  return setting == "max.message.bytes" || setting == "min.insync.replicas" ||
         setting == "delete.retention.ms" || setting == "retention.ms";
}

bool is_enough(const std::string& setting, const std::string& there, const std::string& wanted) {
  if (setting == "retention.ms" && there == "-1") return true;  // for ever
  if (is_at_least(setting)) return number_in(there) >= number_in(wanted);
  return there == wanted;
}

std::string repair(const Topic& topic, const std::string& setting, const std::string& value) {
  return "kafka-configs.sh --bootstrap-server HOST:PORT --alter --entity-type topics "
         "--entity-name " +
         topic.name + " --add-config " + setting + "=" + value;
}

}  // namespace

bool is_compacted(std::string_view name) {
  return std::find(std::begin(kCompacted), std::end(kCompacted), name) != std::end(kCompacted);
}

std::vector<Topic> wanted_topics(const Cluster& cluster,
                                 const std::vector<std::string>& departments,
                                 const TopicOptions& options) {
  std::set<std::string> names;
  for (const auto& group : {std::vector<std::string_view>(std::begin(kInputs), std::end(kInputs)),
                            {std::begin(kOutputs), std::end(kOutputs)},
                            {std::begin(kCompacted), std::end(kCompacted)}}) {
    names.insert(group.begin(), group.end());
  }
  for (const std::string& department : departments) names.insert("tasks." + department);
  std::vector<Topic> topics;
  for (const std::string& name : names) {
    const bool input = std::find(std::begin(kInputs), std::end(kInputs), name) != std::end(kInputs);
    Topic topic{cluster.topic(name), options.partitions, options.replicas, {}};
    auto& config = topic.config;
    constexpr std::size_t kAround = 128 * 1024;  // what a record gains on its way
    config["max.message.bytes"] = std::to_string(cluster.record_bytes + kAround);
    config["message.timestamp.type"] = input ? "LogAppendTime" : "CreateTime";
    config["unclean.leader.election.enable"] = "false";
    config["min.insync.replicas"] = std::to_string(options.min_insync);
    if (is_compacted(name)) {
      config["cleanup.policy"] = "compact";
      config["delete.retention.ms"] = std::to_string(cluster.tombstones_kept.count());
    } else {
      config["cleanup.policy"] = "delete";
      config["retention.ms"] = std::to_string(options.retention.count());
    }
    topics.push_back(std::move(topic));
  }
  return topics;
}

std::vector<std::string> faults_of(const Topic& there, const Topic& wanted) {
  std::vector<std::string> faults;
  if (there.partitions != wanted.partitions) {
    faults.push_back("expected topic " + wanted.name + " with " +
                     std::to_string(wanted.partitions) + " partitions, but it has " +
                     std::to_string(there.partitions) +
                     ": the number cannot be changed under records that are there; set "
                     "`partitions` to it if all topics have it, or else begin with another "
                     "kafka.prefix");
  }
  if (there.replicas > 0 && there.replicas < wanted.replicas) {
    faults.push_back("expected topic " + wanted.name + " with " + std::to_string(wanted.replicas) +
                     " replicas, but it has " + std::to_string(there.replicas) +
                     ": kafka-reassign-partitions.sh adds some, or set kafka.replicas");
  }
  for (const auto& [setting, value] : wanted.config) {
    const auto found = there.config.find(setting);
    const std::string is = found == there.config.end() ? "not set" : found->second;
    if (is_enough(setting, is, value)) continue;
    faults.push_back("expected topic " + wanted.name + " with " + setting + "=" + value +
                     (is_at_least(setting) ? " or more" : "") + ", but it is " + is + ": " +
                     repair(wanted, setting, value));
  }
  return faults;
}

}  // namespace liaison::kafka
