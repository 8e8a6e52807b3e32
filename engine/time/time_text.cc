// Points in time as people and machines write them: parse_time and to_text(Instant).
#include <algorithm>
#include <optional>

#include "engine/time/duration.h"
#include "engine/time/quote.h"
#include "engine/time/zone.h"

namespace liaison {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::year_month_day;

// Takes exactly `places` digits at the front.
std::optional<int> take_digits(std::string_view& text, std::size_t places) {
  if (text.size() < places) return {};
  int number = 0;
  for (const char c : text.substr(0, places)) {
    if (c < '0' || c > '9') return {};
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(places);
  return number;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<int> take_after(std::string_view& text, std::string_view separator,
                              std::size_t places) {
  if (!take(text, separator)) return {};
  return take_digits(text, places);
}

std::optional<Local> take_date(std::string_view& text) {
  const auto year = take_digits(text, 4), month = take_after(text, "-", 2),
             day = take_after(text, "-", 2);
  if (!year || !month || !day || *year < 1970 || *year > 2200) return {};
  const year_month_day date{std::chrono::year{*year},
                            std::chrono::month{static_cast<unsigned>(*month)},
                            std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return {};
  return Local{std::chrono::local_days{date}};
}

// ".5", ".123456789": what is finer than a millisecond is left out. Nothing there: zero.
std::optional<Milliseconds> take_fraction(std::string_view& text) {
  if (!take(text, ".,")) return Milliseconds{0};
  int fraction = 0, places = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9' && places < 9; ++places) {
    if (places < 3) fraction = fraction * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  if (places == 0) return {};
  for (; places < 3; ++places) fraction *= 10;
  return Milliseconds{fraction};
}

// hh:mm, hh:mm:ss and a fraction; 24:00 is the end of the day, :60 a leap second.
std::optional<Milliseconds> take_time(std::string_view& text) {
  const auto hour = take_digits(text, 2), minute = take_after(text, ":", 2);
  if (!hour || !minute || *hour > 24 || *minute > 59) return {};
  Milliseconds time = hours{*hour} + minutes{*minute};
  if (text.starts_with(':')) {
    const auto second = take_after(text, ":", 2);
    const auto fraction = second ? take_fraction(text) : std::nullopt;
    if (!fraction || *second > 60) return {};
    time += seconds{*second} + *fraction;
  }
  if (*hour == 24 && time != hours{24}) return {};
  return time;
}

// "Z", "+08:00", "+0800".
std::optional<Milliseconds> take_offset(std::string_view& text) {
  if (take(text, "Zz")) return Milliseconds{0};
  const bool west = text.starts_with('-');
  const auto hour = take_after(text, "+-", 2);
  take(text, ":");
  const auto minute = take_digits(text, 2);
  if (!hour || !minute || *hour > 23 || *minute > 59) return {};
  const Milliseconds offset = hours{*hour} + minutes{*minute};
  return west ? -offset : offset;
}

// Four digits of year, whatever the offset.
constexpr Instant kShownFirst{Milliseconds{-62'135'596'800'000} + days{2}};
constexpr Instant kShownLast{Milliseconds{253'402'300'799'999} - days{2}};

std::string& append_digits(std::string& text, std::int64_t number, int places) {
  const std::size_t begin = text.size();
  text.append(static_cast<std::size_t>(places), '0');
  for (std::size_t i = text.size(); i > begin; number /= 10)
    text[--i] = static_cast<char>('0' + number % 10);
  return text;
}

void append_date(std::string& text, const year_month_day& date) {
  append_digits(text, int{date.year()}, 4) += '-';
  append_digits(text, unsigned{date.month()}, 2) += '-';
  append_digits(text, unsigned{date.day()}, 2) += 'T';
}

void append_time(std::string& text, Milliseconds time) {
  append_digits(text, time / hours{1}, 2) += ':';
  append_digits(text, time / minutes{1} % 60, 2) += ':';
  append_digits(text, time / seconds{1} % 60, 2);
  if (time % seconds{1} != seconds{0}) append_digits(text += '.', time.count() % 1000, 3);
}

Error no_time(std::string_view text) {
  return invalid("expected a time such as '2026-09-17T10:12:00+08:00' or '2026-09-17', but " +
                 quoted(text));
}

}  // namespace

Result<ParsedTime> parse_time(std::string_view text, std::string_view zone) {
  std::string_view rest = text;
  auto local = take_date(rest);
  if (!local) return no_time(text);
  const bool date_only = rest.empty();
  if (!date_only) {
    const auto time = take(rest, "Tt ") ? take_time(rest) : std::nullopt;
    if (!time) return no_time(text);
    *local += *time;
  }
  if (!rest.empty()) {
    const auto offset = take_offset(rest);
    if (!offset || !rest.empty()) return no_time(text);
    return ParsedTime{Instant{local->time_since_epoch() - *offset}, false};
  }
  const auto at = instant_in(zone, *local);
  if (!at) return at.error();
  return ParsedTime{*at, date_only};
}

std::string to_text(Instant at, std::string_view zone) {
  // Whole minutes, as the format wants it; odd offsets are of long ago.
  const minutes offset = std::chrono::floor<minutes>(offset_at(zone, at));
  const Local local{std::clamp(at, kShownFirst, kShownLast).time_since_epoch() + offset};
  const auto day = std::chrono::floor<days>(local);
  std::string text;
  text.reserve(29);
  append_date(text, year_month_day{day});
  append_time(text, local - day);
  if (zone == "UTC") return text += 'Z';
  const std::int64_t minutes_away = std::chrono::abs(offset).count();
  append_digits(text += offset.count() < 0 ? '-' : '+', minutes_away / 60, 2) += ':';
  append_digits(text, minutes_away % 60, 2);
  return text;
}

}  // namespace liaison
