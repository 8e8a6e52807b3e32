// Calendar: which days are worked, from when to when, in which zone. Data, never code.
//
//   Calendar cn = *Calendar::make(spec);            // from a calendar file
//   cn.is_workday(2026-09-20)  == true              // a Sunday that is worked (调休)
//
// Working days are those of the plain week, minus `off`, plus `work`. Beyond the last year given
// only the plain week is known: what is counted there is *provisional*.
// Two calendars are always there: `every-day` (24x7) and `weekdays` (Mon-Fri 09:00-17:00, UTC).
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/instant.h"
#include "engine/model/result.h"

namespace liaison {

using Date = std::chrono::local_days;

struct OfficeHours {            // minutes after local midnight, from < to <= 24*60
  int from_minute = 0;
  int to_minute = 0;
  friend bool operator==(const OfficeHours&, const OfficeHours&) = default;
};

enum class StartDay : std::uint8_t { kExcluded, kIncluded };
enum class DayEnd : std::uint8_t { kClose, kMidnight };
enum class DayOff : std::uint8_t { kNext, kPrevious, kStays };
enum class PauseCounts : std::uint8_t { kExact, kDays };

// How days are counted; a deadline may say otherwise than its calendar.
struct DayRules {
  StartDay start_day = StartDay::kExcluded;
  DayEnd day_end = DayEnd::kClose;
  DayOff day_off = DayOff::kNext;
  PauseCounts pause_counts = PauseCounts::kExact;
  friend bool operator==(const DayRules&, const DayRules&) = default;
};

struct CalendarSpec {           // what a calendar file says (contracts.md section 6)
  std::string name;
  std::string version;
  std::string zone = "UTC";
  std::array<std::vector<OfficeHours>, 7> week;   // Monday first; empty = not worked
  DayRules rules;
  struct Year {
    std::vector<Date> off;
    std::vector<Date> work;     // worked with the hours of the first worked day of the week
  };
  std::map<int, Year> years;
};

class Calendar {
 public:
  // Errors: unknown zone, no office hours at all, overlapping hours, a day both off and worked, a
  // date outside its year (December of the year before is allowed).
  static Result<Calendar> make(CalendarSpec spec);
  static const Calendar& every_day();
  static const Calendar& weekdays();

  const std::string& name() const { return spec_.name; }
  const std::string& version() const { return spec_.version; }
  const std::string& zone() const { return spec_.zone; }
  const DayRules& rules() const { return spec_.rules; }
  bool always_open() const;                        // 24x7

  bool is_workday(Date day) const;
  bool is_known(Date day) const;                   // false: beyond the years given, so provisional
  const std::vector<OfficeHours>& hours(Date day) const;   // empty on a day off
  Milliseconds workday_length() const;             // the sum of the office hours: usually 8 h

  Date date_of(Instant at) const;                  // in the calendar's zone
  Instant instant_of(Date day, int minute) const;  // local wall time; a skipped hour moves forward
  Instant close_of(Date day) const;                // end of office hours; midnight after on a day off
  Instant midnight_after(Date day) const;
  Date next_workday(Date day) const;               // strictly after; at most ten years are searched
  Date previous_workday(Date day) const;           // strictly before

  // Office time between two instants; zero when `to` is not after `from`.
  Milliseconds office_time(Instant from, Instant to) const;
  // The instant at which `amount` of office time has passed since `from` (the end of an office
  // span rather than the start of the next one when both would do); backward when negative.
  Instant add_office_time(Instant from, Milliseconds amount) const;

 private:
  explicit Calendar(CalendarSpec spec);
  struct Zone;                                     // hides the zone library
  CalendarSpec spec_;
  std::shared_ptr<const Zone> zone_;
  std::vector<std::int8_t> days_;                  // a table of the years given, by day
  Date first_known_{}, last_known_{};
};

}  // namespace liaison
