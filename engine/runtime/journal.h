// Journal: topics with offsets, and the rows that are written with them; the port between the turn
// loop and whatever keeps the bytes (the in-memory one for tests, the embedded one in
// connectors/local_log, Kafka in connectors/kafka). One contract test runs on every adapter.
//
//   Batch batch = *journal.poll(partition, positions, 1000, now);     // what is unread, by arrival
//   Turn turn = …run the machine over batch…;
//   switch (journal.commit(std::move(turn))) { case Commit::kCommitted: …answer callers… }
//
// A *turn* is all that a batch of inputs did: the rows that changed, the records that go out, the
// inputs themselves. It is committed whole or not at all. The partition's own row, which is one of
// the rows, says up to where each input lane is read: so inputs, rows and outputs can never
// disagree. One thread at a time works on a partition; different partitions may commit at the same
// time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/ids.h"
#include "engine/model/instant.h"
#include "engine/model/result.h"

namespace liaison {

using Offset = std::uint64_t;

// A lane is one ordered stream of inputs to a partition: "requests", "replies", and "internal/7"
// for what partition 7 sends here (each source has its own, so that two writers never share a
// sequence; where the log itself keeps writers apart, all of them are the lane "internal"). Offsets
// rise within a lane; in Kafka they have gaps.
using Lane = std::string;
using Positions = std::map<Lane, Offset>;  // the next offset to read; absent = 0

inline constexpr std::string_view kRequestsTopic = "requests";
inline constexpr std::string_view kRepliesTopic = "replies";
inline constexpr std::string_view kInternalTopic = "internal";
Lane internal_lane(PartitionNumber source);

struct Outcome;  // engine/runtime/outcome.h: what became of an input
using Answer = std::function<void(const Outcome&)>;

struct InputRecord {
  Lane lane;
  Offset offset = 0;
  Instant arrival{};         // append time; never falls within a lane
  std::string value;         // the CloudEvent (or the internal command) as bytes
  std::uint64_t ticket = 0;  // of submit(); 0 = nobody waits
};

struct OutputRecord {
  std::string topic;              // without prefix: "tasks.operations", "deadlines"
  PartitionNumber partition = 0;  // usually the turn's own; of "internal": the receiver
  std::string key;                // customer key; on compacted topics the row's id
  std::string value;              // empty with `tombstone`
  bool compacted = false;         // only the last record of a key is kept
  bool tombstone = false;
};

struct RowChange {
  std::string key;                   // engine/runtime/keys.h
  std::optional<std::string> value;  // none: deleted
};

struct Turn {
  PartitionNumber partition = 0;
  Instant time{};                     // partition time at the end of the turn: arrival of outputs
  std::vector<InputRecord> inputs;    // as polled; those that were only submitted are appended
  std::vector<RowChange> rows;        // each key once
  std::vector<OutputRecord> records;  // in order
};

enum class Commit {
  kCommitted,
  kRetry,  // nothing was written; the same turn may be tried again
  kLost,   // not ours any more, or unknown: reload from the rows
};

// The rows of one partition, as last committed.
class Rows {
 public:
  virtual ~Rows() = default;
  // Error kCorrupt: the checksum does not fit.
  virtual Result<std::optional<std::string>> get(std::string_view key) const = 0;
  // Of several keys, in their order. A store may be quicker at it than one by one.
  virtual Result<std::vector<std::optional<std::string>>> get_all(
      const std::vector<std::string>& keys) const {
    std::vector<std::optional<std::string>> values;
    for (const std::string& key : keys) {
      auto value = get(key);
      if (!value) return value.error();
      values.push_back(std::move(*value));
    }
    return values;
  }
  // In key order from `from` (inclusive) to `to` (exclusive), until `visit` returns false.
  virtual Result<void> scan(
      std::string_view from, std::string_view to,
      const std::function<bool(std::string_view key, std::string_view value)>& visit) const = 0;
};

struct Batch {
  std::vector<InputRecord> inputs;  // merged by (arrival, lane, offset)
  // Nothing more is unread: the wall clock may go on. Without inputs and not at the end, it is not
  // known yet whether there are any: wait() returns when it is.
  bool at_end = false;
  std::vector<std::uint64_t> unanswered;  // tickets of which nobody here will know the outcome
};

struct StoredRecord {  // what a reader of a topic gets
  PartitionNumber partition = 0;
  Offset offset = 0;
  Instant arrival{};
  std::string key;
  std::string value;
  bool tombstone = false;
};

class Journal {
 public:
  virtual ~Journal() = default;
  virtual PartitionNumber partitions() const = 0;
  virtual const Rows& rows(PartitionNumber) const = 0;
  // Makes the partition ours and its rows those of the last commit, wherever that was done. By the
  // partition's own thread, before the rows are loaded, at start and after a turn that failed.
  // Error kUnavailable: it is somebody else's now, or cannot be had yet.
  virtual Result<void> take_over(PartitionNumber) { return {}; }
  // Whether the partition is for us to serve; of several nodes one serves each. Thread-safe. wait()
  // returns when it changes.
  virtual bool is_ours(PartitionNumber) const { return true; }

  // At most `max` unread inputs of the partition from `positions` on. Inputs that were submitted
  // but stand in no topic yet get their offset and the arrival max(now, last arrival of the
  // partition).
  virtual Result<Batch> poll(PartitionNumber, const Positions& positions, std::size_t max,
                             Instant now) = 0;
  // Error only where retrying at once cannot help (disk full, corrupt): nothing of the turn is
  // written, now or later.
  virtual Result<Commit> commit(Turn turn) = 0;

  // Hands one record to the partition's queue and returns its ticket (never 0); thread-safe. Error
  // kUnavailable when `limit` records wait already (HTTP 429). What is submitted and not committed
  // is lost with the process: its sender has had no answer yet.
  virtual Result<std::uint64_t> submit(PartitionNumber, std::string_view topic,
                                       std::string value) = 0;
  // Throws away what was submitted to the partition and is not committed: its senders have been
  // told that nothing of it is kept. By the partition's own thread, between two turns.
  virtual void withdraw(PartitionNumber) = 0;
  // Whether what is submitted stands in its topic at once and for good: then nothing withdraws it,
  // and whoever owns the partition takes it in.
  virtual bool keeps_submitted() const { return false; }
  // Blocks until something was submitted for one of these partitions, `stop_waiting` was called, or
  // the wall time passed. Thread-safe.
  virtual void wait(const std::vector<PartitionNumber>& partitions, Milliseconds at_most) = 0;
  virtual void stop_waiting() = 0;

  // Up to `max` records of a topic's partition from `from` on (compaction leaves gaps: go on at the
  // last offset + 1). An unknown topic is empty, not an error. Thread-safe.
  virtual Result<std::vector<StoredRecord>> read(std::string_view topic, PartitionNumber,
                                                 Offset from, std::size_t max) const = 0;
  virtual Result<Offset> end(std::string_view topic, PartitionNumber) const = 0;  // next offset
  // The first offset that retention has left; read() goes on there from an earlier one. In a
  // compacted topic nothing is ever gone.
  virtual Result<Offset> start(std::string_view topic, PartitionNumber) const = 0;
  virtual Result<std::vector<std::string>> topics() const = 0;  // sorted
  // Whether a topic is there as soon as a record goes to it; else only those of topics() are.
  virtual bool makes_topics() const { return true; }
};

}  // namespace liaison
