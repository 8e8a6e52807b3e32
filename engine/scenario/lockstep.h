// Lockstep: all partitions of one journal on one thread, in virtual time.
//
//   Lockstep engine(journal, options);
//   engine.load(); engine.activate(definitions, start);
//   journal.append(engine.place(event), "requests", at, event.dump());
//   engine.advance(at);                       // through every due instant up to `at`
//
// Time never jumps over a due instant: it stops one millisecond after each, so that every rung is
// fired when it should be, as by an engine that never sleeps. What one partition sends to another
// is delivered before time goes on.
#pragma once

#include <memory>
#include <vector>

#include "engine/runtime/partition.h"

namespace liaison {

struct Totals {
  std::size_t inputs = 0, refused = 0, duplicates = 0, rungs = 0;
};

class Lockstep {
 public:
  Lockstep(Journal& journal, const PartitionOptions& options);

  Result<void> load();
  Result<void> activate(const std::vector<std::shared_ptr<const Definition>>&, Instant now);
  // Fires what falls due until `to`, each at its own instant, and reads all that arrived.
  Result<void> advance(Instant to);
  // Reads all that arrived and all that it causes, at wall time `now`.
  Result<void> settle(Instant now);

  Instant next_due() const;  // kNever: nothing is planned
  Instant time() const;      // of the partition that is furthest
  const Totals& totals() const { return totals_; }
  Figures figures() const;                         // of all partitions
  PartitionNumber place(const Json& event) const;  // where to hand in a CloudEvent from outside

 private:
  Result<bool> turn_all(Instant now);  // whether any partition had something to do

  Journal& journal_;
  std::vector<std::unique_ptr<Partition>> partitions_;
  Totals totals_;
};

const char* topic_of(const Json& event);  // of a CloudEvent from outside, by its type

}  // namespace liaison
