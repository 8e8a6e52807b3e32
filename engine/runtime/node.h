// Node: all partitions of one process, each on its worker thread, over one journal.
//
//   Node node(journal, definitions, options);
//   node.start();
//   Outcome outcome = node.submit(event_json).get();      // answered only after the commit
//   node.stop();                                          // graceful: the turn in hand is finished
//
// Worker = partition modulo workers. The wall clock is read here and nowhere below; `clock` can be
// replaced for a virtual one. A partition whose journal takes no turn (a full disk) tries again by
// itself; until then its callers hear that nothing is kept.
#pragma once

#include <future>
#include <map>

#include "engine/runtime/cloud_event.h"
#include "engine/runtime/partition.h"
#include "engine/runtime/queries.h"

namespace liaison {

struct NodeOptions {
  PartitionOptions partition;
  std::size_t workers = 0;                      // 0 = one per core, at most one per partition
  std::function<Instant()> clock;               // none: the system clock
  const Archive* archive = nullptr;             // where closed cases go; outlives the node
  std::function<void(const std::string&)> log;  // one line each; none: silent
};

struct Submitted {  // where one input went
  PartitionNumber partition = 0;
  std::string topic;
  std::future<Outcome> outcome;
};

struct NodeMetrics {  // read by /metrics; sums over partitions
  std::uint64_t inputs = 0, duplicates = 0, rungs = 0, schedules = 0, turns = 0, records = 0;
  std::uint64_t misplaced = 0;  // inputs that stood in another partition than theirs, and went on
  std::map<std::string, std::uint64_t> refused;  // by cause
  std::int64_t open_cases = 0, stuck_cases = 0, open_clocks = 0, open_tasks = 0, quarantined = 0;
  std::optional<Instant> oldest_unfired_due;  // none: nothing is due and unfired
  double firing_lag_seconds = 0;              // of the last rung fired
  double clock_behind_seconds = 0;            // the machine's clock, behind the engine's time
  std::vector<std::uint64_t> turn_size_buckets, turn_time_buckets;  // cumulative, see bounds
  static const std::vector<double>& size_bounds();                  // inputs a turn
  static const std::vector<double>& time_bounds();                  // seconds a turn
  double turn_time_sum = 0;
  double turn_size_sum = 0;
};

class Node {
 public:
  Node(Journal&, NodeOptions);
  ~Node();

  // Loads every partition's state; definitions of stored cases come from their blobs. A partition
  // that an activation did not reach before a crash gets then what the first one has in force.
  Result<void> load();
  // Activates on all partitions, one turn each, the first partition first: what it refuses is in
  // force nowhere. Callable while running (reload). An error after it (a full disk, a stop) says
  // so; the partitions behind take the definitions at the next load(), activate() or catch_up().
  // Other nodes do it for their partitions.
  Result<void> activate(const std::vector<std::shared_ptr<const Definition>>&);
  // Gives partitions that an activation did not reach what the first one has in force. Any thread.
  Result<void> catch_up();
  // The partitions that other nodes serve. Any thread.
  std::vector<PartitionNumber> elsewhere() const;
  // Partition::archive() between two turns, waited for; any thread.
  Result<std::size_t> archive(PartitionNumber, const ArchiveMove&);
  void start();
  void stop();
  bool ready() const;                          // loaded, started, no partition failed
  std::optional<std::string> failure() const;  // a partition stopped: disk full, corrupt row, …

  // Finds the partition (subject, task id, alias hash) and hands the event to the journal. `by`,
  // when given (a token's identity), replaces what the event says of its actor. The event must have
  // been decoded without error; undecodable ones go through reject().
  Result<Submitted> submit(const Json& event, const std::optional<Actor>& by = std::nullopt);
  // Puts on the rejected topic, by its first bytes, what is unfit to be submitted, and counts it.
  // `origin`: its source, id and type as far as they can be read.
  Result<Submitted> reject(std::string_view bytes, std::vector<std::string> reasons,
                           std::string cause = "unreadable", const Origin& origin = {});

  // Runs or drops what is in quarantine; waits until that is committed. `by` who says so.
  Result<Outcome> release(std::string_view quarantine_id, Partition::Release, const Actor& by);

  NodeMetrics metrics() const;
  Instant now() const;
  const StoreView& view() const;
  const Journal& journal() const;
  // Wakes when a record was appended to any output topic since `seen`, or the time is over; for
  // long polls. Returns the new generation.
  std::uint64_t wait_for_records(std::uint64_t seen, Milliseconds at_most) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace liaison
