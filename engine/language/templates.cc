#include "engine/language/templates.h"

#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"
#include "engine/model/text.h"

namespace liaison::language {
namespace {

const Names& formats() {
  static const Names kFormats{"date", "datetime", "money", "list", "yesno", "word"};
  return kFormats;
}

// Names joined by dots. Sheets have names of any alphabet; blanks and brackets are slips.
bool is_path(std::string_view path) {
  static constexpr std::string_view kNot = " \"'[](){}|,:;/\\$\n\r";
  return !path.empty() && path.front() != '.' && path.back() != '.' &&
         path.find("..") == path.npos && path.find_first_of(kNot) == path.npos;
}

std::string read_placeholder(std::string_view inner, Placeholder& placeholder) {
  const std::size_t bar = inner.find('|');
  placeholder.path = trimmed(inner.substr(0, bar));
  const std::string shown_text = said(std::string("{").append(inner) + "}");
  if (!is_path(placeholder.path)) {
    return "expected a placeholder such as {path} or {path | date}, but " + shown_text;
  }
  if (bar == inner.npos) return "";
  placeholder.format = trimmed(inner.substr(bar + 1));
  const Names& known = formats();
  if (std::find(known.begin(), known.end(), placeholder.format) != known.end()) return "";
  return "expected one of the formats " + listed(known) + ", but " + shown_text +
         did_you_mean(placeholder.format, known);
}

// "settings.survey" names "survey".
std::string setting_in(const std::string& path) {
  static constexpr std::string_view kSettings = "settings.";
  if (!path.starts_with(kSettings)) return "";
  const std::size_t from = kSettings.size();
  return path.substr(from, path.find('.', from) - from);
}

std::set<std::string> paths_of(std::string_view text) {
  std::vector<Placeholder> found;
  find_placeholders(text, found);
  std::set<std::string> paths;
  for (const Placeholder& each : found) paths.insert(each.path);
  return paths;
}

}  // namespace

std::string find_placeholders(std::string_view text, std::vector<Placeholder>& found) {
  for (;;) {
    const std::size_t brace = text.find_first_of("{}");
    if (brace == text.npos) return "";
    const std::size_t end = text.find_first_of("{}", brace + 1);
    if (text[brace] == '}' || end == text.npos || text[end] == '{') {
      return "expected { and } around each placeholder, but one of them stands alone";
    }
    Placeholder placeholder;
    std::string fault = read_placeholder(text.substr(brace + 1, end - brace - 1), placeholder);
    if (!fault.empty()) return fault;
    found.push_back(std::move(placeholder));
    text.remove_prefix(end + 1);
  }
}

// ---- of a file ------------------------------------------------------------------------------

Template Compiler::read_template(const Node& node) {
  if (!node.is_map()) {
    fault(node, "expected a message in both languages, { zh: …, en: … }, but " + shown(node));
    return {};
  }
  const Fields fields(node, words_table(), faults_);
  Template made;
  for (const auto& [key, text] : {std::pair{"zh", &made.text.zh}, std::pair{"en", &made.text.en}}) {
    const Node* language = fields[key];
    if (!language) continue;
    *text = language->text;
    std::vector<Placeholder> found;
    if (std::string wrong = find_placeholders(*text, found); !wrong.empty()) {
      fault(*language, std::move(wrong));
    }
    for (const Placeholder& each : found) {
      uses_words_ |= each.format == "word";
      if (const std::string setting = setting_in(each.path); !setting.empty()) {
        settings_used_.insert(setting);
      }
    }
  }
  if (fields["zh"] && fields["en"]) check_placeholders(*fields["en"], made.text);
  return made;
}

void Compiler::check_placeholders(const Node& node, const Text& text) {
  const std::set<std::string> zh = paths_of(text.zh), en = paths_of(text.en);
  for (const auto& [here, there, language] :
       {std::tuple{&zh, &en, "zh"}, std::tuple{&en, &zh, "en"}}) {
    for (const std::string& path : *here) {
      if (there->contains(path)) continue;
      fault(node, "expected the same placeholders in both languages, but only " +
                      std::string(language) + " has {" + path + "}");
    }
  }
}

// What this step's message names must come from somewhere.
void Compiler::use_template(const Node& name, const std::map<std::string, Rule>& with) {
  templates_used_.insert(name.text);
  const Node* entry = named_entry(name, "templates", "a message of templates");
  if (!entry) return;
  const bool own = entry->file == root_.file;
  const Template made = read_template(*entry);
  definition_->templates[name.text] = made;
  TemplateUse use{own ? entry : &name, paths_of(made.text.zh), {}};
  for (const auto& [value, rule] : with) use.with.insert(value);
  for (const std::string& path : use.paths) {
    const std::string setting = setting_in(path);
    if (!setting.empty() && !settings_.contains(setting)) {
      Names known;
      for (const auto& [each, found] : settings_) known.push_back(each);
      fault(own ? *entry : name,
            "expected a setting, but {" + path + "} names none" + did_you_mean(setting, known));
    }
  }
  template_uses_.push_back(std::move(use));
}

void Compiler::read_templates() {
  const Node* own = fields_["templates"];
  for (std::size_t i = 0; own && i < own->keys.size(); ++i) {
    definition_->templates[own->keys[i].text] = read_template(own->items[i]);
  }
}

}  // namespace liaison::language
