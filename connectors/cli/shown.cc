#include "connectors/cli/shown.h"

#include <chrono>
#include <iostream>

#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"

namespace liaison::cli {
namespace {

int number(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) value = value * 10 + (text[i] - '0');
  return value;
}

std::string weekday(std::string_view text) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const std::chrono::year_month_day date{
      std::chrono::year(number(text, 0, 4)),
      std::chrono::month(static_cast<unsigned>(number(text, 5, 2))),
      std::chrono::day(static_cast<unsigned>(number(text, 8, 2)))};
  if (!date.ok()) return "";
  return say(kDays[std::chrono::weekday(std::chrono::sys_days(date)).c_encoding()]);
}

}  // namespace

// "2026-10-13T17:30:00+08:00": the positions are fixed.
bool is_moment(std::string_view text) {
  return text.size() >= 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' &&
         text[13] == ':';
}

bool is_span(std::string_view text) {
  if (text.starts_with("-")) text.remove_prefix(1);
  return text.starts_with("PT") && text.size() > 3 &&
         text.find_first_not_of("0123456789HMS", 2) == std::string_view::npos;
}

std::string span(std::string_view iso) {
  std::int64_t seconds = 0, number = 0;
  for (const char c : iso) {
    if (c >= '0' && c <= '9') {
      number = number * 10 + (c - '0');
    } else {
      seconds += number * (c == 'H' ? 3600 : c == 'M' ? 60 : c == 'S' ? 1 : 0);
      number = 0;
    }
  }
  if (iso.empty()) return "";
  return (iso.starts_with("-") && seconds > 0 ? "-" : "") + elapsed(seconds * 1000);
}

std::string how_many(std::size_t count, std::string_view one, std::string_view many) {
  return say(count == 1 ? one : many, {std::to_string(count)});
}

std::string text(const Json& value) {
  if (value.is_string()) return printable(value.get_ref<const std::string&>());
  if (value.is_null()) return "";
  if (value.is_object() && (value.contains("zh") || value.contains("en"))) {
    const bool chinese = spoken() == Language::kChinese;
    const std::string first = text(value, chinese ? "zh" : "en");
    return first.empty() ? text(value, chinese ? "en" : "zh") : first;
  }
  return printable(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string text(const Json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto found = object.find(name);
  return found == object.end() ? "" : text(*found);
}

std::string upper(std::string word) {
  for (char& c : word) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return word;
}

std::string glued(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

std::string offset_of(std::string_view at) {
  if (!is_moment(at)) return "";
  const std::size_t found = at.find_first_of("+-Z", 19);
  if (found == std::string_view::npos) return "";
  return at[found] == 'Z' ? "+00:00" : std::string(at.substr(found));
}

std::string moment(std::string_view at) {
  if (!is_moment(at)) return std::string(at);
  return std::string(at.substr(0, 10)) + " " + weekday(at) + " " + std::string(at.substr(11, 5)) +
         " " + offset_of(at);
}

std::string short_moment(std::string_view at) {
  if (!is_moment(at)) return std::string(at);
  return std::string(at.substr(5, 5)) + " " + weekday(at) + " " + std::string(at.substr(11, 5));
}

std::string elapsed(std::int64_t milliseconds) {
  const std::int64_t all = milliseconds < 0 ? -milliseconds : milliseconds;
  if (all >= 1000 && all < 60'000) return say("{0} s", {std::to_string(all / 1000)});
  const std::int64_t minutes = all / 60'000;
  const std::int64_t days = minutes / 1440, hours = minutes / 60 % 24, rest = minutes % 60;
  std::string out;
  if (days > 0) out += say("{0} d", {std::to_string(days)}) + " ";
  if (hours > 0) out += say("{0} h", {std::to_string(hours)}) + " ";
  if (days == 0 && (rest > 0 || out.empty())) out += say("{0} min", {std::to_string(rest)}) + " ";
  out.pop_back();
  return out;
}

void print_json(const Json& value) {
  std::cout << value.dump(stdout_is_terminal() ? 2 : -1, ' ', false, Json::error_handler_t::replace)
            << '\n';
}

}  // namespace liaison::cli
