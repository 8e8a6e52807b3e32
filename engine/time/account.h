// Account: how much of a limit is used, and when the rest runs out: arithmetic over a calendar.
//
//   Due due = due_after(cn, rules, {15, Unit::kWorkdays}, accepted);      // forward from a start
//   Due by  = due_before(cn, rules, {7, Unit::kDays}, outage_start);      // backward before a date
//
// Forward: the first day is not counted (StartDay), the last day ends at close of business
// (DayEnd); hours and minutes run from the moment itself. Where the first day counts, it counts as
// a whole; after its close (and, for workdays, on a day off) the next one is the first. No working
// days at all ("0 workdays") means the close of the first day that is still open.
//
// Backward mirrors it: the day of the date is not counted (whatever StartDay says), the N-th day or
// working day before it ends at close of business too, but never later than N x 24 h before the
// date; on a day off it moves earlier, never later. So it is never shorter than the plain count.
//
// A clock that was stopped keeps exactly what it had: `used` grows while it runs, and any cut of a
// span into pieces of pause and resume gives the same `used`. Its due instant after a resume is
// `due_with_used`. A clock counted in days ends at the close of the day on which its remaining
// working time runs out. With PauseCounts::kDays only days that ran to their end are used: the day
// on which the pause begins is free, the day on which it ends counts.
#pragma once

#include "engine/time/calendar.h"
#include "engine/time/duration.h"

namespace liaison {

struct Due {
  Instant at;
  bool provisional = false;  // it lies (or was counted) beyond the calendar's last known year
  friend bool operator==(const Due&, const Due&) = default;
};

Due due_after(const Calendar&, const DayRules&, const Duration& budget, Instant start);
Due due_before(const Calendar&, const DayRules&, const Duration& lead, Instant date);
// The same for a date without a time, which is that whole day: days are counted from the date
// itself, hours from its end. (An instant at its end could be midnight: another date.)
Due due_after(const Calendar&, const DayRules&, const Duration& budget, Date day);
Due due_before(const Calendar&, const DayRules&, const Duration& lead, Date day);
// The end of a date without a time: close of business (or midnight, by DayEnd) of that day; on a
// day off it moves as DayOff says.
Due due_on(const Calendar&, const DayRules&, Date day);

// What a running clock has used between two instants, in the unit's own measure: for workdays the
// calendar's scale of working days (office milliseconds, from the start of the first counted day),
// office milliseconds for workhours and workminutes, milliseconds of the wall clock for days and
// months (elapsed time but for a change of summer time), elapsed milliseconds for the rest.
Milliseconds used_between(const Calendar&, const DayRules&, const Duration& budget, Instant start,
                          Instant from, Instant to);
// The whole budget in that measure: 5 workdays of 8 h = 40 h; of dates: start … due.
Milliseconds budget_measure(const Calendar&, const DayRules&, const Duration& budget,
                            Instant start);
// When a clock that has used `used` so far and runs again from `resumed` will be due. With nothing
// used and resumed == start it is due_after(start); a stop of no length changes nothing. A day
// clock whose account is used up, but which was stopped before the close of its last day, has
// until the close of the first day on which it goes on: no pause breaches a clock. So do not ask
// for a clock that is breached: that one keeps its due.
Due due_with_used(const Calendar&, const DayRules&, const Duration& budget, Instant start,
                  Milliseconds used, Instant resumed);

// The instant of a mark on a running clock: a share of the measure, or what is left of it. In the
// clock's own unit it stands on the clock's account; in another unit it is counted back from the
// due instant. A mark in whole days falls at the same time of day as the due instant.
// For a clock that ends by a date (`budget` not used: pass by_date = true) a share counts from
// start to due. Never after due. The result may lie before `resumed`: the caller leaves
// such a mark out.
Instant mark_at(const Calendar&, const DayRules&, const Duration& budget, Instant start,
                Milliseconds used, Instant resumed, Due due, bool by_date, const Mark& mark);
// `late` after due ("1 workday" late: the next working day at the same time of day).
Instant late_at(const Calendar&, Instant due, const Duration& late);

// Compares two durations of one unit (below, at or above zero: less, equal, more); an error where
// the units differ. Workhours and workminutes are one unit written two ways, as hours and minutes.
Result<int> compare(const Duration& a, const Duration& b);

}  // namespace liaison
