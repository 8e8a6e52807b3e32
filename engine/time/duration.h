// Duration: one whole number and one unit, as people write limits: "5 workdays", "45 minutes".
//
//   Duration limit = *parse_duration("5 workdays");     // {5, Unit::kWorkdays}
//   to_text(limit) == "5 workdays"
//
// Units are never turned into each other: five working days are not forty office hours once a
// holiday lies between. What a unit counts is the calendar's matter (engine/time/account.h).
// The language: language.md section 3.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/model/instant.h"
#include "engine/model/result.h"

namespace liaison {

enum class Unit : std::uint8_t {
  kWorkdays,   // working days of the calendar
  kWorkhours,  // office hours of the calendar, in hours; parsed text may also say "workminutes"
  kWorkminutes,
  kDays,  // dates on the wall calendar
  kMonths,
  kElapsed,  // seconds, minutes, hours, ISO 8601 without year and month: day and night; in ms
};

struct Duration {
  std::int64_t count = 0;  // of the unit; of kElapsed: milliseconds
  Unit unit = Unit::kElapsed;
  friend bool operator==(const Duration&, const Duration&) = default;
};

// "5 workdays", "1 workday", "3 workhours", "7 days", "2 months", "24 hours", "45 minutes",
// "30 seconds", and ISO 8601 ("PT24H", "P7D" = 7 x 24 h elapsed). Error: "expected a duration
// such as '5 workdays' or 'PT24H', but 'TEXT'". Never negative, at most 100 years.
Result<Duration> parse_duration(std::string_view text);
// The shortest text that parses to the same duration; elapsed time in its largest whole unit.
std::string to_text(const Duration& duration);

// Mark: where on a clock something happens: a share used ("80%") or what is left ("2 workdays").
struct Mark {
  enum class Kind : std::uint8_t { kShare, kLeft } kind = Kind::kShare;
  int percent = 0;  // kShare: 1 … 100 (more than 100 is a fault)
  Duration left;    // kLeft
  friend bool operator==(const Mark&, const Mark&) = default;
};
Result<Mark> parse_mark(std::string_view text);

// "2026-09-17T10:12:00+08:00", "2026-09-17 10:12" (in `zone`), "2026-09-17" (midnight in `zone`).
// In a local time that summer time skips the clock has just been changed; one that is lived twice
// is the first of the two.
// Z and offsets are understood; years 1970 … 2200. `date_only` says whether a time was given.
struct ParsedTime {
  Instant at;
  bool date_only = false;
};
Result<ParsedTime> parse_time(std::string_view text, std::string_view zone);
// RFC 3339 with the zone's offset ("Z" for UTC; an unknown zone is shown in UTC), milliseconds
// only where they are not zero: "2026-09-17T10:12:00+08:00".
std::string to_text(Instant at, std::string_view zone);

}  // namespace liaison
