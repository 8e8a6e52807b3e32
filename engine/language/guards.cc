// What keeps a step from opening, a person from getting it, or takes the flow out of it.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {

// ---- guards ---------------------------------------------------------------------------------

// Every guard that the step names, with each `otherwise` as it leads out of the step's own list.
void Compiler::read_guards(const Node& names, StepIndex index) {
  const Node* own = fields_["guards"];
  std::vector<Step::Guard>& guards = definition_->steps[static_cast<std::size_t>(index)].guards;
  for (const Node* name : each_of(names)) {
    const Node* conditions = own && name->is_text() ? own->find(name->text) : nullptr;
    guards_used_.insert(name->text);
    if (conditions) {
      read_guard(name->text, *conditions, place_of(index), guards);
      continue;
    }
    Names known;
    for (std::size_t i = 0; own && i < own->keys.size(); ++i) known.push_back(own->keys[i].text);
    fault(*name, "expected a guard of 'guards', but " + shown(*name) + " is none" +
                     did_you_mean(name->text, known));
  }
  if (names.is_list() && names.items.empty()) fault(names, "expected a guard, but an empty list");
}

void Compiler::read_guard(const std::string& guard, const Node& conditions, Place place,
                          std::vector<Step::Guard>& guards) {
  if (!conditions.is_list()) return;  // told by check_guards()
  for (const Node& item : conditions.items) {
    if (!item.is_map() || item.keys.size() != 1) continue;
    const Fields fields(item.items.front(), guard_table(), faults_);
    if (!item.items.front().is_map()) continue;
    Step::Guard made;
    made.guard = guard;
    made.name = item.keys.front().text;
    made.when = condition(fields["when"]).value_or(Expression{});
    made.otherwise = directive(fields["otherwise"], place);
    guards.push_back(std::move(made));
  }
}

// The conditions of each guard, used or not.
void Compiler::check_guards() {
  const Node* own = fields_["guards"];
  for (std::size_t i = 0; own && i < own->keys.size(); ++i) {
    check_identifier(own->keys[i], "a guard", faults_);
    if (!own->items[i].is_list()) {
      fault(own->items[i], "expected a list of conditions, but " + shown(own->items[i]));
      continue;
    }
    std::set<std::string> names;
    for (const Node& item : own->items[i].items) {
      if (!item.is_map() || item.keys.size() != 1) {
        fault(item, "expected one condition as 'NAME: { when, otherwise }', but " + shown(item));
        continue;
      }
      if (!names.insert(item.keys.front().text).second) {
        fault(item.keys.front(), "expected each condition once, but " +
                                     said(item.keys.front().text) + " stands there already");
      }
      const Fields fields(item.items.front(), guard_table(), faults_);
      if (!guards_used_.contains(own->keys[i].text)) condition(fields["when"]);
    }
    if (own->items[i].items.empty()) {
      fault(own->items[i], "expected at least one condition, but an empty list");
    }
  }
}

// ---- breaches -------------------------------------------------------------------------------

void Compiler::read_on_breach(const Node& node, StepIndex owner, DeadlineRule& rule) {
  const Fields fields(node, on_breach_table(), faults_);
  if (!node.is_map()) return;
  DeadlineRule::OnBreach made;
  if (const auto beside = beside_.find(&node); beside != beside_.end()) {
    made.beside = beside->second;
  }
  if (const Node* then = fields["then"]) {
    made.then = directive(then, place_of(owner), owner == 0 ? "the top list" : "the same list");
    if (then->text == "continue") {
      fault(*then,
            "expected exit, end or a step, because without 'then' the flow stays where it "
            "is, but 'continue'");
    }
  }
  if (!fields.has("do") && !fields.has("then")) {
    fault(node, "expected 'do', 'then' or both in onBreach, but neither is there");
  }
  rule.on_breach = made;
}

// ---- who must not get it --------------------------------------------------------------------

// An expression, or a list of departments and persons, some of them computed.
std::optional<Rule> Compiler::read_except(const Node* node) {
  if (!node) return {};
  if (reads_as_expression(*node)) return rule(*node);
  if (!node->is_list()) {
    fault(*node, "expected a list of departments and persons, or an expression giving one, but " +
                     shown(*node));
    return {};
  }
  Json names = Json::array();
  std::string jq = "[";
  bool computed = false;
  for (const Node& item : node->items) {
    const bool expression = reads_as_expression(item);
    computed |= expression;
    names.push_back(expression ? Json() : Json(read_excluded(item)));
    jq += (jq.size() > 1 ? ", " : "") +
          (expression ? bracketed(bare_expression(item.text)) : names.back().dump());
  }
  if (node->items.empty()) fault(*node, "expected somebody to keep out, but an empty list");
  if (computed) return add_expression(*node, jq + "]").value_or(Expression{});
  return names;
}

// As facts and results name them: a department, or a person's id without `person:`.
std::string Compiler::read_excluded(const Node& node) {
  const auto parsed = parse_address(node.is_text() ? node.text : "");
  const bool fits = parsed && parsed->role == Address::Role::kSelf && !parsed->name.empty();
  if (!fits) {
    fault(node, "expected a department, person:ID or an expression, but " + shown(node));
    return "";
  }
  if (parsed->base == Address::Base::kDepartment) {
    check_department(node, parsed->name, folder_, faults_);
  }
  return parsed->name;
}

}  // namespace liaison::language
