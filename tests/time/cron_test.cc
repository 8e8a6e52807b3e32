// Cron: what may be written, and when it comes; over days off the calendar it does not know of, ends
// of months, and the days on which summer time begins and ends.
#include "engine/time/cron.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/time/duration.h"
#include "tests/time/china.h"

namespace liaison {
namespace {

Instant instant(const std::string& text) { return parse_time(text, "UTC")->at; }

Calendar in_zone(const std::string& zone) { return *Calendar::every_day_in(zone); }

// The next ones after `from`, in the zone.
std::string next(const std::string& cron, const std::string& zone, const std::string& from,
                 int count) {
  const auto parsed = Cron::parse(cron);
  if (!parsed) return parsed.error().message;
  const Calendar calendar = in_zone(zone);
  Instant at = parse_time(from, zone)->at;
  std::string list;
  for (int i = 0; i < count; ++i) {
    at = parsed->after(calendar, at);
    list += (i == 0 ? "" : " ") + to_text(at, zone);
  }
  return list;
}

TEST(Cron, comes_when_all_of_its_fields_fit) {
  EXPECT_EQ(next("30 8 * * *", "Asia/Shanghai", "2026-03-02 08:30", 2),
            "2026-03-03T08:30:00+08:00 2026-03-04T08:30:00+08:00");
  EXPECT_EQ(next("*/20 9-10 * * mon-fri", "Asia/Shanghai", "2026-03-06 10:30", 2),
            "2026-03-06T10:40:00+08:00 2026-03-09T09:00:00+08:00");
  EXPECT_EQ(next("0 0 1-10/4 JAN,Jul *", "UTC", "2026-01-02", 4),
            "2026-01-05T00:00:00Z 2026-01-09T00:00:00Z 2026-07-01T00:00:00Z 2026-07-05T00:00:00Z");
  EXPECT_EQ(next("0 12 * * 7", "UTC", "2026-03-02", 1),
            next("0 12 * * sun", "UTC", "2026-03-02", 1));
  EXPECT_EQ(next("0 12 * * 5-7", "UTC", "2026-03-02", 3),
            "2026-03-06T12:00:00Z 2026-03-07T12:00:00Z 2026-03-08T12:00:00Z");
}

TEST(Cron, of_two_kinds_of_days_either_is_enough) {
  EXPECT_EQ(next("0 0 13 * fri", "UTC", "2026-03-07", 2),
            "2026-03-13T00:00:00Z 2026-03-20T00:00:00Z");
  EXPECT_EQ(next("0 0 13 * fri", "UTC", "2026-04-11", 1), "2026-04-13T00:00:00Z");
  // A field that begins with * gives no day, so both must fit.
  EXPECT_EQ(next("0 0 */2 * fri", "UTC", "2026-03-07", 2),
            "2026-03-13T00:00:00Z 2026-03-27T00:00:00Z");
}

TEST(Cron, leaves_out_days_that_a_month_has_not) {
  EXPECT_EQ(next("0 0 31 * *", "UTC", "2026-01-31", 2),
            "2026-03-31T00:00:00Z 2026-05-31T00:00:00Z");
  EXPECT_EQ(next("0 0 29 2 *", "UTC", "2026-01-01", 2),
            "2028-02-29T00:00:00Z 2032-02-29T00:00:00Z");
  EXPECT_EQ(next("0 0 29 2 *", "UTC", "2097-01-01", 1), "2104-02-29T00:00:00Z");
}

TEST(Cron, a_skipped_time_comes_at_the_change_and_an_hour_lived_twice_once) {
  const std::string york =
      "America/New_York";  // 2026-03-08 02:00 -> 03:00, 2026-11-01 02:00 -> 01:00
  EXPECT_EQ(next("30 2 * * *", york, "2026-03-07 12:00", 2),
            "2026-03-08T03:00:00-04:00 2026-03-09T02:30:00-04:00");
  EXPECT_EQ(next("*/30 2-3 * * *", york, "2026-03-08 01:00", 3),
            "2026-03-08T03:00:00-04:00 2026-03-08T03:30:00-04:00 2026-03-09T02:00:00-04:00");
  EXPECT_EQ(next("30 1 * * *", york, "2026-10-31 12:00", 2),
            "2026-11-01T01:30:00-04:00 2026-11-02T01:30:00-05:00");
  EXPECT_EQ(next("0 * * * *", york, "2026-11-01 00:30", 2),
            "2026-11-01T01:00:00-04:00 2026-11-01T02:00:00-05:00");
}

TEST(Cron, says_what_it_expected) {
  const auto fault = [](const std::string& text) { return Cron::parse(text).error().message; };
  EXPECT_EQ(fault("0 9 * *"),
            "expected five fields such as '30 8 * * mon-fri' (minute, hour, day of the month, "
            "month, day of the week), but '0 9 * *'");
  EXPECT_EQ(fault("0 24 * * *"),
            "expected an hour of 0 to 23, a range such as 1-5, a list or *, each but a single "
            "value with a step such as /2 if wanted, but '24'");
  for (const char* wrong : {"",
                            "@daily",
                            "60 0 * * *",
                            "5/2 0 * * *",
                            "*/0 0 * * *",
                            "5-1 0 * * *",
                            "1,,2 0 * * *",
                            "0 0 0 * *",
                            "0 0 32 * *",
                            "0 0 * 13 *",
                            "0 0 * feb-jan *",
                            "0 0 * * 8",
                            "0 0 * * mond",
                            "-1 0 * * *",
                            "1-2-3 0 * * *",
                            "*-5 0 * * *",
                            "0 0 L * *",
                            "0 0 * * mon#2",
                            "99999 0 * * *",
                            "0 0 30 2 *",
                            "0 0 31 4,6,9,11 *",
                            "0 0 * * * *"}) {
    EXPECT_FALSE(Cron::parse(wrong)) << wrong;
  }
}

// Looked at from both sides: nothing lies between one and the next.
RC_GTEST_PROP(Cron, there_is_none_between_one_and_the_next, ()) {
  const auto field = [](int from, int to) {
    const int a = *rc::gen::inRange(from, to + 1), b = *rc::gen::inRange(from, to + 1);
    const std::string low = std::to_string(std::min(a, b)), high = std::to_string(std::max(a, b));
    return *rc::gen::element<std::string>("*", low, low + "," + high, low + "-" + high,
                                          low + "-" + high + "/3", "*/7");
  };
  const std::string text =
      field(0, 59) + " " + field(0, 23) + " " + field(1, 28) + " * " + field(0, 6);
  const std::string zone = *rc::gen::element<std::string>(
      "UTC", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe");
  const Calendar calendar = in_zone(zone);
  const auto cron = Cron::parse(text);
  RC_ASSERT(static_cast<bool>(cron));
  const Instant from = instant("2026-03-05") + std::chrono::minutes{*rc::gen::inRange(0, 50'000)} +
                       std::chrono::hours{24 * *rc::gen::inRange(0, 250)};
  const Instant next = cron->after(calendar, from);
  RC_ASSERT(next > from);
  RC_ASSERT(cron->last(calendar, next) == next);
  RC_ASSERT(cron->last(calendar, next - Milliseconds{1}) <= from);
  RC_ASSERT(cron->after(calendar, next - Milliseconds{1}) == next);
  const Instant last = cron->last(calendar, from);
  RC_ASSERT(last <= from);
  RC_ASSERT(cron->after(calendar, last) == next);
}

}  // namespace
}  // namespace liaison
