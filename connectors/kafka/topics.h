// Topics: which ones there must be and how they are set, and what is wrong with those there are.
//
//   const auto wanted = wanted_topics({"operations", "managers"}, options);
//   for (const std::string& fault : *check_topics(cluster, wanted)) …
//
// Everything of a case goes to one partition of every topic, so all have equally many, for good.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/kafka/options.h"
#include "engine/model/ids.h"
#include "engine/model/result.h"

namespace liaison::kafka {

inline constexpr std::string_view kChangelogTopic = "changelog";
inline constexpr std::string_view kHistoryTopic = "history";

struct TopicOptions {
  PartitionNumber partitions = 4;  // a power of two
  int replicas = 0;                // of each record; 0: as many as there are brokers, at most 3
  int min_insync = 0;  // that must have it before it counts; 0: replicas - 1, at least 1
  Milliseconds retention{30LL * 24 * 60 * 60 * 1000};  // of what is not compacted
};

struct Topic {
  std::string name;  // with prefix
  PartitionNumber partitions = 0;
  int replicas = 0;                           // 0: not known
  std::map<std::string, std::string> config;  // all that is set, or all that must be
};

// Whether a topic of ours keeps only the last record of each key.
bool is_compacted(std::string_view name_without_prefix);
// `departments`: what stands behind "tasks." of each.
std::vector<Topic> wanted_topics(const Cluster&, const std::vector<std::string>& departments,
                                 const TopicOptions&);
// How what is there differs from what must be: "expected X, but Y: how to repair it".
std::vector<std::string> faults_of(const Topic& there, const Topic& wanted);

// Makes the ones that are missing; their names. What is there already is left as it is.
Result<std::vector<std::string>> create_topics(const Cluster&, std::vector<Topic> wanted);
// Of all that must be there; empty: nothing is wrong.
Result<std::vector<std::string>> check_topics(const Cluster&, std::vector<Topic> wanted);
// Only in tests and on somebody's word.
Result<void> delete_topics(const Cluster&, const std::vector<std::string>& names);

}  // namespace liaison::kafka
