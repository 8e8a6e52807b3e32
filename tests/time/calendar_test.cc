// Calendars: what a file may say, days, and office time.
#include <gtest/gtest.h>

#include "engine/model/definition.h"
#include "tests/time/china.h"

namespace liaison {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

std::string fault_of(CalendarSpec spec) {
  const auto made = Calendar::make(std::move(spec));
  return made ? "none" : made.error().message;
}

TEST(CalendarFiles, Faults) {
  CalendarSpec spec = china_spec();
  EXPECT_EQ(fault_of(spec), "none");
  spec.zone = "Asia/Peking";
  EXPECT_EQ(fault_of(spec), "expected a time zone such as 'Asia/Shanghai', but 'Asia/Peking'");
  spec = china_spec();
  spec.week = {};
  EXPECT_EQ(fault_of(spec),
            "expected office hours on some day of the week in calendar 'cn', but there are none");
  spec = china_spec();
  spec.week[2] = {{9 * 60, 12 * 60}, {11 * 60, 17 * 60}};
  EXPECT_EQ(fault_of(spec),
            "expected office hours one after the other in calendar 'cn', but some overlap");
  for (const OfficeHours wrong : {OfficeHours{540, 540}, {600, 540}, {-1, 60}, {0, 1441}}) {
    spec = china_spec();
    spec.week[2] = {wrong};
    EXPECT_NE(fault_of(spec).find("some end before they begin"), std::string::npos);
  }
  spec = china_spec();
  spec.years[2026].work.push_back(date("2026-10-01"));
  EXPECT_EQ(fault_of(spec),
            "expected a day to be off or worked in calendar 'cn', but 2026-10-01 is both");
  for (const char* day : {"2027-01-01", "2025-11-30"}) {
    spec = china_spec();
    spec.years[2026].off.push_back(date(day));
    EXPECT_EQ(fault_of(spec),
              "expected dates of 2026 or the December before in calendar 'cn', "
              "but " +
                  std::string(day) + " stands there");
  }
  spec = china_spec();
  spec.years[1900];
  EXPECT_EQ(fault_of(spec), "expected years from 1970 to 2200 in calendar 'cn', but 1900 is given");
}

TEST(CalendarFiles, HoursNeedNoOrder) {
  CalendarSpec spec = china_spec();
  for (auto& day : spec.week) std::reverse(day.begin(), day.end());
  const Calendar calendar = *Calendar::make(spec);
  EXPECT_EQ(shown(calendar.close_of(date("2026-09-17"))), "2026-09-17 17:30");
}

TEST(CalendarDays, WorkedAndOff) {
  for (const char* worked : {"2026-09-18", "2026-09-20", "2026-10-10", "2026-01-04", "2027-10-01"})
    EXPECT_TRUE(china().is_workday(date(worked))) << worked;
  for (const char* off : {"2026-09-19", "2026-09-25", "2026-10-01", "2026-10-07", "2027-10-02"})
    EXPECT_FALSE(china().is_workday(date(off))) << off;
  EXPECT_EQ(china().hours(date("2026-09-20")), china().hours(date("2026-09-21")));
  EXPECT_TRUE(china().hours(date("2026-09-19")).empty());
  EXPECT_EQ(china().workday_length(), hours{8});
}

TEST(CalendarDays, DecemberOfTheYearBefore) {  // a list of 2026 may reach into 2025
  CalendarSpec spec = weekends_only_spec();
  spec.years[2026].off = dates({"2025-12-31", "2026-01-01"});
  const Calendar calendar = *Calendar::make(spec);
  EXPECT_FALSE(calendar.is_workday(date("2025-12-31")));
  EXPECT_FALSE(calendar.is_known(date("2025-12-31")));  // the rest of that December is not known
  EXPECT_TRUE(calendar.is_known(date("2026-01-01")));
}

TEST(CalendarDays, Known) {
  EXPECT_TRUE(china().is_known(date("2025-01-01")));
  EXPECT_TRUE(china().is_known(date("2026-12-31")));
  EXPECT_FALSE(china().is_known(date("2027-01-01")));
  EXPECT_FALSE(china().is_known(date("2024-12-31")));
  EXPECT_TRUE(weekends_only().is_known(date("2100-01-01")));  // its week is all there is
  CalendarSpec gap = china_spec();
  gap.years[2028];
  const Calendar calendar = *Calendar::make(gap);
  EXPECT_TRUE(calendar.is_known(date("2028-05-05")));
  EXPECT_FALSE(calendar.is_known(date("2026-12-01"), date("2028-01-01")));
}

TEST(CalendarDays, NextAndPrevious) {
  EXPECT_EQ(china().next_workday(date("2026-09-30")), date("2026-10-08"));
  EXPECT_EQ(china().next_workday(date("2026-10-03")), date("2026-10-08"));
  EXPECT_EQ(china().previous_workday(date("2026-10-08")), date("2026-09-30"));
  EXPECT_EQ(china().next_workday(date("2031-08-01")), date("2031-08-04"));  // beyond the years
  const Date first = date("1970-01-01");  // a Thursday; what is before goes on as the week does
  EXPECT_EQ(china().previous_workday(first - std::chrono::days{3}), first - std::chrono::days{6});
  EXPECT_EQ(china().workday_after(date("2026-09-18"), 5), date("2026-09-24"));
  EXPECT_EQ(china().workday_before(date("2026-10-09"), 7), date("2026-09-22"));
}

TEST(CalendarDays, Ends) {
  EXPECT_EQ(shown(china().close_of(date("2026-09-20"))), "2026-09-20 17:30");
  EXPECT_EQ(shown(china().close_of(date("2026-09-19"))), "2026-09-20 00:00");
  EXPECT_EQ(shown(china().midnight_after(date("2026-09-20"))), "2026-09-21 00:00");
  EXPECT_EQ(china().date_of(at("2026-09-20 00:00")), date("2026-09-20"));
  EXPECT_EQ(china().date_of(at("2026-09-19 23:59")), date("2026-09-19"));
}

TEST(OfficeTime, Counted) {
  const auto worked = [](std::string_view from, std::string_view to) {
    return china().office_time(at(from), at(to));
  };
  EXPECT_EQ(worked("2026-09-18 08:30", "2026-09-18 15:40"), hours{6} + minutes{10});
  EXPECT_EQ(worked("2026-09-18 12:10", "2026-09-18 12:50"), minutes{0});
  EXPECT_EQ(worked("2026-09-18 17:00", "2026-09-20 09:00"), hours{1});  // over Saturday
  EXPECT_EQ(worked("2026-09-30 12:00", "2026-10-08 12:00"), hours{8});
  EXPECT_EQ(worked("2026-09-18 15:40", "2026-09-18 08:30"), minutes{0});  // backward is nothing
  EXPECT_EQ(worked("2025-01-01", "2027-01-01"), 496 * hours{8});
}

TEST(OfficeTime, Added) {
  const auto added = [](std::string_view from, Milliseconds amount) {
    return shown(china().add_office_time(at(from), amount));
  };
  EXPECT_EQ(added("2026-09-18 10:00", hours{2}), "2026-09-18 12:00");  // not 13:00
  EXPECT_EQ(added("2026-09-18 10:00", hours{2} + minutes{1}), "2026-09-18 13:01");
  EXPECT_EQ(added("2026-09-18 17:00", minutes{30}), "2026-09-18 17:30");
  EXPECT_EQ(added("2026-09-18 17:00", hours{3}), "2026-09-20 11:00");
  EXPECT_EQ(added("2026-09-19 10:00", hours{1}), "2026-09-20 09:30");
  EXPECT_EQ(added("2026-09-19 10:00", hours{0}), "2026-09-19 10:00");
  EXPECT_EQ(added("2026-09-20 10:30", -hours{2}), "2026-09-18 17:30");  // not 08:30
  EXPECT_EQ(added("2026-09-20 10:30", -hours{3}), "2026-09-18 16:30");
  EXPECT_EQ(added("2026-12-31 17:00", hours{4}), "2027-01-01 12:00");  // a plain Friday so far
}

TEST(OfficeTime, ShortSaturdayIsADayLikeTheOthers) {
  CalendarSpec spec = weekends_only_spec();
  spec.week[5] = {{9 * 60, 12 * 60}};
  const Calendar shop = *Calendar::make(spec);
  const auto used = [&](std::string_view from, std::string_view to) {
    return used_between(shop, {}, "5 workdays"_d, at("2026-09-16 10:00"), at(from), at(to));
  };
  EXPECT_EQ(used("2026-09-19 00:00", "2026-09-20 00:00"), hours{8});  // 3 h are the whole day
  EXPECT_EQ(used("2026-09-19 09:00", "2026-09-19 10:30"), hours{4});
  EXPECT_EQ(shop.office_time(at("2026-09-19"), at("2026-09-20")), hours{3});
  const Due due = due_with_used(shop, {}, "5 workdays"_d, at("2026-09-16 10:00"), 2 * hours{8},
                                at("2026-09-19 09:00"));
  EXPECT_EQ(shown(due.at), "2026-09-22 17:30");  // Saturday, Monday, Tuesday
}

TEST(BuiltIn, Weekdays) {
  const Calendar& weekdays = Calendar::weekdays();
  EXPECT_EQ(weekdays.name(), "weekdays");
  EXPECT_EQ(shown(due_after(weekdays, {}, "2 workdays"_d, at("2026-09-18 10:00", "UTC")).at, "UTC"),
            "2026-09-22 17:00");
  EXPECT_FALSE(weekdays.always_open());
}

TEST(BuiltIn, EveryDayEndsAtTheMidnightOfItsZone) {
  const Calendar& utc = Calendar::every_day();
  const Calendar shanghai = *Calendar::every_day_in(kShanghai);
  EXPECT_TRUE(utc.always_open() && shanghai.always_open());
  EXPECT_EQ(shanghai.name(), "every-day");
  const Instant start = at("2026-09-18 10:00");
  EXPECT_EQ(shown(due_after(shanghai, {}, "1 workday"_d, start).at), "2026-09-20 00:00");
  EXPECT_EQ(shown(due_after(utc, {}, "1 workday"_d, start).at), "2026-09-20 08:00");
  EXPECT_EQ(shown(due_after(shanghai, {}, "5 workhours"_d, start).at), "2026-09-18 15:00");
  EXPECT_EQ(shown(due_after(shanghai, {}, "1 day"_d, start).at), "2026-09-20 00:00");
  EXPECT_FALSE(due_after(shanghai, {}, "5 workdays"_d, start).provisional);
  EXPECT_FALSE(Calendar::every_day_in("No/Where"));
}

TEST(BuiltIn, EveryDayWithSummerTime) {  // workhours are hours, also in the night of the change
  const Calendar new_york = *Calendar::every_day_in("America/New_York");
  const Instant start = at("2026-10-31 20:00", "America/New_York");
  EXPECT_EQ(new_york.add_office_time(start, hours{10}), start + hours{10});
  EXPECT_EQ(new_york.office_time(start, start + hours{10}), hours{10});
  EXPECT_EQ(shown(due_after(new_york, {}, "1 workday"_d, start).at, "America/New_York"),
            "2026-11-02 00:00");
}

TEST(Definitions, FindTheirCalendars) {
  Definition definition;
  definition.calendar = "cn";
  definition.calendars["cn"] = std::make_shared<const Calendar>(china());
  definition.calendars["every-day"] =
      std::make_shared<const Calendar>(*Calendar::every_day_in(kShanghai));
  EXPECT_EQ(definition.calendar_named("every-day").name(), "every-day");
  EXPECT_EQ(definition.calendar_named("").name(), "cn");  // none named: the file's
}

}  // namespace
}  // namespace liaison
