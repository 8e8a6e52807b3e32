// due_before: counting back from a date, where being early is the safe side.
#include <algorithm>

#include "engine/time/account.h"
#include "engine/time/days.h"

namespace liaison {
namespace {

using std::chrono::days;

// The same time of day, but not after the end of that day.
Instant at_or_close(const Calendar& calendar, const DayRules& rules, DayTime point) {
  return std::min(calendar.instant_of(Local{point.day} + point.time),
                  end_of(calendar, rules, point.day));
}

bool known(const Calendar& calendar, Instant from, Date to) {
  return calendar.is_known(std::min(calendar.date_of(from), to), to);
}

Due workdays_before(const Calendar& calendar, const DayRules& rules, std::int64_t count,
                    DayTime date) {
  Due due;
  if (count > 0 || !calendar.is_workday(date.day)) {
    const Date day = calendar.workday_before(date.day, std::max<std::int64_t>(count, 1));
    due.at = count > 0 ? at_or_close(calendar, rules, {day, date.time})
                       : end_of(calendar, rules, day);
  } else {
    due.at = at_or_close(calendar, rules, date);
  }
  due.provisional = !known(calendar, due.at, date.day);
  return due;
}

Due dates_before(const Calendar& calendar, const DayRules& rules, DayTime raw) {
  const bool moves = rules.day_off != DayOff::kStays && !calendar.is_workday(raw.day);
  const Instant at = moves ? end_of(calendar, rules, calendar.previous_workday(raw.day))
                           : at_or_close(calendar, rules, raw);
  return {at, !known(calendar, at, raw.day)};
}

// The units counted in days.
Due days_before(const Calendar& calendar, const DayRules& rules, const Duration& lead,
                DayTime date) {
  if (lead.unit == Unit::kWorkdays) return workdays_before(calendar, rules, lead.count, date);
  const Date day = lead.unit == Unit::kDays ? date.day - days{lead.count}
                                            : months_away(date.day, -lead.count).day;
  return dates_before(calendar, rules, {day, date.time});
}

bool in_days(const Duration& lead) {
  return lead.unit == Unit::kWorkdays || lead.unit == Unit::kDays || lead.unit == Unit::kMonths;
}

}  // namespace

Due due_before(const Calendar& calendar, const DayRules& rules, const Duration& lead,
               Instant date) {
  if (in_days(lead)) return days_before(calendar, rules, lead, day_time(calendar, date, false));
  const Instant at = moved_by(calendar, date, lead, -1);
  const bool by_calendar = lead.unit != Unit::kElapsed;
  return {at, by_calendar && !known(calendar, at, calendar.date_of(date))};
}

Due due_before(const Calendar& calendar, const DayRules& rules, const Duration& lead, Date day) {
  if (in_days(lead)) return days_before(calendar, rules, lead, {day, days{1}});
  return due_before(calendar, rules, lead, end_of(calendar, rules, day));
}

}  // namespace liaison
