// Steps over days that keep the time of day; shared by the forward and the backward reckoning.
#pragma once

#include "engine/time/calendar.h"
#include "engine/time/duration.h"

namespace liaison {

// An instant as a day and a time in it. Midnight belongs to the day that ends there ("24:00"), as
// the ends of days do.
struct DayTime {
  Date day;
  Milliseconds time;  // after local midnight: 0 < time <= 24 h
};
DayTime day_time(const Calendar&, Instant at);

// Counted in days, so that the rules of days hold: workdays, days, months.
bool in_days(const Duration&);

struct MonthsAway {
  Date day;
  bool clamped = false;  // the month has no such day: its last one
};
MonthsAway months_away(Date day, std::int64_t months);

// Close of business, or the midnight after, as DayEnd says; on a day off always the midnight.
Instant end_of(const Calendar&, const DayRules&, Date day);

// `direction` 1 or -1 times the duration away: days and working days at the same time of day, hours
// and minutes by office or elapsed time.
Instant moved_by(const Calendar&, Instant at, const Duration& distance, int direction);

}  // namespace liaison
