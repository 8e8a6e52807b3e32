// Clocks: when they start, what they plan, when they end. The arithmetic is engine/time's.
#include "engine/machine/clocks.h"

#include <algorithm>

#include "engine/machine/flow.h"

namespace liaison {

namespace {

std::string owner_name(const ClockOwner& owner) { return owner.step ? owner.step->name : ""; }

// ---- setting --------------------------------------------------------------------------------

std::optional<PlannedClock> resumed(Draft& draft, const DeadlineRule& rule, const Clock& former,
                                    const ClockOwner& owner) {
  PlannedClock resume{PlannedClock::How::kResume, former};
  Clock& clock = resume.clock;
  const Calendar& calendar = draft.definition.calendar_named(former.calendar);
  clock.task = owner.task;
  clock.running_since = draft.at;
  if (!clock.breached) {  // else it counts on from the due instant that it missed
    const Due due =
        due_with_used(calendar, clock.rules, clock.budget, clock.start, clock.used, draft.at);
    clock.due = due.at;
    clock.provisional = due.provisional;
  }
  std::vector<PlannedRung> left = plan(calendar, rule, clock);
  keep_open_rungs(left, former);
  repeats_begin_anew(calendar, rule, draft.at, left);
  clock.plan = std::move(left);
  return resume;
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
  clock.breaches = former ? former->breaches : 0;
  clock.calendar = calendar.name();
  clock.calendar_version = calendar.version();
  clock.rules = rules_for(calendar, rule);
  return clock;
}

// Whether a step that is entered again by a return goes on with what is left of its limit: the
// account is that of a department, so another one there begins anew.
bool may_go_on(const Draft& draft, const Clock& former, const ClockOwner& owner) {
  if (former.by_date || former.state != ClockState::kMet) return false;
  const Task* task = draft.now.task(former.task);
  return !task || task->department == owner.department;
}

}  // namespace

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
  if (former && owner.by_return && may_go_on(draft, *former, owner)) {
    clock.start = former->start;
    clock.used = former->used;
    clock.running_since = draft.at;
    clock.breached = former->breached;
    clock.late_by = former->late_by;
    clock.due = former->due;
    clock.provisional = former->provisional;
  }
  if (!project(draft, rule, calendar, scope, clock)) return waiting(rule, owner);
  clock.plan = plan(calendar, rule, clock);
  if (clock.breached) {  // its breach is told, and what came before it
    std::erase_if(clock.plan, [&](const PlannedRung& rung) {
      return rung.kind == RungKind::kBreach || rung.at < draft.at;
    });
  }
  return fresh;
}

std::vector<ClockOwner> owners_in(const Draft& draft, const Step& step) {
  if (!is_verb(step)) return {{&step, 0, TaskId{}, DepartmentId{}, false}};
  std::vector<ClockOwner> owners;
  for (const Task& task : draft.now.tasks) {
    if (task.step != step.name || !task.open()) continue;
    owners.push_back({&step, task.slot, task.id, task.department, false});
  }
  return owners;
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

namespace {

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

// Past due in office time (elapsed for limits counted day and night); where no office time has
// passed since, the plain time, so that late is never shown as zero.
Milliseconds late_since(const Draft& draft, const Clock& clock, Instant from) {
  if (draft.at <= from) return Milliseconds{0};
  const Milliseconds elapsed = draft.at - from;
  if (!clock.by_date && clock.budget.unit == Unit::kElapsed) return elapsed;
  const Calendar& calendar = draft.definition.calendar_named(clock.calendar);
  const Milliseconds office = calendar.office_time(from, draft.at);
  return office.count() > 0 ? office : elapsed;
}

// Of a clock that was breached and then stood still, the pause is nobody's.
Milliseconds late_by(const Draft& draft, const Clock& clock) {
  if (clock.state == ClockState::kPaused) return clock.late_by;
  const Instant from = clock.breached ? std::max(clock.due, clock.running_since) : clock.due;
  return clock.late_by + late_since(draft, clock, from);
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

void set_step_clocks(Draft& draft, const Step& step, bool by_return) {
  set_clocks(draft,
             plan_clocks(draft, step.deadlines, {&step, 0, TaskId{}, DepartmentId{}, by_return}));
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
  const Milliseconds late = late_by(draft, *clock);
  draft.emit(ClockStopped{std::move(name), slot, used, reason, left, late});
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
  end_notices(draft, step.name, "the step is done");
  for (const DeadlineRule& rule : draft.definition.deadlines) {
    if (rule.until == DeadlineRule::Until::kStepEnd && rule.until_step == index) {
      meet_clock(draft, rule.name, 0);
    }
  }
  start_case_clocks(draft, DeadlineRule::Start::Kind::kStepEnd, index);
  start_step_clocks(draft, DeadlineRule::Start::Kind::kStepEnd, index);
}

}  // namespace liaison
