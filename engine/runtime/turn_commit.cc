// Of TurnLoop: all that the inputs did, written at once.
#include <algorithm>

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/turn_loop.h"

namespace liaison {

namespace {

constexpr int kRetriesMax = 5;

}  // namespace

Result<TurnReport> TurnLoop::commit(std::vector<InputRecord> inputs) {
  if (inputs.empty() && stager_.empty()) {
    lost_ = false;
    report_.next_due = window_.next_due();
    return std::move(report_);
  }
  dedup_.expire(row_.time);
  Turn turn = stage(std::move(inputs));
  in_doubt_ = true;
  const auto committed = journal_.commit(std::move(turn));
  in_doubt_ = committed && *committed != Commit::kRetry;
  if (!committed) return committed.error();
  auto report = *committed == Commit::kCommitted ? after_commit() : after_failure(*committed);
  in_doubt_ = false;
  return report;
}

// A turn without inputs, between two others.
Result<void> TurnLoop::commit_alone(const char* what) {
  lost_ = true;  // until it is committed
  const auto committed = commit({});
  if (!committed) return committed.error();
  if (!committed->postponed) return {};
  return Error{Error::Kind::kUnavailable,
               std::string("expected the journal to take ") + what + ", but it did not: try again"};
}

Result<void> TurnLoop::prove() {
  if (auto loaded = load(); !loaded) return loaded;
  report_ = {};
  in_doubt_ = false;
  lost_ = true;  // the next turn begins from the rows
  auto committed = commit_rows();
  if (committed) retries_ = 0;
  return committed;
}

// What has changed, without any input or record.
Result<void> TurnLoop::commit_rows() {
  const auto committed = journal_.commit(stage({}));
  if (!committed) return committed.error();
  if (*committed == Commit::kCommitted) return {};
  return Error{Error::Kind::kUnavailable,
               "expected the journal to take a turn, but it asks to try it again"};
}

Turn TurnLoop::stage(std::vector<InputRecord> inputs) {
  Turn turn;
  turn.partition = number_;
  turn.time = row_.time;
  turn.inputs = std::move(inputs);
  stager_.finish(aggregates_, figures_, turn);
  row_.state = aggregates_.state();
  turn.rows.push_back({keys::partition(), encode(row_)});
  turn.rows.push_back({keys::figures(), encode(figures_)});
  report_.rows = turn.rows.size();
  report_.records = turn.records.size();
  return turn;
}

Result<TurnReport> TurnLoop::after_commit() {
  retries_ = 0;
  hand_.put_down(true);
  aggregates_.committed();
  if (window_.refill(rows_, options_.rungs_a_turn)) {
    lost_ = false;
    report_.next_due = window_.next_due();
  } else {
    report_.more = true;  // what is committed is told; the next turn says what is wrong
  }
  return std::move(report_);
}

// Nothing of the turn is told. Inputs that are not in the rows will be polled again and answered
// then; of those that are (an unknown commit that did happen) nobody knows the result any more.
Result<TurnReport> TurnLoop::after_failure(Commit commit) {
  if (commit == Commit::kRetry && ++retries_ > kRetriesMax) {
    return Error{Error::Kind::kUnavailable,
                 "expected the journal to take a turn of partition " + std::to_string(number_) +
                     ", but it asked to retry it " + std::to_string(kRetriesMax) + " times"};
  }
  TurnReport again;
  auto outcomes = std::move(report_.outcomes);
  const auto loaded = load();
  if (!loaded && commit == Commit::kRetry) return loaded.error();
  for (auto& [ticket, outcome] : outcomes) {
    const auto position = row_.positions.find(outcome.lane);
    const bool unread = position == row_.positions.end() || position->second <= outcome.offset;
    // Where it cannot be read, all of them are unknown; and what the journal knows nothing of.
    if (loaded && unread && !outcome.lane.empty()) continue;
    Outcome unknown{.kind = Outcome::Kind::kUnknown,
                    .lane = outcome.lane,
                    .partition = outcome.partition,
                    .offset = outcome.offset,
                    .case_id = {},
                    .cause = {},
                    .reasons = {}};
    again.outcomes.emplace_back(ticket, std::move(unknown));
  }
  again.more = true;
  again.postponed = true;
  again.next_due = window_.next_due();
  return again;
}

}  // namespace liaison
