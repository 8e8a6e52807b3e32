#include "engine/runtime/desk.h"

namespace liaison {

Result<void> Desk::load() {
  auto loaded = partition_.load();
  std::lock_guard lock(mutex_);
  figures_ = partition_.figures();
  next_due_ = partition_.next_due();
  return loaded;
}

Result<std::future<Outcome>> Desk::submit(std::string_view topic, std::string value) {
  // Held over submit(): the worker must not have the answer before we wait for it.
  std::lock_guard lock(mutex_);
  if (is_closed()) return unavailable();
  auto ticket = journal_.submit(number_, topic, std::move(value));
  if (!ticket) return ticket.error();
  return waiting_[*ticket].get_future();
}

std::future<Result<void>> Desk::activate(const Definitions& definitions) {
  std::lock_guard lock(mutex_);
  Activation activation{definitions, {}};
  auto done = activation.done.get_future();
  if (is_closed()) activation.done.set_value(unavailable());
  else activations_.push_back(std::move(activation));
  return done;
}

Served Desk::serve(Instant now) {
  if (failure()) return {};
  activate_now(now);
  auto report = turn(now);
  if (!report) {
    fail(report.error().message);
    return {{}, failure()};
  }
  next_due_ = report->next_due;
  {
    std::lock_guard lock(mutex_);
    figures_ = partition_.figures();
  }
  return {std::move(*report), {}};
}

Result<TurnReport> Desk::turn(Instant now) {
  try {
    return partition_.turn(now);
  } catch (const std::exception& thrown) {
    return Error{Error::Kind::kUnavailable, thrown.what()};
  }
}

void Desk::activate_now(Instant now) {
  std::deque<Activation> activations;
  {
    std::lock_guard lock(mutex_);
    activations.swap(activations_);
  }
  for (Activation& activation : activations) {
    activation.done.set_value(partition_.activate(activation.definitions, now));
  }
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

void Desk::fail(std::string message) {
  std::lock_guard lock(mutex_);
  failure_ = "partition " + std::to_string(number_) + ": " + std::move(message);
  give_up_waiting();
}

void Desk::close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  give_up_waiting();
}

void Desk::give_up_waiting() {
  for (auto& [ticket, waiting] : waiting_) {
    Outcome unknown;
    unknown.partition = number_;
    waiting.set_value(std::move(unknown));
  }
  waiting_.clear();
  for (Activation& activation : activations_) activation.done.set_value(unavailable());
  activations_.clear();
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
  return {Error::Kind::kUnavailable,
          failure_ ? "expected a partition that is served, but it stopped: " + *failure_
                   : "expected a node that takes records, but it is stopping"};
}

}  // namespace liaison
