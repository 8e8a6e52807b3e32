// What `serve` makes out of its settings, apart from running it; for tests too.
#pragma once

#include "connectors/cli/settings.h"
#include "connectors/cli/upkeep.h"
#include "connectors/http/options.h"
#include "connectors/kafka/kafka_journal.h"
#include "connectors/kafka/topics.h"
#include "connectors/local_log/local_journal.h"
#include "engine/runtime/node.h"

namespace liaison::cli {

NodeOptions node_options(const Settings&);
LocalJournalOptions journal_options(const Settings&);
UpkeepOptions upkeep_options(const Settings&);
// Where Kafka is; nowhere while `kafka.bootstrap` is empty. Reads the file of its properties.
Result<kafka::Cluster> cluster_of(const Settings&);
Result<kafka::KafkaJournalOptions> kafka_options(const Settings&);
kafka::TopicOptions topic_options(const Settings&);
// The topics of these departments, without "tasks.", sorted.
std::vector<std::string> department_topics(const std::vector<std::shared_ptr<const Definition>>&);
// Reads the token file too. "127.0.0.1:8080", "[::1]:0" or ":8080" as `listen`.
Result<http::HttpOptions> http_options(const Settings&);

}  // namespace liaison::cli
