// OpenStore: a data folder that no server holds, opened to be looked at; and what a play leaves.
//
//   auto store = OpenStore::open(".liaison");
//   show_case(store->node().view(), id, store->node().now());
//
// A *played* store was filled by `liaison play`: its time is virtual. It is marked before the first
// line is played, in a row of its own (node family, key 03), so that `serve` never mixes its
// instants with those of the wall clock. Its `now` is its last instant.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "connectors/local_log/local_journal.h"
#include "engine/runtime/node.h"

namespace liaison::cli {

class OpenStore {
 public:
  static Result<std::unique_ptr<OpenStore>> open(const std::string& directory);
  Node& node() { return *node_; }
  LocalJournal& journal() { return *journal_; }
  const Archive& archive() const { return *archive_; }

 private:
  std::unique_ptr<LocalJournal> journal_;
  std::unique_ptr<Archive> archive_;
  std::unique_ptr<Node> node_;
};

// Whether its topics are in Kafka; only who reads those may write the rows.
Result<bool> follows_kafka(const LocalJournal&);
// Error kInvalid: it does.
Result<void> check_embedded(const LocalJournal&, const std::string& data);
Result<bool> is_played(LocalJournal&);
Result<void> mark_played(LocalJournal&);
// Arrival of the last record of any topic; nullopt when there is none.
Result<std::optional<Instant>> last_instant(const Journal&);
// Whether any input stands in the store.
Result<bool> has_inputs(const Journal&);
Instant wall_clock();

}  // namespace liaison::cli
