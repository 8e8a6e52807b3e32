// Firing what is due, in order: at one instant all rungs, then what their breaches do to the flow,
// then the alarms. So whether a promise counts as kept does not hang on the names of clocks.
#include <algorithm>
#include <utility>

#include "engine/machine/clocks.h"
#include "engine/machine/flow.h"

namespace liaison {

namespace {

struct DueRung {
  const Clock* clock = nullptr;
  Instant at = kNever;
};

// A breach with a route, until all rungs of its instant have fired.
struct Breach {
  ClockId clock;
  const Step* owner;  // null: a clock of the case
  int entry;          // of the owner: a later one is another's
  const DeadlineRule::OnBreach* route;
  Instant at;
};
using Breaches = std::vector<Breach>;

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

// As the file writes it; null for target and breach, and for a clock of a notice.
const Rung* written(const Draft& draft, const Clock& clock, const PlannedRung& rung) {
  const DeadlineRule* rule = rule_of(draft.definition, clock);
  if (!rule || rung.rung < 0 || rung.rung >= static_cast<int>(rule->rungs.size())) return nullptr;
  return &rule->rungs[static_cast<std::size_t>(rung.rung)];
}

std::vector<Notice> noticed(Draft& draft, const Clock& clock, const Rung& rung) {
  std::vector<Notice> notices;
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
bool stands_for_later(const Draft& draft, const Clock& clock, const RungFired& fired,
                      Instant until) {
  if (fired.fired_late <= draft.context.limits().late_tolerance) return false;
  if (fired.rung.kind == RungKind::kBreach) return false;
  const auto is_due = [&](const PlannedRung& later) { return later.at < until; };
  return (fired.next && is_due(*fired.next)) ||
         std::any_of(clock.plan.begin() + 1, clock.plan.end(), is_due);
}

std::optional<PlannedRung> next_repeat(const Draft& draft, const Clock& clock,
                                       const PlannedRung& rung, const Rung* as_written) {
  if (!as_written || !as_written->again || rung.repeat >= as_written->again->at_most) {
    return std::nullopt;
  }
  const Calendar& calendar = draft.definition.calendar_named(clock.calendar);
  const Instant fired_at = std::max(rung.at, clock.running_since);
  return PlannedRung{repeat_at(calendar, *as_written, fired_at), rung.kind, rung.rung,
                     rung.repeat + 1};
}

// A stuck case goes on to warn and breach, but its flow stands still.
bool takes_routes(const Draft& draft) { return draft.routes && draft.now.phase == Phase::kOpen; }

// A clock can be set with its date already past: it is not the engine that is late then.
Instant could_fire_at(const Draft& draft, const Clock& clock, const PlannedRung& rung) {
  const StepRecord* step = draft.now.step_record(clock.step);
  const Instant set_at =
      step ? std::max(clock.running_since, step->started_at) : clock.running_since;
  return std::max(rung.at, set_at);
}

// What happens at one instant counts together, so that a flow that goes round in it comes to the
// limit of its steps.
void go_to(Draft& draft, Instant at) {
  const Instant before = draft.events.empty() ? kBeginning : draft.events.back().at;
  draft.at = std::max(at, before);
  if (draft.at > before) draft.steps_taken = 0;
}

// A clock can be set when its date is past.
Instant instant_of(const DueRung& rung) {
  return rung.clock ? std::max(rung.at, rung.clock->running_since) : rung.at;
}

// `clock` is a copy: what follows may move it.
void fire(Draft& draft, const Clock clock, Instant until, Breaches& breaches) {
  const PlannedRung rung = clock.plan.front();
  const Rung* as_written = written(draft, clock, rung);
  const Milliseconds late =
      std::max(Milliseconds{0}, draft.context.observed() - could_fire_at(draft, clock, rung));
  RungFired fired{clock.name, clock.slot, rung, {}, late};
  fired.next = next_repeat(draft, clock, rung, as_written);
  fired.missed = stands_for_later(draft, clock, fired, until);
  if (!fired.missed && as_written) fired.to = noticed(draft, clock, *as_written);
  go_to(draft, std::max(rung.at, clock.running_since));
  fired.used = used_by(draft, clock);
  fired.left = left_by(draft, clock, fired.used);
  const bool breach = rung.kind == RungKind::kBreach;
  const DeadlineRule* rule = rule_of(draft.definition, clock);
  const Step* owner = clock.step.empty() ? nullptr : draft.definition.step(clock.step);
  draft.emit(fired);
  if (as_written) follow_rung(draft, clock, *as_written, fired);
  if (breach && rule && rule->on_breach) {
    breaches.push_back({clock_id(draft.now.id, clock.name, clock.slot), owner,
                        owner ? entry_of_step(draft, *owner) : 0, &*rule->on_breach, draft.at});
  }
}

void follow(Draft& draft, const Breach& breach) {
  const bool same = !breach.owner || entry_of_step(draft, *breach.owner) == breach.entry;
  if (same && takes_routes(draft)) follow_breach(draft, breach.owner, *breach.route);
}

ParkedReply owed(const Breach& breach) {
  const std::string when = std::to_string(breach.at.time_since_epoch().count());
  Origin origin{"liaison", breach.clock.text + "." + when, "rung.due", breach.at, {}, {}};
  return {kRouteOwed, breach.clock.text, Json{{"entry", breach.entry}}, engine_itself(),
          std::move(origin)};
}

// Where one gets the case stuck, it and those behind it are owed until the case is mended.
void follow_breaches(Draft& draft, Breaches& breaches) {
  const Breaches all = std::exchange(breaches, {});
  for (auto breach = all.begin(); breach != all.end(); ++breach) {
    try {
      follow(draft, *breach);
    } catch (Stuck& stuck) {
      std::transform(breach, all.end(), std::back_inserter(stuck.owed), owed);
      throw;
    }
  }
}

void ring_alarm(Draft& draft, const Alarm& alarm) {
  go_to(draft, alarm.at);
  ring(draft, alarm);
}

// What a case that loops over short waits may fire in one command; the rest stays due.
constexpr int kFiredACommand = 500;

}  // namespace

void follow_owed(Draft& draft, const ParkedReply& route) {
  const auto& clocks = draft.now.clocks;
  const auto clock = std::find_if(clocks.begin(), clocks.end(), [&](const Clock& each) {
    return clock_id(draft.now.id, each.name, each.slot).text == route.subject;
  });
  const DeadlineRule* rule = clock == clocks.end() ? nullptr : rule_of(draft.definition, *clock);
  if (!rule || !rule->on_breach) return;
  const Step* owner = clock->step.empty() ? nullptr : draft.definition.step(clock->step);
  follow(draft, {ClockId{route.subject}, owner, route.data->value("entry", 0), &*rule->on_breach,
                 draft.at});
}

void settle(Draft& draft, Instant until) {
  const Instant resume_at = draft.at;
  Breaches breaches;
  for (int fired = 0; draft.now.is_open(); ++fired) {
    const DueRung rung = earliest(draft.now);
    const bool is_due = rung.at < until;
    if (!breaches.empty() && (!is_due || instant_of(rung) > draft.at)) {
      follow_breaches(draft, breaches);
      continue;
    }
    const Alarm* alarm = takes_routes(draft) ? draft.now.next_alarm() : nullptr;
    const bool rings = alarm && alarm->at < rung.at;
    if ((rings ? alarm->at : rung.at) >= until) break;
    // … but where the flow has moved at this instant, to the end of its steps.
    const bool moves = draft.steps_taken > 0 && (rings ? alarm->at : instant_of(rung)) <= draft.at;
    if (fired >= kFiredACommand && breaches.empty() && !moves) break;
    if (rings) ring_alarm(draft, Alarm(*alarm));
    else fire(draft, *rung.clock, until, breaches);
  }
  draft.at = resume_at;
}

}  // namespace liaison
