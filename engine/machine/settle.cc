// Firing what is due, in order: rungs, and at one instant after them the alarms.
#include <algorithm>

#include "engine/machine/clocks.h"
#include "engine/machine/flow.h"

namespace liaison {

namespace {

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
bool stands_for_later(const Draft& draft, const Clock& clock, Milliseconds late, Instant until) {
  if (late <= draft.context.limits().late_tolerance) return false;
  if (clock.plan.front().kind == RungKind::kBreach) return false;
  return std::any_of(clock.plan.begin() + 1, clock.plan.end(),
                     [&](const PlannedRung& later) { return later.at < until; });
}

// A stuck case goes on to warn and breach, but its flow stands still.
bool takes_routes(const Draft& draft) { return draft.routes && draft.now.phase == Phase::kOpen; }

void fire(Draft& draft, const Clock& clock, Instant until) {
  const PlannedRung rung = clock.plan.front();
  const Milliseconds late =
      std::max(Milliseconds{0}, draft.context.observed() - std::max(rung.at, clock.running_since));
  RungFired fired{clock.name, clock.slot, rung,
                  {},         late,       stands_for_later(draft, clock, late, until)};
  if (!fired.missed) fired.to = noticed(draft, clock, rung);
  draft.at = std::max(rung.at, clock.running_since);
  if (!draft.events.empty()) draft.at = std::max(draft.at, draft.events.back().at);
  fired.used = used_by(draft, clock);
  fired.left = left_by(draft, clock, fired.used);
  const bool breach = rung.kind == RungKind::kBreach;
  const DeadlineRule* rule = rule_of(draft.definition, clock);
  const Step* owner = draft.definition.step(clock.step);
  draft.emit(std::move(fired));
  if (breach && rule && rule->on_breach && takes_routes(draft)) {
    follow_breach(draft, owner, *rule->on_breach);
  }
}

void ring_alarm(Draft& draft, const Alarm& alarm) {
  draft.at = alarm.at;
  if (!draft.events.empty()) draft.at = std::max(draft.at, draft.events.back().at);
  draft.steps_taken = 0;
  ring(draft, alarm);
}

// What a case that loops over short waits may fire in one command; the rest stays due.
constexpr int kFiredACommand = 500;

}  // namespace

void settle(Draft& draft, Instant until) {
  const Instant resume_at = draft.at;
  for (int fired = 0; draft.now.is_open() && fired < kFiredACommand; ++fired) {
    const DueRung rung = earliest(draft.now);
    const Alarm* alarm = takes_routes(draft) ? draft.now.next_alarm() : nullptr;
    const bool rings = alarm && alarm->at < rung.at;
    if ((rings ? alarm->at : rung.at) >= until) break;
    if (rings) ring_alarm(draft, Alarm(*alarm));
    else fire(draft, *rung.clock, until);
  }
  draft.at = resume_at;
}

}  // namespace liaison
