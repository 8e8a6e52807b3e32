#include "engine/language/pattern.h"

#include <re2/re2.h>

#include "engine/language/shorten.h"

namespace liaison {
namespace {

constexpr std::size_t kMaxPatternBytes = 1000;
constexpr std::size_t kMaxShownBytes = 60;
constexpr std::int64_t kMaxPatternMemory = 4 << 20;

// \uXXXX of ECMA 262 is \x{XXXX} of RE2; in jq a class letter means letters of all languages.
struct Dialect {
  bool unicode_classes = false;
  bool braced_u = false;
};

std::string class_of(char letter, bool in_set) {
  switch (letter) {
    case 'w': return in_set ? "\\p{L}\\p{M}\\p{N}_" : "[\\p{L}\\p{M}\\p{N}_]";
    case 'W': return in_set ? "" : "[^\\p{L}\\p{M}\\p{N}_]";
    case 'd': return "\\p{Nd}";
    case 'D': return "\\P{Nd}";
    case 's': return in_set ? "\\s\\x{B}\\x{85}\\p{Z}" : "[\\s\\x{B}\\x{85}\\p{Z}]";
    case 'S': return in_set ? "" : "[^\\s\\x{B}\\x{85}\\p{Z}]";
    default: return "";
  }
}

bool begins_named_group(std::string_view text) {
  return text.size() > 3 && text.starts_with("(?<") && text[3] != '=' && text[3] != '!';
}

std::string translate(std::string_view text, Dialect dialect) {
  std::string out;
  bool in_set = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '[' && !in_set) in_set = true;
    else if (c == ']' && in_set) in_set = false;
    if (!in_set && begins_named_group(text.substr(i))) {
      out += "(?P<";  // how this RE2 writes (?<name>…)
      i += 2;
      continue;
    }
    if (c != '\\' || i + 1 >= text.size()) {
      out += c;
      continue;
    }
    const char letter = text[++i];
    const std::string known = dialect.unicode_classes ? class_of(letter, in_set) : "";
    if (!known.empty()) {
      out += known;
    } else if (letter == 'u' && dialect.braced_u && i + 4 < text.size()) {
      out += "\\x{" + std::string(text.substr(i + 1, 4)) + "}";
      i += 4;
    } else {
      out += {'\\', letter};
    }
  }
  return out;
}

// Whether a match may be given only after looking far beyond its end, so that many matches read the
// same bytes again: a repetition without end, in one of several ways. Without alternatives and
// repeated groups whatever a repetition reads is matched, or is read once more at most.
bool may_look_far(std::string_view text) {
  bool endless = false, ways = false, in_set = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') ++i;
    else if (in_set) in_set = c != ']';
    else if (c == '[') in_set = true;
    else if (c == '|') ways = true;
    else if (c == ')' && i + 1 < text.size()) ways |= text.find_first_of("?*+{", i + 1) == i + 1;
    else if (c == '*' || c == '+') endless = true;
    else if (c == ',' && i + 1 < text.size()) endless |= text[i + 1] == '}';
  }
  return endless && ways;
}

}  // namespace

Result<Pattern> Pattern::compile(const std::string& shown, const std::string& text, bool any_case) {
  const std::string fault = "expected a pattern without look-around or references back, but '" +
                            shortened(shown, kMaxShownBytes) + "'";
  if (shown.size() > kMaxPatternBytes) {
    return invalid("expected a pattern of at most 1000 bytes, but '" +
                   shortened(shown, kMaxShownBytes) + "'");
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxPatternMemory);
  options.set_case_sensitive(!any_case);
  auto compiled = std::make_shared<re2::RE2>(text, options);
  if (!compiled->ok()) return invalid(fault + ": " + shortened(compiled->error(), kMaxShownBytes));
  Pattern made(std::move(compiled));
  made.looks_far_ = may_look_far(text);
  return made;
}

Result<Pattern> Pattern::of_form(std::string_view text) {
  const std::string shown(text);
  return compile(shown, translate(text, {.unicode_classes = false, .braced_u = true}), false);
}

Result<Pattern> Pattern::of_jq(std::string_view text, std::string_view flags) {
  bool any_case = false, empty_too = true;
  for (const char flag : flags) {
    if (flag == 'i') any_case = true;
    else if (flag == 'n') empty_too = false;
    else if (flag != 'g' && flag != 's' && flag != 'l') {
      return invalid("expected flags of g, i, n, s, but '" + shortened(flags, kMaxShownBytes) +
                     "'");
    }
  }
  const std::string shown(text);
  Result<Pattern> made =
      compile(shown, translate(text, {.unicode_classes = true, .braced_u = false}), any_case);
  if (made) made->empty_too_ = empty_too;
  return made;
}

bool Pattern::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

int Pattern::groups() const { return compiled_->NumberOfCapturingGroups(); }

std::size_t Pattern::looked_at(std::size_t left) const { return looks_far_ ? left : 0; }

std::vector<Pattern::Match> Pattern::matches(std::string_view text, std::size_t most,
                                             const std::function<bool(std::size_t)>& go_on) const {
  const re2::StringPiece whole(text.data(), text.size());
  const int count = compiled_->NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(count));
  std::vector<Match> found;
  std::size_t at = 0;
  while ((at == 0 || at < text.size()) && found.size() < most &&
         go_on(looked_at(text.size() - at)) &&
         compiled_->Match(whole, at, text.size(), re2::RE2::UNANCHORED, groups.data(), count)) {
    const std::size_t from = static_cast<std::size_t>(groups[0].data() - text.data());
    at = from + groups[0].size();
    if (groups[0].empty()) {
      ++at;  // past a whole character, so that the next match begins at one
      while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u) ++at;
      if (!empty_too_) continue;
    }
    Match match;
    for (const re2::StringPiece& group : groups) {
      Group found_group;
      if (group.data() != nullptr) {
        found_group.from = group.data() - text.data();
        found_group.length = static_cast<std::ptrdiff_t>(group.size());
      }
      match.push_back(std::move(found_group));
    }
    for (const auto& [number, name] : compiled_->CapturingGroupNames()) {
      match[static_cast<std::size_t>(number)].name = name;
    }
    found.push_back(std::move(match));
  }
  return found;
}

}  // namespace liaison
