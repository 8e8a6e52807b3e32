// When a clock begins and is due, and which rungs it plans.
#include <algorithm>

#include "engine/machine/clocks.h"

namespace liaison {

namespace {

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

}  // namespace

Duration duration_of(Draft& draft, const Rule& rule, const Scope& scope, const std::string& clock) {
  const Json value = evaluate(draft, rule, *draft.now.data.sheet, scope);
  const auto duration = parse_duration(text_of(value));
  if (!duration) {
    throw Stuck{scope.step ? scope.step->name : clock, duration.error().message};
  }
  return *duration;
}

// Nothing where the date is not there yet (null): the clock waits for it.
std::optional<Due> due_of_moment(Draft& draft, const Moment& moment, const Calendar& calendar,
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
  std::stable_sort(rungs.begin(), rungs.end(), fires_before);
  return rungs;
}

void keep_open_rungs(std::vector<PlannedRung>& plan, const Clock& former) {
  std::erase_if(plan, [&](const PlannedRung& rung) {
    return std::none_of(former.plan.begin(), former.plan.end(), [&](const PlannedRung& open) {
      return open.kind == rung.kind && open.rung == rung.rung && open.repeat == 0;
    });
  });
  for (const PlannedRung& open : former.plan) {
    if (open.repeat > 0) plan.push_back(open);
  }
  std::stable_sort(plan.begin(), plan.end(), fires_before);
}

Instant repeat_at(const Calendar& calendar, const Rung& rung, Instant after) {
  return late_at(calendar, after, rung.again->every);
}

void repeats_begin_anew(const Calendar& calendar, const DeadlineRule& rule, Instant at,
                        std::vector<PlannedRung>& plan) {
  for (PlannedRung& rung : plan) {
    if (rung.repeat == 0) continue;
    rung.at = repeat_at(calendar, rule.rungs[static_cast<std::size_t>(rung.rung)], at);
  }
  std::stable_sort(plan.begin(), plan.end(), fires_before);
}

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

bool project(Draft& draft, const DeadlineRule& rule, const Calendar& calendar, const Scope& scope,
             Clock& clock) {
  if (rule.by) {
    clock.by_date = true;
    const auto due = due_of_moment(draft, *rule.by, calendar, clock.rules, scope);
    if (!due) return false;
    clock.due = due->at;
    clock.provisional = due->provisional;
    if (rule.target_by) {
      if (const auto target = due_of_moment(draft, *rule.target_by, calendar, clock.rules, scope)) {
        clock.target = target->at;
      }
    }
    return true;
  }
  clock.budget = duration_of(draft, *rule.within, scope, rule.name);
  if (clock.breached) return true;  // counts on from the due instant that it missed
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

Milliseconds left_of(const Calendar& calendar, const Clock& clock, Milliseconds used, Instant at) {
  if (clock.by_date) return std::max(Milliseconds{0}, clock.due - at);
  const Milliseconds all = budget_measure(calendar, clock.rules, clock.budget, clock.start);
  return std::max(Milliseconds{0}, all - used);
}

}  // namespace liaison
