// `emit`: an event that the case puts out, for the outside and for the customer's other cases.
#include "engine/machine/flow.h"

namespace liaison {

namespace {

// The engine, for the case: in a common file's `sentBy` that is the word `case`.
Actor the_case(const Draft& draft) {
  Actor by;
  by.type = "system";
  by.id = "liaison";
  by.on_behalf_of = draft.now.id.text;
  by.unit = draft.now.unit;
  by.role = "case";
  return by;
}

// A step is entered anew in each round, so its entry tells the rounds apart.
std::string event_id(const Draft& draft, const Step& step) {
  return draft.now.id.text + "." + step.name + "." +
         std::to_string(draft.now.step_record(step.name)->times);
}

Origin origin_of(const Draft& draft, const Step& step, const Emit& emit, const Json& said) {
  Origin origin;
  origin.source = text_in(said, "source");
  if (origin.source.empty()) origin.source = "liaison://" + draft.now.workflow;
  origin.id = event_id(draft, step);
  origin.type = emit.type;
  origin.time = draft.at;
  origin.traceparent = draft.command.origin.traceparent;
  return origin;
}

void check_data(const Draft& draft, const Step& step, const Emit& emit, const Json& data) {
  if (!data.is_object()) {
    throw Stuck{step.name, "expected `data` of the event to be an object, but it is " +
                               data.dump().substr(0, 80)};
  }
  const std::size_t most = draft.context.limits().result_bytes;
  if (size_of(data) > most) {
    throw Stuck{step.name, "expected an event of at most " + std::to_string(most) +
                               " bytes, but it has about " + std::to_string(size_of(data))};
  }
  const auto rule = draft.definition.events.find(emit.type);
  if (rule == draft.definition.events.end() || !rule->second.data) return;
  std::string all;
  for (const std::string& fault : draft.definition.forms->faults(rule->second.data, data)) {
    all += (all.empty() ? "" : "; ") + fault;
  }
  if (!all.empty()) throw Stuck{step.name, emit.type + ": " + all};
}

// With a customer as its subject, or a workflow with a schedule, it is for their cases, else for
// those of its own customer.
CustomerKey customer_of(const Draft& draft, const std::string& subject) {
  constexpr std::string_view kCustomer = "customer:";
  for (const Definition* each : draft.context.in_force()) {
    if (each->schedule && each->name == subject) return key_of_workflow(subject);
  }
  if (!subject.starts_with(kCustomer)) return draft.now.customer;
  const std::string key = subject.substr(kCustomer.size());
  return is_customer_key(key) ? CustomerKey{key} : draft.now.customer;
}

}  // namespace

Doc start_emit(Draft& draft, const Step& step, const Emit& emit, const Doc& input) {
  const Json said = evaluate(draft, emit.event, *input, {&step, input, {}});
  const Doc data = said.is_object() && said.contains("data") ? said["data"] : Json::object();
  check_data(draft, step, emit, *data);
  const Origin origin = origin_of(draft, step, emit, said);
  std::string subject = text_in(said, "subject");
  if (subject.empty()) subject = subject_of(draft.now.customer);
  draft.emit(Emitted{step.name, origin, subject, data});
  const CustomerKey customer = customer_of(draft, subject);
  if (!customer.empty()) {
    draft.emit(Send{Send::To::kCustomer, customer.text, TakeRequest{customer, data, draft.now.id},
                    Identity{the_case(draft), origin}});
  }
  const std::string& zone = draft.definition.calendar_named(draft.definition.calendar).zone();
  return Json{{"specversion", "1.0"}, {"id", origin.id},    {"source", origin.source},
              {"type", origin.type},  {"subject", subject}, {"time", to_text(origin.time, zone)},
              {"data", *data}};
}

}  // namespace liaison
