#include "engine/language/calendar_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "engine/language/tables.h"

namespace liaison::language {
namespace {

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr int kRangeMax = 366;

std::optional<int> number(std::string_view text, std::size_t digits) {
  int value = 0;
  if (text.size() != digits) return {};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') return {};
  return value;
}

std::optional<int> minute_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return {};
  const auto hour = number(text.substr(0, 2), 2), minute = number(text.substr(3), 2);
  if (!hour || !minute || *hour > 24 || *minute > 59 || *hour * 60 + *minute > 24 * 60) return {};
  return *hour * 60 + *minute;
}

std::optional<OfficeHours> hours_of(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return {};
  const auto from = minute_of(text.substr(0, 5)), to = minute_of(text.substr(6));
  if (!from || !to || *from >= *to) return {};
  return OfficeHours{*from, *to};
}

std::optional<Date> date_of(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
  const auto year = number(text.substr(0, 4), 4), month = number(text.substr(5, 2), 2),
             day = number(text.substr(8), 2);
  if (!year || !month || !day) return {};
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return {};
  return Date{date};
}

std::optional<std::size_t> day_of(std::string_view text) {
  const auto found = std::find(kDays.begin(), kDays.end(), text);
  if (found == kDays.end()) return {};
  return static_cast<std::size_t>(found - kDays.begin());
}

// "mon-fri", "sat", "mon,wed", "every-day"; nothing when it is none of these.
std::vector<std::size_t> days_of(std::string_view text) {
  if (text == "every-day") return {0, 1, 2, 3, 4, 5, 6};
  std::vector<std::size_t> days;
  for (;;) {
    const std::string_view part = text.substr(0, text.find(','));
    const auto first = day_of(part.substr(0, part.find('-')));
    const auto last = part.find('-') == part.npos ? first : day_of(part.substr(part.find('-') + 1));
    if (!first || !last || *first > *last) return {};
    for (std::size_t day = *first; day <= *last; ++day) days.push_back(day);
    if (part.size() == text.size()) return days;
    text.remove_prefix(part.size() + 1);
  }
}

std::string written(Date day) {
  const std::chrono::year_month_day date{day};
  const auto two = [](unsigned number) { return std::to_string(100 + number).substr(1); };
  return std::to_string(int{date.year()}) + "-" + two(unsigned{date.month()}) + "-" +
         two(unsigned{date.day()});
}

class CalendarReader {
 public:
  CalendarReader(const Node& file, Faults& faults)
      : fields_(file, calendar_table(), faults), faults_(faults) {}

  std::shared_ptr<const Calendar> read();

 private:
  void fault(const Node& node, std::string message) {
    faults_.add(node.mark(), std::move(message));
    good_ = false;
  }
  void read_week(const Node& week);
  struct Span {
    OfficeHours hours;
    const Node* node = nullptr;
  };
  void read_hours(const Node& hours, std::vector<Span>& spans);
  std::vector<OfficeHours> in_order(std::vector<Span> spans);
  void read_rules();
  void read_years(const Node& years);
  using DayNodes = std::map<Date, const Node*>;  // where each day stands
  void read_dates(const Node& list, int year, std::vector<Date>& dates, DayNodes& nodes);
  void check_off_or_worked();
  std::vector<Date> range_of(const Node& node);

  Fields fields_;
  Faults& faults_;
  CalendarSpec spec_;
  DayNodes off_, worked_;
  bool good_ = true;
};

void CalendarReader::read_hours(const Node& hours, std::vector<Span>& spans) {
  if (hours.is_list()) {
    for (const Node& item : hours.items) read_hours(item, spans);
    return;
  }
  const auto span = hours.is_text() ? hours_of(hours.text) : std::nullopt;
  if (!span)
    return fault(hours, "expected office hours such as '08:30-12:00', but " + shown(hours));
  spans.push_back({*span, &hours});
}

std::vector<OfficeHours> CalendarReader::in_order(std::vector<Span> spans) {
  std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
    return a.hours.from_minute < b.hours.from_minute;
  });
  std::vector<OfficeHours> hours;
  const Span* last = nullptr;  // the one that ends last
  for (const Span& span : spans) {
    if (last && span.hours.from_minute < last->hours.to_minute) {
      fault(*span.node, "expected office hours one after the other, but " + shown(*span.node) +
                            " begins before " + shown(*last->node) + " ends");
    }
    if (!last || span.hours.to_minute > last->hours.to_minute) last = &span;
    hours.push_back(span.hours);
  }
  return hours;
}

void CalendarReader::read_week(const Node& week) {
  for (std::size_t i = 0; i < week.keys.size(); ++i) {
    const std::vector<std::size_t> days = days_of(week.keys[i].text);
    if (days.empty()) {
      fault(week.keys[i], "expected days such as mon-fri, sat, 'mon,wed' or every-day, but " +
                              shown(week.keys[i]));
    }
    std::vector<Span> read;
    read_hours(week.items[i], read);
    const std::vector<OfficeHours> spans = in_order(std::move(read));
    for (const std::size_t day : days) {
      if (!spec_.week[day].empty()) {
        fault(week.keys[i], "expected each day once, but " + std::string(kDays[day]) +
                                " has office hours already");
      }
      spec_.week[day] = spans;
    }
  }
  const auto free = [](const std::vector<OfficeHours>& day) { return day.empty(); };
  if (good_ && std::all_of(spec_.week.begin(), spec_.week.end(), free)) {
    fault(week, "expected office hours on some day of the week, but there are none");
  }
}

void CalendarReader::read_rules() {
  const auto says = [&](const char* key, std::string_view word) {
    return fields_[key] && fields_[key]->text == word;
  };
  if (says("startDay", "included")) spec_.rules.start_day = StartDay::kIncluded;
  if (says("dayEnd", "24:00")) spec_.rules.day_end = DayEnd::kMidnight;
  if (says("dayOff", "previous")) spec_.rules.day_off = DayOff::kPrevious;
  if (says("dayOff", "stays")) spec_.rules.day_off = DayOff::kStays;
  if (says("pauseCounts", "days")) spec_.rules.pause_counts = PauseCounts::kDays;
}

std::vector<Date> CalendarReader::range_of(const Node& node) {
  const std::string_view text = node.text;
  const std::size_t dots = text.find("..");
  const auto first = date_of(text.substr(0, dots));
  const auto last = dots == text.npos ? first : date_of(text.substr(dots + 2));
  const bool good =
      first && last && *first <= *last && *last - *first < std::chrono::days{kRangeMax};
  if (!node.is_text() || !good) {
    fault(node,
          "expected a date such as 2026-01-01, or 2026-01-01..2026-01-03, but " + shown(node));
    return {};
  }
  std::vector<Date> dates;
  for (Date day = *first; day <= *last; day += std::chrono::days{1}) dates.push_back(day);
  return dates;
}

void CalendarReader::read_dates(const Node& list, int year, std::vector<Date>& dates,
                                DayNodes& nodes) {
  const Date from{std::chrono::year{year - 1} / 12 / 1}, to{std::chrono::year{year} / 12 / 31};
  for (const Node& item : list.items) {
    const std::vector<Date> range = range_of(item);
    if (!range.empty() && (range.front() < from || range.back() > to)) {
      fault(item, "expected dates of " + std::to_string(year) + " or the December before, but " +
                      shown(item));
    }
    for (const Date day : range) nodes.emplace(day, &item);
    dates.insert(dates.end(), range.begin(), range.end());
  }
}

// At the later of the two entries, for the first day that they share.
void CalendarReader::check_off_or_worked() {
  std::set<const Node*> told;
  for (const auto& [day, worked] : worked_) {
    const auto found = off_.find(day);
    if (found == off_.end()) continue;
    const auto place = [](const Node* node) { return std::pair(node->line, node->column); };
    const Node* later = std::max(found->second, worked,
                                 [&](const Node* a, const Node* b) { return place(a) < place(b); });
    if (!told.insert(later).second) continue;
    fault(*later, "expected each day to be off or worked, but " + written(day) +
                      " is both: see line " +
                      std::to_string((later == worked ? found->second : worked)->line));
  }
}

void CalendarReader::read_years(const Node& years) {
  for (std::size_t i = 0; i < years.keys.size(); ++i) {
    const auto year = number(years.keys[i].text, 4);
    if (!year || *year < 1970 || *year > 2200) {
      fault(years.keys[i], "expected a year from 1970 to 2200, but " + shown(years.keys[i]));
      continue;
    }
    const Fields given(years.items[i], year_table(), faults_);
    CalendarSpec::Year& entry = spec_.years[*year];
    if (given["off"]) read_dates(*given["off"], *year, entry.off, off_);
    if (given["work"]) read_dates(*given["work"], *year, entry.work, worked_);
  }
  check_off_or_worked();
}

std::shared_ptr<const Calendar> CalendarReader::read() {
  const Node* name = fields_["calendar"];
  if (!name || !fields_["week"]) return nullptr;
  spec_.name = name->text;
  if (!is_department(name->text)) {
    fault(*name, "expected a name of lower-case letters, digits and -, but " + shown(*name));
  }
  if (fields_["version"]) spec_.version = fields_["version"]->text;
  if (fields_["zone"]) spec_.zone = fields_["zone"]->text;
  read_week(*fields_["week"]);
  read_rules();
  if (fields_["years"]) read_years(*fields_["years"]);
  if (!good_) return nullptr;
  auto made = Calendar::make(std::move(spec_));
  if (made) return std::make_shared<const Calendar>(*std::move(made));
  const bool of_zone = made.error().message.find("zone") != std::string::npos;
  fault(of_zone && fields_["zone"] ? *fields_["zone"] : *name, made.error().message);
  return nullptr;
}

}  // namespace

std::shared_ptr<const Calendar> read_calendar(const Node& file, Faults& faults) {
  return CalendarReader(file, faults).read();
}

}  // namespace liaison::language
