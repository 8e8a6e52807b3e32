// Driver: all partitions over a journal under which things go wrong, on one thread in virtual time.
// Whatever happens it goes on: it turns again, or begins anew from the rows.
//
//   Driver driver(2, options, seed, 20);
//   driver.deploy(definitions, start);
//   driver.put(event, at);  driver.advance(at);
#pragma once

#include <optional>
#include <string>

#include "engine/runtime/partition.h"
#include "tests/simulation/crash_journal.h"

namespace liaison::simulation {

using Definitions = std::vector<std::shared_ptr<const Definition>>;

class Driver {
 public:
  Driver(PartitionNumber partitions, const PartitionOptions& options, unsigned seed,
         unsigned one_in);

  void deploy(const Definitions& definitions, Instant now);
  void put(const Json& event, Instant arrival);  // lies unread
  void advance(Instant to);                      // through every due instant
  void settle(Instant now);                      // all that arrived and is due, at once
  Instant next_due() const;
  const std::optional<std::string>& wrong() const { return wrong_; }

  CrashJournal journal;
  std::size_t inputs = 0, rungs = 0, deaths = 0;

 private:
  void begin_anew();
  bool turn_all(Instant now);
  bool turn(Partition& partition, Instant now);

  const PartitionOptions options_;
  std::vector<std::unique_ptr<Partition>> partitions_;
  std::optional<std::string> wrong_;  // the first thing that no mishap explains
};

}  // namespace liaison::simulation
