// What is decided for a partition: its people, the aliases it keeps, the definitions in force.
#include <algorithm>

#include "engine/machine/draft.h"
#include "engine/time/quote.h"

namespace liaison {

namespace {

class PartitionDecision {
 public:
  PartitionDecision(const PartitionState& partition, const Context& context, const Command& command)
      : partition_(partition), context_(context), command_(command) {}

  Events operator()(const TakePerson& take) {
    const Json& data = *take.data;
    if (!data.is_object() || !data.contains("person") || !data["person"].is_string() ||
        data["person"].get<std::string>().empty()) {
      return refused("bad-data", "expected `person` to be an id, but it is missing");
    }
    const auto faults = faults_of(take.verb, data);
    if (!faults.empty()) return {{command_.at, Refused{"bad-data", faults}}};
    const PersonId id{data["person"].get<std::string>()};
    const Person* known = context_.people().person(id);
    Person person = known ? *known : Person{.id = id};
    const DepartmentId former = person.department;
    if (!change(person, take.verb, data)) {
      return refused("unknown-type",
                     "expected person.appointed, .suspended, .ended, .on-leave or "
                     ".back, but person." +
                         take.verb);
    }
    if (person.department.empty()) {
      return refused("bad-data",
                     "expected `department` at the first appointment, but it is missing");
    }
    if (!take.passed_on) {  // else the partition before this one has asked
      for (const DepartmentId& department : {former, person.department}) {
        if (may_appoint_in(department)) continue;
        return refused("not-yours", "expected an operator, or a head or deputy of " +
                                        department.text + ", to send " + command_.origin.type +
                                        " of " + id.text + ", but " + described(command_.by));
      }
    }
    emit(PersonSet{person});
    if (!take.passed_on) pass_on(take, data, id);
    return events_;
  }

  Events operator()(const LinkAlias& link) {
    const CustomerKey* holder = context_.alias(link.alias);
    if (holder && *holder != link.customer) {
      return refused("alias-held", "expected a free alias, but " + link.alias.text +
                                       " is held by " + holder->text);
    }
    if (!holder) emit(AliasLinked{link.alias, link.customer});
    emit(Send{Send::To::kCustomer, link.customer.text, KeepAlias{link.customer, link.alias}});
    return events_;
  }

  Events operator()(const ActivateDefinition& activate) {
    const std::string* former = context_.version_content(activate.workflow, activate.version);
    if (former && *former != activate.definition.text) {
      return refused("version-content", "expected a new document.version, but " + activate.version +
                                            " of " + activate.workflow +
                                            " is deployed with other content");
    }
    const auto active = partition_.active.find(activate.workflow);
    if (active == partition_.active.end() || active->second != activate.definition) {
      emit(DefinitionActivated{activate.workflow, activate.version, activate.definition,
                               activate.blob, activate.keeps_schedule});
    }
    return events_;
  }

  Events operator()(const SpreadEvent& event) {
    if (!event.passed_on && !concerns_any()) {
      return refused("no-customer",
                     "expected `subject` to be customer:KEY, an alias such as account:4711 or the "
                     "name of a workflow with a schedule, but it is missing, and no schedule "
                     "waits for " +
                         command_.origin.type);
    }
    const Identity sender{command_.by, command_.origin};
    for (const std::string& workflow : partition_.scheduled) {
      const CustomerKey key = key_of_workflow(workflow);
      TakeRequest request{key, event.data};
      request.spread = true;
      emit(Send{Send::To::kCustomer, key.text, std::move(request), sender});
    }
    if (!event.passed_on) {
      emit(Send{Send::To::kEveryOtherPartition, "", SpreadEvent{event.data, true}});
    }
    return events_;
  }

  template <class Other>
  Events operator()(const Other&) {
    return refused("not-for-a-partition", "expected a command for a partition");
  }

 private:
  // Whether a case that a schedule opens can take such an event, or is opened by it.
  bool concerns_any() const {
    const std::string& type = command_.origin.type;
    const auto all = context_.in_force();
    return std::any_of(all.begin(), all.end(), [&](const Definition* each) {
      return each->schedule && (hears(*each, type) || starts_on(*each, type));
    });
  }
  void emit(EventBody body) { events_.push_back({command_.at, std::move(body)}); }
  Events refused(std::string cause, std::string reason) {
    return {{command_.at, Refused{std::move(cause), {std::move(reason)}}}};
  }

  static std::vector<std::string> faults_of(const std::string& verb, const Json& data) {
    std::vector<std::string> faults;
    const auto expect = [&](bool holds, std::string what) {
      if (!holds) faults.push_back("expected " + std::move(what));
    };
    for (const char* name : {"name", "department", "role", "unit", "deputy"}) {
      expect(!data.contains(name) || data[name].is_string(),
             std::string("`") + name + "` to be text, but it is not");
    }
    const std::string department = text_in(data, "department");
    expect(department.empty() || is_department(department),
           "`department` to be a slug such as metering, but it is " + liaison::quoted(department));
    if (verb == "on-leave") {
      expect(!data.contains("from") && !data.contains("until"),
             "no `from` or `until`: leave begins when person.on-leave arrives and ends with "
             "person.back");
    }
    const Json customers = data.value("customers", Json::array());
    expect(customers.is_array() && std::all_of(customers.begin(), customers.end(),
                                               [](const Json& key) {
                                                 return key.is_string() &&
                                                        is_customer_key(key.get<std::string>());
                                               }),
           "`customers` to be a list of customer keys, but it is not");
    return faults;
  }

  // Empty: where the person was before the first appointment.
  bool may_appoint_in(const DepartmentId& department) const {
    const Actor& by = command_.by;
    return department.empty() || !is_proven(by) || is_operator(by) ||
           leads(context_.people(), by, department);
  }

  static void take_text(const Json& data, const char* name, std::string& into) {
    const auto at = data.find(name);
    if (at != data.end() && at->is_string()) into = at->get<std::string>();
  }

  static bool change(Person& person, const std::string& verb, const Json& data) {
    take_text(data, "name", person.name);
    take_text(data, "department", person.department.text);
    take_text(data, "role", person.role);
    take_text(data, "unit", person.unit);
    take_text(data, "deputy", person.deputy.text);
    if (verb == "appointed") person.appointed = true, person.suspended = false;
    else if (verb == "suspended") person.suspended = true;
    else if (verb == "ended") person.appointed = false;
    else if (verb == "on-leave") person.on_leave = true;
    else if (verb == "back") person.on_leave = person.suspended = false;
    else return false;
    return true;
  }

  // To every other partition, and the customers of the portfolio to the person.
  void pass_on(const TakePerson& take, const Json& data, const PersonId& id) {
    emit(Send{Send::To::kEveryOtherPartition, "", TakePerson{take.verb, take.data, true}});
    const auto customers = data.find("customers");
    if (customers == data.end() || !customers->is_array()) return;
    for (const Json& customer : *customers) {
      if (!customer.is_string() || !is_customer_key(customer.get<std::string>())) continue;
      const CustomerKey key{customer.get<std::string>()};
      emit(Send{Send::To::kCustomer, key.text, AssignManager{key, id}});
    }
  }

  const PartitionState& partition_;
  const Context& context_;
  const Command& command_;
  Events events_;
};

}  // namespace

Events decide(const PartitionState& partition, const Context& context, const Command& command) {
  return std::visit(PartitionDecision(partition, context, command), command.body);
}

}  // namespace liaison
