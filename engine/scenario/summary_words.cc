#include "engine/scenario/summary_words.h"

#include <cstdio>

#include "engine/time/duration.h"

namespace liaison::words {

std::string when(Instant at, std::string_view zone, bool chinese) {
  constexpr const char* kChinese[] = {"日", "一", "二", "三", "四", "五", "六"};
  constexpr const char* kEnglish[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const std::string text = to_text(at, zone);  // 2026-09-17T10:12:00+08:00
  const int year = std::stoi(text.substr(0, 4));
  const auto month = static_cast<unsigned>(std::stoi(text.substr(5, 2)));
  const auto day = static_cast<unsigned>(std::stoi(text.substr(8, 2)));
  const std::chrono::sys_days date{std::chrono::year{year} / std::chrono::month{month} /
                                   std::chrono::day{day}};
  const unsigned weekday = std::chrono::weekday{date}.c_encoding();
  return text.substr(5, 5) + " " + (chinese ? kChinese : kEnglish)[weekday] + " " +
         text.substr(11, 5);
}

std::string length(Milliseconds length, bool chinese) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(length).count();
  const auto hours = minutes / 60;
  std::string text;
  if (hours > 0) text = std::to_string(hours) + (chinese ? " 时 " : " h ");
  return text + std::to_string(minutes % 60) + (chinese ? " 分" : " min");
}

std::size_t width(std::string_view utf8) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if ((byte & 0xc0) == 0x80) continue;             // inside a character
    const bool wide = byte >= 0xe3 && byte != 0xe2;  // CJK and fullwidth forms; arrows are narrow
    columns += wide ? 2 : 1;
  }
  return columns;
}

std::string left(std::string_view utf8, std::size_t columns) {
  std::string text(utf8);
  for (std::size_t i = width(utf8); i < columns; ++i) text += ' ';
  return text;
}

std::string right(std::string_view utf8, std::size_t columns) {
  const std::size_t used = width(utf8);
  return std::string(used < columns ? columns - used : 0, ' ') + std::string(utf8);
}

std::string percent(double share) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1f %%", share * 100);
  return text;
}

}  // namespace liaison::words
