// Small things done to text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace liaison {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Without the blanks around it.
inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t from = text.find_first_not_of(kBlanks);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlanks) - from + 1);
}

// The first bytes, without half a character at the end.
inline std::string_view cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  std::size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

// Reasons as they may be stored and shown, whatever somebody wrote into them.
inline std::vector<std::string> bounded(std::vector<std::string> reasons) {
  constexpr std::size_t kReasonMax = 1024, kReasonsMax = 16 * 1024;
  std::size_t sum = 0;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    std::string& reason = reasons[i];
    if (reason.size() > kReasonMax) reason = std::string(cut(reason, kReasonMax)) + "…";
    sum += reason.size();
    if (sum <= kReasonsMax) continue;
    const std::size_t more = reasons.size() - i;
    reasons.resize(i);
    reasons.push_back("… and " + std::to_string(more) + " more");
    break;
  }
  return reasons;
}

}  // namespace liaison
