#include "engine/time/account.h"

#include <algorithm>

#include "engine/time/days.h"

namespace liaison {
namespace {

using std::chrono::days;

constexpr Milliseconds kHourLength{3'600'000}, kMinuteLength{60'000};

// The first day that counts.
Date first_workday(const Calendar& calendar, const DayRules& rules, Instant start) {
  const Date day = calendar.date_of(start);
  const bool counts = rules.start_day == StartDay::kIncluded && calendar.is_workday(day) &&
                      start < calendar.close_of(day);
  return counts ? day : calendar.next_workday(day);
}

// The last day that counts, before it moves off a day off. A month from the 5th, included, ends on
// the 4th; from the 31st in a month without one, on its last day either way.
Date last_date(const Calendar& calendar, const DayRules& rules, const Duration& budget,
               Instant start) {
  const Date day = calendar.date_of(start);
  const bool included = rules.start_day == StartDay::kIncluded && start < calendar.close_of(day);
  if (budget.unit == Unit::kDays) return day + days{included ? budget.count - 1 : budget.count};
  const MonthsAway target = months_away(day, budget.count);
  return target.clamped || !included ? target.day : target.day - days{1};
}

// A last day off moves; earlier only as long as that is not before `not_before`.
Date landed(const Calendar& calendar, const DayRules& rules, Date raw, Instant not_before) {
  if (rules.day_off == DayOff::kStays || calendar.is_workday(raw)) return raw;
  if (rules.day_off == DayOff::kPrevious) {
    const Date earlier = calendar.previous_workday(raw);
    if (end_of(calendar, rules, earlier) >= not_before) return earlier;
  }
  return calendar.next_workday(raw);
}

Due due_on_or_after(const Calendar& calendar, const DayRules& rules, Date raw, Instant not_before) {
  const Date day = landed(calendar, rules, raw, not_before);
  return {end_of(calendar, rules, day), !calendar.is_known(std::min(raw, day), std::max(raw, day))};
}

// ---- the accounts ---------------------------------------------------------------------------
// Each unit has a scale, which instants stand on and which only grows; what a clock has used is
// the way it has come on it.

// Counted on the calendar's scale of working days, from the beginning of the first counted day.
struct WorkdayAccount {
  const Calendar& calendar;
  const DayRules& rules;
  Instant start;
  Date first_day = first_workday(calendar, rules, start);
  Milliseconds first = calendar.workday_scale(first_day);

  Milliseconds scale(Instant at) const {
    if (at <= start) return first;
    Milliseconds scale = calendar.workday_scale(at);
    if (rules.pause_counts == PauseCounts::kDays) scale -= part_of_day(scale);
    return std::max(scale, first);
  }
  Milliseconds part_of_day(Milliseconds scale) const {
    const Milliseconds length = calendar.workday_length();
    const Milliseconds part = scale % length;
    return part < Milliseconds{0} ? part + length : part;
  }
  Due due(Milliseconds left, Instant resumed) const {
    const Date day = last_day(left, resumed);
    const Date counted_from = resumed <= start ? first_day : calendar.date_of(resumed);
    return {end_of(calendar, rules, day), !calendar.is_known(counted_from, day)};
  }
  Date last_day(Milliseconds left, Instant resumed) const {
    const Milliseconds end = scale(resumed) + std::max(left, Milliseconds{0});
    const Date day = calendar.day_on_workday_scale(end);
    // With nothing left it may be a day that is over: then the first one that is not.
    return end_of(calendar, rules, day) < resumed ? calendar.next_workday(day) : day;
  }
};

// Counted on the wall clock, up to the midnight after the last date: so a pause of whole days moves
// it by whole days, whatever the close of business and the days off are.
struct DateAccount {
  const Calendar& calendar;
  const DayRules& rules;
  const Duration& budget;
  Instant start;

  Milliseconds scale(Instant at) const {
    const Local wall = calendar.wall(std::max(at, start));
    if (rules.pause_counts == PauseCounts::kExact) return wall.time_since_epoch();
    return std::chrono::floor<days>(wall).time_since_epoch();
  }
  Due due(Milliseconds used, Instant resumed) const {
    const Local limit{last_date(calendar, rules, budget, start) + days{1}};
    const Milliseconds left = limit.time_since_epoch() - scale(start) - used;
    const Local end{scale(resumed) + std::max(left, Milliseconds{0})};
    Date raw = std::chrono::floor<days>(end - Milliseconds{1});
    while (end_of(calendar, rules, raw) < resumed) raw += days{1};  // after today's close: twice
    return due_on_or_after(calendar, rules, raw, resumed);
  }
};

Milliseconds office_measure(const Duration& budget) {
  return budget.count * (budget.unit == Unit::kWorkhours ? kHourLength : kMinuteLength);
}

Due due_in_office_time(const Calendar& calendar, Instant from, Milliseconds amount) {
  const Instant at = calendar.add_office_time(from, amount);
  const Date a = calendar.date_of(from), b = calendar.date_of(at);
  return {at, !calendar.is_known(std::min(a, b), std::max(a, b))};
}

// No days at all mean "today, if it is still open", which is one day with the first included.
struct Counted {
  DayRules rules;
  Duration budget;
};
Counted counted(const DayRules& rules, const Duration& budget) {
  Counted counted{rules, budget};
  if (!in_days(budget) || budget.count != 0) return counted;
  counted.rules.start_day = StartDay::kIncluded;
  counted.budget = {1, budget.unit == Unit::kWorkdays ? Unit::kWorkdays : Unit::kDays};
  return counted;
}

}  // namespace

// ---- forward --------------------------------------------------------------------------------

Due due_with_used(const Calendar& calendar, const DayRules& given_rules, const Duration& given,
                  Instant start, Milliseconds used, Instant resumed) {
  const auto [rules, budget] = counted(given_rules, given);
  switch (budget.unit) {
    case Unit::kWorkdays:
      return WorkdayAccount{calendar, rules, start}.due(
          budget.count * calendar.workday_length() - used, resumed);
    case Unit::kDays:
    case Unit::kMonths: return DateAccount{calendar, rules, budget, start}.due(used, resumed);
    case Unit::kWorkhours:
    case Unit::kWorkminutes:
      return due_in_office_time(calendar, resumed, office_measure(budget) - used);
    case Unit::kElapsed: break;
  }
  return {resumed + Milliseconds{budget.count} - used, false};
}

Due due_after(const Calendar& calendar, const DayRules& rules, const Duration& budget,
              Instant start) {
  return due_with_used(calendar, rules, budget, start, Milliseconds{0}, start);
}

Due due_after(const Calendar& calendar, const DayRules& rules, const Duration& budget, Date day) {
  return due_after(calendar, rules, budget,
                   in_days(budget) ? calendar.instant_of(day, 0) : end_of(calendar, rules, day));
}

Due due_on(const Calendar& calendar, const DayRules& rules, Date day) {
  return due_on_or_after(calendar, rules, day, Instant::min());
}

Milliseconds used_between(const Calendar& calendar, const DayRules& given_rules,
                          const Duration& given, Instant start, Instant from, Instant to) {
  if (to <= from) return Milliseconds{0};
  const auto [rules, budget] = counted(given_rules, given);
  switch (budget.unit) {
    case Unit::kWorkdays: {
      const WorkdayAccount account{calendar, rules, start};
      return account.scale(to) - account.scale(from);
    }
    case Unit::kDays:
    case Unit::kMonths: {
      const DateAccount account{calendar, rules, budget, start};
      return account.scale(to) - account.scale(from);
    }
    case Unit::kWorkhours:
    case Unit::kWorkminutes: return calendar.office_time(from, to);
    case Unit::kElapsed: break;
  }
  return to - from;
}

Milliseconds budget_measure(const Calendar& calendar, const DayRules& rules, const Duration& given,
                            Instant start) {
  const Duration budget = counted(rules, given).budget;
  switch (budget.unit) {
    case Unit::kWorkdays: return budget.count * calendar.workday_length();
    case Unit::kDays:
    case Unit::kMonths:
      return calendar.wall(due_after(calendar, rules, given, start).at) - calendar.wall(start);
    case Unit::kWorkhours:
    case Unit::kWorkminutes: return office_measure(budget);
    case Unit::kElapsed: break;
  }
  return Milliseconds{budget.count};
}

Result<int> compare(const Duration& a, const Duration& b) {
  const auto in_office_time = [](const Duration& d) {
    return d.unit == Unit::kWorkhours || d.unit == Unit::kWorkminutes;
  };
  const auto sign = [](auto x, auto y) { return x < y ? -1 : x > y ? 1 : 0; };
  if (in_office_time(a) && in_office_time(b)) return sign(office_measure(a), office_measure(b));
  if (a.unit == b.unit) return sign(a.count, b.count);
  return invalid("expected durations of one unit, but '" + to_text(a) + "' and '" + to_text(b) +
                 "' have two");
}

// ---- marks ----------------------------------------------------------------------------------

namespace {

// Where the account of a running clock stands at `used_then`.
Instant when_used(const Calendar& calendar, const DayRules& given_rules, const Duration& given,
                  Instant start, Milliseconds used, Instant resumed, Milliseconds used_then) {
  const auto [rules, budget] = counted(given_rules, given);
  const Milliseconds further = used_then - used;
  switch (budget.unit) {
    case Unit::kWorkdays:
      return calendar.on_workday_scale(WorkdayAccount{calendar, rules, start}.scale(resumed) +
                                       further);
    case Unit::kDays:
    case Unit::kMonths:
      return calendar.instant_of(
          Local{DateAccount{calendar, rules, budget, start}.scale(resumed) + further});
    case Unit::kWorkhours:
    case Unit::kWorkminutes: return calendar.add_office_time(resumed, further);
    case Unit::kElapsed: break;
  }
  return resumed + further;
}

}  // namespace

Instant mark_at(const Calendar& calendar, const DayRules& rules, const Duration& budget,
                Instant start, Milliseconds used, Instant resumed, Due due, bool by_date,
                const Mark& mark) {
  // What is left on the account and what is left before due differ only by the last day's rest,
  // which "at the same time of day as the due instant" takes away.
  if (mark.kind == Mark::Kind::kLeft) return moved_by(calendar, due.at, mark.left, -1);
  if (by_date) return start + (due.at - start) * mark.percent / 100;
  const Milliseconds share = budget_measure(calendar, rules, budget, start) * mark.percent / 100;
  return std::min(due.at, when_used(calendar, rules, budget, start, used, resumed, share));
}

Instant late_at(const Calendar& calendar, Instant due, const Duration& late) {
  return moved_by(calendar, due, late, 1);
}

}  // namespace liaison
