// Steps: what every step has beside its act, and where the flow goes after it.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/expression_syntax.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {
namespace {

constexpr std::string_view kDirectives[] = {"continue", "exit", "end"};

}  // namespace

bool is_directive(std::string_view text) {
  return std::find(std::begin(kDirectives), std::end(kDirectives), text) != std::end(kDirectives);
}

// ---- the second walk ------------------------------------------------------------------------

void Compiler::read_step(StepIndex index) {
  const Source& source = sources_[static_cast<std::size_t>(index)];
  Step& step = definition_->steps[static_cast<std::size_t>(index)];
  scope_ = source.scope;
  if (step.parent == kNoStep) return read_outside(index);
  const Fields fields(*source.body, step_table(), faults_);
  flow_unclear_ |= !source.body->is_map();
  if (!source.body->is_map()) return;
  step.if_ = condition(fields["if"]);
  step.then = directive(fields["then"], place_of(index));
  read_data(fields, step);
  const Node* metadata = fields["metadata"];
  if (const Node* basis = metadata ? metadata->find("basis") : nullptr)
    step.basis = to_json(*basis);
  step.act = read_act(fields, index);
  step.timeout = read_timeout(fields["timeout"]);
  read_deadlines(fields, index, step.deadlines);
  if (fields["guard"]) read_guards(*fields["guard"], index);
}

// A step in no list: a handler, or what a breach begins, which only holds steps.
void Compiler::read_outside(StepIndex index) {
  const Act& act = definition_->steps[static_cast<std::size_t>(index)].act;
  if (std::holds_alternative<Listen>(act)) read_handler(index);
}

void Compiler::read_data(const Fields& fields, Step& step) {
  if (fields["input"])
    step.input_from = shaped(Fields(*fields["input"], input_table(), faults_)["from"], Dot::kOther);
  if (fields["output"])
    step.output_as = shaped(Fields(*fields["output"], output_table(), faults_)["as"], Dot::kGives);
  if (!fields["export"]) return;
  const Node* as = Fields(*fields["export"], export_table(), faults_)["as"];
  step.export_as = shaped(as, Dot::kGives);
  if (as && as->is_text() && step.export_as) check_gives_object(*as);
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

// A key that stands only beside another.
void Compiler::check_beside(const Fields& fields, const char* key, const char* beside) {
  const Node* written = fields.node().key_of(key);
  if (!written || fields.has(beside)) return;
  fault(*written,
        "expected " + std::string(key) + " only beside '" + beside + "', but there is none");
}

Act Compiler::read_act(const Fields& fields, StepIndex index) {
  std::string task;
  const Node* node = task_of(fields, *sources_[static_cast<std::size_t>(index)].key, task);
  check_beside(fields, "while", "for");
  check_beside(fields, "catch", "try");
  check_beside(fields, "foreach", "listen");
  Act holder = definition_->steps[static_cast<std::size_t>(index)].act;  // with its steps
  if (!node || task == "do") return holder;
  const bool to_customer = task == "tell" || task == "ask" || task == "record";
  if (to_customer && has("schedule")) check_no_words(*fields.node().key_of(task));
  if (task == "fork") return read_fork(*node, std::get<Fork>(std::move(holder)));
  if (task == "for") return read_for(fields, std::get<For>(std::move(holder)));
  if (task == "try") return read_try(fields, std::get<Try>(std::move(holder)));
  if (task == "raise") return read_raise(*node);
  if (task == "listen") return read_listen(fields, std::get<Listen>(std::move(holder)));
  if (task == "emit") return read_emit(*node);
  if (task == "wait") return read_wait(*node);
  if (task == "waitUntil") return read_wait_until(*node);
  if (task == "switch") return read_switch(*node, index);
  if (task == "forward") return read_forward(*node, index);
  if (task == "tell") return read_tell(*node, index);
  if (task == "ask") return read_ask(*node);
  if (task == "record") return read_record(*node);
  if (task == "close") return read_close(*node);
  return Set{shaped(node, Dot::kGives).value_or(Expression{})};
}

// ---- where the flow goes --------------------------------------------------------------------

// Handlers, and steps beside the flow, lead into the top list.
Compiler::Place Compiler::place_of(StepIndex index) const {
  const Step& step = definition_->steps[static_cast<std::size_t>(index)];
  return step.parent == kNoStep ? Place{} : Place{step.parent, step.list};
}

std::vector<StepIndex>& Compiler::list_at(Place place) {
  auto* list = list_in(definition_->steps[static_cast<std::size_t>(place.of)], place.list);
  check(list != nullptr, "a step stands in a list");
  return *list;
}

Names Compiler::siblings(Place place) const {
  Names names;
  const auto* list =
      list_in(std::as_const(*definition_).steps[static_cast<std::size_t>(place.of)], place.list);
  for (const StepIndex each : list ? *list : std::vector<StepIndex>{}) {
    if (names.size() == kNamesMax) break;
    names.push_back(definition_->steps[static_cast<std::size_t>(each)].name);
  }
  return names;
}

bool Compiler::is_fork(Place place) const {
  return std::holds_alternative<Fork>(definition_->steps[static_cast<std::size_t>(place.of)].act);
}

// By name, which is quick; one by one only for a name that stands twice (a fault of its own).
// Branches of a fork lead to none beside them.
StepIndex Compiler::sibling(Place place, std::string_view name) const {
  if (is_fork(place)) return kNoStep;
  const StepIndex found = step_named(name);
  if (found == kNoStep) return kNoStep;
  const auto stands_here = [&](StepIndex index) {
    const Step& step = definition_->steps[static_cast<std::size_t>(index)];
    return step.parent == place.of && step.list == place.list;
  };
  if (stands_here(found)) return found;
  if (!twice_.contains(name)) return kNoStep;
  const auto& steps = definition_->steps;
  for (std::size_t i = 1; i < steps.size(); ++i) {
    if (steps[i].name == name && stands_here(static_cast<StepIndex>(i)))
      return static_cast<StepIndex>(i);
  }
  return kNoStep;
}

StepIndex Compiler::step_named(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? kNoStep : found->second;
}

Directive Compiler::directive(const Node* node, Place place, std::string_view list) {
  Directive directive;
  if (!node || node->text == "continue") return directive;
  if (node->text == "exit" || node->text == "end") {
    directive.kind = node->text == "exit" ? Directive::Kind::kExit : Directive::Kind::kEnd;
    return directive;
  }
  directive.step = sibling(place, node->text);
  directive.kind = Directive::Kind::kStep;
  if (directive.step != kNoStep) return directive;
  flow_unclear_ = true;
  if (is_fork(place)) {
    fault(*node,
          "expected continue, exit or end, because branches of a fork run side by side, "
          "but " +
              shown(*node));
    return {};
  }
  Names known = siblings(place);
  known.insert(known.end(), std::begin(kDirectives), std::end(kDirectives));
  const bool elsewhere = step_named(node->text) != kNoStep;
  fault(*node, "expected continue, exit, end or a step of " + std::string(list) + ", but " +
                   shown(*node) +
                   (elsewhere ? " stands in another list" : did_you_mean(node->text, known)));
  return {};
}

}  // namespace liaison::language
