#include "engine/machine/schedules.h"

#include <algorithm>

#include "engine/time/account.h"

namespace liaison {

namespace {

const Calendar& calendar_of(const Definition& definition) {
  return definition.calendar_named(definition.calendar);
}

Instant span_after(const Definition& definition, const Duration& span, Instant from) {
  const Calendar& calendar = calendar_of(definition);
  return due_after(calendar, calendar.rules(), span, from).at;
}

// The instants of `every`, counted from one beginning, so that neither a day off nor a short month
// shifts those behind it. They never go back, but two can be the same (both moved off a weekend).
class Intervals {
 public:
  Intervals(const Definition& definition, Instant since) : definition_(definition), since_(since) {}

  Instant after(Instant at) const { return nth(first_after(at)); }
  // kBeginning: none.
  Instant last(Instant at) const {
    const std::int64_t next = first_after(at);
    return next == 1 ? kBeginning : nth(next - 1);
  }

 private:
  Instant nth(std::int64_t number) const {
    Duration span = definition_.schedule->span;
    span.count *= number;
    return span_after(definition_, span, since_);
  }
  std::int64_t first_after(Instant at) const {
    std::int64_t above = 1;
    while (nth(above) <= at) above *= 2;
    std::int64_t below = above / 2;  // not after, or none
    while (above - below > 1) {
      const std::int64_t middle = below + (above - below) / 2;
      (nth(middle) <= at ? below : above) = middle;
    }
    return above;
  }

  const Definition& definition_;
  const Instant since_;
};

Instant next_after(const Definition& definition, Instant since, Instant at) {
  const Schedule& schedule = *definition.schedule;
  switch (schedule.kind) {
    case Schedule::Kind::kEvery: return Intervals(definition, since).after(at);
    case Schedule::Kind::kCron: return schedule.cron->after(calendar_of(definition), at);
    case Schedule::Kind::kAfter: return span_after(definition, schedule.span, at);
    case Schedule::Kind::kOn: return kNever;
  }
  return kNever;
}

// The last one that is over already; of `after` there is none but the one to come.
Instant last_until(const Definition& definition, Instant since, Instant at) {
  const Schedule& schedule = *definition.schedule;
  switch (schedule.kind) {
    case Schedule::Kind::kEvery: return Intervals(definition, since).last(at);
    case Schedule::Kind::kCron: return schedule.cron->last(calendar_of(definition), at);
    case Schedule::Kind::kAfter: return at;
    case Schedule::Kind::kOn: return kBeginning;
  }
  return kBeginning;
}

Instant first_due(const Definition& definition, const Customer& customer, Instant from) {
  if (definition.schedule->kind != Schedule::Kind::kAfter) {
    return next_after(definition, from, from);
  }
  return customer.open_cases.empty() ? from : kNever;
}

Origin origin_of(const Definition& definition, Instant due) {
  return {"liaison", definition.name + "@" + to_text(due, "UTC"), "schedule.due", due, {}, {}};
}

// Where the engine was away: when it should have been opened, and for which others it stands.
std::string note_of(const Definition& definition, const KeptSchedule& schedule, bool late) {
  const std::string& zone = calendar_of(definition).zone();
  const std::string due = to_text(schedule.next, zone);
  if (schedule.missed_since != Instant{}) {
    return "due from " + to_text(schedule.missed_since, zone) + " to " + due +
           ": the engine got to them later, and this one stands for all";
  }
  return late ? "due at " + due + ": the engine got to it later" : "";
}

}  // namespace

CaseId free_case_id(const Context& context, const CustomerKey& key, const Origin& origin,
                    const std::string& workflow) {
  for (int extension = 0;; ++extension) {
    CaseId id = case_id(key, origin.source, origin.id, workflow, extension);
    const CaseHead* taken = context.case_head(id);
    const bool by_it =
        taken && taken->request.source == origin.source && taken->request.id == origin.id;
    if (!taken || by_it) return id;
  }
}

Events decide_schedule(const Customer& customer, const Context& context, const Command& command,
                       const SetSchedule& set) {
  const Definition* definition = context.definition(set.definition);
  const KeptSchedule& former = customer.schedule;
  Events events;
  if (!definition || !definition->schedule) {
    if (former.running()) events.push_back({command.at, ScheduleSet{}});
    return events;
  }
  KeptSchedule kept = former;
  if (!former.running() || former.words != definition->schedule->words) {
    kept = KeptSchedule{};
    kept.words = definition->schedule->words;
    kept.since = set.from;
    kept.next = first_due(*definition, customer, set.from);
  }
  kept.definition = set.definition;
  if (!customer.known) events.push_back({command.at, CustomerHeardOf{set.key}});
  events.push_back({command.at, ScheduleSet{std::move(kept)}});
  return events;
}

// While the engine was away several may have come due: the last of them stands for all.
Events decide_schedule(const Customer& customer, const Context& context, const Command& command,
                       const RunSchedule& run) {
  const KeptSchedule& schedule = customer.schedule;
  const Definition* definition =
      schedule.running() ? context.definition(schedule.definition) : nullptr;
  if (!definition || schedule.next >= run.until) return {};
  const Instant due = schedule.next, now = context.observed();
  const bool late = now - due > context.limits().late_tolerance;
  if (late) {
    const Instant last = last_until(*definition, schedule.since, now);
    const bool after = definition->schedule->kind == Schedule::Kind::kAfter;
    const Instant missed = schedule.missed_since == Instant{} ? due : schedule.missed_since;
    if (last > due) {
      return {{command.at, ScheduleMoved{last, after ? Instant{} : missed}}};
    }
  }
  const Origin origin = origin_of(*definition, due);
  OpenCaseNow open;
  open.id = free_case_id(context, customer.key, origin, definition->name);
  open.workflow = definition->name;
  open.definition = definition->id;
  open.customer = customer.key;
  open.key = definition->name;
  open.input = Json::object();
  open.note = note_of(*definition, schedule, late);
  const bool opened_before = context.case_head(open.id) != nullptr;
  const Instant next = next_after(*definition, schedule.since, due);
  Events events;
  const bool refused = customer.open_cases.size() >= context.limits().scheduled_open;
  const CaseId opened = opened_before || refused ? CaseId{} : open.id;
  events.push_back({command.at, ScheduleFired{due, opened, next}});
  if (opened_before) return events;
  events.push_back(
      {command.at, Send{Send::To::kCase, open.id.text, open, Identity{command.by, origin}}});
  return events;
}

void move_schedule(const Customer& customer, const Context& context, const Command& command,
                   Events& events) {
  const KeptSchedule& schedule = customer.schedule;
  const Definition* definition =
      schedule.running() ? context.definition(schedule.definition) : nullptr;
  if (!definition || !definition->schedule ||
      definition->schedule->kind != Schedule::Kind::kAfter) {
    return;
  }
  Customer after = customer;
  for (const Event& event : events) apply(after, event);
  const Instant next =
      after.open_cases.empty() ? next_after(*definition, schedule.since, command.at) : kNever;
  if (next != schedule.next) events.push_back({command.at, ScheduleMoved{next, {}}});
}

}  // namespace liaison
