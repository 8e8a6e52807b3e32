// Partition: the turn loop of one partition, without threads and without a clock. Whoever drives it
// says what time it is.
//
//   Partition partition(0, journal, options);
//   partition.load();                                   // state from the rows
//   while (partition.turn(now)->more) {}                // read, decide, apply, announce, commit
//
// Flow of a record: journal -> decode -> settle what fell due before it -> decide -> apply ->
// announce -> stage rows and records -> commit the turn -> answer. Clocks fire only up to the
// arrival of the next unread input, and up to `now` only when all inputs are read to the end: so
// after an outage a reply that arrived at 16:50 still meets the 17:00 deadline.
//
// Rows are read through a cache that holds exactly what is committed plus this turn's changes; a
// turn that is not committed is forgotten whole. All commits of the engine go through
// Partition::turn().
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/machine/machine.h"
#include "engine/runtime/archive.h"
#include "engine/runtime/hand.h"
#include "engine/runtime/journal.h"
#include "engine/runtime/outcome.h"

namespace liaison {

// How a definition becomes the blob a partition keeps, and back.
struct DefinitionCodec {
  std::function<std::string(const Definition&)> pack;
  std::function<Result<std::shared_ptr<const Definition>>(std::string_view)> unpack;
  static DefinitionCodec of_language();  // that of engine/language
};

struct PartitionOptions {
  MachineLimits machine;
  Announcing announcing;
  std::size_t inputs_a_turn = 1000;
  std::size_t rungs_a_turn = 500;
  std::size_t record_bytes = 1024 * 1024;
  Milliseconds dedup_kept{30LL * 24 * 60 * 60 * 1000};
  std::size_t cached_cases = 20'000;
  DefinitionCodec codec = DefinitionCodec::of_language();
  std::shared_ptr<Hands> hands;  // where it is told what is in hand; none: nobody looks
};

struct TurnReport {
  std::size_t inputs = 0, refused = 0, duplicates = 0, rungs = 0, rows = 0, records = 0;
  std::size_t schedules = 0;  // that were due
  std::size_t misplaced = 0;  // inputs whose sender has put them on another partition than theirs
  bool more = false;          // call turn() again at once
  bool postponed = false;     // the journal did not take the turn: pause a little first
  Instant next_due = kNever;  // the earliest planned rung of the partition
  std::vector<std::pair<std::uint64_t, Outcome>> outcomes;  // by ticket, for submitted inputs
  std::vector<std::string> causes;                          // of the refusals, for the counter
  Milliseconds worst_lag{0};                                // how late the latest rung fired
};

// Counters of a partition, kept as a row and folded from events.
struct Figures {
  std::int64_t cases_opened = 0, cases_closed = 0, cases_stuck = 0, open_tasks = 0, open_clocks = 0,
               breaches = 0, inputs = 0, refused = 0, quarantined = 0;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using F = Figures;
    field("casesOpened", &F::cases_opened), field("casesClosed", &F::cases_closed),
        field("casesStuck", &F::cases_stuck), field("openTasks", &F::open_tasks),
        field("openClocks", &F::open_clocks), field("breaches", &F::breaches),
        field("inputs", &F::inputs), field("refused", &F::refused),
        field("quarantined", &F::quarantined);
  }
};

class Partition {
 public:
  Partition(PartitionNumber, Journal&, PartitionOptions);
  ~Partition();
  Partition(const Partition&) = delete;
  Partition& operator=(const Partition&) = delete;

  Result<void> load();
  // One turn at wall time `now`. Nothing unread and nothing due: an empty report, no commit.
  Result<TurnReport> turn(Instant now);
  // After an error of turn(): whether the journal takes turns again. Writes what stands there.
  Result<void> prove();
  // After an exception of turn(): whether its commit may have happened.
  bool in_doubt() const;
  // Puts definitions in force (at start, on reload): one turn with an Activate command for each
  // that is new. A workflow with a schedule that is not among them opens no more cases by itself.
  // Error when content changed under the same version; then nothing is changed.
  Result<void> activate(const std::vector<std::shared_ptr<const Definition>>&, Instant now);

  // Takes the rows of closed cases away that stand in the archive: one turn. How many it took;
  // those that were written to after they were copied stay.
  Result<std::size_t> archive(const ArchiveMove&);
  // Takes something out of quarantine: run now, or dropped. What it led to (of a case kApplied);
  // error kNotFound: it is not there. Should it end the process again, it stays.
  enum class Release { kRun, kDrop };
  Result<Outcome> release(Fingerprint, Release, const Actor& by, Instant now);

  Instant time() const;  // partition time
  Instant next_due() const;
  Figures figures() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace liaison
