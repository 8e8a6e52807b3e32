// Settings: named figures of this file and of the common files, as far as the file uses them.
#include "engine/language/compiler.h"
#include "engine/language/expression_syntax.h"
#include "engine/language/values.h"

namespace liaison::language {
namespace {

bool is_settings(const Syntax& node) {
  return node.kind == Syntax::Kind::kVariable && node.text == "settings";
}

void collect(const Syntax& node, SettingNames& found) {
  if (node.kind == Syntax::Kind::kIndex && is_settings(node.kids[0]) && node.kids[1].is_text()) {
    found.names.insert(node.kids[1].literal.get<std::string>());
    return;
  }
  if (is_settings(node)) found.all = true;
  for (const Syntax& kid : node.kids) collect(kid, found);
}

}  // namespace

SettingNames settings_in(std::string_view expression) {
  SettingNames found;
  if (expression.find("$settings") == std::string_view::npos) return found;
  if (auto tree = parse_expression(bare_expression(expression))) collect(*tree, found);
  return found;
}

void Compiler::note_settings(std::string_view expression) {
  const SettingNames found = settings_in(expression);
  settings_used_.insert(found.names.begin(), found.names.end());
  all_settings_used_ |= found.all;
}

// Only what read_setting() does not tell already.
void Compiler::check_duration_figure(const Node& figure, const Node& taken_at, bool budget) {
  if (reads_as_expression(figure) || figure.is_nothing()) return;
  const auto duration = duration_of(figure);
  if (!duration && figure.is_map()) return;
  if (duration && (duration->count > 0 || !budget)) return;
  fault(figure, std::string("expected a duration ") +
                    (duration ? "above nothing" : "such as '5 workdays'") + ", because " +
                    *taken_at.file + ":" + std::to_string(taken_at.line) +
                    (duration ? " takes it for a limit, but " : " takes it for one, but ") +
                    shown(figure) + (duration || !figure.is_text() ? "" : unit_hint(figure.text)));
}

// `within: $settings.survey`: every figure of that setting must be a duration, and one above
// nothing where it is a budget.
void Compiler::check_durations_in(const Node& at, std::string_view expression, bool budget) {
  const auto tree = parse_expression(bare_expression(expression));
  const bool named = tree && tree->kind == Syntax::Kind::kIndex && is_settings(tree->kids[0]) &&
                     tree->kids[1].is_text();
  const auto setting =
      named ? settings_.find(tree->kids[1].literal.get<std::string>()) : settings_.end();
  if (setting == settings_.end()) return;
  for (const Node* figure : override_figures_[setting->first]) {
    check_duration_figure(*figure, at, budget);
  }
  const Node& value = *setting->second.value;
  if (!value.find("per")) return check_duration_figure(value, at, budget);
  for (std::size_t i = 0; i < value.keys.size(); ++i) {
    if (value.keys[i].text != "per") check_duration_figure(value.items[i], at, budget);
  }
}

// A workflow's own entry of the same name goes first.
void Compiler::collect_settings() {
  const auto shared = folder_.sections.find("settings");
  if (shared != folder_.sections.end()) settings_ = shared->second;
  const Node* own = fields_["settings"];
  if (!own) return;
  for (std::size_t i = 0; i < own->keys.size(); ++i) {
    settings_[own->keys[i].text] = {&own->keys[i], &own->items[i]};
  }
}

// Own ones in the order written, then those of the common files that some expression names; a
// figure chosen by another figure brings that one in, so the loop runs until nothing is added.
void Compiler::read_settings() {
  if (const Node* own = fields_["settings"]) {
    for (std::size_t i = 0; i < own->keys.size(); ++i) {
      check_identifier(own->keys[i], "a setting", faults_);
      definition_->settings.push_back(read_setting(own->keys[i].text, own->items[i]));
    }
  }
  std::set<std::string> done;
  for (std::size_t before = settings_.size() + 1; before != done.size();) {
    before = done.size();
    for (const auto& [name, entry] : settings_) {
      if (entry.key->file == root_.file || done.contains(name)) continue;
      if (!all_settings_used_ && !settings_used_.contains(name)) continue;
      done.insert(name);
      used_.emplace("settings", name);
      definition_->settings.push_back(read_setting(name, *entry.value));
    }
  }
}

SettingRule Compiler::read_setting(const std::string& name, const Node& value) {
  SettingRule setting;
  setting.name = name;
  if (is_duration_map(value) && !value.find("per")) {
    if (const auto duration = read_duration(value, faults_))
      setting.value = Json(to_text(*duration));
    return setting;
  }
  if (!value.is_map()) {
    if (value.is_nothing()) fault(value, "expected a figure, but nothing");
    setting.value = rule(value);
    return setting;
  }
  const Node* per = value.find("per");
  if (!per) {
    fault(value,
          "expected a figure, or { per: EXPRESSION, VALUE: figure, … }, but a map without "
          "'per'");
    return setting;
  }
  setting.per = marked_expression(per);
  read_choices(value, setting);
  return setting;
}

void Compiler::read_choices(const Node& value, SettingRule& setting) {
  for (std::size_t i = 0; i < value.keys.size(); ++i) {
    const std::string& choice = value.keys[i].text;
    const Node& figure = value.items[i];
    if (choice == "per") continue;
    if (is_duration_map(figure)) {
      const auto duration = read_duration(figure, faults_);
      (choice == "other" ? setting.other.emplace() : setting.choices[choice]) =
          duration ? Json(to_text(*duration)) : Json();
    } else if (figure.is_map() || figure.is_nothing() || reads_as_expression(figure)) {
      fault(figure, "expected a figure, but " + shown(figure));
    } else if (choice == "other") {
      setting.other = to_json(figure);
    } else {
      setting.choices[choice] = to_json(figure);
    }
  }
  if (setting.choices.empty()) fault(value, "expected figures beside 'per', but there are none");
}

}  // namespace liaison::language
