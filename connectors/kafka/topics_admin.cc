// Of topics.h: what is asked of the brokers, and told to them.
#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "connectors/kafka/fault.h"
#include "connectors/kafka/handle.h"
#include "connectors/kafka/properties.h"
#include "connectors/kafka/topics.h"

namespace liaison::kafka {

namespace {

using Text = std::array<char, 512>;
using MetadataPtr = std::unique_ptr<const rd_kafka_metadata_t, Destroy<rd_kafka_metadata_destroy>>;
using OptionsPtr = std::unique_ptr<rd_kafka_AdminOptions_t, Destroy<rd_kafka_AdminOptions_destroy>>;

int patience(const Cluster& cluster) { return static_cast<int>(cluster.patience.count()); }

Error no_answer(const Cluster& cluster, const std::string& why) {
  return {Error::Kind::kIo, "expected Kafka to answer at " + cluster.bootstrap + ", but: " + why};
}

struct Described {
  int brokers = 0;
  std::map<std::string, Topic> topics;  // those with our prefix, without their configuration
};

Result<Described> describe(const Cluster& cluster, rd_kafka_t* client) {
  const rd_kafka_metadata_t* got = nullptr;
  const auto error = rd_kafka_metadata(client, 1, nullptr, &got, patience(cluster));
  const MetadataPtr metadata(got);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return no_answer(cluster, text_of(error));
  Described described{metadata->broker_cnt, {}};
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic& topic = metadata->topics[i];
    const std::string name = topic.topic;
    if (!name.starts_with(cluster.prefix)) continue;
    const int replicas = topic.partition_cnt > 0 ? topic.partitions[0].replica_cnt : 0;
    described.topics[name] = {
        name, static_cast<PartitionNumber>(topic.partition_cnt), replicas, {}};
  }
  return described;
}

// What was asked with `ask` comes back as an event on this queue.
Result<EventPtr> answer(const Cluster& cluster, rd_kafka_queue_t* queue) {
  EventPtr event(rd_kafka_queue_poll(queue, patience(cluster) + 5'000));
  if (!event) return no_answer(cluster, "nothing came");
  if (const auto error = rd_kafka_event_error(event.get())) {
    return no_answer(cluster, rd_kafka_event_error_string(event.get()));
  }
  return event;
}

OptionsPtr options_for(const Cluster& cluster, rd_kafka_t* client, rd_kafka_admin_op_t operation) {
  OptionsPtr options(rd_kafka_AdminOptions_new(client, operation));
  Text why{};
  rd_kafka_AdminOptions_set_request_timeout(options.get(), patience(cluster), why.data(),
                                            why.size());
  return options;
}

Result<void> add_config(const Cluster& cluster, rd_kafka_t* client,
                        std::map<std::string, Topic>& topics) {
  std::vector<rd_kafka_ConfigResource_t*> resources;
  for (const auto& [name, topic] : topics) {
    resources.push_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
  }
  if (resources.empty()) return {};
  const QueuePtr queue(rd_kafka_queue_new(client));
  rd_kafka_DescribeConfigs(client, resources.data(), resources.size(),
                           options_for(cluster, client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS).get(),
                           queue.get());
  rd_kafka_ConfigResource_destroy_array(resources.data(), resources.size());
  const auto event = answer(cluster, queue.get());
  if (!event) return event.error();
  std::size_t count = 0;
  const auto* result = rd_kafka_event_DescribeConfigs_result(event->get());
  const auto** described = rd_kafka_DescribeConfigs_result_resources(result, &count);
  for (std::size_t i = 0; i < count; ++i) {
    if (rd_kafka_ConfigResource_error(described[i]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return no_answer(cluster, rd_kafka_ConfigResource_error_string(described[i]));
    }
    std::size_t entries = 0;
    const auto** config = rd_kafka_ConfigResource_configs(described[i], &entries);
    for (std::size_t each = 0; each < entries; ++each) {
      const char* value = rd_kafka_ConfigEntry_value(config[each]);
      topics[rd_kafka_ConfigResource_name(described[i])]
          .config[rd_kafka_ConfigEntry_name(config[each])] = value == nullptr ? "" : value;
    }
  }
  return {};
}

// What was left open, as the brokers that are there have it.
void fill_in(std::vector<Topic>& wanted, int brokers) {
  for (Topic& topic : wanted) {
    if (topic.replicas == 0) topic.replicas = std::clamp(brokers, 1, 3);
    const auto insync = topic.config.find("min.insync.replicas");
    if (insync == topic.config.end() || insync->second != "0") continue;
    insync->second = std::to_string(std::max(1, topic.replicas - 1));
  }
}

Result<std::unique_ptr<Handle>> administrator(const Cluster& cluster) {
  return Handle::make(RD_KAFKA_PRODUCER, for_administration(cluster), cluster.log);
}

Result<rd_kafka_NewTopic_t*> new_topic(const Topic& topic) {
  Text why{};
  auto* made = rd_kafka_NewTopic_new(topic.name.c_str(), static_cast<int>(topic.partitions),
                                     topic.replicas, why.data(), why.size());
  if (made == nullptr)
    return invalid("expected a topic's name, but " + topic.name + ": " + why.data());
  for (const auto& [name, value] : topic.config) {
    rd_kafka_NewTopic_set_config(made, name.c_str(), value.c_str());
  }
  return made;
}

// Made is what the controller says; the brokers hear of it a little later.
Result<void> wait_for(const Cluster& cluster, rd_kafka_t* client,
                      const std::vector<std::string>& names) {
  const auto until = std::chrono::steady_clock::now() + cluster.patience;
  while (true) {
    const auto there = describe(cluster, client);
    if (!there) return there.error();
    const bool all = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
      return there->topics.count(name) > 0 && there->topics.at(name).partitions > 0;
    });
    if (all) return {};
    if (std::chrono::steady_clock::now() >= until) {
      return no_answer(cluster, "topics that were made are not there yet");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace

Result<std::vector<std::string>> create_topics(const Cluster& cluster, std::vector<Topic> wanted) {
  const auto client = administrator(cluster);
  if (!client) return client.error();
  const auto there = describe(cluster, (*client)->get());
  if (!there) return there.error();
  fill_in(wanted, there->brokers);
  std::vector<rd_kafka_NewTopic_t*> missing;
  std::vector<std::string> names;
  for (const Topic& topic : wanted) {
    if (there->topics.count(topic.name) > 0) continue;
    const auto made = new_topic(topic);
    if (!made) return made.error();
    missing.push_back(*made);
    names.push_back(topic.name);
  }
  if (missing.empty()) return names;
  const auto options = options_for(cluster, (*client)->get(), RD_KAFKA_ADMIN_OP_CREATETOPICS);
  Text why{};
  rd_kafka_AdminOptions_set_operation_timeout(options.get(), patience(cluster), why.data(),
                                              why.size());
  const QueuePtr queue(rd_kafka_queue_new((*client)->get()));
  rd_kafka_CreateTopics((*client)->get(), missing.data(), missing.size(), options.get(),
                        queue.get());
  rd_kafka_NewTopic_destroy_array(missing.data(), missing.size());
  const auto event = answer(cluster, queue.get());
  if (!event) return event.error();
  std::size_t count = 0;
  const auto** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &count);
  std::string faults;
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_topic_result_error(results[i]);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      continue;
    }
    const char* said = rd_kafka_topic_result_error_string(results[i]);
    faults += (faults.empty() ? "" : "\n") + std::string("expected to make topic ") +
              rd_kafka_topic_result_name(results[i]) +
              ", but: " + (said == nullptr ? text_of(code) : said);
  }
  if (!faults.empty()) return Error{Error::Kind::kIo, faults};
  if (auto there_now = wait_for(cluster, (*client)->get(), names); !there_now) {
    return there_now.error();
  }
  return names;
}

Result<std::vector<std::string>> check_topics(const Cluster& cluster, std::vector<Topic> wanted) {
  const auto client = administrator(cluster);
  if (!client) return client.error();
  auto there = describe(cluster, (*client)->get());
  if (!there) return there.error();
  fill_in(wanted, there->brokers);
  std::map<std::string, Topic> ours;
  for (const Topic& topic : wanted) {
    if (const auto found = there->topics.find(topic.name); found != there->topics.end()) {
      ours.insert(*found);
    }
  }
  if (auto added = add_config(cluster, (*client)->get(), ours); !added) return added.error();
  std::vector<std::string> faults;
  for (const Topic& topic : wanted) {
    const auto found = ours.find(topic.name);
    if (found == ours.end()) {
      faults.push_back("expected topic " + topic.name +
                       ", but it is not there: liaison topics create");
      continue;
    }
    for (std::string& fault : faults_of(found->second, topic)) faults.push_back(std::move(fault));
  }
  return faults;
}

Result<void> delete_topics(const Cluster& cluster, const std::vector<std::string>& names) {
  const auto client = administrator(cluster);
  if (!client) return client.error();
  std::vector<rd_kafka_DeleteTopic_t*> topics;
  for (const std::string& name : names) topics.push_back(rd_kafka_DeleteTopic_new(name.c_str()));
  if (topics.empty()) return {};
  const QueuePtr queue(rd_kafka_queue_new((*client)->get()));
  rd_kafka_DeleteTopics(
      (*client)->get(), topics.data(), topics.size(),
      options_for(cluster, (*client)->get(), RD_KAFKA_ADMIN_OP_DELETETOPICS).get(), queue.get());
  rd_kafka_DeleteTopic_destroy_array(topics.data(), topics.size());
  const auto event = answer(cluster, queue.get());
  if (!event) return event.error();
  return {};
}

}  // namespace liaison::kafka
