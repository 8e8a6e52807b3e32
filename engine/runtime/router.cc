#include "engine/runtime/router.h"

#include <algorithm>

#include "engine/time/quote.h"

namespace liaison {

namespace {

constexpr std::string_view kReply = "reply.", kPerson = "person.", kCustomerFact = "customer.",
                           kCustomerSubject = "customer:";

bool is_alias(std::string_view name) { return name.find(':') != std::string_view::npos; }

bool is_fact(std::string_view type) {
  constexpr std::string_view kFacts[] = {"customer.registered", "customer.assigned",
                                         "customer.changed", "customer.alias-added"};
  return std::find(std::begin(kFacts), std::end(kFacts), type) != std::end(kFacts);
}

// The key, or the alias as it is.
std::optional<CustomerKey> customer_in(std::string_view subject) {
  if (subject.starts_with(kCustomerSubject)) {
    return CustomerKey{subject.substr(kCustomerSubject.size())};
  }
  return is_alias(subject) ? std::optional(CustomerKey{subject}) : std::nullopt;
}

// … or the workflow that stands in a customer's place, by its name.
std::optional<CustomerKey> key_in(std::string_view subject) {
  if (is_workflow_name(subject)) return key_of_workflow(subject);
  return customer_in(subject);
}

Refusal no_customer(const std::string& subject) {
  return {"no-customer",
          {"expected `subject` to be customer:KEY or an alias such as account:4711, but it is " +
           (subject.empty() ? "missing" : "'" + subject + "'")}};
}

// What a reply says of the task it means, where the sender knows only the business key.
struct Selection {
  std::string key, step, department;
  bool fits(const Task& task) const {
    return task.open() && (step.empty() || task.step == step) &&
           (department.empty() || task.department.text == department);
  }
};

std::optional<Selection> selection_in(const Json& data) {
  if (!data.is_object() || !data.contains("select") || !data["select"].is_object()) {
    return std::nullopt;
  }
  const Json& select = data["select"];
  return Selection{text_in(select, "key"), text_in(select, "step"), text_in(select, "department")};
}

}  // namespace

std::variant<CommandBody, Refusal> command_of(const Input& input) {
  const std::string& type = input.origin.type;
  if (type.starts_with(kReply)) {
    return TakeReply{type.substr(kReply.size()), input.subject, input.data};
  }
  if (type.starts_with(kPerson)) return TakePerson{type.substr(kPerson.size()), input.data};
  if (!is_fact(type)) {
    if (input.subject.empty()) return SpreadEvent{input.data};
    if (const auto key = key_in(input.subject)) return TakeRequest{*key, input.data};
    return no_customer(input.subject);
  }
  const auto customer = customer_in(input.subject);
  if (!customer) return no_customer(input.subject);
  return TakeFacts{*customer, type.substr(kCustomerFact.size()), input.data};
}

PartitionNumber partition_for(std::string_view type, std::string_view subject, const Json& data,
                              std::string_view id, PartitionNumber count) {
  if (type.starts_with(kPerson)) {
    const std::string person = text_in(data, "person");
    return partition_of(person.empty() ? subject : std::string_view(person), count);
  }
  if (const auto customer = customer_in(subject)) return partition_of(customer->text, count);
  if (const auto partition = partition_of_id(subject, count)) return *partition;
  return partition_of(subject.empty() ? id : subject, count);
}

bool is_input(const CommandBody& body) {
  if (const auto* person = std::get_if<TakePerson>(&body)) return !person->passed_on;
  if (const auto* event = std::get_if<SpreadEvent>(&body)) return !event->passed_on;
  if (const auto* request = std::get_if<TakeRequest>(&body); request && request->spread) {
    return false;  // what it was made of is remembered where it came in
  }
  return std::holds_alternative<TakeReply>(body) || std::holds_alternative<TakeRequest>(body) ||
         std::holds_alternative<TakeFacts>(body);
}

Route Router::place(Command& command) const {
  Route route{.refusal = {}, .to = where_.self, .link = {}};
  if (auto* reply = std::get_if<TakeReply>(&command.body)) {
    route = place_reply(*reply, command.origin);
  } else if (auto* request = std::get_if<TakeRequest>(&command.body)) {
    route = place_customer(request->customer, command.origin, true);
  } else if (auto* facts = std::get_if<TakeFacts>(&command.body)) {
    route = place_customer(facts->customer, command.origin, true);
  }
  if (route.to != where_.self && command.hops >= kHopsOfInputs) {
    route.refusal = Refusal{"too-many-hops",
                            {"expected a record to reach its partition in at most " +
                             std::to_string(kHopsOfInputs) + " hops, but it did not"}};
  }
  return route;
}

Route Router::place_customer(CustomerKey& name, const Origin& origin, bool may_be_new) const {
  Route route{.refusal = {}, .to = partition_of(name.text, where_.count), .link = {}};
  if (!is_alias(name.text) || route.to != where_.self) return route;
  const AliasId alias{name.text};
  if (const CustomerKey* customer = aggregates_.alias(alias)) {
    name = *customer;
  } else if (may_be_new) {
    name = surrogate_key(origin.source, origin.id);
    route.link = LinkAlias{alias, name};
  } else {
    route.refusal = Refusal{
        "unknown-alias", {"expected an alias that a customer has, but nobody has " + alias.text}};
  }
  route.to = partition_of(name.text, where_.count);
  return route;
}

Route Router::place_reply(TakeReply& reply, const Origin& origin) const {
  Route route{.refusal = {}, .to = where_.self, .link = {}};
  if (const auto partition = partition_of_id(reply.subject, where_.count)) {
    route.to = *partition;
    return route;
  }
  auto customer = key_in(reply.subject);
  if (!customer) {
    route.refusal = Refusal{"unknown-task",
                            {"expected `subject` to be a task or message id, or a "
                             "customer with `select` in the data, but it is '" +
                             reply.subject + "'"}};
    return route;
  }
  route = place_customer(*customer, origin, false);
  if (route.refusal || is_alias(customer->text)) return route;
  if (workflow_of(*customer).empty())
    reply.subject = std::string(kCustomerSubject) + customer->text;
  if (route.to == where_.self) route.refusal = select(reply, *customer);
  return route;
}

std::optional<Refusal> Router::select(TakeReply& reply, const CustomerKey& customer) const {
  const auto selection = selection_in(*reply.data);
  if (!selection) {
    return Refusal{"no-select",
                   {"expected `select` with key, step or department beside the "
                    "customer, but the data has none"}};
  }
  std::vector<TaskId> found;
  for (const OpenCase& open : aggregates_.cases.customer(customer).value.open_cases) {
    if (!selection->key.empty() && open.key != selection->key) continue;
    for (const Task& task : aggregates_.cases.the_case(open.id).value.tasks) {
      if (selection->fits(task)) found.push_back(task.id);
    }
  }
  if (found.size() == 1) {
    reply.subject = found.front().text;
    return std::nullopt;
  }
  return Refusal{
      found.empty() ? "no-task" : "several-tasks",
      {"expected one open task of the customer with key " + liaison::quoted(selection->key) +
       ", step " + liaison::quoted(selection->step) + ", department " +
       liaison::quoted(selection->department) + ", but there are " + std::to_string(found.size())}};
}

}  // namespace liaison
