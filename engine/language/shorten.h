// Text for messages, cut at a character, with "…" where something was cut off.
#pragma once

#include <string>
#include <string_view>

namespace liaison {

inline std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace liaison
