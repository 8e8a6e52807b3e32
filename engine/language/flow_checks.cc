// What only the whole file shows: steps nothing leads to, loops that never wait, entries nobody
// uses, answers that nobody is pressed for.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/flow_walk.h"
#include "engine/language/values.h"

namespace liaison::language {
void Compiler::check_flow() {
  if (faults_.has_later(*root_.file) || flow_unclear_) return;
  const FlowWalk walk(*definition_);
  const auto tell = [&](StepIndex index, const std::string& message) {
    const Node& key = *sources_[static_cast<std::size_t>(index)].key;
    if (ours_) fault(key, message);
    else warn(key, message);
  };
  for (const StepIndex index : walk.unreachable()) {
    tell(index, "expected a way to every step, but nothing leads to " +
                    said(sources_[static_cast<std::size_t>(index)].key->text));
  }
  for (const StepIndex index : walk.loops()) {
    tell(index,
         "expected a task, an answer, a receipt, an event, a time or a count of $steps.NAME.times "
         "in every loop, but the one through " +
             said(sources_[static_cast<std::size_t>(index)].key->text) + " goes round at once");
  }
  for (const auto& [index, number] : walk.guarded()) {
    const Step& step = definition_->steps[static_cast<std::size_t>(index)];
    const Step::Guard& guard = step.guards[number];
    tell(index, "expected a task, an answer, an event or a time between 'otherwise' and " +
                    said(step.name) + ", but " + guard.guard + "." + guard.name +
                    " leads back to it at once");
  }
}

void Compiler::check_unused() {
  if (faults_.has_later(*root_.file)) return;
  const auto unused = [&](const char* section, const std::set<std::string>& used) {
    const Node* own = fields_[section];
    for (std::size_t i = 0; own && i < own->keys.size(); ++i) {
      if (used.contains(own->keys[i].text)) continue;
      warn(own->keys[i], "expected a use of everything in " + std::string(section) + ", but " +
                             said(own->keys[i].text) + " is used nowhere");
    }
  };
  if (!all_settings_used_) unused("settings", settings_used_);
  unused("templates", templates_used_);
  unused("results", results_used_);
  unused("escalations", escalations_used_);
  unused("guards", guards_used_);
}

// A receipt or an answer that nobody is pressed for.
void Compiler::check_receipts() {
  if (!definition_->deadlines.empty() || faults_.has_later(*root_.file)) return;
  const auto& steps = definition_->steps;
  for (std::size_t i = 1; i < steps.size(); ++i) {
    const auto* tell = std::get_if<Tell>(&steps[i].act);
    const auto* ask = std::get_if<Ask>(&steps[i].act);
    const bool receipt = tell && tell->receipt != Tell::Receipt::kNone && !tell->again;
    if (!receipt && (!ask || ask->again)) continue;
    const Step* at = &steps[i];
    while (at->deadlines.empty() && at->parent != kNoStep) {
      at = &steps[static_cast<std::size_t>(at->parent)];
    }
    if (!at->deadlines.empty()) continue;
    warn(*sources_[i].key,
         ask ? "expected a deadline on or around a step that waits for an answer, "
               "or 'again', but " +
                   said(steps[i].name) + " has none"
             : "expected a deadline on or around a step that waits for a "
               "receipt, but " +
                   said(steps[i].name) + " has none");
  }
}

}  // namespace liaison::language
