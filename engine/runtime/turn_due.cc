// Of TurnLoop: firing what is due, case by case in the order of (instant, case).
#include <algorithm>

#include "engine/runtime/turn_loop.h"

namespace liaison {

namespace {

constexpr std::size_t kReadAhead = 64;  // cases at once; a turn may hold more

Command settle_command(const CaseId& id, Instant due, Instant at, Instant until) {
  Origin origin{"liaison", id.text, "rung.due", due, {}, {}};
  return {at, engine_itself(), std::move(origin), SettleDue{id, until}};
}

}  // namespace

// Reads the cases whose rungs come next; returns how many hints that covers. They are in hand while
// they are read: one that ends the process must be found. When one is looked for, each is alone.
std::size_t TurnLoop::read_ahead(Instant until) {
  if (hand_.suspects()) return 1;
  const auto ones = window_.first_ones(until, kReadAhead);
  if (ones.size() < 2) return 1;
  std::vector<CaseId> cases;
  for (const DueWindow::Hint& hint : ones) {
    const auto one = case_of(hint.id);
    if (!one || quarantine_.holds_case(*one)) continue;
    hand_.take(fingerprint_of_due(*one, hint.at));
    cases.push_back(*one);
  }
  aggregates_.cases.read_ahead(cases);
  return ones.size();
}

bool TurnLoop::settle_due(Instant until) {
  if (alone_) return false;
  std::size_t ahead = 0;
  while (const DueWindow::Hint* first = window_.first()) {
    if (first->at >= until) break;
    if (ahead-- == 0) ahead = read_ahead(until) - 1;
    if (settled_ == options_.rungs_a_turn) return false;
    if (!may_run(fingerprint_of_due(CaseId{first->id}, first->at))) return false;
    const DueWindow::Hint hint = *first;
    window_.drop_first();
    settle(hint, until);
  }
  return window_.complete_until() >= until;
}

// A case that cannot be settled (a fault of ours) keeps its due row but is not tried again until it
// changes or the partition is loaded: it must not hold up the others. It is counted as refused.
void TurnLoop::settle(const DueWindow::Hint& hint, Instant until) {
  const CaseId held{hint.id};  // or a schedule's: what is due is set aside likewise
  if (quarantine_.holds_case(held)) return;
  const Fingerprint print = fingerprint_of_due(held, hint.at);
  if (is_set_aside(print)) return set_aside(hint);
  hand_.take(print);
  const auto id = case_of(hint.id);
  if (!id) return settle_schedule(hint, until);
  CachedCase& cached = aggregates_.cases.the_case(*id);
  if (cached.hinted == hint.at) cached.hinted = kNever;
  if (!cached.value.exists() || cached.value.next_due() > hint.at) return;
  ++settled_;
  row_.time = std::max(row_.time, hint.at);
  try {
    const ChainEnd end = run_chain({settle_command(*id, hint.at, row_.time, until)});
    if (!end.refusal || end.stands) return keep();
  } catch (const std::exception&) {
  }
  undo();
  report_.causes.emplace_back("unsettled");
}

// Likewise of a workflow whose schedule is due.
void TurnLoop::settle_schedule(const DueWindow::Hint& hint, Instant until) {
  const CustomerKey key{std::string_view(hint.id).substr(0, hint.id.size() - 1)};
  CachedCustomer& cached = aggregates_.cases.customer(key);
  if (cached.hinted == hint.at) cached.hinted = kNever;
  const auto due = due_of(cached.value);
  if (!due || due->at > hint.at) return;
  ++settled_;
  row_.time = std::max(row_.time, hint.at);
  Origin origin{"liaison", key.text, "schedule.due", hint.at, {}, {}};
  try {
    const ChainEnd end =
        run_chain({{row_.time, engine_itself(), std::move(origin), RunSchedule{key, until}}});
    if (!end.refusal) {
      ++report_.schedules;
      return keep();
    }
  } catch (const std::exception&) {
  }
  undo();
  report_.causes.emplace_back("unsettled");
}

void TurnLoop::move_hints() {
  for (const CaseId& id : aggregates_.cases.cases_in_hand()) {
    CachedCase& cached = aggregates_.cases.the_case(id);
    const Instant next = cached.value.next_due();
    window_.move(id.text, cached.hinted, next);
    cached.hinted = next;
  }
  for (const CustomerKey& key : aggregates_.cases.workflows_in_hand()) {
    CachedCustomer& cached = aggregates_.cases.customer(key);
    const auto due = due_of(cached.value);
    const Instant next = due ? due->at : kNever;
    window_.move(key.text + ".", cached.hinted, next);
    cached.hinted = next;
  }
}

}  // namespace liaison
