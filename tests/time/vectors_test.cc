// The ten vectors of the calendar: due dates of real holidays, with the ways of counting that
// people get wrong beside them.
#include <gtest/gtest.h>

#include "tests/time/china.h"

namespace liaison {
namespace {

constexpr DayRules kFirstDayCounts{.start_day = StartDay::kIncluded};

struct Vector {
  const char* accepted;
  int workdays;
  const char* due;
  const char* start_included;
  const char* weekends_only;
};

constexpr Vector kVectors[] = {
    {"2026-02-13", 15, "2026-03-12", "2026-03-11", "2026-03-06"},
    {"2026-02-15", 5, "2026-02-28", "2026-02-28", "2026-02-20"},  // accepted on a holiday
    {"2026-09-18", 5, "2026-09-24", "2026-09-23", "2026-09-25"},  // Sunday 09-20 is worked
    {"2026-09-24", 5, "2026-10-09", "2026-10-08", "2026-10-01"},
    {"2026-09-30", 3, "2026-10-10", "2026-10-09", "2026-10-05"},  // due on a worked Saturday
    {"2026-03-02", 22, "2026-04-01", "2026-03-31", "2026-04-01"},
    {"2025-01-24", 22, "2025-03-03", "2025-02-28", "2025-02-25"},
};

TEST(Vectors, WorkdaysForward) {
  for (const Vector& vector : kVectors) {
    SCOPED_TRACE(vector.accepted);
    const Duration budget{vector.workdays, Unit::kWorkdays};
    for (const char* time : {" 00:00", " 08:30", " 10:12", " 17:29"}) {
      const Instant start = at(std::string(vector.accepted) + time);
      const auto due = [&](const Calendar& calendar, const DayRules& rules) {
        return shown(due_after(calendar, rules, budget, start).at);
      };
      EXPECT_EQ(due(china(), {}), std::string(vector.due) + " 17:30");
      EXPECT_EQ(due(china(), kFirstDayCounts), std::string(vector.start_included) + " 17:30");
      EXPECT_EQ(due(weekends_only(), {}), std::string(vector.weekends_only) + " 17:30");
    }
  }
}

TEST(Vectors, AcceptedInTheEvening) {  // the day counts as the first only before its close
  const Duration budget{5, Unit::kWorkdays};
  const Instant evening = at("2026-09-18 17:30");
  EXPECT_EQ(shown(due_after(china(), {}, budget, evening).at), "2026-09-24 17:30");
  EXPECT_EQ(shown(due_after(china(), kFirstDayCounts, budget, evening).at), "2026-09-24 17:30");
}

TEST(Vectors, BackwardFromAnOutage) {
  const Date outage = date("2026-10-09");
  EXPECT_EQ(shown(due_before(china(), {}, "7 days"_d, outage).at), "2026-09-30 17:30");
  EXPECT_EQ(shown(due_before(china(), {}, "7 workdays"_d, outage).at), "2026-09-22 17:30");
  const Instant start = at("2026-10-09 08:00");  // on the raw date 10-02 nobody works
  EXPECT_EQ(shown(due_before(china(), {}, "7 days"_d, start).at), "2026-09-30 17:30");
  EXPECT_EQ(shown(due_before(china(), {}, "7 workdays"_d, start).at), "2026-09-22 17:30");
}

// Read as: paused from the opening of the first day named to the close of the last one. Exact
// counting and counting by days then agree.
struct PauseVector {
  const char* start;
  const char* paused;
  const char* resumed;
  const char* without;
  const char* due;
};
constexpr PauseVector kPauses[] = {
    {"2026-03-02 10:00", "2026-03-09 08:30", "2026-03-17 17:30", "2026-03-23", "2026-04-01"},
    {"2026-09-14 09:12", "2026-09-23 08:30", "2026-10-08 17:30", "2026-10-10", "2026-10-19"},
};

TEST(Vectors, Paused) {
  const Duration budget{15, Unit::kWorkdays};
  for (const PauseVector& vector : kPauses) {
    for (const PauseCounts counts : {PauseCounts::kExact, PauseCounts::kDays}) {
      const DayRules rules{.pause_counts = counts};
      const Instant start = at(vector.start);
      EXPECT_EQ(shown(due_after(china(), rules, budget, start).at),
                std::string(vector.without) + " 17:30");
      const Milliseconds used =
          used_between(china(), rules, budget, start, start, at(vector.paused));
      EXPECT_EQ(shown(due_with_used(china(), rules, budget, start, used, at(vector.resumed)).at),
                std::string(vector.due) + " 17:30");
    }
  }
}

// The case that is explained to the day: 35 minutes of office time around the pause change nothing,
// because the account runs out at 17:05 of the same day.
TEST(Vectors, PausedToTheMinute) {
  const Duration budget{15, Unit::kWorkdays};
  const Instant start = at("2026-09-14 09:12");
  const Milliseconds used = used_between(china(), {}, budget, start, start, at("2026-09-23 08:35"));
  EXPECT_EQ(used, std::chrono::hours{7 * 8} + std::chrono::minutes{5});
  const Instant resumed = at("2026-10-08 17:10");
  const Due due = due_with_used(china(), {}, budget, start, used, resumed);
  EXPECT_EQ(shown(due.at), "2026-10-19 17:30");
  const Milliseconds now =
      used + used_between(china(), {}, budget, start, resumed, at("2026-10-12 14:05"));
  EXPECT_EQ(now, std::chrono::hours{9 * 8 + 5});
  EXPECT_EQ(budget_measure(china(), {}, budget, start) - now,
            std::chrono::hours{5 * 8 + 3});  // 5 days and 3 hours are left
}

TEST(Vectors, WorkingDaysOfTheYears) {
  for (const int year : {2025, 2026}) {
    int count = 0;
    const std::string number = std::to_string(year);
    for (Date day = date(number + "-01-01"); day <= date(number + "-12-31");
         day += std::chrono::days{1})
      count += china().is_workday(day) ? 1 : 0;
    EXPECT_EQ(count, 248);
  }
}

}  // namespace
}  // namespace liaison
