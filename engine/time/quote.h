// quoted(): somebody's text inside an error message: 'TEXT', cut where it gets long, and never in
// the middle of a character.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace liaison {

inline std::string quoted(std::string_view text) {
  constexpr std::size_t kLengthMax = 80;
  std::size_t end = std::min(text.size(), kLengthMax);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u)
    --end;
  std::string quote = "'";
  quote.append(text.substr(0, end));
  return quote.append(end < text.size() ? "…'" : "'");
}

}  // namespace liaison
