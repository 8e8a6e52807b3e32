// `topics create|check`: the topics in Kafka.
#include <unistd.h>

#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/files.h"
#include "connectors/cli/serve.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"

namespace liaison::cli {
namespace {

struct TopicsCommand {
  std::string bootstrap, workflows, config, output;
  std::vector<std::string> set;
};

struct Wanted {
  kafka::Cluster cluster;
  std::vector<kafka::Topic> topics;
};

Result<Settings> settings_of(const TopicsCommand& command) {
  SettingSources sources{command.config, environ, {}};
  if (!command.bootstrap.empty()) sources.flags.emplace_back("kafka.bootstrap", command.bootstrap);
  if (!command.workflows.empty()) sources.flags.emplace_back("workflows", command.workflows);
  for (const std::string& one : command.set) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos) {
      return invalid(say("expected --set NAME=VALUE, but '{0}'", {one}));
    }
    sources.flags.emplace_back(one.substr(0, equals), one.substr(equals + 1));
  }
  return load_settings(sources);
}

// Without workflow files only the managers' topic is one of a department.
Result<Wanted> wanted_by(const TopicsCommand& command) {
  if (!command.output.empty() && command.output != "json" && command.output != "text") {
    return invalid(say("expected --output json or text, but '{0}'", {command.output}));
  }
  const Result<Settings> settings = settings_of(command);
  if (!settings) return settings.error();
  const kafka::TopicOptions options = topic_options(*settings);
  if ((options.partitions & (options.partitions - 1)) != 0) {
    return invalid(say("expected `partitions` to be a power of two, but {0}",
                       {std::to_string(options.partitions)}));
  }
  auto cluster = cluster_of(*settings);
  if (!cluster) return cluster.error();
  if (cluster->bootstrap.empty()) {
    return invalid(
        say("expected --kafka HOST:PORT or the setting kafka.bootstrap, but there is neither"));
  }
  std::vector<std::shared_ptr<const Definition>> definitions;
  if (const std::string& folder = settings->text("workflows"); !folder.empty()) {
    Loaded files = load_paths({folder});
    if (!files.ok()) {
      print_faults(files, std::cerr);
      return invalid(say("nothing of {0} was loaded", {folder}));
    }
    definitions = std::move(files.definitions);
  }
  auto topics = kafka::wanted_topics(*cluster, department_topics(definitions), options);
  return Wanted{std::move(*cluster), std::move(topics)};
}

Json as_json(const std::vector<std::string>& texts) {
  Json array = Json::array();
  for (const std::string& text : texts) array.push_back(text);
  return array;
}

int create(const TopicsCommand& command) {
  const auto wanted = wanted_by(command);
  if (!wanted) return report(wanted.error());
  const auto made = kafka::create_topics(wanted->cluster, wanted->topics);
  if (!made) return report(made.error());
  const std::size_t others = wanted->topics.size() - made->size();
  if (command.output == "json") {
    print_json({{"made", as_json(*made)}, {"there", others}});
    return kDone;
  }
  for (const std::string& name : *made) std::cout << say("made {0}", {name}) << '\n';
  if (others > 0) {
    std::cout << how_many(others, "{0} topic was there already", "{0} topics were there already")
              << '\n';
  }
  return kDone;
}

int check_all(const TopicsCommand& command) {
  const auto wanted = wanted_by(command);
  if (!wanted) return report(wanted.error());
  const auto faults = kafka::check_topics(wanted->cluster, wanted->topics);
  if (!faults) return report(faults.error());
  if (command.output == "json") {
    print_json({{"topics", wanted->topics.size()}, {"faults", as_json(*faults)}});
  } else if (faults->empty()) {
    std::cout << how_many(wanted->topics.size(), "{0} topic, set as it must be",
                          "{0} topics, set as they must be")
              << '\n';
  } else {
    for (const std::string& fault : *faults) std::cout << fault << '\n';
  }
  return faults->empty() ? kDone : kFaults;
}

void add_options(Command& command, const std::shared_ptr<TopicsCommand>& into) {
  command
      .option("--kafka", into->bootstrap, "HOST:PORT", say("where Kafka is, HOST:PORT,HOST:PORT"))
      .option("--workflows", into->workflows, "DIR",
              say("workflow files: their departments have topics"))
      .option("--config", into->config, "FILE", say("settings as YAML; see deploy/liaison.yaml"))
      .option("--set", into->set, "NAME=VALUE",
              say("one setting, e.g. kafka.replicas=3; repeatable"))
      .option("--output", into->output, "FORMAT", say("json or text"));
}

}  // namespace

void add_topics(CommandLine& line) {
  Command& topics = line.command("topics", say("topics in Kafka"));
  auto made = std::make_shared<TopicsCommand>();
  Command& creates = topics.sub("create", say("makes the topics that are missing"));
  creates.example("liaison topics create --kafka 127.0.0.1:9092 --workflows workflows")
      .example("liaison topics create --config liaison.yaml --set kafka.replicas=3")
      .run([made] { return create(*made); });
  add_options(creates, made);
  auto checked = std::make_shared<TopicsCommand>();
  Command& checks =
      topics.sub("check", say("whether all topics are there and set as they must be"));
  checks.example("liaison topics check --kafka 127.0.0.1:9092 --workflows workflows")
      .run([checked] { return check_all(*checked); });
  add_options(checks, checked);
}

}  // namespace liaison::cli
