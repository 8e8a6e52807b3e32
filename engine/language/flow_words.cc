// Tasks of the standard that lead the flow: fork, for, wait, timeout; and waitUntil.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/expression_check.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {

bool Compiler::flag(const Node& node) {
  const Json value = to_json(node);
  if (value.is_boolean()) return value.get<bool>();
  fault(node, "expected true or false, but " + shown(node));
  return false;
}

// At least 1.
int Compiler::count(const Node& node) {
  const Json value = to_json(node);
  const bool good = value.is_number_unsigned() && value.get<std::uint64_t>() >= 1 &&
                    value.get<std::uint64_t>() <= 1'000'000;
  if (good) return value.get<int>();
  fault(node, "expected a number of at least 1, but " + shown(node));
  return 1;
}

// The name of a variable that this step gives to those inside it.
std::string Compiler::variable(const Node* node, const char* otherwise) {
  if (!node) return otherwise;
  const bool good = check_identifier(*node, "a variable", faults_);
  const auto& known = runtime_variables();
  const bool taken = node->text != "error" &&
                     std::any_of(known.begin(), known.end(), [&](const RuntimeVariable& variable) {
                       return variable.name == node->text;
                     });
  if (good && taken) {
    fault(*node, "expected another name, but $" + node->text + " means something else already");
  }
  return node->text;
}

Fork Compiler::read_fork(const Node& node, Fork made) {
  const Fields fields(node, fork_table(), faults_);
  if (fields["compete"]) made.compete = flag(*fields["compete"]);
  flow_unclear_ |= made.branches.empty();
  return made;
}

For Compiler::read_for(const Fields& fields, For made) {
  const Node& node = *fields["for"];
  const Fields loop(node, for_table(), faults_);
  made.in = condition(loop["in"]).value_or(Expression{});
  made.each = variable(loop["each"], "item");
  made.at = variable(loop["at"], "index");
  if (made.each == made.at) {
    fault(node, "expected two names in 'each' and 'at', but both are " + said(made.each));
  }
  if (!fields.has("do")) {
    flow_unclear_ = true;
    fault(node, "expected the key 'do' beside 'for', but it is missing");
  }
  const Names outer = scope_;
  scope_.insert(scope_.end(), {made.each, made.at});
  made.while_ = condition(fields["while"], Dot::kOther);
  scope_ = outer;
  return made;
}

Wait Compiler::read_wait(const Node& node) {
  return {duration_rule(&node, false).value_or(Rule(Json("PT0S")))};
}

WaitUntil Compiler::read_wait_until(const Node& node) {
  WaitUntil made;
  for (const Node* each : each_of(node)) {
    if (!each->is_text()) {
      fault(*each, "expected a moment such as '7 days before .start', but " + shown(*each));
    } else if (auto until = moment(each)) {
      made.moments.push_back(*std::move(until));
    }
  }
  if (node.is_list() && node.items.empty()) fault(node, "expected a moment, but an empty list");
  return made;
}

// { after: … }, or the name of one in `use.timeouts`.
std::optional<Rule> Compiler::read_timeout(const Node* node) {
  if (!node) return {};
  if (node->is_text()) {
    node = in_use(*node, "timeouts", "{ after: … } or the name of a timeout in use.timeouts");
  }
  if (!node) return {};
  return duration_rule(Fields(*node, timeout_table(), faults_)["after"]);
}

}  // namespace liaison::language
