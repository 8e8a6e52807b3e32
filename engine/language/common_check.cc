// Entries of common files: looked at whether a workflow uses them or not.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {

void Compiler::check_reason(const Entry& entry) {
  const Fields fields(*entry.value, reason_table(), faults_);
  if (fields["title"]) words(fields["title"]);
  form(fields["evidence"]);
  if (fields["atMost"]) read_budget(*fields["atMost"], faults_);
  const Node* approval = fields["approval"];
  if (!approval) return;
  const Fields rules(*approval, approval_table(), faults_);
  if (rules["decidedBy"]) address(*rules["decidedBy"]);
  if (rules["within"]) read_budget(*rules["within"], faults_);
}

bool is_engine_event(std::string_view type) {
  static constexpr std::string_view kOurs[] = {"task.", "reply.", "deadline.", "case.", "message."};
  return std::any_of(std::begin(kOurs), std::end(kOurs),
                     [&](std::string_view prefix) { return type.starts_with(prefix); });
}

// CloudEvents takes any text as a type; blanks and brackets in one are slips.
void Compiler::check_event_name(const Node& type) {
  static constexpr std::string_view kNot = " \"'`[](){}<>|,;\\\t\n\r";
  const std::string& text = type.text;
  const bool dots = text.starts_with('.') || text.ends_with('.') || text.find("..") != text.npos;
  if (is_engine_event(text)) {
    fault(type, "expected the type of an event that comes from outside, but " + said(text) +
                    " is one of the engine's own (task, reply, deadline, case, message)");
  } else if (text.empty() || text.size() > 256 || dots || text.find_first_of(kNot) != text.npos) {
    fault(type, "expected a type of events such as customer.request.supply, but " + shown(type));
  }
}

// Who may send an event: a role, a department, or a system by its name. Nobody declares systems, so
// only a name that is nearly a known word is taken for a slip.
void Compiler::check_sender(const Node& sender) {
  static const Names kRoles{"customer", "manager", "case", "operator", "system", "head", "deputy"};
  const std::string& text = sender.text;
  const bool known =
      std::count(kRoles.begin(), kRoles.end(), text) > 0 || folder_.has_department(text);
  if (!sender.is_text() || text.empty() || known) return;  // what is no word is told already
  Names names = folder_.names("departments");
  names.insert(names.end(), kRoles.begin(), kRoles.end());
  const std::string near = did_you_mean(text, names);
  if (near.empty() && is_department(text)) return;
  fault(sender, "expected one of " + listed(kRoles) +
                    ", a department or the name of a system, but " + said(text) + near);
}

void Compiler::check_event(const Entry& entry) {
  check_event_name(*entry.key);
  read_event(entry);
  const Node* sent_by = entry.value->is_map() ? entry.value->find("sentBy") : nullptr;
  if (!sent_by) return;
  for (const Node* each : each_of(*sent_by)) check_sender(*each);
  if (sent_by->is_list() && sent_by->items.empty()) {
    fault(*sent_by, "expected somebody who sends the event, but an empty list");
  }
}

EventRule Compiler::read_event(const Entry& entry) {
  const Fields fields(*entry.value, event_table(), faults_);
  EventRule event;
  const Node* sent_by = fields["sentBy"];
  for (const Node* each : sent_by ? each_of(*sent_by) : std::vector<const Node*>{}) {
    if (each->is_text() && !each->text.empty()) event.sent_by.push_back(each->text);
    else
      fault(*each,
            "expected customer, manager, a department, a system or case, but " + shown(*each));
  }
  event.data = form(fields["data"]);
  if (fields["keep"]) event.keep = read_budget(*fields["keep"], faults_).value_or(event.keep);
  return event;
}

namespace {

// The form of a fact may say that it is personal, which JSON Schema has no word for.
Node without_personal(const Node& form, Faults& faults) {
  Node bare = form;
  for (std::size_t i = 0; i < bare.keys.size(); ++i) {
    if (bare.keys[i].text != "personal") continue;
    if (to_json(bare.items[i]).type() != Json::value_t::boolean) {
      faults.add(bare.items[i].mark(), "expected true or false, but " + shown(bare.items[i]));
    }
    const auto at = static_cast<std::ptrdiff_t>(i);
    bare.keys.erase(bare.keys.begin() + at);
    bare.items.erase(bare.items.begin() + at);
    break;
  }
  return bare;
}

}  // namespace

// Every workflow holds them all: whatever comes in about a customer is held against those in force.
void Compiler::read_facts() {
  for (const std::string& name : folder_.names("facts")) {
    const Entry& entry = *folder_.find("facts", name);
    definition_->facts[name] = add_form(without_personal(*entry.value, faults_));
    used_.emplace("facts", name);
  }
}

void Compiler::check_common() {
  const auto each = [&](const char* section, auto look) {
    const auto found = folder_.sections.find(section);
    if (found == folder_.sections.end()) return;
    for (const auto& [name, entry] : found->second) look(name, entry);
  };
  each("reasons", [&](const std::string&, const Entry& entry) { check_reason(entry); });
  each("events", [&](const std::string&, const Entry& entry) { check_event(entry); });
  each("results", [&](const std::string&, const Entry& entry) { add_form(*entry.value); });
  each("facts", [&](const std::string&, const Entry& entry) {
    add_form(without_personal(*entry.value, faults_));
  });
  each("templates", [&](const std::string&, const Entry& entry) { read_template(*entry.value); });
  each("settings", [&](const std::string& name, const Entry& entry) {
    check_identifier(*entry.key, "a setting", faults_);
    read_setting(name, *entry.value);
  });
  for (const Node* entry : folder_.overrides) {
    const Fields fields(*entry, common_override_table(), faults_);
    if (fields["when"]) condition(fields["when"]);
  }
  each("escalations", [&](const std::string&, const Entry& entry) {
    std::vector<Rung> rungs;
    check_ladder_name(*entry.key);
    read_ladder(*entry.value, rungs);
  });
}

}  // namespace liaison::language
