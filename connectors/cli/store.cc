#include "connectors/cli/store.h"

#include <algorithm>

#include "connectors/cli/words.h"
#include "connectors/kafka/position.h"
#include "connectors/rocksdb/sst_archive.h"
#include "connectors/rocksdb/store.h"

namespace liaison::cli {
namespace {

constexpr std::string_view kPlayedKey = "\x03";

}  // namespace

Result<std::unique_ptr<OpenStore>> OpenStore::open(const std::string& directory) {
  auto journal = LocalJournal::open(directory, 0);
  if (!journal) {
    if (journal.error().kind != Error::Kind::kUnavailable) return journal.error();
    return Error{Error::Kind::kUnavailable,
                 journal.error().message + ": ask it with --server instead of --data"};
  }
  auto store = std::make_unique<OpenStore>();
  store->journal_ = std::move(*journal);
  const Result<bool> played = is_played(*store->journal_);
  if (!played) return played.error();
  NodeOptions options;
  store->archive_ = std::make_unique<SstArchive>(directory);
  options.archive = store->archive_.get();
  if (*played) {
    const auto last = last_instant(*store->journal_);
    if (!last) return last.error();
    options.clock = [now = last->value_or(wall_clock())] { return now; };
  }
  store->node_ = std::make_unique<Node>(*store->journal_, std::move(options));
  return store;
}

Result<bool> follows_kafka(const LocalJournal& journal) {
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    const auto followed = kafka::read_position(journal.store(), i);
    if (!followed) return followed.error();
    if (*followed) return true;
  }
  return false;
}

Result<void> check_embedded(const LocalJournal& journal, const std::string& data) {
  const auto followed = follows_kafka(journal);
  if (!followed) return followed.error();
  if (!*followed) return {};
  return invalid(
      say("expected a store of the embedded journal, but {0} follows topics in Kafka: use "
          "--kafka, or another --data",
          {data}));
}

Result<bool> is_played(LocalJournal& journal) {
  const auto row = journal.store().node().get(kPlayedKey);
  if (!row) return row.error();
  return row->has_value();
}

Result<void> mark_played(LocalJournal& journal) {
  Changes changes;
  changes.put(journal.store().node(), kPlayedKey, "played");
  return journal.store().write(changes);
}

Result<std::optional<Instant>> last_instant(const Journal& journal) {
  const auto topics = journal.topics();
  if (!topics) return topics.error();
  std::optional<Instant> last;
  for (const std::string& topic : *topics) {
    for (PartitionNumber p = 0; p < journal.partitions(); ++p) {
      const auto end = journal.end(topic, p);
      if (!end) return end.error();
      if (*end == 0) continue;
      const auto records = journal.read(topic, p, *end - 1, 1);
      if (!records) return records.error();
      if (!records->empty()) last = std::max(last.value_or(kBeginning), records->front().arrival);
    }
  }
  return last;
}

Result<bool> has_inputs(const Journal& journal) {
  for (const std::string_view topic : {kRequestsTopic, kRepliesTopic}) {
    for (PartitionNumber p = 0; p < journal.partitions(); ++p) {
      const auto end = journal.end(topic, p);
      if (!end) return end.error();
      if (*end > 0) return true;
    }
  }
  return false;
}

Instant wall_clock() { return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()); }

}  // namespace liaison::cli
