// Calendar: which days are worked, from when to when, in which zone. Data, never code.
//
//   Calendar cn = *Calendar::make(spec);            // from a calendar file
//   cn.is_workday(2026-09-20)  == true              // a Sunday that is worked (调休)
//
// Working days are those of the plain week, minus `off`, plus `work`. Beyond the last year given
// only the plain week is known: what is counted there is *provisional*. A calendar that gives no
// years at all is complete as it stands: its week is all there is to know.
//
// Two calendars are always there: `every-day` (24x7) and `weekdays` (Mon-Fri 09:00-17:00). Their
// days must end when the people who use them go to bed: for a company in Shanghai "2 workdays" of
// `every-day` ends at midnight in Shanghai, not at 08:00. So whoever loads a folder puts them in by
// every_day_in(zone) and weekdays_in(zone), with the zone of the folder's own calendar; every_day()
// and weekdays() are the same in UTC, for a folder without one.
//
// A calendar never changes and may be read from any thread. No question walks over days: sums of
// working days and office hours lie ready for the years given, and are arithmetic beyond them.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/instant.h"
#include "engine/model/result.h"
#include "engine/time/tally.h"
#include "engine/time/zone.h"

namespace liaison {

using Date = std::chrono::local_days;

struct OfficeHours {  // minutes after local midnight, from < to <= 24*60
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

struct CalendarSpec {  // what a calendar file says (contracts.md section 6)
  std::string name;
  std::string version;
  std::string zone = "UTC";
  std::array<std::vector<OfficeHours>, 7> week;  // Monday first; empty = not worked
  DayRules rules;
  struct Year {
    std::vector<Date> off;
    std::vector<Date> work;  // worked with the hours of the first worked day of the week
  };
  std::map<int, Year> years;
};

class Calendar {
 public:
  // Errors: unknown zone, no office hours at all, overlapping hours, a day both off and worked, a
  // date outside its year (December of the year before is allowed).
  static Result<Calendar> make(CalendarSpec spec);
  static const Calendar& every_day();  // in UTC
  static const Calendar& weekdays();   // in UTC
  static Result<Calendar> every_day_in(std::string_view zone);
  static Result<Calendar> weekdays_in(std::string_view zone);

  const std::string& name() const { return spec_.name; }
  const std::string& version() const { return spec_.version; }
  const std::string& zone() const { return spec_.zone; }
  const DayRules& rules() const { return spec_.rules; }
  bool always_open() const { return always_open_; }  // 24x7

  bool is_workday(Date day) const { return hours_index(day) != kDayOff; }
  bool is_known(Date day) const;               // false: beyond the years given, so provisional
  bool is_known(Date first, Date last) const;  // every day of these
  const std::vector<OfficeHours>& hours(Date day) const { return hours_[hours_index(day)].spans; }
  Milliseconds workday_length() const { return length_; }  // of the first worked day of the week

  Local wall(Instant at) const { return zone_.wall(at); }  // local time
  Instant instant_of(Local local) const { return zone_.instant(local); }
  Date date_of(Instant at) const;                  // in the calendar's zone
  Instant instant_of(Date day, int minute) const;  // local wall time; a skipped hour moves forward
  Instant close_of(Date day) const;                // end of office hours; day off: midnight after
  Instant midnight_after(Date day) const;
  Date next_workday(Date day) const { return workday_after(day, 1); }       // strictly after
  Date previous_workday(Date day) const { return workday_before(day, 1); }  // strictly before
  Date workday_after(Date day, std::int64_t count) const;  // the count-th one; count >= 1
  Date workday_before(Date day, std::int64_t count) const;

  // Office time between two instants; zero when `to` is not after `from`.
  Milliseconds office_time(Instant from, Instant to) const;
  // The instant at which `amount` of office time has passed since `from` (the end of an office
  // span rather than the start of the next one when both would do); backward when negative.
  Instant add_office_time(Instant from, Milliseconds amount) const;

  // The scale of working days: all working days up to `at`, each workday_length() long. A working
  // day with other hours (a short Saturday) is one day like the others: its hours are stretched.
  // It stands still outside office hours. What a clock in workdays has used is measured on it.
  Milliseconds workday_scale(Instant at) const;
  Milliseconds workday_scale(Date day) const;  // at the day's beginning
  // The first instant at which the scale stands there: within office hours, or their end.
  Instant on_workday_scale(Milliseconds scale) const;
  Date day_on_workday_scale(Milliseconds scale) const;

 private:
  static constexpr std::size_t kDayOff = 7;
  struct Hours {  // of one kind of day
    std::vector<OfficeHours> spans;
    Milliseconds length{0};
    Milliseconds worked_by(Milliseconds time_of_day) const;
    Milliseconds time_when(Milliseconds worked) const;  // 0 < worked <= length
  };
  using Kinds = std::array<Hours, 8>;  // Monday … Sunday, day off
  struct Table {                       // the years given, by day: indexes of Kinds
    Date first{};
    std::vector<std::uint8_t> kinds;
  };

  Calendar(CalendarSpec spec, Zone zone, Kinds hours, Table table);
  static Kinds kinds_of(const CalendarSpec& spec);
  static Table table_of(const CalendarSpec& spec, const Kinds& kinds);
  static Tally tally(const Kinds& kinds, const Table& table, std::int64_t (*weight)(const Hours&));
  std::size_t hours_index(Date day) const;
  Milliseconds office_scale(Instant at) const;

  CalendarSpec spec_;
  Zone zone_;
  Kinds hours_;
  Table table_;
  Tally workdays_;
  Tally office_;  // office time in milliseconds
  Milliseconds length_{0};
  bool always_open_ = false;
  bool has_gaps_ = false;  // a year between the years given is not given
};

}  // namespace liaison
