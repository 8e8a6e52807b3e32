// Steps: the walk that numbers and names them, and what every step has beside its act.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/expression_syntax.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {
namespace {

constexpr std::string_view kDirectives[] = {"continue", "exit", "end"};

bool is_directive(std::string_view text) {
  return std::find(std::begin(kDirectives), std::end(kDirectives), text) != std::end(kDirectives);
}

}  // namespace

// ---- the first walk -------------------------------------------------------------------------

void Compiler::collect_steps(const Node& list, StepIndex parent, const std::string& pointer) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    collect_step(list.items[i], parent, pointer + "/" + std::to_string(i));
  }
  if (list.items.empty()) fault(list, "expected at least one step, but an empty list");
}

void Compiler::collect_step(const Node& item, StepIndex parent, const std::string& pointer) {
  if (!item.is_map() || item.keys.size() != 1) {
    flow_unclear_ = true;
    return fault(item, "expected one step as 'NAME: { … }', but " +
                           (item.is_map() ? std::to_string(item.keys.size()) + " keys (is the "
                                                                               "indentation right?)"
                                          : shown(item)));
  }
  const Node& key = item.keys.front();
  const auto index = static_cast<StepIndex>(definition_->steps.size());
  check_step_name(key);
  by_name_.emplace(key.text, index);
  auto& siblings = std::get<Do>(definition_->steps[static_cast<std::size_t>(parent)].act).steps;
  Step step;
  step.name = key.text;
  step.pointer = pointer + "/" + key.text;
  step.parent = parent;
  step.position = static_cast<int>(siblings.size());
  step.mark = key.mark();
  step.act = Do{};
  siblings.push_back(index);
  const std::string inside = step.pointer + "/do";
  definition_->steps.push_back(std::move(step));
  sources_.push_back({&key, &item.items.front()});
  const Node& body = item.items.front();
  const Node* list = body.is_map() && !body.find("for") ? body.find("do") : nullptr;
  if (list && list->is_list()) collect_steps(*list, index, inside);
}

void Compiler::check_step_name(const Node& key) {
  if (is_directive(key.text)) {
    fault(key, "expected the name of a step, but " + said(key.text) + " is a word of 'then'");
  }
  if (ours_) {
    check_identifier(key, "a step", faults_);
  } else if (!is_identifier(key.text)) {
    warn(key, "expected letters, digits and _, so that $steps." + key.text +
                  " can be written, but " + said(key.text));
  }
  const auto former = by_name_.find(key.text);
  if (former != by_name_.end()) {
    twice_.insert(key.text);
    fault(key, "expected each step name once in the file, but " + said(key.text) +
                   " stands in line " +
                   std::to_string(sources_[static_cast<std::size_t>(former->second)].key->line));
  }
  if (ours_ && input_fields_.contains(key.text)) {
    fault(key, "expected a name that no field of the input has, but " + said(key.text) +
                   " is one: the step's result is kept under its name");
  }
}

// Steps inside what comes later are known by name, so that nothing else is said of them.
void Compiler::collect_later_names(const Node& node) {
  const Names& tasks = task_keys();
  for (const Node& item : node.items) {
    if (node.is_list() && item.is_map() && item.keys.size() == 1) {
      const Node& body = item.items.front();
      const bool step =
          body.is_map() && std::any_of(tasks.begin(), tasks.end(),
                                       [&](const auto& t) { return body.find(t) != nullptr; });
      if (step && !by_name_.contains(item.keys.front().text)) {
        later_names_.push_back(item.keys.front().text);
      }
    }
    collect_later_names(item);
  }
}

// ---- the second walk ------------------------------------------------------------------------

void Compiler::read_step(StepIndex index) {
  const Source source = sources_[static_cast<std::size_t>(index)];
  const Fields fields(*source.body, step_table(), faults_);
  flow_unclear_ |= !source.body->is_map();
  if (!source.body->is_map()) return;
  Step& step = definition_->steps[static_cast<std::size_t>(index)];
  step.if_ = condition(fields["if"]);
  step.then = directive(fields["then"], index);
  if (fields["input"])
    step.input_from = shaped(Fields(*fields["input"], input_table(), faults_)["from"], Dot::kOther);
  if (fields["output"])
    step.output_as = shaped(Fields(*fields["output"], output_table(), faults_)["as"], Dot::kGives);
  if (fields["export"]) {
    const Node* as = Fields(*fields["export"], export_table(), faults_)["as"];
    step.export_as = shaped(as, Dot::kGives);
    if (as && as->is_text() && step.export_as) check_gives_object(*as);
  }
  const Node* metadata = fields["metadata"];
  if (const Node* basis = metadata ? metadata->find("basis") : nullptr)
    step.basis = to_json(*basis);
  step.act = read_act(fields, index);
  read_deadlines(fields, index, step.deadlines);
}

// The sheet is an object; only what surely gives something else is a fault here.
void Compiler::check_gives_object(const Node& as) {
  using Kind = Syntax::Kind;
  static constexpr Kind kNever[] = {Kind::kText,   Kind::kFormat, Kind::kArray,
                                    Kind::kNegate, Kind::kAnd,    Kind::kOr};
  const auto tree = parse_expression(bare_expression(as.text));
  if (!ours_ || !tree) return;
  const bool literal = tree->kind == Kind::kLiteral && !tree->literal.is_object();
  if (literal || std::find(std::begin(kNever), std::end(kNever), tree->kind) != std::end(kNever)) {
    fault(as, "expected an object for the sheet, but " + shown(as) + " never gives one");
  }
}

// The one key that says what the step does; nullptr with a fault when there is none or are two.
const Node* Compiler::task_of(const Fields& fields, const Node& key, std::string& task) {
  Names found;
  for (const std::string& name : task_keys()) {
    if (fields.has(name)) found.push_back(name);
  }
  const bool loop = found == Names{"do", "for"};
  const auto unknown = [](const Node& each) { return !step_table().find(each.text); };
  const std::vector<Node>& keys = fields.node().keys;
  if (found.empty() && std::any_of(keys.begin(), keys.end(), unknown)) {
    // perhaps that one was meant; it is told already
  } else if (found.empty()) {
    fault(key, "expected one of " + listed(task_keys()) + " in the step, but there is none");
  } else if (found.size() > 1 && !loop) {
    fault(key, "expected one verb or task in a step, but there are " + listed(found));
  } else {
    task = found.back();
  }
  const Key* known = task.empty() ? nullptr : step_table().find(task);
  const Node* node = known && known->executes() ? fields[task] : nullptr;
  flow_unclear_ |= node == nullptr;
  return node;
}

Act Compiler::read_act(const Fields& fields, StepIndex index) {
  std::string task;
  const Node* node = task_of(fields, *sources_[static_cast<std::size_t>(index)].key, task);
  Act nothing =
      definition_->steps[static_cast<std::size_t>(index)].act;  // the group, with its steps
  if (!node || task == "do") return nothing;
  if (task == "switch") return read_switch(*node, index);
  if (task == "forward") return read_forward(*node, index);
  if (task == "tell") return read_tell(*node);
  if (task == "close") return read_close(*node);
  return Set{shaped(node, Dot::kGives).value_or(Expression{})};
}

// ---- where the flow goes --------------------------------------------------------------------

Names Compiler::siblings(StepIndex step) const {
  Names names;
  const StepIndex parent = definition_->steps[static_cast<std::size_t>(step)].parent;
  const auto* list = std::get_if<Do>(&definition_->steps[static_cast<std::size_t>(parent)].act);
  if (!list) return names;
  for (const StepIndex each : list->steps) {
    if (names.size() == kNamesMax) break;
    names.push_back(definition_->steps[static_cast<std::size_t>(each)].name);
  }
  return names;
}

// By name, which is quick; one by one only for a name that stands twice (a fault of its own).
StepIndex Compiler::sibling(StepIndex step, std::string_view name) const {
  const StepIndex parent = definition_->steps[static_cast<std::size_t>(step)].parent;
  const StepIndex found = step_named(name);
  if (found == kNoStep) return kNoStep;
  if (definition_->steps[static_cast<std::size_t>(found)].parent == parent) return found;
  if (!twice_.contains(name)) return kNoStep;
  const auto* list = std::get_if<Do>(&definition_->steps[static_cast<std::size_t>(parent)].act);
  if (!list) return kNoStep;
  for (const StepIndex each : list->steps) {
    if (definition_->steps[static_cast<std::size_t>(each)].name == name) return each;
  }
  return kNoStep;
}

StepIndex Compiler::step_named(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? kNoStep : found->second;
}

Directive Compiler::directive(const Node* node, StepIndex step) {
  Directive directive;
  if (!node || node->text == "continue") return directive;
  if (node->text == "exit" || node->text == "end") {
    directive.kind = node->text == "exit" ? Directive::Kind::kExit : Directive::Kind::kEnd;
    return directive;
  }
  directive.step = sibling(step, node->text);
  directive.kind = Directive::Kind::kStep;
  if (directive.step != kNoStep) return directive;
  flow_unclear_ = true;
  Names known = siblings(step);
  known.insert(known.end(), std::begin(kDirectives), std::end(kDirectives));
  const bool elsewhere = step_named(node->text) != kNoStep;
  fault(*node, "expected continue, exit, end or a step of the same list, but " + shown(*node) +
                   (elsewhere ? " stands in another list" : did_you_mean(node->text, known)));
  return {};
}

}  // namespace liaison::language
