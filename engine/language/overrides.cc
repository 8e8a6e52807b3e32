// Other figures for a region or a segment: of this file, and of common files for this workflow.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {

// Own ones first: a company's common file has the last word.
void Compiler::collect_overrides() {
  const Node* own = fields_["overrides"];
  for (std::size_t i = 0; own && i < own->items.size(); ++i) overrides_.push_back(&own->items[i]);
  for (std::size_t i = 0; i < folder_.overrides.size(); ++i) {
    const Node& each = *folder_.overrides[i];
    const Node* workflow = each.is_map() ? each.find("workflow") : nullptr;
    if (!workflow || definition_->name.empty() || workflow->text != definition_->name) continue;
    overrides_.push_back(&each);
    used_.emplace("overrides", override_name(i));
  }
  for (const Node* each : overrides_) {
    const Node* settings = each->is_map() ? each->find("settings") : nullptr;
    for (std::size_t i = 0; settings && settings->is_map() && i < settings->keys.size(); ++i) {
      override_figures_[settings->keys[i].text].push_back(&settings->items[i]);
    }
  }
}

void Compiler::read_overrides() {
  for (const Node* each : overrides_) {
    const bool own = each->file == root_.file;
    const Fields fields(*each, own ? override_table() : common_override_table(), faults_);
    if (!each->is_map()) continue;
    Override made;
    made.when = condition(fields["when"]);
    if (fields["settings"]) read_figures(*fields["settings"], made);
    definition_->overrides.push_back(std::move(made));
  }
}

void Compiler::read_figures(const Node& settings, Override& made) {
  for (std::size_t i = 0; i < settings.keys.size(); ++i) {
    const Node& name = settings.keys[i];
    if (!settings_.contains(name.text)) {
      Names known;
      for (const auto& [each, entry] : settings_) known.push_back(each);
      fault(name, "expected a setting, but " + said(name.text) + " is none" +
                      did_you_mean(name.text, known));
    }
    // Asked for or not, the definition holds what its overrides name: it is read again without the
    // rest of the folder.
    if (folder_.find("settings", name.text)) used_.emplace("settings", name.text);
    made.settings.emplace_back(name.text, figure(settings.items[i]));
  }
  if (settings.keys.empty()) fault(settings, "expected other figures, but an empty map");
}

// A figure without a choice.
Rule Compiler::figure(const Node& value) {
  if (is_duration_map(value)) {
    const auto duration = read_duration(value, faults_);
    return duration ? Json(to_text(*duration)) : Json();
  }
  if (value.is_nothing() || value.is_map()) fault(value, "expected a figure, but " + shown(value));
  return rule(value);
}

// Figures that no expression of the file asks for change nothing.
void Compiler::drop_unused_overrides() {
  const auto& settings = definition_->settings;
  const auto unused = [&](const std::pair<std::string, Rule>& figure) {
    return std::none_of(settings.begin(), settings.end(),
                        [&](const SettingRule& rule) { return rule.name == figure.first; });
  };
  for (Override& each : definition_->overrides) std::erase_if(each.settings, unused);
}

}  // namespace liaison::language
