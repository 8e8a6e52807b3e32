#include "engine/runtime/desk.h"

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/partition_rows.h"

namespace liaison {

namespace {

constexpr std::chrono::seconds kPause{1};  // between two tries whether the journal takes turns

bool may_heal(const Error& error) {
  return error.kind == Error::Kind::kIo || error.kind == Error::Kind::kUnavailable;
}

// `step` gives a Result; what it throws is an error that no waiting heals.
template <class Step>
auto without_exception(Step step) -> decltype(step()) {
  try {
    return step();
  } catch (const std::exception& thrown) {
    return Error{Error::Kind::kInvalid,
                 std::string("expected a turn to come to its end, but: ") + thrown.what()};
  }
}

}  // namespace

Result<void> Desk::load() {
  auto loaded = partition_.load();
  std::lock_guard lock(mutex_);
  figures_ = partition_.figures();
  next_due_ = partition_.next_due();
  served_ = bool(loaded);
  return loaded;
}

Result<std::future<Outcome>> Desk::submit(std::string_view topic, std::string value) {
  // Held over submit(): the worker must not have the answer before we wait for it.
  std::lock_guard lock(mutex_);
  if (is_closed()) return unavailable();
  auto ticket = journal_.submit(number_, topic, std::move(value));
  if (!ticket) return ticket.error();
  if (journal_.is_ours(number_)) return waiting_[*ticket].get_future();
  std::promise<Outcome> elsewhere;  // another node tells nobody here
  Outcome outcome;
  outcome.partition = number_;
  elsewhere.set_value(std::move(outcome));
  return elsewhere.get_future();
}

template <class T, class Work>
std::future<T> Desk::put_on_list(Work work) {
  auto done = std::make_shared<std::promise<T>>();
  auto result = done->get_future();
  std::lock_guard lock(mutex_);
  if (is_closed() || !journal_.is_ours(number_)) {
    done->set_value(unavailable());
  } else {
    chores_.push_back([done, work](const Result<Instant>& now) {
      done->set_value(now ? without_exception([&] { return work(*now); }) : T(now.error()));
    });
  }
  return result;
}

std::future<Result<void>> Desk::activate(const Definitions& definitions) {
  return put_on_list<Result<void>>(
      [this, definitions](Instant now) { return partition_.activate(definitions, now); });
}

std::future<Result<std::size_t>> Desk::archive(const ArchiveMove& move) {
  return put_on_list<Result<std::size_t>>(
      [this, move](Instant) { return partition_.archive(move); });
}

std::future<Result<Outcome>> Desk::release(Fingerprint print, Partition::Release how,
                                           const Actor& by) {
  return put_on_list<Result<Outcome>>(
      [this, print, how, by](Instant now) { return partition_.release(print, how, by, now); });
}

Served Desk::serve(Instant now) {
  Served served;
  if (failure()) {
    if (!is_time_to_try()) return served;
    if (auto proven = prove(); !proven) {
      if (fail(proven.error())) served.failure = failure();
      return served;
    }
    served.again = true;
  }
  do_chores(now);
  auto report = turn(now);
  if (!report) {
    fail(report.error());
    served.failure = failure();
    return served;
  }
  next_due_ = report->next_due;
  served_ = true;
  served.report = std::move(*report);
  std::lock_guard lock(mutex_);
  figures_ = partition_.figures();
  return served;
}

Result<TurnReport> Desk::turn(Instant now) {
  if (!begins_with_.empty()) {
    const auto begun = without_exception([&] { return begin_with(begins_with_, now); });
    if (!begun && may_heal(begun.error())) return begun.error();
    begins_with_.clear();
  }
  return without_exception([&] { return partition_.turn(now); });
}

bool Desk::is_time_to_try() const {
  std::lock_guard lock(mutex_);
  return next_try_ && *next_try_ <= std::chrono::steady_clock::now();
}

Result<void> Desk::prove() {
  auto proven = without_exception([&] { return partition_.prove(); });
  if (!proven) return proven;
  std::lock_guard lock(mutex_);
  failure_.reset();
  return {};
}

void Desk::do_chores(Instant now) {
  std::deque<Chore> chores;
  {
    std::lock_guard lock(mutex_);
    chores.swap(chores_);
  }
  for (const Chore& chore : chores) chore(now);
}

// The partition has come from another node, or is served for the first time: what its rows have in
// force stays.
Result<void> Desk::begin_with(const Definitions& definitions, Instant now) {
  if (auto loaded = partition_.load(); !loaded) return loaded;
  const auto row = journal_.rows(number_).get(keys::partition());
  if (!row) return row.error();
  const auto stored = *row ? decode<PartitionRow>(**row) : Result<PartitionRow>(PartitionRow{});
  if (!stored) return stored.error();
  if (!stored->state.active.empty()) return {};
  return partition_.activate(definitions, now);
}

void Desk::rest() {
  rests_ = true;
  served_ = false;
  std::lock_guard lock(mutex_);
  failure_.reset();
  give_up_waiting("another node serves the partition");
}

void Desk::wake(const Definitions& definitions) {
  rests_ = false;
  begins_with_ = definitions;
}

void Desk::answer(const TurnReport& report) {
  if (report.outcomes.empty()) return;
  std::lock_guard lock(mutex_);
  for (const auto& [ticket, outcome] : report.outcomes) {
    const auto waiting = waiting_.find(ticket);
    if (waiting == waiting_.end()) continue;
    waiting->second.set_value(outcome);
    waiting_.erase(waiting);
  }
}

bool Desk::fail(const Error& error) {
  std::lock_guard lock(mutex_);
  const auto before = std::move(failure_);
  failure_ = "partition " + std::to_string(number_) + ": " + error.message;
  next_try_.reset();
  if (may_heal(error)) next_try_ = std::chrono::steady_clock::now() + kPause;
  give_up_waiting(*failure_);
  return before != failure_;
}

void Desk::close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  give_up_waiting("the node is stopping");
}

// What waits was submitted and not committed: without it nothing is kept. Only an exception in the
// middle of a commit leaves that open.
void Desk::give_up_waiting(const std::string& why) {
  const bool known = !partition_.in_doubt() && !journal_.keeps_submitted();
  for (auto& [ticket, waiting] : waiting_) {
    Outcome outcome;
    outcome.partition = number_;
    if (known) {
      outcome.kind = Outcome::Kind::kNotTaken;
      outcome.reasons = {why};
    }
    waiting.set_value(std::move(outcome));
  }
  waiting_.clear();
  if (known) journal_.withdraw(number_);
  for (const Chore& chore : chores_) chore(unavailable());
  chores_.clear();
}

std::optional<std::string> Desk::failure() const {
  std::lock_guard lock(mutex_);
  return failure_;
}

Figures Desk::figures() const {
  std::lock_guard lock(mutex_);
  return figures_;
}

Error Desk::unavailable() const {
  if (!closed_ && !failure_ && !journal_.is_ours(number_)) {
    return {Error::Kind::kStopped, "expected partition " + std::to_string(number_) +
                                       " to be this node's, but another one serves it: ask "
                                       "there"};
  }
  return {Error::Kind::kStopped,
          failure_ ? "expected a partition that is served, but it stopped: " + *failure_
                   : "expected a node that takes records, but it is stopping"};
}

}  // namespace liaison
