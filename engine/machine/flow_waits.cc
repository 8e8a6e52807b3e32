// What goes on by itself: waits, moments, time-outs. Each is an alarm of the case, which rings when
// time is past it, after the rungs of that instant.
#include <algorithm>

#include "engine/machine/flow.h"

namespace liaison {

namespace {

const Calendar& calendar_of(const Draft& draft) {
  return draft.definition.calendar_named(draft.definition.calendar);
}

// A date without a time is its end: midnight.
Instant moment_of(Draft& draft, const Moment& moment, const Scope& scope) {
  DayRules rules = calendar_of(draft).rules();
  rules.day_end = DayEnd::kMidnight;
  rules.day_off = DayOff::kStays;
  const auto due = due_of_moment(draft, moment, calendar_of(draft), rules, scope);
  return due ? due->at : kNever;
}

}  // namespace

void set_alarm(Draft& draft, const Step& step, Alarm::Kind kind, Instant at) {
  draft.emit(AlarmSet{{step.name, kind, at}});
}

Instant after_duration(Draft& draft, const Rule& rule, const Scope& scope, Instant from) {
  const Duration duration = duration_of(draft, rule, scope, "");
  const Calendar& calendar = calendar_of(draft);
  return due_after(calendar, calendar.rules(), duration, from).at;
}

Instant end_of_wait(Draft& draft, const Step& step, const Doc& input) {
  const Scope scope{&step, input, {}};
  if (const auto* wait = std::get_if<Wait>(&step.act)) {
    return after_duration(draft, wait->duration, scope, draft.at);
  }
  Instant last = kBeginning;
  for (const Moment& moment : std::get<WaitUntil>(step.act).moments) {
    last = std::max(last, moment_of(draft, moment, scope));
  }
  return last;
}

void look_at_waits_again(Draft& draft) {
  const std::vector<OpenStep> open = draft.now.open;
  for (const OpenStep& each : open) {
    const Step& step = *draft.definition.step(each.step);
    if (!std::holds_alternative<WaitUntil>(step.act)) continue;
    const Instant at = end_of_wait(draft, step, input_of(draft, step));
    const auto former = std::find_if(
        draft.now.alarms.begin(), draft.now.alarms.end(),
        [&](const Alarm& a) { return a.step == step.name && a.kind == Alarm::Kind::kWait; });
    const Instant before = former == draft.now.alarms.end() ? kNever : former->at;
    if (at != before) set_alarm(draft, step, Alarm::Kind::kWait, at);
  }
}

void Walk::ring(const Alarm& alarm) {
  draft_.emit(AlarmRang{alarm});
  const Step& here = alarm.step.empty() ? step(0) : *draft_.definition.step(alarm.step);
  switch (alarm.kind) {
    case Alarm::Kind::kWait: return finish(here, input_of(draft_, here));
    case Alarm::Kind::kTimeout:
      if (is_skipped(here)) return pass(here);
      return raise(here, error_of("timeout", 408, "it took longer than its timeout", here));
    case Alarm::Kind::kRetry:
      return enter(std::get<Try>(here.act).steps.front(), input_of(draft_, here));
    case Alarm::Kind::kStart:
      if (draft_.now.clocks.empty() && draft_.now.waiting.empty()) begin_clocks(draft_);
      return start_flow(draft_);
    case Alarm::Kind::kAgain:
      return safely(here, [&] {
        if (const auto beyond = repeat_message(draft_, here)) {
          break_off(here, "it was told as often as it may be");
          follow(here, draft_.now.data.sheet, *beyond);
        }
      });
  }
}

}  // namespace liaison
