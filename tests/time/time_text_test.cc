// Points in time as text, and the zones behind them.
#include <gtest/gtest.h>

#include "engine/time/zone.h"
#include "tests/time/china.h"

namespace liaison {
namespace {

constexpr std::string_view kNewYork = "America/New_York";

Instant utc(std::string_view text) { return at(text, "UTC"); }

TEST(TimeText, Read) {
  const std::pair<std::string_view, std::string_view> kTable[] = {
      {"2026-09-17T10:12:00+08:00", "2026-09-17T02:12:00Z"},
      {"2026-09-17T10:12:00+0800", "2026-09-17T02:12:00Z"},
      {"2026-09-17t10:12:00z", "2026-09-17T10:12:00Z"},
      {"2026-09-17 10:12", "2026-09-17T02:12:00Z"},
      {"2026-09-17T10:12:30", "2026-09-17T02:12:30Z"},
      {"2026-09-17T10:12:30.5-05:30", "2026-09-17T15:42:30.500Z"},
      {"2026-09-17T10:12:30.123999999Z", "2026-09-17T10:12:30.123Z"},
      {"2026-09-17 24:00", "2026-09-17T16:00:00Z"},
      {"2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z"},
      {"2024-02-29", "2024-02-28T16:00:00Z"},
      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
      {"2200-12-31T23:59:59Z", "2200-12-31T23:59:59Z"},
  };
  for (const auto& [text, instant] : kTable) {
    const auto parsed = parse_time(text, kShanghai);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(to_text(parsed->at, "UTC"), instant) << text;
    EXPECT_EQ(parsed->date_only, text.size() == 10) << text;
  }
}

TEST(TimeText, Written) {
  const Instant noon = utc("2026-09-17 12:00");
  EXPECT_EQ(to_text(noon, "UTC"), "2026-09-17T12:00:00Z");
  EXPECT_EQ(to_text(noon, kShanghai), "2026-09-17T20:00:00+08:00");
  EXPECT_EQ(to_text(noon, kNewYork), "2026-09-17T08:00:00-04:00");
  EXPECT_EQ(to_text(noon, "Asia/Kolkata"), "2026-09-17T17:30:00+05:30");
  EXPECT_EQ(to_text(noon, "Europe/London"), "2026-09-17T13:00:00+01:00");
  EXPECT_EQ(to_text(noon + Milliseconds{7}, kShanghai), "2026-09-17T20:00:00.007+08:00");
  EXPECT_EQ(to_text(noon, "No/Where"), "2026-09-17T12:00:00+00:00");
  EXPECT_EQ(to_text(utc("1971-01-01 00:00"), "Africa/Monrovia"), "1970-12-31T23:15:00-00:45");
  EXPECT_EQ(to_text(kNever, "UTC").size(), 24u);  // shown as some far day, never out of bounds
  EXPECT_EQ(to_text(Instant::min(), kShanghai).substr(0, 4), "0001");
}

TEST(TimeText, Malformed) {
  for (const std::string_view text : {"",
                                      "2026",
                                      "2026-9-17",
                                      "2026-02-30",
                                      "2026-13-01",
                                      "2026-00-01",
                                      "1969-12-31",
                                      "2201-01-01",
                                      "20260917",
                                      "2026-09-17T",
                                      "2026-09-17T10",
                                      "2026-09-17T10:1",
                                      "2026-09-17T25:00",
                                      "2026-09-17T24:01",
                                      "2026-09-17T10:60",
                                      "2026-09-17T10:12:61",
                                      "2026-09-17T10:12:00.",
                                      "2026-09-17T10:12:00+8",
                                      "2026-09-17T10:12:00+24:00",
                                      "2026-09-17T10:12:00Zx",
                                      "2026-09-17Z",
                                      "2026-09-17  10:12",
                                      " 2026-09-17",
                                      "tomorrow",
                                      "2026-09-17T10:12:00.1234567890Z",
                                      "2026−09−17"}) {
    const auto parsed = parse_time(text, kShanghai);
    ASSERT_FALSE(parsed) << text;
    EXPECT_TRUE(parsed.error().message.starts_with("expected a time such as ")) << text;
  }
  EXPECT_EQ(parse_time("2026-09-17", "Mars/Base").error().message,
            "expected a time zone such as 'Asia/Shanghai', but 'Mars/Base'");
}

TEST(Zones, SummerTime) {  // New York: 02:00 -> 03:00 on 03-08, 02:00 -> 01:00 on 11-01
  const Zone zone = *Zone::named(kNewYork);
  const auto local = [](std::string_view text) { return Local{utc(text).time_since_epoch()}; };
  EXPECT_EQ(zone.wall(utc("2026-03-08 06:59")), local("2026-03-08 01:59"));
  EXPECT_EQ(zone.wall(utc("2026-03-08 07:00")), local("2026-03-08 03:00"));
  EXPECT_EQ(zone.instant(local("2026-03-08 02:30")), utc("2026-03-08 07:00"));  // skipped
  EXPECT_EQ(zone.wall(utc("2026-11-01 05:59")), local("2026-11-01 01:59"));
  EXPECT_EQ(zone.wall(utc("2026-11-01 06:30")), local("2026-11-01T01:59:59.999"));  // stands still
  EXPECT_EQ(zone.instant(local("2026-11-01 02:00")), utc("2026-11-01 07:00"));
  EXPECT_EQ(zone.wall(utc("2026-11-01 07:30")), local("2026-11-01 02:30"));
  EXPECT_EQ(zone.instant(local("2026-11-01 01:30")), utc("2026-11-01 05:30"));  // the first
  EXPECT_EQ(shown(at("2026-03-08 02:30", kNewYork), kNewYork), "2026-03-08 03:00");
  EXPECT_EQ(at("2026-11-01 01:30", kNewYork), utc("2026-11-01 05:30"));
}

TEST(Zones, AgreeWithTheText) {  // two ways to the same offsets
  for (const std::string_view name : {"UTC", "Asia/Shanghai", "America/New_York", "Asia/Tehran",
                                      "Australia/Lord_Howe", "America/Havana"}) {
    const Zone zone = *Zone::named(name);
    for (Instant day = utc("1971-01-01"); day < utc("2045-01-01"); day += std::chrono::hours{97}) {
      const Local wall = zone.wall(day);
      const Local plain{day.time_since_epoch() + offset_at(name, day)};
      EXPECT_GE(wall, plain);
      EXPECT_LE(wall - plain, std::chrono::hours{1});
      if (wall == plain) {
        EXPECT_EQ(zone.instant(wall), *instant_in(name, wall));
      }
    }
  }
}

TEST(Zones, Extremes) {
  const Zone zone = *Zone::named(kShanghai);
  EXPECT_LT(zone.wall(Instant::min()), zone.wall(kBeginning));
  EXPECT_LT(zone.wall(kBeginning), zone.wall(kNever));
  EXPECT_FALSE(Zone::named(""));
  EXPECT_FALSE(Zone::named("../etc/passwd"));
}

}  // namespace
}  // namespace liaison
