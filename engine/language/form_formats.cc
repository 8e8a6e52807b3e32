#include "engine/language/form_formats.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "engine/model/text.h"

namespace liaison {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// `form` with 9 for a digit: "9999-99-99".
bool looks_like(std::string_view text, std::string_view form) {
  return text.size() == form.size() &&
         std::equal(text.begin(), text.end(), form.begin(),
                    [](char c, char f) { return f == '9' ? is_digit(c) : c == f; });
}

int two_digits(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

bool is_date(std::string_view text) {
  if (!looks_like(text, "9999-99-99")) return false;
  const int year = two_digits(text, 0) * 100 + two_digits(text, 2);
  const unsigned month = static_cast<unsigned>(two_digits(text, 5));
  const unsigned day = static_cast<unsigned>(two_digits(text, 8));
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month),
                                     std::chrono::day(day))
      .ok();
}

bool is_offset(std::string_view text) {
  if (text == "Z") return true;
  if (!looks_like(text, "+99:99") && !looks_like(text, "-99:99")) return false;
  return two_digits(text, 1) < 24 && two_digits(text, 4) < 60;
}

bool is_time(std::string_view text) {
  if (text.size() < 9 || !looks_like(text.substr(0, 8), "99:99:99")) return false;
  const int seconds = two_digits(text, 6);
  const bool leap = seconds == 60 && two_digits(text, 3) == 59;
  if (two_digits(text, 0) > 23 || two_digits(text, 3) > 59 || (seconds > 59 && !leap)) return false;
  std::string_view rest = text.substr(8);
  if (rest.front() == '.') {
    std::size_t end = 1;
    while (end < rest.size() && is_digit(rest[end])) ++end;
    if (end == 1) return false;
    rest = rest.substr(end);
  }
  return is_offset(rest);
}

bool is_date_time(std::string_view text) {
  return text.size() > 11 && text[10] == 'T' && is_date(text.substr(0, 10)) &&
         is_time(text.substr(11));
}

bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 >= text.size()) return false;
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
}

bool is_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_letter(text[0])) return false;
  const auto in_scheme = [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  };
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), in_scheme) &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"';
         });
}

struct Format {
  std::string_view name;
  bool (*fits)(std::string_view);
  std::string_view example;
};
constexpr std::array<Format, 5> kFormats = {{
    {"date", is_date, "a date such as 2025-01-31"},
    {"date-time", is_date_time, "a date and time such as 2025-01-31T08:00:00+08:00"},
    {"time", is_time, "a time such as 08:00:00+08:00"},
    {"email", is_email, "an e-mail address"},
    {"uri", is_uri, "an address such as https://example.org/"},
}};

const Format* find(std::string_view name) {
  const auto* found = std::find_if(kFormats.begin(), kFormats.end(),
                                   [&](const Format& known) { return known.name == name; });
  return found == kFormats.end() ? nullptr : found;
}

}  // namespace

bool knows_format(std::string_view format) { return find(format) != nullptr; }

bool fits_format(std::string_view format, std::string_view text) {
  const Format* known = find(format);
  return !known || known->fits(text);
}

std::string example_of_format(std::string_view format) {
  const Format* known = find(format);
  return known ? std::string(known->example) : std::string(format);
}

}  // namespace liaison
