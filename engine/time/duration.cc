#include "engine/time/duration.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "engine/model/text.h"
#include "engine/time/quote.h"

namespace liaison {
namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour, kWeek = 7 * kDay;
constexpr std::int64_t kDaysMax = 36'525;  // 100 years, in every unit

struct Word {
  std::string_view singular;
  Unit unit;
  std::int64_t factor;
  std::int64_t count_max;
};
constexpr std::array kWords{
    Word{"workday", Unit::kWorkdays, 1, kDaysMax},
    Word{"workhour", Unit::kWorkhours, 1, kDaysMax * 24},
    Word{"workminute", Unit::kWorkminutes, 1, kDaysMax * 24 * 60},
    Word{"day", Unit::kDays, 1, kDaysMax},
    Word{"month", Unit::kMonths, 1, 1200},
    Word{"hour", Unit::kElapsed, kHour, kDaysMax * 24},
    Word{"minute", Unit::kElapsed, kMinute, kDaysMax * 24 * 60},
    Word{"second", Unit::kElapsed, kSecond, kDaysMax * 24 * 3600},
};

// Takes the digits at the front; nothing when there are none or too many.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t number = 0;
  if (text.empty() || !is_digit(text.front())) return {};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return {};
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool is_word(std::string_view text, std::string_view singular) {
  if (!text.starts_with(singular)) return false;
  text.remove_prefix(singular.size());
  return text.empty() || text == "s";
}

std::optional<Duration> parse_words(std::string_view text) {
  const auto count = take_number(text);
  if (!count || !text.starts_with(' ')) return {};
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  for (const Word& word : kWords) {
    if (!is_word(text, word.singular)) continue;
    if (*count > word.count_max) return {};
    return Duration{*count * word.factor, word.unit};
  }
  return {};
}

// "1.5" of a part that lasts `part` milliseconds; only what is whole milliseconds.
std::optional<std::int64_t> take_part(std::string_view& text, std::int64_t part) {
  const auto whole = take_number(text);
  if (!whole || *whole > kDaysMax * kDay / part) return {};
  if (!text.starts_with('.') && !text.starts_with(',')) return *whole * part;
  text.remove_prefix(1);
  const std::string_view digits = text;
  const auto fraction = take_number(text);
  const std::size_t places = digits.size() - text.size();
  if (!fraction || places > 9) return {};
  std::int64_t scale = 1;
  for (std::size_t i = 0; i < places; ++i) scale *= 10;
  if (*fraction * part % scale != 0) return {};
  return *whole * part + *fraction * part / scale;
}

struct Part {
  char letter;
  std::int64_t length;
};
constexpr std::array kDateParts{Part{'W', kWeek}, Part{'D', kDay}};
constexpr std::array kTimeParts{Part{'H', kHour}, Part{'M', kMinute}, Part{'S', kSecond}};

// Parts in their order, any of them left out; nothing when something else stands there.
template <class Parts>
std::optional<std::int64_t> parse_parts(std::string_view text, const Parts& parts) {
  std::int64_t sum = 0;
  for (const Part& part : parts) {
    std::string_view rest = text;
    const auto length = take_part(rest, part.length);
    if (!length || !rest.starts_with(part.letter)) continue;
    sum += *length;
    text = rest.substr(1);
  }
  if (!text.empty()) return {};
  return sum;
}

// PnWnDTnHnMnS. Years and months have no length in milliseconds: "2 months" says it better.
std::optional<Duration> parse_iso(std::string_view text) {
  if (text.size() < 2 || text.front() != 'P' || text.back() == 'T') return {};
  const std::size_t split = std::min(text.find('T'), text.size());
  const auto date = parse_parts(text.substr(1, split - 1), kDateParts);
  const auto time = parse_parts(text.substr(std::min(split + 1, text.size())), kTimeParts);
  if (!date || !time || *date + *time > kDaysMax * kDay) return {};
  return Duration{*date + *time, Unit::kElapsed};
}

std::string counted(std::int64_t count, std::string_view singular) {
  return std::to_string(count) + " " + std::string(singular) + (count == 1 ? "" : "s");
}

std::string iso_seconds(std::int64_t milliseconds) {
  std::string fraction = std::to_string(1000 + milliseconds % kSecond).substr(1);
  while (fraction.back() == '0') fraction.pop_back();
  return "PT" + std::to_string(milliseconds / kSecond) + "." + fraction + "S";
}

std::optional<int> parse_percent(std::string_view text) {
  const auto percent = take_number(text);
  if (!percent || text != "%" || *percent < 1 || *percent > 100) return {};
  return static_cast<int>(*percent);
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  if (const auto words = parse_words(text)) return *words;
  if (const auto iso = parse_iso(text)) return *iso;
  return invalid("expected a duration such as '5 workdays' or 'PT24H', but " + quoted(text));
}

std::string to_text(const Duration& duration) {
  for (const Word& word : kWords) {  // of elapsed time the largest unit stands first
    if (word.unit == duration.unit && duration.count % word.factor == 0)
      return counted(duration.count / word.factor, word.singular);
  }
  return iso_seconds(duration.count);
}

Result<Mark> parse_mark(std::string_view text) {
  if (const auto percent = parse_percent(text)) return Mark{Mark::Kind::kShare, *percent, {}};
  if (const auto left = parse_duration(text)) return Mark{Mark::Kind::kLeft, 0, *left};
  return invalid("expected a mark such as '80%' or '2 workdays', but " + quoted(text));
}

}  // namespace liaison
