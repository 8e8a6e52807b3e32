// Durations and marks as people write them.
#include "engine/time/duration.h"

#include <gtest/gtest.h>

#include "engine/time/account.h"

namespace liaison {
namespace {

constexpr std::int64_t kHour = 3'600'000;

TEST(Durations, Read) {
  const std::pair<std::string_view, Duration> kTable[] = {
      {"5 workdays", {5, Unit::kWorkdays}},
      {"1 workday", {1, Unit::kWorkdays}},
      {"0 workdays", {0, Unit::kWorkdays}},
      {"3 workhours", {3, Unit::kWorkhours}},
      {"90 workminutes", {90, Unit::kWorkminutes}},
      {"7 days", {7, Unit::kDays}},
      {"1 day", {1, Unit::kDays}},
      {"2 months", {2, Unit::kMonths}},
      {"24 hours", {24 * kHour, Unit::kElapsed}},
      {"0 hours", {0, Unit::kElapsed}},
      {"45 minutes", {45 * 60'000, Unit::kElapsed}},
      {"30 seconds", {30'000, Unit::kElapsed}},
      {"5  workdays", {5, Unit::kWorkdays}},
      {"PT24H", {24 * kHour, Unit::kElapsed}},
      {"P7D", {7 * 24 * kHour, Unit::kElapsed}},
      {"P1W", {7 * 24 * kHour, Unit::kElapsed}},
      {"P1DT2H3M4.5S", {26 * kHour + 3 * 60'000 + 4'500, Unit::kElapsed}},
      {"PT0S", {0, Unit::kElapsed}},
      {"PT1.5H", {90 * 60'000, Unit::kElapsed}},
      {"PT0,001S", {1, Unit::kElapsed}},
      {"PT90M", {90 * 60'000, Unit::kElapsed}},
      {"36525 days", {36'525, Unit::kDays}},
  };
  for (const auto& [text, duration] : kTable) {
    const auto parsed = parse_duration(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(*parsed, duration) << text;
  }
}

TEST(Durations, Written) {
  const std::pair<std::string_view, std::string_view> kTable[] = {{"1 workday", "1 workday"},
                                                                  {"5 workdays", "5 workdays"},
                                                                  {"P7D", "168 hours"},
                                                                  {"PT60M", "1 hour"},
                                                                  {"PT90M", "90 minutes"},
                                                                  {"PT61S", "61 seconds"},
                                                                  {"PT0S", "0 hours"},
                                                                  {"PT1.5S", "PT1.5S"},
                                                                  {"PT0.001S", "PT0.001S"},
                                                                  {"3 workhours", "3 workhours"},
                                                                  {"1 month", "1 month"},
                                                                  {"PT120.05S", "PT120.05S"},
                                                                  {"1 workminute", "1 workminute"}};
  for (const auto& [text, written] : kTable) EXPECT_EQ(to_text(*parse_duration(text)), written);
}

TEST(Durations, Malformed) {
  for (const std::string_view text : {"",
                                      " ",
                                      "5",
                                      "workdays",
                                      "5workdays",
                                      "5 wrkdays",
                                      "5 Workdays",
                                      "-5 workdays",
                                      "+5 workdays",
                                      "5.5 workdays",
                                      "5 workdays ",
                                      " 5 workdays",
                                      "5 workdayss",
                                      "5 weeks",
                                      "5 workdays 2 hours",
                                      "99999999999999999999 days",
                                      "36526 days",
                                      "1201 months",
                                      "P",
                                      "PT",
                                      "P1DT",
                                      "P1Y",
                                      "P1M",
                                      "P1H",
                                      "PT1D",
                                      "PT1S1M",
                                      "PT1H1H",
                                      "PT.5S",
                                      "PT5.S",
                                      "PT0.0001S",
                                      "PT1.23456789012S",
                                      "P36526D",
                                      "P99999999999999999999W",
                                      "p1d",
                                      "PT1H ",
                                      "五 workdays"}) {
    const auto parsed = parse_duration(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().message, "expected a duration such as '5 workdays' or 'PT24H', but '" +
                                          std::string(text) + "'");
  }
}

TEST(Durations, ErrorsCutLongTextBetweenCharacters) {
  std::string text = "x";
  for (int i = 0; i < 50; ++i) text += "工";
  const std::string message = parse_duration(text).error().message;
  EXPECT_TRUE(message.ends_with("工…'"));
  EXPECT_LT(message.size(), 160u);
}

TEST(Marks, Read) {
  EXPECT_EQ(*parse_mark("80%"), (Mark{Mark::Kind::kShare, 80, {}}));
  EXPECT_EQ(*parse_mark("100%"), (Mark{Mark::Kind::kShare, 100, {}}));
  EXPECT_EQ(*parse_mark("2 workdays"), (Mark{Mark::Kind::kLeft, 0, {2, Unit::kWorkdays}}));
  EXPECT_EQ(*parse_mark("PT1H"), (Mark{Mark::Kind::kLeft, 0, {kHour, Unit::kElapsed}}));
  for (const std::string_view text : {"", "0%", "101%", "80 %", "80%%", "%", "-1%", "breach", "80"})
    EXPECT_FALSE(parse_mark(text)) << text;
  EXPECT_EQ(parse_mark("half").error().message,
            "expected a mark such as '80%' or '2 workdays', but 'half'");
}

TEST(Durations, ComparedOnlyWithinOneUnit) {
  const auto compared = [](std::string_view a, std::string_view b) {
    return compare(*parse_duration(a), *parse_duration(b));
  };
  EXPECT_EQ(*compared("5 workdays", "2 workdays"), 1);
  EXPECT_EQ(*compared("2 workdays", "2 workdays"), 0);
  EXPECT_EQ(*compared("30 minutes", "1 hour"), -1);
  EXPECT_EQ(*compared("90 workminutes", "1 workhour"), 1);
  EXPECT_EQ(*compared("1 month", "12 months"), -1);
  for (const auto& [a, b] : {std::pair{"5 workdays", "40 workhours"},
                             {"1 month", "30 days"},
                             {"1 day", "24 hours"},
                             {"8 workhours", "8 hours"}})
    EXPECT_FALSE(compared(a, b));
  EXPECT_EQ(compared("1 day", "24 hours").error().message,
            "expected durations of one unit, but '1 day' and '24 hours' have two");
}

}  // namespace
}  // namespace liaison
