#include "engine/scenario/summary_words.h"

#include <cstdio>

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

std::string limit(const Duration& limit, bool chinese) {
  const std::string text = to_text(limit);  // a number, a blank, a unit
  if (!chinese) return text;
  constexpr std::pair<std::string_view, const char*> kUnits[] = {{"workday", "个工作日"},
                                                                 {"workhour", "个工作小时"},
                                                                 {"workminute", "个工作分钟"},
                                                                 {"day", "天"},
                                                                 {"month", "个月"},
                                                                 {"hour", "小时"},
                                                                 {"minute", "分钟"},
                                                                 {"second", "秒"}};
  const std::size_t blank = text.find(' ');
  if (blank == std::string::npos) return text;
  for (const auto& [unit, chinese_unit] : kUnits) {
    if (text.substr(blank + 1).starts_with(unit)) return text.substr(0, blank + 1) + chinese_unit;
  }
  return text;
}

std::size_t width(std::string_view utf8) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if ((byte & 0xc0) == 0x80) continue;  // inside a character
    const bool wide = byte >= 0xe3;       // CJK and fullwidth forms; arrows are narrow
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
