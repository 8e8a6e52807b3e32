// The formats a form may ask for: date, date-time, time, email, uri.
//
//   fits_format("date", "2025-02-30");   // false: there is no such day
//
// Dates and times are those of RFC 3339, in capitals, an offset always given.
#pragma once

#include <string>
#include <string_view>

namespace liaison {

bool knows_format(std::string_view format);
bool fits_format(std::string_view format, std::string_view text);
std::string example_of_format(std::string_view format);  // "a date such as 2025-01-31"

}  // namespace liaison
