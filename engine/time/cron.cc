#include "engine/time/cron.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "engine/time/quote.h"

namespace liaison {
namespace {

using std::chrono::days;

// Leap years and weekdays come again after 28 years, but for one century in which they do after 40.
constexpr days kLongestWait{40 * 366};

struct FieldRule {
  std::string_view what;
  int from, to;
  std::vector<std::string_view> names;  // the first is `from`
};
const std::array<FieldRule, 5>& rules() {
  static const std::array<FieldRule, 5> kRules{
      {{"a minute", 0, 59, {}},
       {"an hour", 0, 23, {}},
       {"a day of the month", 1, 31, {}},
       {"a month",
        1,
        12,
        {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
       {"a day of the week", 0, 7, {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}}}};
  return kRules;
}

std::vector<std::string_view> split(std::string_view text, std::string_view at) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(at, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::optional<int> number(std::string_view text) {
  const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
  if (text.empty() || text.size() > 4 || !digits) return std::nullopt;
  return std::stoi(std::string(text));
}

bool is_name(std::string_view text, std::string_view name) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return text.size() == name.size() && std::equal(text.begin(), text.end(), name.begin(),
                                                  [&](char a, char b) { return lower(a) == b; });
}

Error unfit(const FieldRule& rule, std::string_view text) {
  std::string range = std::to_string(rule.from) + " to " + std::to_string(rule.to);
  if (!rule.names.empty()) {
    range += " or " + std::string(rule.names.front()) + " to " + std::string(rule.names.back());
  }
  return invalid("expected " + std::string(rule.what) + " of " + range +
                 ", a range such as 1-5, a list or *, each but a single value with a step such as "
                 "/2 if wanted, but " +
                 quoted(text));
}

std::optional<int> value_of(const FieldRule& rule, std::string_view text) {
  for (std::size_t i = 0; i < rule.names.size(); ++i) {
    if (is_name(text, rule.names[i])) return rule.from + static_cast<int>(i);
  }
  const auto value = number(text);
  return value && *value >= rule.from && *value <= rule.to ? value : std::nullopt;
}

struct Span {
  int from = 0, to = 0, step = 1;
};

// `*`, `5`, `1-5`, and the first and last of these with `/2`.
std::optional<Span> span_of(const FieldRule& rule, std::string_view text) {
  const std::vector<std::string_view> with_step = split(text, "/");
  if (with_step.size() > 2) return std::nullopt;
  Span span{rule.from, rule.to, 1};
  const std::string_view range = with_step.front();
  const std::vector<std::string_view> ends = split(range, "-");
  if (range != "*") {
    const auto from = value_of(rule, ends.front()), to = value_of(rule, ends.back());
    if (ends.size() > 2 || !from || !to || *from > *to) return std::nullopt;
    span = {*from, *to, 1};
  }
  if (with_step.size() == 1) return span;
  const auto step = number(with_step.back());
  if ((range != "*" && ends.size() == 1) || !step || *step < 1) return std::nullopt;
  span.step = *step;
  return span;
}

template <std::size_t kSize>
Result<std::bitset<kSize>> field(const FieldRule& rule, std::string_view text) {
  std::bitset<kSize> values;
  for (const std::string_view part : split(text, ",")) {
    const auto span = span_of(rule, part);
    if (!span) return unfit(rule, text);
    for (int value = span->from; value <= span->to; value += span->step) {
      values.set(static_cast<std::size_t>(value) % kSize);  // 7 is Sunday, 0
    }
  }
  return values;
}

std::size_t index(unsigned number) { return number; }

}  // namespace

Result<Cron> Cron::parse(std::string_view text) {
  std::vector<std::string_view> fields = split(text, " \t");
  std::erase(fields, std::string_view{});
  if (fields.size() != 5) {
    return invalid(
        "expected five fields such as '30 8 * * mon-fri' (minute, hour, day of the month, month, "
        "day of the week), but " +
        quoted(text));
  }
  const auto minutes = field<60>(rules()[0], fields[0]);
  if (!minutes) return minutes.error();
  const auto hours = field<24>(rules()[1], fields[1]);
  if (!hours) return hours.error();
  const auto of_month = field<32>(rules()[2], fields[2]);
  if (!of_month) return of_month.error();
  const auto months = field<13>(rules()[3], fields[3]);
  if (!months) return months.error();
  const auto weekdays = field<7>(rules()[4], fields[4]);
  if (!weekdays) return weekdays.error();
  Cron cron;
  for (const std::string_view each : fields) {
    cron.text_.append(cron.text_.empty() ? "" : " ").append(each);
  }
  cron.minutes_ = *minutes;
  cron.hours_ = *hours;
  cron.days_ = *of_month;
  cron.months_ = *months;
  cron.weekdays_ = *weekdays;
  cron.either_day_ = !fields[2].starts_with('*') && !fields[4].starts_with('*');
  if (cron.ever_comes()) return cron;
  return invalid(
      "expected a day that comes, but none fits day of the month, month and day of the "
      "week of " +
      quoted(text));
}

bool Cron::fits(Date day) const {
  const std::chrono::year_month_day date{day};
  const std::chrono::weekday weekday{day};
  if (!months_[index(static_cast<unsigned>(date.month()))]) return false;
  const bool by_month = days_[index(static_cast<unsigned>(date.day()))];
  const bool by_week = weekdays_[index(weekday.c_encoding())];
  return either_day_ ? by_month || by_week : by_month && by_week;
}

bool Cron::ever_comes() const {
  constexpr Date kFirst{days{10'957}};  // 2000-01-01
  for (Date day = kFirst; day < kFirst + kLongestWait; day += days{1}) {
    if (fits(day)) return true;
  }
  return false;
}

Instant Cron::after(const Calendar& calendar, Instant at) const {
  const Date first = calendar.date_of(at);
  for (Date day = first; day <= first + kLongestWait; day += days{1}) {
    if (!fits(day)) continue;
    for (std::size_t hour = 0; hour < hours_.size(); ++hour) {
      if (!hours_[hour]) continue;
      for (std::size_t minute = 0; minute < minutes_.size(); ++minute) {
        if (!minutes_[minute]) continue;
        const Instant next = calendar.instant_of(day, static_cast<int>(hour * 60 + minute));
        if (next > at) return next;
      }
    }
  }
  return kNever;
}

Instant Cron::last(const Calendar& calendar, Instant at) const {
  const Date first = calendar.date_of(at);
  for (Date day = first; day >= first - kLongestWait; day -= days{1}) {
    if (!fits(day)) continue;
    for (std::size_t hour = hours_.size(); hour-- > 0;) {
      if (!hours_[hour]) continue;
      for (std::size_t minute = minutes_.size(); minute-- > 0;) {
        if (!minutes_[minute]) continue;
        const Instant former = calendar.instant_of(day, static_cast<int>(hour * 60 + minute));
        if (former <= at) return former;
      }
    }
  }
  return kBeginning;
}

}  // namespace liaison
