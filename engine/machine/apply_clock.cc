// What the events of model/event_clock.h make of a case.
#include <algorithm>

#include "engine/machine/apply.h"

namespace liaison {

namespace {

template <class Id>
void add_once(std::vector<Id>& list, const Id& id) {
  if (std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
}

void remember_told(Clock& clock, const RungFired& e) {
  if (e.rung.rung < 0 || e.to.empty()) return;
  const auto known = std::find_if(clock.fired.begin(), clock.fired.end(),
                                  [&](const FiredRung& f) { return f.rung == e.rung.rung; });
  FiredRung& fired = known == clock.fired.end() ? clock.fired.emplace_back() : *known;
  fired.rung = e.rung.rung;
  for (const Notice& notice : e.to) {
    if (!notice.person.empty()) add_once(fired.persons, notice.person);
    else if (!notice.department.empty()) add_once(fired.departments, notice.department);
  }
}

}  // namespace

void CaseApplier::operator()(const ClockWaits& e) {
  waits_no_more(e.clock.name, e.clock.slot);
  case_.waiting.push_back(e.clock);
}
void CaseApplier::operator()(const ClockSet& e) {
  waits_no_more(e.clock.name, e.clock.slot);
  Clock* clock = case_.clock(e.clock.name, e.clock.slot);
  if (!clock) clock = &case_.clocks.emplace_back();
  *clock = e.clock;
  clock->records = 1;
}
void CaseApplier::operator()(const RungFired& e) {
  Clock& clock = counted(e.clock, e.slot);
  if (!clock.plan.empty()) clock.plan.erase(clock.plan.begin());
  if (e.next) {
    clock.plan.insert(std::upper_bound(clock.plan.begin(), clock.plan.end(), *e.next, fires_before),
                      *e.next);
  }
  ++clock.rungs_fired;
  if (e.missed) return;
  remember_told(clock, e);
  if (e.rung.kind == RungKind::kTarget) clock.target_passed = true;
  if (e.rung.kind == RungKind::kEscalation) ++case_.escalations;
  if (e.rung.kind != RungKind::kBreach) return;
  clock.breached = true;
  ++clock.breaches;
  const Task* task = case_.task(clock.task);
  if (!task || task->kind != TaskKind::kNotice) ++case_.breaches;
}
void CaseApplier::operator()(const RungAcknowledged& e) {
  Clock& clock = counted(e.clock, e.slot);
  const auto meant = [&](int rung) { return e.rung < 0 || e.rung == rung; };
  std::erase_if(clock.plan, [&](const PlannedRung& planned) {
    return planned.repeat > 0 && meant(planned.rung);
  });
  for (FiredRung& fired : clock.fired) {
    if (meant(fired.rung)) fired.acknowledged = true;
  }
}
void CaseApplier::operator()(const ClockStopped& e) {
  Clock& clock = counted(e.clock, e.slot);
  clock.state = ClockState::kPaused;
  clock.used = e.used;
  clock.stopped_for = e.reason;
  clock.late_by = e.late_by;
}
void CaseApplier::operator()(const ClockResumed& e) {
  Clock& clock = counted(e.clock, e.slot);
  clock.state = ClockState::kRunning;
  clock.running_since = at_;
  clock.task = e.task;
  clock.due = e.due;
  clock.provisional = e.provisional;
  clock.plan = e.plan;
  clock.stopped_for.clear();
}
void CaseApplier::operator()(const ClockMoved& e) {
  Clock& clock = counted(e.clock, e.slot);
  clock.due = e.due;
  clock.target = e.target;
  clock.provisional = e.provisional;
  clock.plan = e.plan;
}
void CaseApplier::operator()(const ClockMet& e) {
  Clock& clock = counted(e.clock, e.slot);
  clock.state = ClockState::kMet;
  clock.used = e.used;
  clock.late_by = e.late_by;
  clock.ended_at = at_;
  clock.plan.clear();
}
void CaseApplier::operator()(const ClockCancelled& e) {
  Clock& clock = counted(e.clock, e.slot);
  clock.state = ClockState::kCancelled;
  clock.used = e.used;
  clock.ended_at = at_;
  clock.plan.clear();
}

void CaseApplier::waits_no_more(const std::string& name, int slot) {
  std::erase_if(case_.waiting,
                [&](const WaitingClock& c) { return c.name == name && c.slot == slot; });
}

Clock& CaseApplier::counted(std::string_view name, int slot) {
  Clock* clock = case_.clock(name, slot);
  check(clock != nullptr, "an event names a clock of its case");
  ++clock->records;
  return *clock;
}

}  // namespace liaison
