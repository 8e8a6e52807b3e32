// Words and columns of the summary: times as people write them, and widths in which a Chinese
// character takes two.
#pragma once

#include <string>
#include <string_view>

#include "engine/model/instant.h"
#include "engine/time/duration.h"

namespace liaison::words {

// "09-17 四 10:12", "09-17 Thu 10:12".
std::string when(Instant at, std::string_view zone, bool chinese);
// "1 时 50 分", "1 h 50 min"; whole days of 8 hours are left to the reader.
std::string length(Milliseconds length, bool chinese);

// "6 个工作日", "6 workdays".
std::string limit(const Duration& limit, bool chinese);

std::size_t width(std::string_view utf8);
std::string left(std::string_view utf8, std::size_t columns);   // filled up on the right
std::string right(std::string_view utf8, std::size_t columns);  // filled up on the left
std::string percent(double share);                              // "97.7 %"

}  // namespace liaison::words
