#include "connectors/cli/terminal.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace liaison::cli {
namespace {

struct Range {
  char32_t from, to;
};

// East Asian Wide and Fullwidth, as far as texts of ours go (Unicode, EastAsianWidth.txt).
constexpr std::array kWide = {
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},  Range{0x3041, 0x33FF}, Range{0x3400, 0x4DBF},
    Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},  Range{0xAC00, 0xD7A3}, Range{0xF900, 0xFAFF},
    Range{0xFE30, 0xFE4F},   Range{0xFF00, 0xFF60},  Range{0xFFE0, 0xFFE6}, Range{0x1F300, 0x1F64F},
    Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};
constexpr std::array kNone = {Range{0x0300, 0x036F}, Range{0x200B, 0x200F}, Range{0xFE00, 0xFE0F}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const Range& r) { return c >= r.from && c <= r.to; });
}

// The next character of a UTF-8 text and its length; broken bytes count as one character each.
char32_t next_character(std::string_view text, std::size_t at, std::size_t& length) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  if (length == 1 || at + length > text.size()) {
    length = 1;
    return first;
  }
  char32_t c = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) c = (c << 6) | (byte(at + i) & 0x3Fu);
  return c;
}

std::size_t columns(char32_t c) { return within(kNone, c) ? 0 : within(kWide, c) ? 2 : 1; }

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0, length = 0;
  for (std::size_t at = 0; at < text.size(); at += length) {
    const char32_t c = next_character(text, at, length);
    if (c == U'\033') length = std::max<std::size_t>(1, text.find('m', at) + 1 - at);  // a colour
    else width += columns(c);
  }
  return width;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t has = width_of(text);
  return std::string(text) + std::string(has < width ? width - has : 0, ' ');
}

std::string fitted(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return padded(text, width);
  std::size_t used = 0, length = 0, at = 0;
  for (; at < text.size(); at += length) {
    const std::size_t more = columns(next_character(text, at, length));
    if (used + more > width - 1) break;
    used += more;
  }
  return padded(std::string(text.substr(0, at)) + "…", width);
}

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

std::string coloured(Colour colour, std::string_view text) {
  static const bool wanted = stdout_is_terminal() && std::getenv("NO_COLOR") == nullptr;
  constexpr std::array kCodes = {"", "\033[1m", "\033[31m", "\033[33m", "\033[32m"};
  if (!wanted || colour == Colour::kPlain) return std::string(text);
  return kCodes.at(static_cast<std::size_t>(colour)) + std::string(text) + "\033[0m";
}

std::string printable(std::string_view text) {
  std::string out;
  std::size_t length = 0;
  for (std::size_t at = 0; at < text.size(); at += length) {
    const char32_t c = next_character(text, at, length);
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0 && length != 1) || c == 0x7F;
    if (control) out += ' ';
    else out += text.substr(at, length);
  }
  return out;
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (const std::string& head : heads_) widths.push_back(width_of(head));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < widths.size() && i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i]));
    }
  }
  std::string out;
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string one;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      one += i + 1 < cells.size() ? padded(cells[i], widths[i]) + "  " : cells[i];
    }
    one.erase(one.find_last_not_of(' ') + 1);
    out += one + '\n';
  };
  line(heads_);
  for (const auto& row : rows_) line(row);
  return out;
}

}  // namespace liaison::cli
