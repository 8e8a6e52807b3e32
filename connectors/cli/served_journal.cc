#include "connectors/cli/served_journal.h"

#include <spdlog/spdlog.h>

#include "connectors/cli/serve.h"
#include "connectors/cli/store.h"
#include "connectors/cli/words.h"
#include "connectors/kafka/kafka_journal.h"
#include "engine/language/load.h"

namespace liaison::cli {
namespace {

Result<void> check_time(LocalJournal& journal, const std::string& data, bool want_virtual) {
  const Result<bool> played = is_played(journal);
  if (!played) return played.error();
  if (*played && !want_virtual) {
    return invalid(
        say("expected a store of real time, but {0} was played and its time is virtual: "
            "use --virtual, or another --data",
            {data}));
  }
  if (!*played && want_virtual) {
    return invalid(
        say("expected a played store for --virtual, but {0} is not one: fill it with "
            "`liaison play`",
            {data}));
  }
  return {};
}

// The default is that of a new store; one that is there keeps the partitions it has.
Result<std::unique_ptr<LocalJournal>> open_store(const Settings& s) {
  const std::string& data = s.text("data");
  if (!s.is_said("partitions")) {
    auto there = LocalJournal::open(data, 0, journal_options(s));
    if (there || there.error().kind != Error::Kind::kNotFound) return there;
  }
  const auto partitions = static_cast<PartitionNumber>(s.number("partitions"));
  return LocalJournal::open(data, partitions, journal_options(s));
}

Result<ServedJournal> open_local(const Settings& s, bool want_virtual) {
  const std::string& data = s.text("data");
  auto journal = open_store(s);
  if (!journal) return journal.error();
  if (auto ours = check_embedded(**journal, data); !ours) return ours.error();
  if (auto good = check_time(**journal, data, want_virtual); !good) return good.error();
  LocalJournal* local = journal->get();
  return ServedJournal{std::move(*journal), &local->store(), local, want_virtual};
}

// Faults of the files are told when they are put in force.
std::vector<std::string> departments_of(const std::string& folder) {
  if (folder.empty()) return {};
  return department_topics(load_paths({folder}).definitions);
}

Result<void> check_topics(const kafka::Cluster& cluster, const Settings& s) {
  const auto wanted =
      kafka::wanted_topics(cluster, departments_of(s.text("workflows")), topic_options(s));
  const auto faults = kafka::check_topics(cluster, wanted);
  if (!faults) return faults.error();
  if (faults->empty()) return {};
  std::string all;
  for (const std::string& fault : *faults) all += fault + "\n";
  return invalid(all + say("the topics are not as they must be, so nothing is served"));
}

Result<ServedJournal> open_kafka(const Settings& s, bool want_virtual) {
  if (want_virtual) {
    return invalid(say("expected no --virtual with Kafka, whose records have the wall's time"));
  }
  auto options = kafka_options(s);
  if (!options) return options.error();
  options->cluster.log = [](const std::string& line) { spdlog::warn("{}", line); };
  if (auto good = check_topics(options->cluster, s); !good) return good.error();
  const auto partitions = static_cast<PartitionNumber>(s.number("partitions"));
  auto journal = kafka::KafkaJournal::open(s.text("data"), partitions, *options);
  if (!journal) return journal.error();
  Store* store = &(*journal)->store();
  return ServedJournal{std::move(*journal), store, nullptr, false};
}

}  // namespace

Result<ServedJournal> open_journal(const Settings& settings, bool want_virtual) {
  const bool kafka = !settings.text("kafka.bootstrap").empty();
  return kafka ? open_kafka(settings, want_virtual) : open_local(settings, want_virtual);
}

}  // namespace liaison::cli
