// due_before: counting back from a date, where being early is the safe side.
#include <algorithm>

#include "engine/time/account.h"
#include "engine/time/days.h"

namespace liaison {
namespace {

using std::chrono::days;

// The day counted back to, and the instant before which the plain count of days lies.
struct Target {
  Date day;
  Instant plain;
};

// A month without such a day gives its whole last day, so that a later date is never due earlier.
DayTime plain_count(const Duration& lead, DayTime date) {
  if (lead.unit != Unit::kMonths) return {date.day - days{lead.count}, date.time};
  const MonthsAway target = months_away(date.day, -lead.count);
  return {target.day, target.clamped ? days{1} : date.time};
}

Target target_of(const Calendar& calendar, const Duration& lead, DayTime date) {
  const auto [plain, time] = plain_count(lead, date);
  const Instant plain_at = calendar.instant_of(Local{plain} + time);
  if (lead.unit != Unit::kWorkdays) return {plain, plain_at};
  const bool stays = lead.count == 0 && calendar.is_workday(date.day);
  const std::int64_t count = std::max<std::int64_t>(lead.count, 1);
  return {stays ? date.day : calendar.workday_before(date.day, count), plain_at};
}

bool known(const Calendar& calendar, Instant from, Date to) {
  return calendar.is_known(std::min(calendar.date_of(from), to), to);
}

Due days_before(const Calendar& calendar, const DayRules& rules, const Duration& lead,
                DayTime date) {
  Target target = target_of(calendar, lead, date);
  const Date counted_from = lead.unit == Unit::kWorkdays ? date.day : target.day;
  if (rules.day_off != DayOff::kStays && !calendar.is_workday(target.day))
    target.day = calendar.previous_workday(target.day);
  const Instant at = std::min(end_of(calendar, rules, target.day), target.plain);
  return {at, !known(calendar, at, counted_from)};
}

}  // namespace

Due due_before(const Calendar& calendar, const DayRules& rules, const Duration& lead,
               Instant date) {
  if (in_days(lead)) return days_before(calendar, rules, lead, day_time(calendar, date));
  const Instant at = moved_by(calendar, date, lead, -1);
  const bool by_calendar = lead.unit != Unit::kElapsed;
  return {at, by_calendar && !known(calendar, at, calendar.date_of(date))};
}

Due due_before(const Calendar& calendar, const DayRules& rules, const Duration& lead, Date day) {
  if (in_days(lead)) return days_before(calendar, rules, lead, {day, days{1}});
  return due_before(calendar, rules, lead, end_of(calendar, rules, day));
}

}  // namespace liaison
