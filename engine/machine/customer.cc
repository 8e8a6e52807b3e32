// What is decided for a customer: facts, the manager, aliases, the list of open cases.
#include <algorithm>

#include "engine/machine/customer_events.h"
#include "engine/machine/schedules.h"

namespace liaison {

namespace {

class CustomerDecision {
 public:
  CustomerDecision(const Customer& customer, const Context& context, const Command& command)
      : customer_(customer), context_(context), command_(command) {}

  Events operator()(const TakeRequest& request) {
    return decide_event(customer_, context_, command_, request);
  }

  Events operator()(const RecordFacts& record) {
    hear_of(record.customer);
    emit(FactsChanged{record.facts, false, record.case_id, record.step, record.person});
    return events_;
  }

  Events operator()(const TakeFacts& facts) {
    const Json& data = *facts.data;
    if (!data.is_object()) return refused("bad-data", {"expected `data` to be an object"});
    if (!may_state_facts()) {
      return refused("not-yours", {"expected an operator, a head or deputy, or somebody of "
                                   "managers, to send " +
                                   command_.origin.type + ", but " + described(command_.by)});
    }
    hear_of(facts.customer);
    if (facts.verb == "assigned") return assigned(data);
    if (facts.verb == "alias-added") return alias_added(facts.customer, data);
    if (facts.verb != "registered" && facts.verb != "changed") {
      return refused("unknown-type", {"expected customer.registered, .changed, .assigned or "
                                      ".alias-added, but customer." +
                                      facts.verb});
    }
    return known(data, facts.verb == "registered");
  }

  Events operator()(const AssignManager& assign) {
    hear_of(assign.customer);
    set_manager(assign.manager);
    return events_;
  }
  Events operator()(const KeepAlias& keep) {
    hear_of(keep.customer);
    const auto& aliases = customer_.aliases;
    if (std::find(aliases.begin(), aliases.end(), keep.alias) == aliases.end()) {
      emit(AliasAdded{keep.alias});
    }
    return events_;
  }
  Events operator()(const ListCase& list) {
    hear_of(list.customer);
    emit(CaseListed{list.open});
    move_schedule(customer_, context_, command_, events_);
    return events_;
  }
  Events operator()(const UnlistCase& unlist) {
    emit(CaseUnlisted{unlist.id});
    move_schedule(customer_, context_, command_, events_);
    return events_;
  }
  Events operator()(const SetSchedule& set) {
    return decide_schedule(customer_, context_, command_, set);
  }
  Events operator()(const RunSchedule& run) {
    return decide_schedule(customer_, context_, command_, run);
  }
  template <class Other>
  Events operator()(const Other&) {
    return refused("not-for-a-customer", {"expected a command for a customer"});
  }

 private:
  void emit(EventBody body) { events_.push_back({command_.at, std::move(body)}); }

  Events refused(std::string cause, std::vector<std::string> reasons) {
    return {{command_.at, Refused{std::move(cause), std::move(reasons)}}};
  }

  void hear_of(const CustomerKey& key) {
    if (!customer_.known) emit(CustomerHeardOf{key});
  }

  // ---- facts --------------------------------------------------------------------------------

  bool may_state_facts() const {
    const Actor& by = command_.by;
    return !is_proven(by) || is_operator(by) || is_of(by, managers_department()) ||
           leads_any(context_.people(), by);
  }

  Events known(const Json& data, bool registered) {
    Json facts = data;
    const bool names_manager = facts.contains("manager");
    const Json manager = names_manager ? facts["manager"] : Json(nullptr);
    facts.erase("manager");
    if (names_manager && !manager.is_string() && !manager.is_null()) {
      return refused("bad-data", {"expected `manager` to be a person's id, or null for nobody, but "
                                  "it is neither"});
    }
    if (auto reasons = faults_of_facts(facts); !reasons.empty()) {
      return refused("bad-data", std::move(reasons));
    }
    emit(FactsChanged{facts, registered, {}, {}, {}});
    if (names_manager) set_manager(PersonId{text_of(manager)});
    return events_;
  }

  // Against the forms of every workflow in force; of one folder they are the same. Null takes a
  // fact away.
  std::vector<std::string> faults_of_facts(const Json& facts) const {
    std::vector<std::string> all;
    for (const Definition* definition : context_.in_force()) {
      for (const auto& [name, form] : definition->facts) {
        const auto fact = facts.find(name);
        if (fact == facts.end() || fact->is_null()) continue;
        for (std::string& fault : definition->forms->faults(form, *fact, "/" + name)) {
          if (std::find(all.begin(), all.end(), fault) == all.end())
            all.push_back(std::move(fault));
        }
      }
    }
    return all;
  }

  Events assigned(const Json& data) {
    const auto manager = data.find("manager");
    if (manager == data.end() || !manager->is_string() || manager->get<std::string>().empty()) {
      return refused("bad-data", {"expected `manager` to be a person's id, but it is missing"});
    }
    set_manager(PersonId{manager->get<std::string>()});
    return events_;
  }

  void set_manager(const PersonId& manager) {
    if (customer_.manager == manager) return;
    emit(ManagerAssigned{manager});
    for (const OpenCase& open : customer_.open_cases) {
      emit(Send{Send::To::kCase, open.id.text, ChangeManager{open.id, manager}});
    }
  }

  Events alias_added(const CustomerKey& customer, const Json& data) {
    const auto alias = data.find("alias");
    const bool usable = alias != data.end() && alias->is_string() &&
                        alias->get<std::string>().find(':') != std::string::npos &&
                        !alias->get<std::string>().starts_with("customer:") &&
                        alias->get<std::string>().size() <= 256;
    if (!usable) {
      return refused("bad-data",
                     {"expected `alias` such as 'account:4711', but it is not of that form"});
    }
    const AliasId id{alias->get<std::string>()};
    if (const CustomerKey* holder = context_.alias(id); holder && *holder != customer) {
      return refused("alias-held",
                     {"expected a free alias, but " + id.text + " is held by " + holder->text});
    }
    emit(Send{Send::To::kPartition, id.text, LinkAlias{id, customer}});
    return events_;
  }

  const Customer& customer_;
  const Context& context_;
  const Command& command_;
  Events events_;
};

}  // namespace

Events decide(const Customer& customer, const Context& context, const Command& command) {
  return std::visit(CustomerDecision(customer, context, command), command.body);
}

}  // namespace liaison
