// What only the whole file shows: steps nothing leads to, loops that never wait, entries nobody
// uses, and conditions whose `.` is not the sheet.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/values.h"

namespace liaison::language {
namespace {

// A way from one step of a list to another: its position, or the list's size for out of the list.
// Counted: taken only so many times, by a condition on `$steps.NAME.times`.
struct Way {
  std::size_t to = 0;
  bool counted = false;
};
using Ways = std::vector<Way>;

bool counts(const std::optional<Expression>& expression) {
  return expression && expression->source.find(".times") != std::string::npos;
}

class FlowWalk {
 public:
  explicit FlowWalk(const Definition& definition) : definition_(definition) { walk(0); }

  const std::vector<StepIndex>& unreachable() const { return unreachable_; }
  const std::vector<StepIndex>& loops() const { return loops_; }

 private:
  struct Through {
    bool out = true;      // a step after the group can be reached
    bool at_once = true;  // … without waiting for anybody
  };
  const Step& step(StepIndex index) const {
    return definition_.steps[static_cast<std::size_t>(index)];
  }
  Through walk(StepIndex group);
  Ways ways_of(const std::vector<StepIndex>& list, std::size_t at, bool finishes) const;
  void follow(const std::vector<StepIndex>& list, std::size_t at, const Directive& then, Ways& ways,
              bool counted = false) const;
  bool waits(const Step& step) const;
  void find_loop(const std::vector<StepIndex>& list, const std::vector<Ways>& ways,
                 const std::vector<bool>& at_once);

  const Definition& definition_;
  std::vector<StepIndex> unreachable_, loops_;
};

void FlowWalk::follow(const std::vector<StepIndex>& list, std::size_t at, const Directive& then,
                      Ways& ways, bool counted) const {
  switch (then.kind) {
    case Directive::Kind::kEnd: return;
    case Directive::Kind::kExit: ways.push_back({list.size(), counted}); return;
    case Directive::Kind::kStep:
      ways.push_back({static_cast<std::size_t>(step(then.step).position), counted});
      return;
    case Directive::Kind::kContinue: break;
  }
  ways.push_back({at + 1, counted});
}

Ways FlowWalk::ways_of(const std::vector<StepIndex>& list, std::size_t at, bool finishes) const {
  Ways ways;
  const Step& here = step(list[at]);
  if (here.if_) follow(list, at, {}, ways);
  if (const auto* choice = std::get_if<Switch>(&here.act)) {
    bool always = false, counted = false;  // once a case counts, so do those after it
    for (const Switch::Branch& branch : choice->branches) {
      counted |= counts(branch.when);
      follow(list, at, branch.then, ways, counted);
      always |= !branch.when;
    }
    if (!always) follow(list, at, here.then, ways, counted);
    return ways;
  }
  if (const auto* forward = std::get_if<Forward>(&here.act); forward && forward->returns) {
    if (forward->returns->to != kNoStep) {
      follow(list, at, {Directive::Kind::kStep, forward->returns->to}, ways);
    }
    if (forward->returns->beyond) follow(list, at, *forward->returns->beyond, ways);
  }
  if (finishes) follow(list, at, here.then, ways);
  return ways;
}

// A task, a receipt, or a condition that counts how often a step was entered.
bool FlowWalk::waits(const Step& here) const {
  if (counts(here.if_) || std::holds_alternative<Forward>(here.act)) return true;
  const auto* tell = std::get_if<Tell>(&here.act);
  return tell && tell->receipt != Tell::Receipt::kNone;
}

// Which steps the first one leads to, and last whether out of the list. With `open` given, only
// through open ones and by ways that are not counted.
std::vector<bool> reached(const std::vector<Ways>& ways, const std::vector<bool>* open) {
  std::vector<bool> seen(ways.size() + 1);
  std::vector<std::size_t> todo{0};
  while (!todo.empty()) {
    const std::size_t at = todo.back();
    todo.pop_back();
    if (seen[at] || (open && at < ways.size() && !(*open)[at])) continue;
    seen[at] = true;
    if (at == ways.size()) continue;
    for (const Way& way : ways[at]) {
      if (!open || !way.counted) todo.push_back(way.to);
    }
  }
  return seen;
}

// Takes away, again and again, what nothing leads to; what is left goes round without waiting.
void FlowWalk::find_loop(const std::vector<StepIndex>& list, const std::vector<Ways>& ways,
                         const std::vector<bool>& at_once) {
  std::vector<int> entries(list.size() + 1);
  std::vector<std::size_t> free;
  const auto each_next = [&](std::size_t at, auto use) {
    for (const Way& way : ways[at]) {
      if (!way.counted && way.to < list.size()) use(way.to);
    }
  };
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (at_once[i]) each_next(i, [&](std::size_t next) { ++entries[next]; });
  }
  std::size_t left = static_cast<std::size_t>(std::count(at_once.begin(), at_once.end(), true));
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (at_once[i] && entries[i] == 0) free.push_back(i);
  }
  std::vector<bool> gone(list.size());
  while (!free.empty()) {
    const std::size_t at = free.back();
    free.pop_back();
    gone[at] = true;
    --left;
    each_next(at, [&](std::size_t next) {
      if (--entries[next] == 0 && at_once[next]) free.push_back(next);
    });
  }
  for (std::size_t i = 0; left > 0 && i < list.size(); ++i) {
    if (!at_once[i] || gone[i]) continue;
    loops_.push_back(list[i]);
    return;
  }
}

FlowWalk::Through FlowWalk::walk(StepIndex group) {
  const auto& list = std::get<Do>(step(group).act).steps;
  if (list.empty()) return {};
  std::vector<Ways> ways;
  std::vector<bool> at_once;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Step& here = step(list[i]);
    Through inside;
    if (std::holds_alternative<Do>(here.act)) inside = walk(list[i]);
    ways.push_back(ways_of(list, i, inside.out && !std::holds_alternative<Close>(here.act)));
    at_once.push_back(inside.at_once && !waits(here));
  }
  const std::vector<bool> seen = reached(ways, nullptr);
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!seen[i]) unreachable_.push_back(list[i]);
  }
  find_loop(list, ways, at_once);
  return {seen.back(), reached(ways, &at_once).back()};
}

// Whether `.` is looked at: not `$context.x`, not a literal.
bool reads_dot(const std::optional<Expression>& expression) {
  return expression && (expression->source.starts_with('.') ||
                        expression->source.find(" .") != std::string::npos ||
                        expression->source.find("(.") != std::string::npos);
}

}  // namespace

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
         "expected a task, a receipt or a count of $steps.NAME.times in every loop, but the "
         "one through " +
             said(sources_[static_cast<std::size_t>(index)].key->text) + " goes round at once");
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
}

// A receipt that nobody is pressed for.
void Compiler::check_receipts() {
  if (!definition_->deadlines.empty() || faults_.has_later(*root_.file)) return;
  const auto& steps = definition_->steps;
  for (std::size_t i = 1; i < steps.size(); ++i) {
    const auto* tell = std::get_if<Tell>(&steps[i].act);
    if (!tell || tell->receipt == Tell::Receipt::kNone) continue;
    const Step* at = &steps[i];
    while (at->deadlines.empty() && at->parent != kNoStep) {
      at = &steps[static_cast<std::size_t>(at->parent)];
    }
    if (!at->deadlines.empty()) continue;
    warn(*sources_[i].key,
         "expected a deadline on or around a step that waits for a receipt, but " +
             said(steps[i].name) + " has none");
  }
}

// After a `set` its object goes on as `.`, not the sheet, until a verb brings the sheet back.
void Compiler::check_sheet_dots() {
  if (!ours_) return;
  std::string after;  // the `set` whose object `.` is
  for (std::size_t i = 1; i < definition_->steps.size(); ++i) {
    const Step& step = definition_->steps[i];
    const auto look = [&](const std::optional<Expression>& expression) {
      if (after.empty() || !reads_dot(expression)) return;
      faults_.warn(expression_marks_[expression->number].front(),
                   "expected the sheet in '.', but it is the object of " + said(after) +
                       ": write $context here, or output: { as: $context } there");
    };
    look(step.if_);
    if (const auto* choice = std::get_if<Switch>(&step.act)) {
      for (const Switch::Branch& branch : choice->branches) look(branch.when);
    }
    const bool sets = std::holds_alternative<Set>(step.act);
    const bool back =
        step.output_as && step.output_as->source.find("$context") != std::string::npos;
    const bool jumps = step.then.kind != Directive::Kind::kContinue;
    if (is_verb(step) || back || jumps) after.clear();
    else if (sets) after = step.name;
  }
}

}  // namespace liaison::language
