#include "engine/time/calendar.h"

#include <algorithm>
#include <set>

namespace liaison {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::year;

constexpr int kYearMin = 1970, kYearMax = 2200;

std::size_t weekday_index(Date day) {  // Monday = 0
  return std::chrono::weekday{day}.iso_encoding() - 1;
}

Date january_first(int y) { return Date{year{y} / 1 / 1}; }

std::string written(Date day) {
  const std::chrono::year_month_day date{day};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", int{date.year()}, unsigned{date.month()},
                unsigned{date.day()});
  return text;
}

Error fault(const CalendarSpec& spec, const std::string& expected, const std::string& but) {
  return invalid("expected " + expected + " in calendar '" + spec.name + "', but " + but);
}

// ---- what a file may say --------------------------------------------------------------------

Result<void> check_hours(CalendarSpec& spec) {
  bool any = false;
  for (std::vector<OfficeHours>& day : spec.week) {
    std::sort(day.begin(), day.end(), [](const OfficeHours& a, const OfficeHours& b) {
      return a.from_minute < b.from_minute;
    });
    int free_from = 0;
    for (const OfficeHours& span : day) {
      if (span.from_minute < 0 || span.to_minute > 24 * 60 || span.from_minute >= span.to_minute)
        return fault(spec, "office hours such as '08:30-12:00'", "some end before they begin");
      if (span.from_minute < free_from)
        return fault(spec, "office hours one after the other", "some overlap");
      free_from = span.to_minute;
      any = true;
    }
  }
  if (any) return {};
  return fault(spec, "office hours on some day of the week", "there are none");
}

Result<void> check_date(const CalendarSpec& spec, int of_year, Date day) {
  const bool december_before = day >= january_first(of_year) - days{31};
  if (december_before && day < january_first(of_year + 1)) return {};
  return fault(spec, "dates of " + std::to_string(of_year) + " or the December before",
               written(day) + " stands there");
}

Result<void> check_years(const CalendarSpec& spec) {
  std::set<Date> off, work;
  for (const auto& [number, given] : spec.years) {
    if (number < kYearMin || number > kYearMax)
      return fault(spec, "years from 1970 to 2200", std::to_string(number) + " is given");
    for (const auto& [list, all] : {std::pair{&given.off, &off}, std::pair{&given.work, &work}}) {
      for (const Date day : *list) {
        if (auto good = check_date(spec, number, day); !good) return good;
        all->insert(day);
      }
    }
  }
  for (const Date day : off) {
    if (work.contains(day))
      return fault(spec, "a day to be off or worked", written(day) + " is both");
  }
  return {};
}

bool every_year_given(const std::map<int, CalendarSpec::Year>& years, Date first, Date last) {
  const int to{std::chrono::year_month_day{last}.year()};
  for (int number{std::chrono::year_month_day{first}.year()}; number <= to; ++number) {
    if (!years.contains(number)) return false;
  }
  return true;
}

std::size_t first_worked(const std::array<std::vector<OfficeHours>, 7>& week) {
  return static_cast<std::size_t>(
      std::find_if(week.begin(), week.end(), [](const auto& day) { return !day.empty(); }) -
      week.begin());
}

CalendarSpec built_in(std::string name, std::string_view zone, std::size_t worked_days,
                      OfficeHours hours) {
  CalendarSpec spec;
  spec.name = std::move(name);
  spec.version = std::string("1");
  spec.zone = zone;
  for (std::size_t day = 0; day < worked_days; ++day) spec.week[day] = {hours};
  return spec;
}

}  // namespace

// ---- making one -----------------------------------------------------------------------------

Result<Calendar> Calendar::make(CalendarSpec spec) {
  if (auto good = check_hours(spec); !good) return good.error();
  if (auto good = check_years(spec); !good) return good.error();
  Result<Zone> zone = Zone::named(spec.zone);
  if (!zone) return zone.error();
  Kinds kinds = kinds_of(spec);
  Table table = table_of(spec, kinds);
  return Calendar(std::move(spec), *std::move(zone), std::move(kinds), std::move(table));
}

Result<Calendar> Calendar::every_day_in(std::string_view zone) {
  return make(built_in("every-day", zone, 7, {0, 24 * 60}));
}

Result<Calendar> Calendar::weekdays_in(std::string_view zone) {
  return make(built_in("weekdays", zone, 5, {9 * 60, 17 * 60}));
}

const Calendar& Calendar::every_day() {
  static const Calendar kCalendar = *every_day_in("UTC");
  return kCalendar;
}

const Calendar& Calendar::weekdays() {
  static const Calendar kCalendar = *weekdays_in("UTC");
  return kCalendar;
}

Calendar::Calendar(CalendarSpec spec, Zone zone, Kinds hours, Table table)
    : spec_(std::move(spec)),
      zone_(std::move(zone)),
      hours_(std::move(hours)),
      table_(std::move(table)),
      workdays_(tally(hours_, table_,
                      [](const Hours& of) { return std::int64_t{of.length.count() > 0}; })),
      office_(tally(hours_, table_, [](const Hours& of) { return of.length.count(); })),
      length_(hours_[first_worked(spec_.week)].length) {
  const auto whole_day = [](const Hours& of) { return of.length == days{1}; };
  const auto& kinds = table_.kinds;
  always_open_ = std::all_of(hours_.begin(), hours_.begin() + kDayOff, whole_day) &&
                 std::find(kinds.begin(), kinds.end(), kDayOff) == kinds.end();
  if (spec_.years.empty()) return;
  const int span = spec_.years.rbegin()->first - spec_.years.begin()->first + 1;
  has_gaps_ = spec_.years.size() != static_cast<std::size_t>(span);
}

Calendar::Kinds Calendar::kinds_of(const CalendarSpec& spec) {
  Kinds kinds;
  for (std::size_t day = 0; day < spec.week.size(); ++day) {
    kinds[day].spans = spec.week[day];
    for (const OfficeHours& span : spec.week[day])
      kinds[day].length += minutes{span.to_minute - span.from_minute};
  }
  return kinds;
}

Calendar::Table Calendar::table_of(const CalendarSpec& spec, const Kinds& kinds) {
  Table table;
  if (spec.years.empty()) return table;
  table.first = january_first(spec.years.begin()->first) - days{31};  // with the December before
  const Date end = january_first(spec.years.rbegin()->first + 1);
  const auto plain = [&](Date day) {
    return kinds[weekday_index(day)].spans.empty() ? kDayOff : weekday_index(day);
  };
  for (Date day = table.first; day < end; day += days{1})
    table.kinds.push_back(static_cast<std::uint8_t>(plain(day)));
  const auto kind = [&](Date day) -> std::uint8_t& {
    return table.kinds[static_cast<std::size_t>((day - table.first).count())];
  };
  for (const auto& [number, given] : spec.years) {
    for (const Date day : given.off) kind(day) = kDayOff;
    for (const Date day : given.work) {
      if (kind(day) == kDayOff) kind(day) = static_cast<std::uint8_t>(first_worked(spec.week));
    }
  }
  return table;
}

Tally Calendar::tally(const Kinds& kinds, const Table& table,
                      std::int64_t (*weight)(const Hours&)) {
  Tally::Week week{};
  for (std::size_t day = 0; day < week.size(); ++day) week[day] = weight(kinds[day]);
  std::vector<std::int64_t> weights;
  weights.reserve(table.kinds.size());
  for (const std::uint8_t kind : table.kinds) weights.push_back(weight(kinds[kind]));
  return Tally(week, table.first, weights);
}

// ---- days -----------------------------------------------------------------------------------

std::size_t Calendar::hours_index(Date day) const {
  const auto since = static_cast<std::uint64_t>((day - table_.first).count());
  if (since < table_.kinds.size()) return table_.kinds[since];
  const std::size_t weekday = weekday_index(day);
  return hours_[weekday].spans.empty() ? kDayOff : weekday;
}

bool Calendar::is_known(Date day) const { return is_known(day, day); }

bool Calendar::is_known(Date first, Date last) const {
  if (spec_.years.empty()) return true;
  const Date end = table_.first + days{table_.kinds.size()};
  if (first < table_.first + days{31} || last >= end) return false;  // its December is not whole
  return !has_gaps_ || every_year_given(spec_.years, first, last);
}

Date Calendar::date_of(Instant at) const { return std::chrono::floor<days>(wall(at)); }

Instant Calendar::instant_of(Date day, int minute) const {
  return instant_of(Local{day} + minutes{minute});
}

Instant Calendar::close_of(Date day) const {
  const std::vector<OfficeHours>& spans = hours(day);
  return spans.empty() ? midnight_after(day) : instant_of(day, spans.back().to_minute);
}

Instant Calendar::midnight_after(Date day) const { return instant_of(day, 24 * 60); }

Date Calendar::workday_after(Date day, std::int64_t count) const {
  return workdays_.reaching(workdays_.before(day + days{1}) + count);
}

Date Calendar::workday_before(Date day, std::int64_t count) const {
  return workdays_.reaching(workdays_.before(day) - count + 1);
}

// ---- office time ----------------------------------------------------------------------------

Milliseconds Calendar::Hours::worked_by(Milliseconds time_of_day) const {
  Milliseconds worked{0};
  for (const OfficeHours& span : spans) {
    const Milliseconds from = minutes{span.from_minute}, to = minutes{span.to_minute};
    worked += std::clamp(time_of_day, from, to) - from;
  }
  return worked;
}

Milliseconds Calendar::Hours::time_when(Milliseconds worked) const {
  for (const OfficeHours& span : spans) {
    const Milliseconds span_length = minutes{span.to_minute - span.from_minute};
    if (worked <= span_length) return minutes{span.from_minute} + worked;
    worked -= span_length;
  }
  check(false, "office time lies within its day");
  return {};
}

Milliseconds Calendar::office_scale(Instant at) const {
  const Local local = wall(at);
  const Date day = std::chrono::floor<days>(local);
  return Milliseconds{office_.before(day)} + hours_[hours_index(day)].worked_by(local - day);
}

Milliseconds Calendar::office_time(Instant from, Instant to) const {
  if (to <= from) return Milliseconds{0};
  return always_open_ ? to - from : office_scale(to) - office_scale(from);
}

Instant Calendar::add_office_time(Instant from, Milliseconds amount) const {
  if (always_open_ || amount == Milliseconds{0}) return from + amount;
  const Milliseconds scale = office_scale(from) + amount;
  const Date day = office_.reaching(scale.count());
  const Milliseconds worked = scale - Milliseconds{office_.before(day)};
  return instant_of(Local{day} + hours_[hours_index(day)].time_when(worked));
}

// ---- the scale of working days --------------------------------------------------------------

Milliseconds Calendar::workday_scale(Date day) const { return workdays_.before(day) * length_; }

Milliseconds Calendar::workday_scale(Instant at) const {
  const Local local = wall(at);
  const Date day = std::chrono::floor<days>(local);
  const Hours& of_day = hours_[hours_index(day)];
  Milliseconds worked = of_day.worked_by(local - day);
  if (of_day.length != length_ && worked.count() > 0)
    worked = Milliseconds{worked.count() * length_.count() / of_day.length.count()};
  return workday_scale(day) + worked;
}

Date Calendar::day_on_workday_scale(Milliseconds scale) const {
  const std::int64_t length = length_.count();
  const std::int64_t last = scale.count() - 1;  // the day is over only when all of it has passed
  const std::int64_t whole_days = last / length - (last % length < 0 ? 1 : 0);
  return workdays_.reaching(whole_days + 1);
}

Instant Calendar::on_workday_scale(Milliseconds scale) const {
  const Date day = day_on_workday_scale(scale);
  const Hours& of_day = hours_[hours_index(day)];
  const std::int64_t part = (scale - workday_scale(day)).count();
  const std::int64_t length = length_.count();
  const Milliseconds worked{(part * of_day.length.count() + length - 1) / length};
  return instant_of(Local{day} + of_day.time_when(worked));
}

}  // namespace liaison
