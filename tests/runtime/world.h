// World: a whole engine on one thread, at the times a test chooses, over a journal in memory.
//
//   World world;
//   Outcome opened = world.send(request("r-1", "c-1", {{"no", "7"}}), at(0));
//   world.send(complete(opened.case_id, "first", "a-1"), at(10));
//   world.lines("cases") == "case.opened case.closed"
//
// After every turn each case's history is folded again and all indexes are derived again.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/runtime/partition.h"
#include "tests/runtime/faulty_journal.h"

namespace liaison {

inline Instant at(int minutes) {  // after Monday 2026-09-14 09:00 UTC
  return Instant{std::chrono::sys_days{std::chrono::year{2026} / 9 / 14}} + std::chrono::hours{9} +
         std::chrono::minutes{minutes};
}

Json event(const std::string& type, const std::string& id, const std::string& subject, Json data);
Json request(const std::string& id, const std::string& customer, Json data = Json::object());
Json reply(const std::string& verb, const CaseId&, const std::string& step, const std::string& id,
           Json data = Json::object());
Json complete(const CaseId&, const std::string& step, const std::string& id);

// Two steps, of an hour and of two, with the business key `.no`; `.ok` is a number where it is given.
std::vector<std::shared_ptr<const Definition>> two_steps(const std::string& version = "1.0.0",
                                                         const std::string& first_limit = "1 hour");

class World {
 public:
  explicit World(PartitionNumber partitions = 1, PartitionOptions options = {});

  // Submits the event where a node would, turns until all is quiet, and gives its outcome.
  Outcome send(const Json& event, Instant now);
  Outcome send_to(PartitionNumber, const Json& event, Instant now);
  void put(const Json& event, Instant arrival);  // lies unread in its topic
  void turn(Instant now);                        // all partitions, until all is quiet
  void restart();                                // as after kill -9: only rows are left
  Result<void> activate(const std::vector<std::shared_ptr<const Definition>>&);

  std::vector<Json> records(const std::string& topic) const;  // of all partitions, as events
  std::string lines(const std::string& topic) const;          // their types, in order
  std::map<std::string, std::string> all_rows() const;        // a digest of each
  CaseHead head(const CaseId&) const;
  Partition& partition(PartitionNumber number) { return *partitions_[number]; }
  void expect_sound() const;  // replay and indexes

  FaultyJournal journal;
  std::vector<TurnReport> reports;

 private:
  PartitionOptions options_;
  std::vector<std::unique_ptr<Partition>> partitions_;
  std::map<std::uint64_t, Outcome> outcomes_;
};

}  // namespace liaison
