// `record`: facts about the customer that a case writes down.
#include "engine/machine/draft.h"

namespace liaison {

namespace {

Json merged(Json facts, const Json& patch) {
  if (!facts.is_object()) facts = Json::object();
  for (auto it = patch.begin(); it != patch.end(); ++it) {
    if (it->is_null()) facts.erase(it.key());
    else facts[it.key()] = *it;
  }
  return facts;
}

// The manager is assigned, and the key is given: neither is a fact that a case records.
void check_fact(const Draft& draft, const Step& step, const std::string& name, const Json& value,
                std::string& faults) {
  const auto add = [&](const std::string& fault) {
    faults += (faults.empty() ? "" : "; ") + fault;
  };
  if (name == "manager" || name == "id" || name == "openCases") {
    return add("expected a fact about the customer, but '" + name + "' is none that " + step.name +
               " could record");
  }
  const auto form = draft.definition.facts.find(name);
  if (value.is_null() || form == draft.definition.facts.end()) return;
  for (const std::string& fault : draft.definition.forms->faults(form->second, value, "/" + name)) {
    add(fault);
  }
}

}  // namespace

Doc start_record(Draft& draft, const Step& step, const Record& record, const Doc& input) {
  Json facts = Json::object();
  std::string faults;
  for (const auto& [name, rule] : record.facts) {
    facts[name] = evaluate(draft, rule, *draft.now.data.sheet, {&step, input, {}});
    check_fact(draft, step, name, facts[name], faults);
  }
  if (size_of(facts) > draft.context.limits().result_bytes) {
    faults = "expected facts of at most " + std::to_string(draft.context.limits().result_bytes) +
             " bytes, but there are more";
  }
  if (!faults.empty()) throw Stuck{step.name, faults};
  draft.emit(Send{Send::To::kCustomer, draft.now.customer.text,
                  RecordFacts{draft.now.customer, facts, draft.now.id, step.name,
                              PersonId{draft.command.by.id}}});
  if (draft.recorded.is_null()) draft.recorded = Json::object();
  for (auto it = facts.begin(); it != facts.end(); ++it) draft.recorded[it.key()] = *it;
  return facts;
}

Json facts_now(const Draft& draft) {
  const Customer& customer = draft.context.customer(draft.now.customer);
  Json facts = customer.facts.is_null() ? Json::object() : *customer.facts;
  return draft.recorded.is_null() ? facts : merged(std::move(facts), draft.recorded);
}

}  // namespace liaison
