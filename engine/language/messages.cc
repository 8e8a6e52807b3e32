// Verbs that speak to the customer through the manager, or note what is known of the customer.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {

std::map<std::string, Rule> Compiler::read_with(const Node* with) {
  std::map<std::string, Rule> values;
  for (std::size_t i = 0; with && i < with->keys.size(); ++i) {
    values.emplace(with->keys[i].text, rule(with->items[i]));
  }
  return values;
}

std::optional<Repeat> Compiler::read_again(const Node* node) {
  if (!node) return {};
  const Fields fields(*node, again_table(), faults_);
  Repeat again;
  if (fields["every"]) again.every = read_budget(*fields["every"], faults_).value_or(Duration{});
  if (fields["atMost"]) again.at_most = count(*fields["atMost"]);
  return again;
}

void Compiler::read_template_name(const Node* node, std::string& name,
                                  const std::map<std::string, Rule>& with) {
  if (!node) return;
  name = plain_text(node);
  if (!reads_as_expression(*node)) use_template(*node, with);
}

Tell Compiler::read_tell(const Node& node, StepIndex index) {
  const Fields fields(node, tell_table(), faults_);
  Tell tell;
  tell.channel = plain_text(fields["channel"]);
  tell.with = read_with(fields["with"]);
  if (const Node* receipt = fields["receipt"]) {
    static const Names kReceipts{"none", "told", "signed"};
    const std::string text = plain_text(receipt);
    const auto found = std::find(kReceipts.begin(), kReceipts.end(), text);
    if (found != kReceipts.end()) {
      tell.receipt = static_cast<Tell::Receipt>(found - kReceipts.begin());
    } else if (!reads_as_expression(*receipt)) {
      tell_word(*receipt, kReceipts, faults_);
    }
  }
  tell.again = read_again(fields["again"]);
  check_beside(fields, "beyond", "again");
  if (fields["beyond"]) tell.beyond = directive(fields["beyond"], place_of(index));
  const bool plain = !fields["receipt"] || fields["receipt"]->text == "none";
  if (fields["again"] && plain) {
    fault(*node.key_of("again"),
          "expected 'receipt' beside 'again', because without one the flow "
          "goes on at once, but there is none");
  }
  read_template_name(fields["template"], tell.template_name, tell.with);
  return tell;
}

Ask Compiler::read_ask(const Node& node) {
  const Fields fields(node, ask_table(), faults_);
  Ask ask;
  ask.channel = plain_text(fields["channel"]);
  ask.with = read_with(fields["with"]);
  ask.again = read_again(fields["again"]);
  ask.answer = form(fields["answer"]);
  if (const Node* events = fields["answeredBy"]) {
    ask.answered_by = event_filters(*events);
    if (events->items.empty()) fault(*events, "expected events that answer, but an empty list");
  }
  read_template_name(fields["template"], ask.template_name, ask.with);
  return ask;
}

// Only what the common files know as facts, where they do.
Record Compiler::read_record(const Node& node) {
  Record made;
  const Names known = folder_.names("facts");
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const Node& name = node.keys[i];
    if (!known.empty() && std::find(known.begin(), known.end(), name.text) == known.end()) {
      fault(name, "expected a fact of the common files' facts, but " + said(name.text) +
                      " is none" + did_you_mean(name.text, known));
    } else if (known.empty()) {
      check_identifier(name, "a fact", faults_);
    }
    made.facts.emplace_back(name.text, rule(node.items[i]));
  }
  if (node.keys.empty()) fault(node, "expected a fact to record, but an empty map");
  return made;
}

Close Compiler::read_close(const Node& node) {
  const Fields fields(node, close_table(), faults_);
  Close close;
  close.cancelled = fields["as"] && fields["as"]->text == "cancelled";
  close.reason = fields["reason"] ? rule(*fields["reason"]) : Rule(Json(""));
  return close;
}

}  // namespace liaison::language
