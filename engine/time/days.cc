#include "engine/time/days.h"

namespace liaison {

using std::chrono::days;

DayTime day_time(const Calendar& calendar, Instant at) {
  const Local wall = calendar.wall(at);
  const Date day = std::chrono::ceil<days>(wall) - days{1};
  return {day, wall - day};
}

bool in_days(const Duration& duration) {
  return duration.unit == Unit::kWorkdays || duration.unit == Unit::kDays ||
         duration.unit == Unit::kMonths;
}

MonthsAway months_away(Date day, std::int64_t months) {
  using std::chrono::year_month_day;
  const year_month_day date =
      year_month_day{day} + std::chrono::months{static_cast<std::int32_t>(months)};
  if (date.ok()) return {Date{date}, false};
  return {Date{date.year() / date.month() / std::chrono::last}, true};
}

Instant end_of(const Calendar& calendar, const DayRules& rules, Date day) {
  return rules.day_end == DayEnd::kClose ? calendar.close_of(day) : calendar.midnight_after(day);
}

Instant moved_by(const Calendar& calendar, Instant at, const Duration& distance, int direction) {
  const std::int64_t count = distance.count * direction;
  if (count == 0) return at;
  const auto [day, time] = day_time(calendar, at);
  switch (distance.unit) {
    case Unit::kWorkdays:
      return calendar.instant_of(Local{count > 0 ? calendar.workday_after(day, count)
                                                 : calendar.workday_before(day, -count)} +
                                 time);
    case Unit::kDays: return calendar.instant_of(Local{day + days{count}} + time);
    case Unit::kMonths: return calendar.instant_of(Local{months_away(day, count).day} + time);
    case Unit::kWorkhours: return calendar.add_office_time(at, std::chrono::hours{count});
    case Unit::kWorkminutes: return calendar.add_office_time(at, std::chrono::minutes{count});
    case Unit::kElapsed: break;
  }
  return at + Milliseconds{count};
}

}  // namespace liaison
