#include "connectors/cli/words.h"

#include <cstdlib>
#include <unordered_map>

#include "connectors/cli/words_table.h"

namespace liaison::cli {
namespace {

Language spoken_now = Language::kEnglish;

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The first of the three that is set decides, as everywhere on the system.
Language of_locale() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string_view value = variable(name);
    if (!value.empty()) return value.starts_with("zh") ? Language::kChinese : Language::kEnglish;
  }
  return Language::kEnglish;
}

// The value of --lang, wherever it stands: help is written before options are read.
std::string_view asked_for(int argc, const char* const* argv) {
  constexpr std::string_view kOption = "--lang", kWithValue = "--lang=";
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") return {};
    if (word == kOption && i + 1 < argc) return argv[i + 1];
    if (word.starts_with(kWithValue)) return word.substr(kWithValue.size());
  }
  return {};
}

const std::unordered_map<std::string_view, std::string_view>& table() {
  static const auto built = [] {
    std::unordered_map<std::string_view, std::string_view> words;
    for (const Words& part : {screen_words(), help_words()}) {
      for (const Word& word : part) words.emplace(word.english, word.chinese);
    }
    return words;
  }();
  return built;
}

}  // namespace

Language choose_language(int argc, const char* const* argv, std::string& fault) {
  const std::string_view asked = asked_for(argc, argv);
  if (asked.empty()) return of_locale();
  if (asked == "zh" || asked.starts_with("zh_") || asked.starts_with("zh-")) {
    return Language::kChinese;
  }
  if (asked != "en" && !asked.starts_with("en_") && !asked.starts_with("en-")) {
    fault = "expected --lang to be zh or en, but '" + std::string(asked) + "'";
  }
  return Language::kEnglish;
}

void speak(Language language) { spoken_now = language; }
Language spoken() { return spoken_now; }

bool is_translated(std::string_view english) { return table().contains(english); }

std::string say(std::string_view english, std::initializer_list<std::string_view> values) {
  std::string_view pattern = english;
  if (spoken_now == Language::kChinese) {
    const auto found = table().find(english);
    if (found != table().end()) pattern = found->second;
  }
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool place = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}' &&
                       pattern[i + 1] >= '0' && pattern[i + 1] <= '9';
    const auto number = place ? static_cast<std::size_t>(pattern[i + 1] - '0') : values.size();
    if (number >= values.size()) {
      out += pattern[i];
    } else {
      out += *(values.begin() + number);
      i += 2;
    }
  }
  return out;
}

}  // namespace liaison::cli
