#include "engine/language/yaml_text.h"

#include <algorithm>

namespace liaison::language {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kNone = std::string_view::npos;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

// Length of the character at the front; 0 when it is no UTF-8 (overlong, surrogate, too large).
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                             : first >= 0xE0 && first <= 0xEF ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text[i])) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool outside = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
  return overlong || outside ? 0 : length;
}

bool is_control(char c) {
  return (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
}

}  // namespace

YamlText::YamlText(const SourceFile& file, Faults& faults) : file_(file), faults_(faults) {
  if (bytes().size() > kYamlLimits.bytes) {
    fault(0, "expected a file of at most 1 MiB, but it has " + std::to_string(bytes().size()) +
                 " bytes");
    return;
  }
  if (bytes().starts_with(kByteOrderMark)) fault(0, "expected text, but a byte order mark (BOM)");
  check_utf8();
  if (good_) check_bytes();
}

void YamlText::fault(std::size_t position, std::string message) {
  good_ = false;
  faults_.add(mark_at(position), std::move(message));
}

void YamlText::check_utf8() {
  for (std::size_t at = 0; at < bytes().size();) {
    const std::size_t length = character_length(bytes().substr(at));
    if (length == 0) return fault(at, "expected UTF-8, but a byte that is none");
    at += length;
  }
}

void YamlText::check_bytes() {
  bool tab_told = false;
  for (std::size_t at = 0; at < bytes().size(); ++at) {
    const char c = bytes()[at];
    if (c == '\n') tab_told = false;
    if (is_control(c)) return fault(at, "expected text, but a control character");
    if (c != '\t' || tab_told) continue;
    tab_told = true;
    fault(at, "expected spaces, but a tab");
  }
}

SourceMark YamlText::mark_at(std::size_t position) const {
  position = std::min(position, bytes().size());
  if (position < cursor_.position) cursor_ = {};
  for (; cursor_.position < position; ++cursor_.position) {
    if (bytes()[cursor_.position] == '\n') {
      ++cursor_.line;
      cursor_.column = 1;
    } else if (!continues(bytes()[cursor_.position])) {
      ++cursor_.column;
    }
  }
  return {file_.path, cursor_.line, cursor_.column};
}

std::size_t YamlText::end_of_quoted(std::size_t position) const {
  const char quote = bytes()[position];
  for (std::size_t at = position + 1; at < bytes().size(); ++at) {
    if (quote == '"' && bytes()[at] == '\\') {
      ++at;
    } else if (bytes()[at] == quote) {
      if (quote == '"' || at + 1 >= bytes().size() || bytes()[at + 1] != '\'') return at + 1;
      ++at;  // '' is a quote inside
    }
  }
  return kNone;
}

std::size_t YamlText::after_blanks(std::size_t position) const {
  return std::min(bytes().find_first_not_of(" \r\n", position), bytes().size());
}

}  // namespace liaison::language
