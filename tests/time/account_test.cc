// Due dates unit by unit, and the account of a clock that is stopped.
#include <gtest/gtest.h>

#include "tests/time/china.h"

namespace liaison {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr DayRules kIncluded{.start_day = StartDay::kIncluded};
constexpr DayRules kMidnight{.day_end = DayEnd::kMidnight};
constexpr DayRules kPrevious{.day_off = DayOff::kPrevious};
constexpr DayRules kStays{.day_off = DayOff::kStays};
constexpr DayRules kDays{.pause_counts = PauseCounts::kDays};

struct Row {
  const char* start;
  const char* budget;
  const char* due;
  DayRules rules{};
};

void expect_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    const Due due = due_after(china(), row.rules, *parse_duration(row.budget), at(row.start));
    EXPECT_EQ(shown(due.at), row.due) << row.budget << " from " << row.start;
  }
}

TEST(Forward, Workdays) {
  expect_rows({
      {"2026-09-17 10:20", "2 workdays", "2026-09-20 17:30"},  // Sunday is worked
      {"2026-09-18 15:40", "1 workday", "2026-09-20 17:30"},
      {"2026-09-23 16:10", "2 workdays", "2026-09-28 17:30"},  // 25-27 mid-autumn
      {"2026-09-23 16:10", "2 workdays", "2026-09-29 00:00", kMidnight},
      {"2026-09-23 16:10", "2 workdays", "2026-09-24 17:30", kIncluded},
      {"2026-09-23 17:30", "2 workdays", "2026-09-28 17:30", kIncluded},  // after close
      {"2026-09-23 17:30", "2 workdays", "2026-09-28 17:30"},
      {"2026-09-26 09:00", "1 workday", "2026-09-28 17:30", kIncluded},  // day off
      {"2026-09-26 09:00", "1 workday", "2026-09-28 17:30"},
      {"2026-09-23 07:00", "1 workday", "2026-09-23 17:30", kIncluded},
      {"2026-09-23 10:00", "0 workdays", "2026-09-23 17:30"},  // today, if it is still open
      {"2026-09-24 17:30", "0 workdays", "2026-09-28 17:30"},
      {"2026-09-23 10:00", "0 workdays", "2026-09-23 17:30", kIncluded},
  });
}

TEST(Forward, OfficeTimeAndElapsedTime) {
  expect_rows({
      {"2026-09-24 17:00", "3 workhours", "2026-09-28 11:00"},
      {"2026-09-24 16:30", "1 workhour", "2026-09-24 17:30"},
      {"2026-09-24 11:50", "20 workminutes", "2026-09-24 13:10"},
      {"2026-09-26 11:50", "20 workminutes", "2026-09-28 08:50"},
      {"2026-09-24 17:00", "24 hours", "2026-09-25 17:00"},  // day and night, days off too
      {"2026-09-24 23:59", "45 minutes", "2026-09-25 00:44"},
      {"2026-09-24 17:00", "P7D", "2026-10-01 17:00"},
      {"2026-09-24 17:00", "0 hours", "2026-09-24 17:00"},
  });
}

TEST(Forward, Dates) {
  expect_rows({
      {"2026-09-17 10:12", "4 days", "2026-09-21 17:30"},
      {"2026-09-17 10:12", "4 days", "2026-09-22 00:00", kMidnight},
      {"2026-09-17 10:12", "4 days", "2026-09-20 17:30", kIncluded},
      {"2026-09-17 18:00", "4 days", "2026-09-21 17:30", kIncluded},  // after close
      {"2026-09-17 10:12", "2 days", "2026-09-20 17:30"},             // Saturday moves on
      {"2026-09-17 10:12", "2 days", "2026-09-18 17:30", kPrevious},
      {"2026-09-17 10:12", "2 days", "2026-09-20 00:00", kStays},    // off: all of Saturday
      {"2026-10-02 10:12", "1 day", "2026-10-08 17:30", kPrevious},  // not before it began
      {"2026-10-02 10:12", "1 day", "2026-10-08 17:30", kIncluded},
      {"2026-09-18 10:12", "0 days", "2026-09-18 17:30"},
      {"2026-09-18 18:00", "0 days", "2026-09-20 17:30"},
  });
}

TEST(Forward, Months) {
  expect_rows({
      {"2026-02-13 10:00", "1 month", "2026-03-13 17:30"},
      {"2026-02-13 10:00", "1 month", "2026-03-12 17:30", kIncluded},
      {"2026-03-31 10:00", "1 month", "2026-04-30 17:30"},  // no 04-31
      {"2026-03-31 10:00", "1 month", "2026-04-30 17:30", kIncluded},
      {"2026-03-02 10:00", "1 month", "2026-04-01 17:30", kIncluded},
      {"2025-12-31 10:00", "2 months", "2026-02-28 17:30"},            // a worked Saturday
      {"2025-08-01 10:00", "2 months", "2025-10-09 17:30"},            // into the holidays
      {"2026-02-28 18:00", "1 month", "2026-03-30 17:30", kIncluded},  // after close; 03-28 is off
      {"2026-06-01 10:00", "0 months", "2026-06-01 17:30"},
      {"2024-02-29 10:00", "12 months", "2025-02-28 17:30"},
  });
}

TEST(Forward, FromADateWithoutATime) {
  const Date start = date("2026-09-18");
  const auto due = [&](const Duration& budget, const DayRules& rules) {
    return shown(due_after(china(), rules, budget, start).at);
  };
  EXPECT_EQ(due("1 workday"_d, {}), "2026-09-20 17:30");
  EXPECT_EQ(due("1 workday"_d, kIncluded), "2026-09-18 17:30");
  EXPECT_EQ(due("1 workday"_d, kMidnight), "2026-09-21 00:00");
  EXPECT_EQ(due("3 days"_d, {}), "2026-09-21 17:30");
  EXPECT_EQ(due("1 hour"_d, {}), "2026-09-18 18:30");  // hours run from its end
  EXPECT_EQ(due("1 hour"_d, kMidnight), "2026-09-19 01:00");
}

TEST(Forward, OnADate) {
  EXPECT_EQ(shown(due_on(china(), {}, date("2026-09-20")).at), "2026-09-20 17:30");
  EXPECT_EQ(shown(due_on(china(), kMidnight, date("2026-09-20")).at), "2026-09-21 00:00");
  EXPECT_EQ(shown(due_on(china(), {}, date("2026-10-01")).at), "2026-10-08 17:30");
  EXPECT_EQ(shown(due_on(china(), kPrevious, date("2026-10-01")).at), "2026-09-30 17:30");
  EXPECT_EQ(shown(due_on(china(), kStays, date("2026-10-01")).at), "2026-10-02 00:00");
}

TEST(Backward, FromAnInstant) {
  const auto by = [](std::string_view lead, std::string_view from, const DayRules& rules = {}) {
    return shown(due_before(china(), rules, *parse_duration(lead), at(from)).at);
  };
  EXPECT_EQ(by("7 days", "2026-11-16 08:00"), "2026-11-09 08:00");  // 17:30 would be too short
  EXPECT_EQ(by("7 days", "2026-11-16 20:00"), "2026-11-09 17:30");
  EXPECT_EQ(by("7 days", "2026-11-16 20:00", kMidnight), "2026-11-09 20:00");
  EXPECT_EQ(by("8 days", "2026-11-16 08:00"), "2026-11-06 17:30");  // Sunday: earlier
  EXPECT_EQ(by("8 days", "2026-11-16 08:00", kPrevious), "2026-11-06 17:30");
  EXPECT_EQ(by("8 days", "2026-11-16 08:00", kStays), "2026-11-08 08:00");
  EXPECT_EQ(by("7 days", "2026-11-16 08:00", kIncluded), "2026-11-09 08:00");
  EXPECT_EQ(by("1 workday", "2026-11-10 17:30"), "2026-11-09 17:30");
  EXPECT_EQ(by("1 workday", "2026-11-10 08:00"), "2026-11-09 08:00");
  EXPECT_EQ(by("1 workday", "2026-11-09 17:30"), "2026-11-06 17:30");
  EXPECT_EQ(by("1 workday", "2026-11-10 00:00"), "2026-11-06 17:30");  // the end of Monday
  EXPECT_EQ(by("0 workdays", "2026-11-10 20:00"), "2026-11-10 17:30");
  EXPECT_EQ(by("0 workdays", "2026-11-08 20:00"), "2026-11-06 17:30");
  EXPECT_EQ(by("1 month", "2026-03-28 08:00"), "2026-02-28 08:00");
  EXPECT_EQ(by("1 month", "2026-03-31 08:00"), "2026-02-28 17:30");  // there is no 02-31
  EXPECT_EQ(by("24 hours", "2026-10-09 08:00"), "2026-10-08 08:00");
  EXPECT_EQ(by("24 hours", "2026-10-04 08:00"), "2026-10-03 08:00");
  EXPECT_EQ(by("3 workhours", "2026-10-08 10:00"), "2026-09-30 16:00");
}

TEST(Backward, FromADateWithoutATime) {
  const auto by = [](std::string_view lead, const char* day, const DayRules& rules = {}) {
    return shown(due_before(china(), rules, *parse_duration(lead), date(day)).at);
  };
  EXPECT_EQ(by("7 days", "2026-11-16"), "2026-11-09 17:30");
  EXPECT_EQ(by("4 workdays", "2026-10-31", kMidnight), "2026-10-28 00:00");  // Saturday
  EXPECT_EQ(by("24 hours", "2026-11-16"), "2026-11-15 17:30");
  EXPECT_EQ(by("0 days", "2026-10-04"), "2026-09-30 17:30");
}

TEST(Provisional, WhatIsCountedBeyondTheKnownYears) {
  const auto provisional = [](std::string_view budget, std::string_view start) {
    return due_after(china(), {}, *parse_duration(budget), at(start)).provisional;
  };
  EXPECT_FALSE(provisional("5 workdays", "2026-12-24 10:00"));  // due 12-31
  EXPECT_TRUE(provisional("6 workdays", "2026-12-24 10:00"));
  EXPECT_TRUE(provisional("3 days", "2026-12-30 10:00"));
  EXPECT_TRUE(provisional("3 workhours", "2026-12-31 16:30"));
  EXPECT_FALSE(provisional("1 workhour", "2026-12-31 16:30"));
  EXPECT_FALSE(provisional("P800D", "2026-12-31 16:30"));  // elapsed time needs no calendar
  EXPECT_FALSE(provisional("1 workday", "2024-12-31 10:00"));
  EXPECT_TRUE(provisional("1 workday", "2024-12-20 10:00"));
  EXPECT_TRUE(due_before(china(), {}, "5 workdays"_d, at("2027-01-04 08:00")).provisional);
  EXPECT_FALSE(due_before(china(), {}, "5 days"_d, at("2027-01-04 08:00")).provisional);
  EXPECT_TRUE(due_before(china(), {}, "2 days"_d, at("2027-01-04 08:00")).provisional);
  EXPECT_TRUE(due_on(china(), {}, date("2027-01-04")).provisional);
  EXPECT_FALSE(due_on(china(), {}, date("2026-12-31")).provisional);
}

// ---- stopped and going on -------------------------------------------------------------------

struct Stop {
  const char* from;
  const char* to;
};

// What the engine does: the used time of each piece, and the due instant after the last resume.
std::string due_with(const char* budget_text, const char* start_text, std::vector<Stop> stops,
                     const DayRules& rules = {}) {
  const Duration budget = *parse_duration(budget_text);
  const Instant start = at(start_text);
  Instant running = start;
  Milliseconds used{0};
  for (const Stop& stop : stops) {
    used += used_between(china(), rules, budget, start, running, at(stop.from));
    running = at(stop.to);
  }
  return shown(due_with_used(china(), rules, budget, start, used, running).at);
}

TEST(Stopped, Workdays) {
  EXPECT_EQ(due_with("1 workday", "2026-09-18 15:40", {{"2026-09-20 09:05", "2026-09-23 10:30"}}),
            "2026-09-24 17:30");  // 7 h 25 min are left: 6 h on the 23rd, out at 09:55
  EXPECT_EQ(due_with("1 workday", "2026-09-18 15:40", {{"2026-09-18 16:00", "2026-09-23 10:30"}}),
            "2026-09-24 17:30");  // nothing used yet, the whole day is left
  EXPECT_EQ(due_with("2 workdays", "2026-09-17 10:20", {{"2026-09-18 20:00", "2026-09-20 06:00"}}),
            "2026-09-20 17:30");  // a night costs nothing
  EXPECT_EQ(due_with("2 workdays", "2026-09-17 10:20", {{"2026-09-18 09:00", "2026-09-18 11:00"}}),
            "2026-09-21 17:30");  // two hours do: the account runs out on the next day
  EXPECT_EQ(due_with("2 workdays", "2026-09-17 10:20", {{"2026-09-18 12:00", "2026-09-18 13:00"}}),
            "2026-09-20 17:30");  // lunch does not
}

TEST(Stopped, WorkdaysWithTheFirstIncludedCountItWhole) {
  EXPECT_EQ(due_with("2 workdays", "2026-09-17 15:00", {}, kIncluded), "2026-09-18 17:30");
  EXPECT_EQ(due_with("2 workdays", "2026-09-17 15:00", {{"2026-09-17 16:00", "2026-09-17 16:00"}},
                     kIncluded),
            "2026-09-18 17:30");
  const Duration two = "2 workdays"_d;
  const Instant start = at("2026-09-17 15:00");
  EXPECT_EQ(used_between(china(), kIncluded, two, start, start, at("2026-09-17 17:30")), hours{8});
  EXPECT_EQ(used_between(china(), {}, two, start, start, at("2026-09-17 17:30")), hours{0});
}

TEST(Stopped, NoPauseBreachesAClock) {
  // On the last day from 09:55 on nothing is left, but the day lasts until its close.
  const auto due = [](const char* from, const char* to) {
    const Stop first{"2026-09-20 09:05", "2026-09-23 10:30"};
    return due_with("1 workday", "2026-09-18 15:40", {first, {from, to}});
  };
  EXPECT_EQ(due("2026-09-24 14:00", "2026-09-24 14:00"), "2026-09-24 17:30");
  EXPECT_EQ(due("2026-09-24 17:30", "2026-09-24 17:30"), "2026-09-24 17:30");
  EXPECT_EQ(due("2026-09-24 14:00", "2026-09-29 10:00"), "2026-09-29 17:30");
  EXPECT_EQ(due("2026-09-24 14:00", "2026-09-26 10:00"), "2026-09-28 17:30");
}

TEST(Stopped, ByWholeDays) {
  const Stop stop{"2026-09-23 11:00", "2026-09-28 15:00"};  // 23rd and 24th are free
  EXPECT_EQ(due_with("5 workdays", "2026-09-18 10:00", {}, kDays), "2026-09-24 17:30");
  EXPECT_EQ(due_with("5 workdays", "2026-09-18 10:00", {stop}, kDays), "2026-09-29 17:30");
  EXPECT_EQ(due_with("5 workdays", "2026-09-18 10:00", {stop}), "2026-09-30 17:30");
  EXPECT_EQ(
      due_with("5 workdays", "2026-09-18 10:00", {{"2026-09-22 09:00", "2026-09-22 17:00"}}, kDays),
      "2026-09-24 17:30");  // within one day: nothing
  EXPECT_EQ(
      due_with("10 days", "2026-09-18 10:00", {{"2026-09-22 09:00", "2026-09-24 17:00"}}, kDays),
      "2026-09-30 17:30");
}

TEST(Stopped, DatesAndHours) {
  EXPECT_EQ(due_with("10 days", "2026-09-18 10:00", {}), "2026-09-28 17:30");
  EXPECT_EQ(due_with("10 days", "2026-09-18 10:00", {{"2026-09-21 09:00", "2026-09-22 09:00"}}),
            "2026-09-29 17:30");
  EXPECT_EQ(due_with("10 days", "2026-09-18 10:00", {{"2026-09-21 09:00", "2026-09-22 09:01"}}),
            "2026-09-30 17:30");  // never less than was left
  EXPECT_EQ(due_with("7 days", "2026-09-19 10:00", {{"2026-09-21 09:00", "2026-09-23 09:00"}}),
            "2026-09-28 17:30");  // moved to the 28th already without the pause
  EXPECT_EQ(due_with("3 workhours", "2026-09-18 16:30", {{"2026-09-18 17:00", "2026-09-20 10:00"}}),
            "2026-09-20 13:30");  // half an hour is used, and noon is no office time
  EXPECT_EQ(due_with("24 hours", "2026-09-18 16:30", {{"2026-09-18 17:00", "2026-09-18 18:00"}}),
            "2026-09-19 17:30");
}

TEST(Stopped, MeasuresOfBudgets) {
  const Instant start = at("2026-09-18 10:00");
  const auto measure = [&](const Duration& budget) {
    return budget_measure(china(), {}, budget, start);
  };
  EXPECT_EQ(measure("5 workdays"_d), hours{40});
  EXPECT_EQ(measure("3 workhours"_d), hours{3});
  EXPECT_EQ(measure("90 workminutes"_d), minutes{90});
  EXPECT_EQ(measure("24 hours"_d), hours{24});
  EXPECT_EQ(measure("10 days"_d), hours{247} + minutes{30});  // start … due
}

// ---- marks ----------------------------------------------------------------------------------

struct Clock {
  Duration budget;
  Instant start, resumed;
  Milliseconds used{0};
  Due due;
  explicit Clock(const Duration& of, std::string_view from)
      : budget(of), start(at(from)), resumed(start), due(due_after(china(), {}, of, start)) {}
  void stop(std::string_view from, std::string_view to) {
    used += used_between(china(), {}, budget, start, resumed, at(from));
    resumed = at(to);
    due = due_with_used(china(), {}, budget, start, used, resumed);
  }
  std::string mark(std::string_view text) const {
    return shown(mark_at(china(), {}, budget, start, used, resumed, due, false, *parse_mark(text)));
  }
};

TEST(Marks, OfTheDefaultLadder) {
  const Clock install("2 workdays"_d, "2026-09-23 16:10");
  EXPECT_EQ(install.mark("1 workday"), "2026-09-24 17:30");
  Clock reply("15 workdays"_d, "2026-09-14 09:12");
  reply.stop("2026-09-23 08:35", "2026-10-08 17:10");
  EXPECT_EQ(shown(reply.due.at), "2026-10-19 17:30");
  EXPECT_EQ(reply.mark("2 workdays"), "2026-10-15 17:30");
  EXPECT_EQ(reply.mark("1 workday"), "2026-10-16 17:30");
  EXPECT_EQ(shown(late_at(china(), reply.due.at, "1 workday"_d)), "2026-10-20 17:30");
  EXPECT_EQ(shown(late_at(china(), reply.due.at, "5 workdays"_d)), "2026-10-26 17:30");
}

TEST(Marks, SharesStandOnTheAccount) {
  const Clock day("1 workday"_d, "2026-09-18 15:40");
  EXPECT_EQ(day.mark("50%"), "2026-09-20 13:30");  // four office hours
  EXPECT_EQ(day.mark("100%"), "2026-09-20 17:30");
  const Clock week("5 workdays"_d, "2026-09-18 10:00");
  EXPECT_EQ(week.mark("80%"), "2026-09-23 17:30");  // four of five days
  const Clock half_day("4 workhours"_d, "2026-09-18 15:30");
  EXPECT_EQ(half_day.mark("50%"), "2026-09-18 17:30");
  const Clock repair("90 minutes"_d, "2026-09-19 23:00");
  EXPECT_EQ(repair.mark("50%"), "2026-09-19 23:45");
  const Clock dates("10 days"_d, "2026-09-18 10:00");
  EXPECT_EQ(dates.mark("50%"), "2026-09-23 13:45");
  Clock stopped("5 workdays"_d, "2026-09-18 10:00");
  stopped.stop("2026-09-21 08:30", "2026-09-28 08:30");  // one day used
  EXPECT_EQ(stopped.mark("80%"), "2026-09-30 17:30");
  EXPECT_EQ(stopped.mark("10%"), "2026-09-24 13:30");  // half a day before it went on: left out
}

TEST(Marks, WhatIsLeftInAnotherUnitCountsBackFromDue) {
  const Clock week("5 workdays"_d, "2026-09-18 10:00");  // due 09-24 17:30
  EXPECT_EQ(week.mark("2 workhours"), "2026-09-24 15:30");
  EXPECT_EQ(week.mark("24 hours"), "2026-09-23 17:30");
  EXPECT_EQ(week.mark("5 days"), "2026-09-19 17:30");
  EXPECT_EQ(week.mark("1 month"), "2026-08-24 17:30");  // before the start: the caller's matter
  const Clock hours_clock("24 hours"_d, "2026-09-19 10:00");
  EXPECT_EQ(hours_clock.mark("2 hours"), "2026-09-20 08:00");
}

TEST(Marks, OfADateCountFromStartToDue) {
  const Due due{at("2026-10-08 10:00"), false};
  const auto mark = [&](std::string_view text) {
    return shown(mark_at(china(), {}, {}, at("2026-10-06 10:00"), {}, at("2026-10-06 10:00"), due,
                         true, *parse_mark(text)));
  };
  EXPECT_EQ(mark("50%"), "2026-10-07 10:00");
  EXPECT_EQ(mark("1 workday"), "2026-09-30 10:00");
}

TEST(Marks, LateInEveryUnit) {
  const auto late = [](std::string_view due, std::string_view by) {
    return shown(late_at(china(), at(due), *parse_duration(by)));
  };
  EXPECT_EQ(late("2026-09-24 17:30", "1 workday"), "2026-09-28 17:30");
  EXPECT_EQ(late("2026-09-25 00:00", "1 workday"), "2026-09-29 00:00");  // 24:00 stays 24:00
  EXPECT_EQ(late("2026-09-25 10:00", "1 workday"), "2026-09-28 10:00");
  EXPECT_EQ(late("2026-09-24 17:30", "1 hour"), "2026-09-24 18:30");
  EXPECT_EQ(late("2026-09-24 17:30", "1 workhour"), "2026-09-28 09:30");
  EXPECT_EQ(late("2026-09-24 17:30", "3 days"), "2026-09-27 17:30");
  EXPECT_EQ(late("2026-08-31 17:30", "1 month"), "2026-09-30 17:30");
  EXPECT_EQ(late("2026-09-24 17:30", "0 workdays"), "2026-09-24 17:30");
}

}  // namespace
}  // namespace liaison
