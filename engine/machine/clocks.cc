// Clocks: when they start, what they plan, when they end. The arithmetic is engine/time's.
#include <algorithm>

#include "engine/machine/draft.h"

namespace liaison {

namespace {

std::string owner_name(const ClockOwner& owner) { return owner.step ? owner.step->name : ""; }

Duration duration_of(Draft& draft, const Rule& rule, const Scope& scope, const std::string& clock) {
  const Json value = evaluate(draft, rule, *draft.now.data.sheet, scope);
  const auto duration = parse_duration(text_of(value));
  if (!duration) {
    throw Stuck{scope.step ? scope.step->name : clock, duration.error().message};
  }
  return *duration;
}

// ---- moments --------------------------------------------------------------------------------

Due due_of_date(const Calendar& calendar, const DayRules& rules, const ParsedTime& date) {
  if (!date.date_only) return {date.at, !calendar.is_known(calendar.date_of(date.at))};
  return due_on(calendar, rules, calendar.date_of(date.at));
}

// A date without a time is that day as a whole, not its midnight.
Due before(const Calendar& calendar, const DayRules& rules, const Duration& distance,
           const ParsedTime& date) {
  if (!date.date_only) return due_before(calendar, rules, distance, date.at);
  return due_before(calendar, rules, distance, calendar.date_of(date.at));
}
Due after(const Calendar& calendar, const DayRules& rules, const Duration& distance,
          const ParsedTime& date) {
  if (!date.date_only) return due_after(calendar, rules, distance, date.at);
  return due_after(calendar, rules, distance, calendar.date_of(date.at));
}

// Nothing where the date is not there yet (null): the clock waits for it.
std::optional<Due> due_of(Draft& draft, const Moment& moment, const Calendar& calendar,
                          const DayRules& rules, const Scope& scope) {
  const Json value = evaluate(draft, moment.date, *draft.now.data.sheet, scope);
  if (value.is_null()) return std::nullopt;
  const auto date = parse_time(text_of(value), calendar.zone());
  if (!date) throw Stuck{scope.step ? scope.step->name : "", date.error().message};
  if (moment.side != Moment::Side::kAt) {
    const Duration distance = moment.distance_rule
                                  ? duration_of(draft, *moment.distance_rule, scope, "")
                                  : moment.distance;
    return moment.side == Moment::Side::kBefore ? before(calendar, rules, distance, *date)
                                                : after(calendar, rules, distance, *date);
  }
  return due_of_date(calendar, rules, *date);
}

// ---- the plan -------------------------------------------------------------------------------

bool fits_limit(const Rung& rung, const Clock& clock) {
  if (!rung.if_limit) return true;
  if (clock.by_date) return false;
  const auto order = compare(clock.budget, rung.if_limit->limit);
  if (!order) return false;  // another unit
  const std::string& op = rung.if_limit->compare;
  if (op == "<") return *order < 0;
  if (op == "<=") return *order <= 0;
  if (op == ">") return *order > 0;
  return *order >= 0;
}

PlannedRung planned(const Calendar& calendar, const Clock& clock, const Rung& rung, int number) {
  const Due due{clock.due, clock.provisional};
  switch (rung.when) {
    case Rung::When::kMark:
      return {mark_at(calendar, clock.rules, clock.budget, clock.start, clock.used,
                      clock.running_since, due, clock.by_date, rung.mark),
              RungKind::kWarning, number};
    case Rung::When::kBreach: return {clock.due, RungKind::kEscalation, number};
    case Rung::When::kLate: break;
  }
  return {late_at(calendar, clock.due, rung.late), RungKind::kEscalation, number};
}

// All rungs of a fresh clock in the order in which they fire. One that would lie before the start
// is left out; the breach never is.
std::vector<PlannedRung> plan(const Calendar& calendar, const DeadlineRule& rule,
                              const Clock& clock) {
  std::vector<PlannedRung> rungs;
  if (clock.target != Instant{}) rungs.push_back({clock.target, RungKind::kTarget, -1});
  for (std::size_t i = 0; i < rule.rungs.size(); ++i) {
    if (!fits_limit(rule.rungs[i], clock)) continue;
    const PlannedRung next = planned(calendar, clock, rule.rungs[i], static_cast<int>(i));
    if (next.kind == RungKind::kEscalation || next.at >= clock.running_since) rungs.push_back(next);
  }
  rungs.push_back({clock.due, RungKind::kBreach, -1});
  std::stable_sort(rungs.begin(), rungs.end(), [](const PlannedRung& a, const PlannedRung& b) {
    return std::tie(a.at, a.kind, a.rung) < std::tie(b.at, b.kind, b.rung);
  });
  return rungs;
}

// ---- setting --------------------------------------------------------------------------------

// When this start has last come; nothing where it has not.
std::optional<Instant> come(Draft& draft, const DeadlineRule& rule,
                            const DeadlineRule::Start& start, const Calendar& calendar,
                            const Scope& scope) {
  using Kind = DeadlineRule::Start::Kind;
  if (start.kind == Kind::kCase) return draft.now.opened_at;
  if (start.kind != Kind::kDate) {
    const auto& name = draft.definition.steps[static_cast<std::size_t>(start.step)].name;
    const StepRecord* record = draft.now.step_record(name);
    if (!record) return std::nullopt;
    const Instant at = start.kind == Kind::kStepStart ? record->started_at : record->done_at;
    return at == Instant{} ? std::nullopt : std::optional(at);
  }
  const Json value = evaluate(draft, start.date, *draft.now.data.sheet, scope);
  if (value.is_null()) return std::nullopt;
  const auto date = parse_time(text_of(value), calendar.zone());
  if (!date) throw Stuck{scope.step ? scope.step->name : rule.name, date.error().message};
  return date->at;
}

// Of several starts the one that came last.
std::optional<Instant> start_of(Draft& draft, const DeadlineRule& rule, const Calendar& calendar,
                                const Scope& scope) {
  if (rule.starts.empty()) return scope.step ? draft.at : draft.now.opened_at;
  std::optional<Instant> last;
  for (const DeadlineRule::Start& start : rule.starts) {
    const auto at = come(draft, rule, start, calendar, scope);
    if (at && (!last || *at > *last)) last = at;
  }
  return last;
}

bool has_date(const DeadlineRule& rule) {
  return rule.by || std::any_of(rule.starts.begin(), rule.starts.end(), [](const auto& start) {
           return start.kind == DeadlineRule::Start::Kind::kDate;
         });
}

const Calendar& calendar_for(const Draft& draft, const DeadlineRule& rule,
                             const DepartmentId& department) {
  if (!rule.calendar.empty()) return draft.definition.calendar_named(rule.calendar);
  const Department* known = draft.definition.department(department);
  if (known && !known->calendar.empty()) return draft.definition.calendar_named(known->calendar);
  return draft.definition.calendar_named(draft.definition.calendar);
}

DayRules rules_for(const Calendar& calendar, const DeadlineRule& rule) {
  DayRules rules = calendar.rules();
  if (rule.start_day) rules.start_day = *rule.start_day;
  if (rule.day_end) rules.day_end = *rule.day_end;
  if (rule.day_off) rules.day_off = *rule.day_off;
  return rules;
}

// Due and target; false where the clock has no date yet.
bool project(Draft& draft, const DeadlineRule& rule, const Calendar& calendar, const Scope& scope,
             Clock& clock) {
  if (rule.by) {
    clock.by_date = true;
    const auto due = due_of(draft, *rule.by, calendar, clock.rules, scope);
    if (!due) return false;
    clock.due = due->at;
    clock.provisional = due->provisional;
    if (rule.target_by) {
      if (const auto target = due_of(draft, *rule.target_by, calendar, clock.rules, scope)) {
        clock.target = target->at;
      }
    }
    return true;
  }
  clock.budget = duration_of(draft, *rule.within, scope, rule.name);
  const Due due = due_with_used(calendar, clock.rules, clock.budget, clock.start, clock.used,
                                clock.running_since);
  clock.due = due.at;
  clock.provisional = due.provisional;
  if (rule.target) {
    const Duration target = duration_of(draft, *rule.target, scope, rule.name);
    clock.target =
        due_with_used(calendar, clock.rules, target, clock.start, clock.used, clock.running_since)
            .at;
  }
  return true;
}

std::optional<PlannedClock> resumed(Draft& draft, const DeadlineRule& rule, const Clock& former,
                                    const ClockOwner& owner) {
  PlannedClock resume{PlannedClock::How::kResume, former};
  Clock& clock = resume.clock;
  const Calendar& calendar = draft.definition.calendar_named(former.calendar);
  clock.task = owner.task;
  clock.running_since = draft.at;
  const Due due =
      due_with_used(calendar, clock.rules, clock.budget, clock.start, clock.used, draft.at);
  clock.due = due.at;
  clock.provisional = due.provisional;
  std::vector<PlannedRung> left = plan(calendar, rule, clock);
  std::erase_if(left, [&](const PlannedRung& rung) {  // each rung once per epoch
    return std::none_of(former.plan.begin(), former.plan.end(), [&](const PlannedRung& open) {
      return open.kind == rung.kind && open.rung == rung.rung;
    });
  });
  clock.plan = std::move(left);
  return resume;
}

Milliseconds left_of(const Calendar& calendar, const Clock& clock, Milliseconds used, Instant at) {
  if (clock.by_date) return std::max(Milliseconds{0}, clock.due - at);
  const Milliseconds all = budget_measure(calendar, clock.rules, clock.budget, clock.start);
  return std::max(Milliseconds{0}, all - used);
}

// Waits for its date; a start that is a step's comes with that step.
std::optional<PlannedClock> waiting(const DeadlineRule& rule, const ClockOwner& owner) {
  if (!has_date(rule)) return std::nullopt;
  PlannedClock waits{PlannedClock::How::kWait, {}};
  waits.clock.name = rule.name;
  waits.clock.slot = owner.slot;
  waits.clock.step = owner_name(owner);
  return waits;
}

Clock fresh_clock(Draft& draft, const DeadlineRule& rule, const ClockOwner& owner,
                  const Clock* former) {
  const Calendar& calendar = calendar_for(draft, rule, owner.department);
  Clock clock;
  clock.name = rule.name;
  clock.slot = owner.slot;
  clock.step = owner_name(owner);
  clock.task = owner.task;
  clock.epoch = former ? former->epoch + 1 : 1;
  clock.calendar = calendar.name();
  clock.calendar_version = calendar.version();
  clock.rules = rules_for(calendar, rule);
  return clock;
}

std::optional<PlannedClock> planned_clock(Draft& draft, const DeadlineRule& rule,
                                          const ClockOwner& owner) {
  const Scope scope{owner.step, draft.now.data.sheet, {}};
  const Clock* former = draft.now.clock(rule.name, owner.slot);
  if (former && former->state == ClockState::kPaused) return resumed(draft, rule, *former, owner);
  const Calendar& calendar = calendar_for(draft, rule, owner.department);
  const auto start = start_of(draft, rule, calendar, scope);
  if (!start) return waiting(rule, owner);
  if (rule.when && !holds(draft, *rule.when, *draft.now.data.sheet, scope)) return std::nullopt;
  PlannedClock fresh{PlannedClock::How::kSet, fresh_clock(draft, rule, owner, former)};
  Clock& clock = fresh.clock;
  clock.start = *start;
  clock.running_since = *start;
  if (former && owner.by_return && !former->by_date) {  // goes on with what is left
    clock.start = former->start;
    clock.used = former->used;
    clock.running_since = draft.at;
  }
  if (!project(draft, rule, calendar, scope, clock)) return waiting(rule, owner);
  clock.plan = plan(calendar, rule, clock);
  return fresh;
}

bool starts_with(const DeadlineRule& rule, DeadlineRule::Start::Kind kind, StepIndex step) {
  return std::any_of(rule.starts.begin(), rule.starts.end(),
                     [&](const auto& start) { return start.kind == kind && start.step == step; });
}

void set_case_clock(Draft& draft, const DeadlineRule& rule) {
  if (auto planned = planned_clock(draft, rule, {})) {
    // Begun by a step: the budget begins now, whatever stands first in `from`.
    set_clocks(draft, {std::move(*planned)});
  }
}

// The step's clocks by the tasks that are open in it, or by the group itself.
std::vector<ClockOwner> owners_in(const Draft& draft, const Step& step) {
  if (std::holds_alternative<Do>(step.act)) return {{&step, 0, TaskId{}, DepartmentId{}, false}};
  std::vector<ClockOwner> owners;
  for (const Task& task : draft.now.tasks) {
    if (task.step != step.name || !task.open()) continue;
    owners.push_back({&step, task.slot, task.id, task.department, false});
  }
  return owners;
}

// Clocks of open steps that begin with another step's start or end.
void start_step_clocks(Draft& draft, DeadlineRule::Start::Kind kind, StepIndex index) {
  const std::vector<OpenStep> open = draft.now.open;
  for (const OpenStep& each : open) {
    const Step& step = *draft.definition.step(each.step);
    const bool itself = &step == &draft.definition.steps[static_cast<std::size_t>(index)];
    for (const DeadlineRule& rule : step.deadlines) {
      if (itself || !starts_with(rule, kind, index)) continue;
      for (const ClockOwner& owner : owners_in(draft, step)) {
        if (auto planned = planned_clock(draft, rule, owner)) set_clocks(draft, {*planned});
      }
    }
  }
}

void start_case_clocks(Draft& draft, DeadlineRule::Start::Kind kind, StepIndex step) {
  for (DeadlineRule rule : draft.definition.deadlines) {
    if (!starts_with(rule, kind, step)) continue;
    rule.starts = {{kind, step, {}}};
    set_case_clock(draft, rule);
  }
}

Milliseconds used_by(const Draft& draft, const Clock& clock) {
  if (clock.state != ClockState::kRunning) return clock.used;
  const Instant until = std::max(draft.at, clock.running_since);
  if (clock.by_date) return until - clock.start;
  return clock.used + used_between(draft.definition.calendar_named(clock.calendar), clock.rules,
                                   clock.budget, clock.start, clock.running_since, until);
}

Milliseconds left_by(const Draft& draft, const Clock& clock, Milliseconds used) {
  return left_of(draft.definition.calendar_named(clock.calendar), clock, used, draft.at);
}

// Past due in office time (elapsed for limits counted day and night); where no office time has
// passed since, the plain time, so that late is never shown as zero.
Milliseconds late_by(const Draft& draft, const Clock& clock) {
  if (draft.at <= clock.due) return Milliseconds{0};
  const Milliseconds elapsed = draft.at - clock.due;
  if (!clock.by_date && clock.budget.unit == Unit::kElapsed) return elapsed;
  const Calendar& calendar = draft.definition.calendar_named(clock.calendar);
  const Milliseconds office = calendar.office_time(clock.due, draft.at);
  return office.count() > 0 ? office : elapsed;
}

}  // namespace

const DeadlineRule* rule_of(const Definition& definition, const Clock& clock) {
  const std::vector<DeadlineRule>* rules = &definition.deadlines;
  if (!clock.step.empty()) {
    const Step* step = definition.step(clock.step);
    if (!step) return nullptr;
    rules = &step->deadlines;
  }
  const auto rule = std::find_if(rules->begin(), rules->end(),
                                 [&](const DeadlineRule& r) { return r.name == clock.name; });
  return rule == rules->end() ? nullptr : &*rule;
}

std::vector<PlannedClock> plan_clocks(Draft& draft, const std::vector<DeadlineRule>& rules,
                                      const ClockOwner& owner) {
  std::vector<PlannedClock> planned;
  for (const DeadlineRule& rule : rules) {
    if (auto clock = planned_clock(draft, rule, owner)) planned.push_back(std::move(*clock));
  }
  return planned;
}

void set_clocks(Draft& draft, std::vector<PlannedClock> planned) {
  for (PlannedClock& each : planned) {
    Clock& clock = each.clock;
    if (each.how == PlannedClock::How::kWait) {
      draft.emit(ClockWaits{{clock.name, clock.slot, clock.step}});
      continue;
    }
    const Calendar& calendar = draft.definition.calendar_named(clock.calendar);
    const Milliseconds left = left_of(calendar, clock, clock.used, draft.at);
    if (each.how == PlannedClock::How::kSet) {
      draft.emit(ClockSet{std::move(clock), left});
    } else {
      draft.emit(ClockResumed{clock.name, clock.slot, clock.task, clock.due, clock.provisional,
                              std::move(clock.plan), left, clock.stopped_for});
    }
  }
}

void meet_clock(Draft& draft, std::string name, int slot) {
  const Clock* clock = draft.now.clock(name, slot);
  if (!clock || !clock->open()) return;
  const Milliseconds used = used_by(draft, *clock), late = late_by(draft, *clock);
  const Milliseconds left = left_by(draft, *clock, used);
  draft.emit(ClockMet{std::move(name), slot, used, late, left});
}

void cancel_clock(Draft& draft, std::string name, int slot, const std::string& reason) {
  const Clock* clock = draft.now.clock(name, slot);
  if (!clock || !clock->open()) return;
  const Milliseconds used = used_by(draft, *clock);
  draft.emit(ClockCancelled{std::move(name), slot, used, reason});
}

void stop_clock(Draft& draft, std::string name, int slot, const std::string& reason) {
  const Clock* clock = draft.now.clock(name, slot);
  if (!clock || clock->state != ClockState::kRunning) return;
  const Milliseconds used = used_by(draft, *clock);
  const Milliseconds left = left_by(draft, *clock, used);
  draft.emit(ClockStopped{std::move(name), slot, used, reason, left});
}

void step_started(Draft& draft, StepIndex step) {
  using Kind = DeadlineRule::Start::Kind;
  if (step != 0) {
    start_case_clocks(draft, Kind::kStepStart, step);
    return start_step_clocks(draft, Kind::kStepStart, step);
  }
  for (const DeadlineRule& rule : draft.definition.deadlines) {  // the case itself starts
    const bool now =
        rule.starts.empty() || has_date(rule) || starts_with(rule, Kind::kCase, kNoStep);
    if (now) set_case_clock(draft, rule);
  }
}

void step_ended(Draft& draft, StepIndex index) {
  const Step& step = draft.definition.steps[static_cast<std::size_t>(index)];
  for (const DeadlineRule& rule : step.deadlines) meet_clock(draft, rule.name, 0);
  for (const DeadlineRule& rule : draft.definition.deadlines) {
    if (rule.until == DeadlineRule::Until::kStepEnd && rule.until_step == index) {
      meet_clock(draft, rule.name, 0);
    }
  }
  start_case_clocks(draft, DeadlineRule::Start::Kind::kStepEnd, index);
  start_step_clocks(draft, DeadlineRule::Start::Kind::kStepEnd, index);
}

namespace {

void look_again(Draft& draft, const Clock& clock, const DeadlineRule& rule) {
  const Calendar& calendar = draft.definition.calendar_named(clock.calendar);
  const Step* step = clock.step.empty() ? nullptr : draft.definition.step(clock.step);
  Clock moved = clock;
  if (!project(draft, rule, calendar, {step, draft.now.data.sheet, {}}, moved)) return;
  if (moved.due == clock.due) return;
  std::vector<PlannedRung> rungs = plan(calendar, rule, moved);
  std::erase_if(rungs, [&](const PlannedRung& rung) {  // fired already, in this epoch
    return std::none_of(clock.plan.begin(), clock.plan.end(), [&](const PlannedRung& open) {
      return open.kind == rung.kind && open.rung == rung.rung;
    });
  });
  draft.emit(ClockMoved{clock.name, clock.slot, clock.due, moved.due, moved.provisional,
                        std::move(rungs), "its date changed"});
}

// A clock that waited for its date.
void look_whether_it_came(Draft& draft, const WaitingClock& waits) {
  const Step* step = waits.step.empty() ? nullptr : draft.definition.step(waits.step);
  Clock named;
  named.name = waits.name;
  named.step = waits.step;
  const DeadlineRule* rule = rule_of(draft.definition, named);
  if (!rule) return;
  const auto owners = step ? owners_in(draft, *step) : std::vector<ClockOwner>{ClockOwner{}};
  for (const ClockOwner& owner : owners) {
    if (owner.slot != waits.slot) continue;
    auto planned = planned_clock(draft, *rule, owner);
    if (planned && planned->how != PlannedClock::How::kWait) set_clocks(draft, {*planned});
  }
}

void look_at_moments_again(Draft& draft) {
  const std::vector<Clock> clocks = draft.now.clocks;
  for (const Clock& clock : clocks) {
    if (!clock.open() || !clock.by_date) continue;
    if (const DeadlineRule* rule = rule_of(draft.definition, clock)) {
      look_again(draft, clock, *rule);
    }
  }
  const std::vector<WaitingClock> waiting = draft.now.waiting;
  for (const WaitingClock& each : waiting) look_whether_it_came(draft, each);
}

void label_again(Draft& draft) {
  const Doc labels = labels_now(draft);
  if (labels == draft.now.data.labels) return;
  draft.emit(LabelsChanged{labels});
  draft.emit(Send{
      Send::To::kCustomer, draft.now.customer.text,
      ListCase{draft.now.customer, {draft.now.id, draft.now.workflow, draft.now.key, labels}}});
}

// ---- firing ---------------------------------------------------------------------------------

struct DueRung {
  const Clock* clock = nullptr;
  Instant at = kNever;
};

DueRung earliest(const Case& c) {
  DueRung first;
  for (const Clock& clock : c.clocks) {
    const Instant at = clock.next_at();
    const bool before = at < first.at || (at == first.at && first.clock && at != kNever &&
                                          std::tie(clock.name, clock.slot) <
                                              std::tie(first.clock->name, first.clock->slot));
    if (before) first = {&clock, at};
  }
  return first;
}

std::vector<Notice> noticed(Draft& draft, const Clock& clock, const PlannedRung& fired) {
  std::vector<Notice> notices;
  const DeadlineRule* rule = rule_of(draft.definition, clock);
  if (!rule || fired.rung < 0 || fired.rung >= static_cast<int>(rule->rungs.size())) return notices;
  const Rung& rung = rule->rungs[static_cast<std::size_t>(fired.rung)];
  const Task* task = draft.now.task(clock.task);
  const Step* step = clock.step.empty() ? nullptr : draft.definition.step(clock.step);
  for (const AddressRule& to : rung.to) {
    try {
      const Assignee who = resolve_or_stuck(draft, to, task, {step, draft.now.data.sheet, {}});
      notices.push_back({who.department, who.unit, who.person, who.rule});
    } catch (const Stuck& nobody) {  // the rung fires all the same, and the history says why
      notices.push_back({DepartmentId{}, "", PersonId{}, nobody.reason});
    }
  }
  return notices;
}

// The engine was away and a later rung of the clock is due as well: that one stands for this one.
bool stands_for_later(const Draft& draft, const Clock& clock, Milliseconds late) {
  if (late <= draft.context.limits().late_tolerance) return false;
  if (clock.plan.front().kind == RungKind::kBreach) return false;
  return std::any_of(clock.plan.begin() + 1, clock.plan.end(),
                     [&](const PlannedRung& later) { return later.at < draft.context.observed(); });
}

void fire(Draft& draft, const Clock& clock) {
  const PlannedRung rung = clock.plan.front();
  const Milliseconds late =
      std::max(Milliseconds{0}, draft.context.observed() - std::max(rung.at, clock.running_since));
  RungFired fired{clock.name, clock.slot, rung, {}, late, stands_for_later(draft, clock, late)};
  if (!fired.missed) fired.to = noticed(draft, clock, rung);
  draft.at = std::max(rung.at, clock.running_since);
  if (!draft.events.empty()) draft.at = std::max(draft.at, draft.events.back().at);
  fired.used = used_by(draft, clock);
  fired.left = left_by(draft, clock, fired.used);
  draft.emit(std::move(fired));
}

}  // namespace

Doc labels_now(Draft& draft) {
  if (draft.definition.labels.empty()) return {};
  Json labels = Json::object();
  for (const auto& [name, expression] : draft.definition.labels) {
    labels[name] = evaluate(draft, expression, *draft.now.data.sheet, {});
  }
  return labels;
}

void sheet_changed(Draft& draft) {
  look_at_moments_again(draft);
  label_again(draft);
}

void settle(Draft& draft, Instant until) {
  if (!draft.now.is_open()) return;
  const Instant resume_at = draft.at;
  for (DueRung next = earliest(draft.now); next.clock && next.at < until;
       next = earliest(draft.now)) {
    fire(draft, *next.clock);
  }
  draft.at = resume_at;
}

}  // namespace liaison
