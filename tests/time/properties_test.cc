// What holds for every calendar, rule and budget; judged on calendars drawn at random, and by a
// reckoning that walks day by day and minute by minute. The seed is fixed; RC_PARAMS overrides it.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <numeric>

#include "tests/time/china.h"

namespace liaison {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const int kSeeded = ::setenv("RC_PARAMS", "seed=20260917 max_success=400", 0);

// ---- what is drawn --------------------------------------------------------------------------

template <class T>
T one_of(std::vector<T> values) {
  return *rc::gen::elementOf(std::move(values));
}

int number(int from, int to) { return *rc::gen::inRange(from, to + 1); }

std::vector<OfficeHours> drawn_hours() {
  return one_of<std::vector<OfficeHours>>({{},
                                           {{510, 720}, {780, 1050}},
                                           {{510, 720}, {780, 1050}},
                                           {{540, 1020}},
                                           {{540, 720}},
                                           {{420, 600}, {660, 780}, {840, 1320}}});
}

Calendar drawn_calendar(bool even = false) {
  CalendarSpec spec;
  spec.name = "drawn";
  spec.zone = one_of<std::string>({"UTC", "Asia/Shanghai", "America/New_York", "Asia/Kolkata"});
  const std::vector<OfficeHours> same{{510, 720}, {780, 1050}};
  for (auto& day : spec.week)
    day = even ? (number(0, 9) < 7 ? same : std::vector<OfficeHours>{}) : drawn_hours();
  spec.week[static_cast<std::size_t>(number(0, 6))] = same;
  const Date first = date("2026-01-01");
  for (int i = 0; i < number(0, 40); ++i) {
    const int day = number(0, 364);
    auto& list = day % 3 == 0 ? spec.years[2026].work : spec.years[2026].off;
    list.push_back(first + days{day});
  }
  return *Calendar::make(std::move(spec));
}

DayRules drawn_rules() {
  return {one_of<StartDay>({StartDay::kExcluded, StartDay::kIncluded}),
          one_of<DayEnd>({DayEnd::kClose, DayEnd::kMidnight}),
          one_of<DayOff>({DayOff::kNext, DayOff::kPrevious, DayOff::kStays}),
          one_of<PauseCounts>({PauseCounts::kExact, PauseCounts::kDays})};
}

// Half of them on a half hour, where office hours and days begin and end.
Instant drawn_instant() {
  const Instant from = at("2025-12-01", "UTC");
  const auto minute = number(0, 15 * 30 * 24 * 60);
  return from + minutes{number(0, 1) == 0 ? minute / 30 * 30 : minute};
}

Duration drawn_budget() {
  const Unit unit = one_of<Unit>({Unit::kWorkdays, Unit::kWorkhours, Unit::kWorkminutes,
                                  Unit::kDays, Unit::kMonths, Unit::kElapsed});
  const int most = unit == Unit::kMonths ? 14 : unit == Unit::kWorkminutes ? 5000 : 40;
  const int count = number(0, most);
  return {unit == Unit::kElapsed ? count * 3'600'000 : count, unit};
}

bool in_days(const Duration& d) {
  return d.unit == Unit::kWorkdays || d.unit == Unit::kDays || d.unit == Unit::kMonths;
}

Instant end_of(const Calendar& calendar, const DayRules& rules, Date day) {
  return rules.day_end == DayEnd::kClose ? calendar.close_of(day) : calendar.midnight_after(day);
}

// The day of which a due instant is the end.
Date day_of(const Calendar& calendar, Instant due) {
  return calendar.date_of(due - Milliseconds{1});
}

// ---- days by walking ------------------------------------------------------------------------

RC_GTEST_PROP(Property, WorkdaysAreThoseCountedOnTheFingers, ()) {
  const Calendar calendar = drawn_calendar();
  DayRules rules = drawn_rules();
  const Instant start = drawn_instant();
  const int budget = number(1, 60);
  Date day = calendar.date_of(start);
  int counted = rules.start_day == StartDay::kIncluded && calendar.is_workday(day) &&
                start < calendar.close_of(day);
  while (counted < budget) {
    day += days{1};
    counted += calendar.is_workday(day) ? 1 : 0;
  }
  RC_ASSERT(due_after(calendar, rules, {budget, Unit::kWorkdays}, start).at ==
            end_of(calendar, rules, day));
}

RC_GTEST_PROP(Property, OfficeTimeIsThatOfTheMinutes, ()) {
  const Calendar calendar = drawn_calendar();
  const Instant from = drawn_instant(), to = from + minutes{number(0, 5 * 24 * 60)};
  minutes open{0};
  for (Instant minute = from; minute < to; minute += minutes{1}) {
    const Date day = calendar.date_of(minute);
    const auto time = (calendar.wall(minute) - day) / minutes{1};
    for (const OfficeHours& span : calendar.hours(day))
      open += minutes{time >= span.from_minute && time < span.to_minute ? 1 : 0};
  }
  RC_ASSERT(calendar.office_time(from, to) == open);
}

// ---- office time ----------------------------------------------------------------------------

RC_GTEST_PROP(Property, OfficeTimeIsAdditive, ()) {
  const Calendar calendar = drawn_calendar();
  std::vector<Instant> cuts{drawn_instant(), drawn_instant(), drawn_instant()};
  std::sort(cuts.begin(), cuts.end());
  RC_ASSERT(calendar.office_time(cuts[0], cuts[2]) ==
            calendar.office_time(cuts[0], cuts[1]) + calendar.office_time(cuts[1], cuts[2]));
}

RC_GTEST_PROP(Property, AddedOfficeTimeIsTheInverse, ()) {
  const Calendar calendar = drawn_calendar();
  const Instant from = drawn_instant();
  const Milliseconds amount{number(0, 1'000'000'000)};
  const Instant later = calendar.add_office_time(from, amount);
  const Instant earlier = calendar.add_office_time(from, -amount);
  RC_ASSERT(earlier <= from && from <= later);
  RC_ASSERT(calendar.office_time(from, later) == amount);
  RC_ASSERT(calendar.office_time(earlier, from) == amount);
}

RC_GTEST_PROP(Property, TheScaleOfWorkdaysHasAnInverse, ()) {
  const Calendar calendar = drawn_calendar();
  const Milliseconds scale = calendar.workday_scale(drawn_instant());
  const Instant first = calendar.on_workday_scale(scale);
  RC_ASSERT(calendar.workday_scale(first) == scale);
  RC_ASSERT(calendar.workday_scale(first - Milliseconds{1}) < scale);
}

// ---- due dates ------------------------------------------------------------------------------

RC_GTEST_PROP(Property, DueIsMonotoneInStartAndBudget, ()) {
  const Calendar calendar = drawn_calendar();
  const DayRules rules = drawn_rules();
  const Duration budget = drawn_budget();
  const Instant start = drawn_instant();
  const Instant due = due_after(calendar, rules, budget, start).at;
  RC_ASSERT(due >= start);
  const Instant later = start + minutes{number(0, 4 * 24 * 60)};
  RC_ASSERT(due_after(calendar, rules, budget, later).at >= due);
  Duration more = budget;
  more.count += number(0, 5);
  RC_ASSERT(due_after(calendar, rules, more, start).at >= due);
}

RC_GTEST_PROP(Property, TheFirstDayIncludedIsNeverLater, ()) {
  const Calendar calendar = drawn_calendar();
  DayRules rules = drawn_rules();
  const Duration budget = drawn_budget();
  const Instant start = drawn_instant();
  rules.start_day = StartDay::kExcluded;
  const Instant excluded = due_after(calendar, rules, budget, start).at;
  rules.start_day = StartDay::kIncluded;
  RC_ASSERT(due_after(calendar, rules, budget, start).at <= excluded);
}

RC_GTEST_PROP(Property, DaysEndOnWorkingDays, ()) {
  const Calendar calendar = drawn_calendar();
  DayRules rules = drawn_rules();
  if (rules.day_off == DayOff::kStays) rules.day_off = DayOff::kNext;
  const Duration budget = drawn_budget();
  RC_PRE(in_days(budget));
  const Instant start = drawn_instant();
  const Instant due = due_after(calendar, rules, budget, start).at;
  RC_ASSERT(calendar.is_workday(day_of(calendar, due)));
  RC_ASSERT(due == end_of(calendar, rules, day_of(calendar, due)));
  const Instant by = due_before(calendar, rules, budget, start).at;
  RC_ASSERT(calendar.is_workday(day_of(calendar, by)) || calendar.is_workday(calendar.date_of(by)));
}

RC_GTEST_PROP(Property, BackwardIsMonotoneAndNeverShort, ()) {
  const Calendar calendar = drawn_calendar();
  const DayRules rules = drawn_rules();
  const Duration lead = drawn_budget();
  const Instant date = drawn_instant();
  const Instant due = due_before(calendar, rules, lead, date).at;
  RC_ASSERT(due <= date);
  // But for the hour that summer time skips: a time in it moves forward.
  const hours skipped{calendar.zone() == "America/New_York" ? 1 : 0};
  if (lead.unit == Unit::kDays || lead.unit == Unit::kWorkdays)
    RC_ASSERT(calendar.wall(date) - calendar.wall(due) >= days{lead.count} - skipped);
  RC_ASSERT(due_before(calendar, rules, lead, date + minutes{number(0, 6000)}).at >= due);
  Duration more = lead;
  more.count += number(0, 5);
  RC_ASSERT(due_before(calendar, rules, more, date).at <= due);
}

// The last working day from which, counted forward, one arrives in time.
RC_GTEST_PROP(Property, BackwardMirrorsForward, ()) {
  const Calendar calendar = drawn_calendar();
  const DayRules rules{};
  const Duration lead{number(1, 40), one_of<Unit>({Unit::kWorkdays, Unit::kDays})};
  const Date date = calendar.next_workday(calendar.date_of(drawn_instant()));
  const Date day = day_of(calendar, due_before(calendar, rules, lead, date).at);
  const auto forward = [&](Date from) {
    return day_of(calendar, due_after(calendar, rules, lead, from).at);
  };
  RC_ASSERT(forward(day) <= date);
  RC_ASSERT(forward(calendar.next_workday(day)) > date);
  if (lead.unit == Unit::kWorkdays) RC_ASSERT(forward(day) == date);
}

// ---- pauses ---------------------------------------------------------------------------------

RC_GTEST_PROP(Property, AnyCutGivesTheSameUsed, ()) {
  const Calendar calendar = drawn_calendar();
  const DayRules rules = drawn_rules();
  const Duration budget = drawn_budget();
  std::vector<Instant> cuts;
  for (int i = 0; i < number(3, 8); ++i) cuts.push_back(drawn_instant());
  std::sort(cuts.begin(), cuts.end());
  const auto used = [&](Instant from, Instant to) {
    return used_between(calendar, rules, budget, cuts.front(), from, to);
  };
  Milliseconds sum{0};
  for (std::size_t i = 1; i < cuts.size(); ++i) {
    RC_ASSERT(used(cuts[i - 1], cuts[i]) >= Milliseconds{0});
    sum += used(cuts[i - 1], cuts[i]);
  }
  RC_ASSERT(used(cuts.front(), cuts.back()) == sum);
}

RC_GTEST_PROP(Property, AStopOfNoLengthChangesNothing, ()) {
  const Calendar calendar = drawn_calendar();
  const DayRules rules = drawn_rules();
  const Duration budget = drawn_budget();
  const Instant start = drawn_instant();
  const Due due = due_after(calendar, rules, budget, start);
  const Milliseconds running = due.at - start;
  const Instant stop = start + running * number(0, 100) / 100;
  const Milliseconds used = used_between(calendar, rules, budget, start, start, stop);
  RC_ASSERT(due_with_used(calendar, rules, budget, start, used, stop).at == due.at);
}

RC_GTEST_PROP(Property, ALaterResumeIsNeverDueEarlier, ()) {
  const Calendar calendar = drawn_calendar();
  const DayRules rules = drawn_rules();
  const Duration budget = drawn_budget();
  const Instant start = drawn_instant();
  const Instant stop = start + minutes{number(0, 20'000)};
  const Milliseconds used = used_between(calendar, rules, budget, start, start, stop);
  const Instant resumed = stop + minutes{number(0, 20'000)};
  const Instant due = due_with_used(calendar, rules, budget, start, used, resumed).at;
  const Instant later = resumed + minutes{number(0, 20'000)};
  RC_ASSERT(due_with_used(calendar, rules, budget, start, used, later).at >= due);
  RC_ASSERT(due_with_used(calendar, rules, budget, start, used, stop).at <= due);
  if (in_days(budget)) RC_ASSERT(due >= resumed);
}

// The working time between start and due is the budget, whatever the pauses were: rounded up to the
// close of a day, so by less than a day.
RC_GTEST_PROP(Property, PausesKeepExactlyWhatIsLeft, ()) {
  const Calendar calendar = drawn_calendar();
  const DayRules rules{};
  const Duration budget{number(1, 20), Unit::kWorkdays};
  const Instant start = drawn_instant();
  Instant running = start, due = due_after(calendar, rules, budget, start).at;
  Milliseconds used{0};
  for (int i = 0; i < number(0, 4); ++i) {
    const Instant stop = running + (due - running) * number(0, 99) / 100;
    used += used_between(calendar, rules, budget, start, running, stop);
    running = stop + minutes{number(0, 10'000)};
    if (used >= budget_measure(calendar, rules, budget, start)) return;
    due = due_with_used(calendar, rules, budget, start, used, running).at;
  }
  used += used_between(calendar, rules, budget, start, running, due);
  const Milliseconds over = used - budget_measure(calendar, rules, budget, start);
  RC_ASSERT(over >= Milliseconds{0} && over < calendar.workday_length());
}

// ---- marks ----------------------------------------------------------------------------------

RC_GTEST_PROP(Property, MarksComeInOrderAndBeforeDue, ()) {
  const Calendar calendar = drawn_calendar();
  const DayRules rules = drawn_rules();
  const Duration budget = drawn_budget();
  const Instant start = drawn_instant();
  const Due due = due_after(calendar, rules, budget, start);
  const auto mark = [&](const Mark& of) {
    return mark_at(calendar, rules, budget, start, {}, start, due, false, of);
  };
  const int percent = number(1, 100), more = number(percent, 100);
  RC_ASSERT(mark({Mark::Kind::kShare, percent, {}}) <= mark({Mark::Kind::kShare, more, {}}));
  RC_ASSERT(mark({Mark::Kind::kShare, more, {}}) <= due.at);
  const Duration left = drawn_budget();
  RC_ASSERT(mark({Mark::Kind::kLeft, 0, left}) <= due.at);
  RC_ASSERT(late_at(calendar, due.at, left) >= due.at);
}

RC_GTEST_PROP(Property, WhatIsLeftStandsOnTheAccount, ()) {
  const Calendar calendar = drawn_calendar(true);
  const Duration budget{number(2, 30), Unit::kWorkdays};
  const int left = number(1, static_cast<int>(budget.count) - 1);
  const Instant start = drawn_instant();
  const Due due = due_after(calendar, {}, budget, start);
  const Instant mark = mark_at(calendar, {}, budget, start, {}, start, due, false,
                               {Mark::Kind::kLeft, 0, {left, Unit::kWorkdays}});
  RC_ASSERT(used_between(calendar, {}, budget, start, start, mark) ==
            (budget.count - left) * calendar.workday_length());
}

// ---- text -----------------------------------------------------------------------------------

RC_GTEST_PROP(Property, DurationsReadBackAsWritten, ()) {
  Duration duration = drawn_budget();
  if (duration.unit == Unit::kElapsed)
    duration.count = one_of<std::int64_t>({1, 10, 1000, 60'000, 3'600'000}) * number(0, 80'000);
  RC_ASSERT(*parse_duration(to_text(duration)) == duration);
}

RC_GTEST_PROP(Property, TimesReadBackAsWritten, ()) {
  const std::string zone = one_of<std::string>(
      {"UTC", "Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"});
  const Instant instant = drawn_instant() + Milliseconds{number(0, 1) * number(0, 59'999)};
  const auto parsed = parse_time(to_text(instant, zone), "UTC");
  RC_ASSERT(parsed && parsed->at == instant && !parsed->date_only);
}

template <class T>
bool good_or_well_said(const Result<T>& result) {
  return result || result.error().message.starts_with("expected ");
}

RC_GTEST_PROP(Property, TextOfAnySortIsReadOrRefused, ()) {
  const std::string noise = *rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::elementOf(std::string("0123456789PTHMSDW:.-+Z %workdays\xe5\xb7")),
                     rc::gen::arbitrary<char>()));
  std::string near = one_of<std::string>(
      {"5 workdays", "PT24H", "P1DT2H3M4.5S", "80%", "2026-09-17T10:12:00.123+08:00"});
  near[static_cast<std::size_t>(number(0, static_cast<int>(near.size()) - 1))] =
      *rc::gen::arbitrary<char>();
  for (const std::string& text : {noise, near}) {
    RC_ASSERT(good_or_well_said(parse_duration(text)));
    RC_ASSERT(good_or_well_said(parse_mark(text)));
    RC_ASSERT(good_or_well_said(parse_time(text, "Asia/Shanghai")));
    RC_ASSERT(good_or_well_said(parse_time("2026-09-17", text)));
  }
}

}  // namespace
}  // namespace liaison
