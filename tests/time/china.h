// The calendar of the tests: working days of China in 2025 and 2026 (domain.md section 4), office
// hours 08:30-12:00 and 13:00-17:30, in Asia/Shanghai. And short words for times and durations.
//
//   EXPECT_EQ(shown(due_after(china(), {}, "5 workdays"_d, at("2026-09-18 10:12")).at),
//             "2026-09-24 17:30");
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/time/account.h"
#include "engine/time/calendar.h"
#include "engine/time/duration.h"

namespace liaison {

inline constexpr std::string_view kShanghai = "Asia/Shanghai";

inline Instant at(std::string_view text, std::string_view zone = kShanghai) {
  const auto parsed = parse_time(text, zone);
  check(static_cast<bool>(parsed), "the test writes its times well");
  return parsed->at;
}

inline Date date(std::string_view text) {
  return std::chrono::floor<std::chrono::days>(Local{at(text, "UTC").time_since_epoch()});
}

// "2026-09-24 17:30", with the seconds only where there are any.
inline std::string shown(Instant instant, std::string_view zone = kShanghai) {
  std::string text = to_text(instant, zone);
  text = text.substr(0, text.find_first_of("+-Z", 11));
  if (text.ends_with(":00")) text.resize(text.size() - 3);
  text[10] = ' ';
  return text;
}

inline Duration operator""_d(const char* text, std::size_t size) {
  return *parse_duration({text, size});
}

inline std::vector<Date> spans(std::initializer_list<std::pair<const char*, const char*>> list) {
  std::vector<Date> all;
  for (const auto& [first, last] : list) {
    for (Date day = date(first); day <= date(last); day += std::chrono::days{1}) all.push_back(day);
  }
  return all;
}

inline std::vector<Date> dates(std::initializer_list<const char*> list) {
  std::vector<Date> all;
  for (const char* day : list) all.push_back(date(day));
  return all;
}

inline CalendarSpec weekends_only_spec() {
  CalendarSpec spec;
  spec.name = "weekends-only";
  spec.version = std::string("1");
  spec.zone = kShanghai;
  for (std::size_t day = 0; day < 5; ++day)
    spec.week[day] = {{8 * 60 + 30, 12 * 60}, {13 * 60, 17 * 60 + 30}};
  return spec;
}

inline CalendarSpec china_spec() {
  CalendarSpec spec = weekends_only_spec();
  spec.name = "cn";
  spec.version = "2026.2";
  spec.years[2025].off = spans({{"2025-01-01", "2025-01-01"},
                                {"2025-01-28", "2025-02-04"},
                                {"2025-04-04", "2025-04-06"},
                                {"2025-05-01", "2025-05-05"},
                                {"2025-05-31", "2025-06-02"},
                                {"2025-10-01", "2025-10-08"}});
  spec.years[2025].work =
      dates({"2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"});
  spec.years[2026].off = spans({{"2026-01-01", "2026-01-03"},
                                {"2026-02-15", "2026-02-23"},
                                {"2026-04-04", "2026-04-06"},
                                {"2026-05-01", "2026-05-05"},
                                {"2026-06-19", "2026-06-21"},
                                {"2026-09-25", "2026-09-27"},
                                {"2026-10-01", "2026-10-07"}});
  spec.years[2026].work =
      dates({"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"});
  return spec;
}

inline const Calendar& china() {
  static const Calendar kCalendar = *Calendar::make(china_spec());
  return kCalendar;
}

inline const Calendar& weekends_only() {
  static const Calendar kCalendar = *Calendar::make(weekends_only_spec());
  return kCalendar;
}

}  // namespace liaison
