// Play: recorded inputs through a journal in virtual time, as fast as it goes. What `liaison play`
// and the quickstart do.
//
//   {"at": "2026-09-17T10:12:00+08:00", "topic": "requests", "event": {CloudEvent}}
//   {"at": "2026-09-30T17:30:00+08:00"}                       time passes, nothing comes in
//
//   PlayResult result = *play("jiangcheng-2026-09.jsonl", journal, definitions, {});
//
// Each line is submitted to one partition and committed with its turn before the next is taken, and
// all partitions go in lockstep; so the number of inputs in the journal *is* the line to go on
// with, and a play that was killed goes on where it was, without a mark of its own. Before it goes
// on, the inputs in the store are compared with the file: a store with other inputs is not touched.
// `at` becomes the arrival and never falls. A first pass checks the whole file.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/language/load.h"
#include "engine/runtime/partition.h"

namespace liaison {

struct PlayProgress {
  std::size_t lines = 0, of_lines = 0;  // inputs committed, inputs in the file
  std::size_t skipped = 0;              // of `lines`: were in the store already
  Instant now{};                        // virtual time
};

struct PlayOptions {
  PartitionOptions partition;
  std::function<void(const PlayProgress&)> progress;  // after every line; cheap, please
  std::function<bool()> stop;  // asked before every line; true ends the play early
};

struct PlayReport {
  std::size_t lines = 0;                                             // inputs in the store now
  std::size_t skipped = 0;                                           // of these: by an earlier play
  std::size_t refused = 0, duplicates = 0, rungs = 0;                // of this play
  std::int64_t cases_opened = 0, cases_closed = 0, cases_stuck = 0;  // in the store
  Instant from{}, to{};                                              // virtual time of the file
  double seconds = 0;                                                // wall time of this play
  bool finished = false;                                             // false: stopped early
};

struct PlayResult {
  std::vector<Fault> faults;  // of the file: then nothing was played
  PlayReport report;
};

// The partitions are loaded, the definitions put in force, the lines played. Errors: the file
// cannot be read, the store holds other inputs, the journal fails.
Result<PlayResult> play(const std::string& path, Journal& journal,
                        const std::vector<std::shared_ptr<const Definition>>& definitions,
                        const PlayOptions& options = {});

}  // namespace liaison
