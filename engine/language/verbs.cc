// What a step does: switch, forward.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {

Switch Compiler::read_switch(const Node& list, StepIndex index) {
  Switch made;
  std::set<std::string> names;
  for (const Node& item : list.items) {
    if (!item.is_map() || item.keys.size() != 1) {
      fault(item, "expected one case as 'NAME: { when, then }', but " + shown(item));
      continue;
    }
    const Node& key = item.keys.front();
    if (!names.insert(key.text).second) {
      fault(key, "expected each case once, but " + said(key.text) + " stands there already");
    }
    const Fields fields(item.items.front(), branch_table(), faults_);
    if (!item.items.front().is_map()) continue;
    made.branches.push_back(
        {key.text, condition(fields["when"]), directive(fields["then"], place_of(index))});
  }
  if (list.items.empty()) fault(list, "expected at least one case, but an empty list");
  return made;
}

// ---- forward --------------------------------------------------------------------------------

Forward Compiler::read_forward(const Node& node, StepIndex index) {
  const Fields fields(node, forward_table(), faults_);
  Forward forward;
  forward.title = words(fields["title"]);
  forward.text = words(fields["text"]);
  forward.result = form(fields["result"]);
  if (fields["to"]) read_recipients(*fields["to"], forward);
  if (fields["decide"]) forward.decide = read_decide(*fields["decide"]);
  if (fields["need"]) read_need(*fields["need"], forward);
  forward.except = read_except(fields["except"]);
  if (fields["instead"]) forward.instead = address(*fields["instead"]);
  if (fields["returns"]) forward.returns = read_returns(*fields["returns"], index);
  return forward;
}

Recipient Compiler::recipient(const Node& address_node, const Node* details) {
  Recipient recipient;
  recipient.as_written = address_node.text;
  if (auto to = address(address_node)) recipient.to = *std::move(to);
  const auto* fixed = std::get_if<Address>(&recipient.to);
  if (fixed && fixed->base == Address::Base::kHolder) {
    fault(address_node, "expected who gets the task, but " + shown(address_node) +
                            ": nobody holds a step that has not begun");
  }
  if (!details || details->is_nothing()) return recipient;
  const Fields fields(*details, recipient_table(), faults_);
  if (!details->is_map()) return recipient;
  recipient.title = words(fields["title"]);
  recipient.text = words(fields["text"]);
  if (fields["result"]) recipient.result = form(fields["result"]);
  return recipient;
}

void Compiler::read_recipients(const Node& to, Forward& forward) {
  if (to.is_text() && reads_as_expression(to)) {
    forward.to_rule = add_expression(to, to.text);
    return;
  }
  forward.several = !to.is_text();
  const bool object = to.is_map();
  const std::vector<const Node*> addresses = object ? std::vector<const Node*>{} : each_of(to);
  for (const Node* each : addresses) forward.to.push_back(recipient(*each, nullptr));
  for (std::size_t i = 0; object && i < to.keys.size(); ++i) {
    forward.to.push_back(recipient(to.keys[i], &to.items[i]));
  }
  if (forward.to.empty()) fault(to, "expected somebody to forward to, but nobody");
  std::set<std::string> names;
  for (std::size_t i = 0; i < forward.to.size(); ++i) {
    const std::string& name = forward.to[i].as_written;
    if (names.insert(name).second) continue;
    fault(object ? to.keys[i] : *addresses[i],
          "expected each department once, but " + said(name) + " stands there already");
  }
}

std::vector<std::string> Compiler::read_decide(const Node& list) {
  std::vector<std::string> decisions;
  for (const Node& item : list.items) {
    const bool again = std::find(decisions.begin(), decisions.end(), item.text) != decisions.end();
    if (!item.is_text() || item.text.empty() || again) {
      fault(item, "expected words, each once, but " + shown(item));
    }
    decisions.push_back(item.text);
  }
  if (decisions.size() < 2) fault(list, "expected at least two words to decide between, but fewer");
  return decisions;
}

void Compiler::read_need(const Node& node, Forward& forward) {
  if (node.text == "all") return;
  if (node.text == "any") {
    forward.need_kind = Forward::NeedKind::kAny;
    return;
  }
  const Json count = to_json(node);
  const bool whole = count.is_number_unsigned() && count.get<std::uint64_t>() >= 1 &&
                     count.get<std::uint64_t>() <= 1000;
  if (!whole) return fault(node, "expected all, any or a number of at least 1, but " + shown(node));
  forward.need_kind = Forward::NeedKind::kCount;
  forward.need_count = count.get<int>();
  if (!forward.to_rule && forward.need_count > static_cast<int>(forward.to.size())) {
    const std::size_t those = forward.to.size();
    fault(node, "expected at most the " + std::to_string(those) +
                    (those == 1 ? " department" : " departments") + " of 'to', but " + shown(node));
  }
}

std::optional<Forward::Returns> Compiler::read_returns(const Node& node, StepIndex index) {
  const Fields fields(node, returns_table(), faults_);
  Forward::Returns returns;
  if (const Node* to = fields["to"]) {
    returns.to = sibling(place_of(index), to->text);
    if (returns.to == kNoStep) {
      flow_unclear_ = true;
      const bool elsewhere = step_named(to->text) != kNoStep;
      fault(*to, "expected a step of the same list, but " + shown(*to) +
                     (is_fork(place_of(index)) ? " is none: branches of a fork run side by side"
                      : elsewhere              ? " stands in another list"
                                  : did_you_mean(to->text, siblings(place_of(index)))));
    }
  }
  if (fields["atMost"]) returns.at_most = count(*fields["atMost"]);
  if (fields["beyond"]) returns.beyond = directive(fields["beyond"], place_of(index));
  returns.restart_clock = fields["clock"] && fields["clock"]->text == "restart";
  return returns;
}

}  // namespace liaison::language
