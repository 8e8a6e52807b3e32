// What is decided for a customer: facts, the manager, and which workflows a request opens.
#include <algorithm>

#include "engine/machine/draft.h"

namespace liaison {

namespace {

class CustomerDecision {
 public:
  CustomerDecision(const Customer& customer, const Context& context, const Command& command)
      : customer_(customer), context_(context), command_(command) {}

  Events operator()(const TakeRequest& request) {
    hear_of(request.customer);
    const auto openers = matching(request);
    if (openers.empty()) {
      return refused("no-workflow", {"expected an event type that an active workflow opens on, but "
                                     "nothing opens on '" +
                                     command_.origin.type + "'"});
    }
    for (const auto& [definition, opens] : openers) offer(request, *definition, *opens);
    return outcome();
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
    return events_;
  }
  Events operator()(const UnlistCase& unlist) {
    emit(CaseUnlisted{unlist.id});
    return events_;
  }
  template <class Other>
  Events operator()(const Other&) {
    return refused("not-for-a-customer", {"expected a command for a customer"});
  }

 private:
  using Opener = std::pair<const Definition*, const Opens*>;

  void emit(EventBody body) { events_.push_back({command_.at, std::move(body)}); }

  Events refused(std::string cause, std::vector<std::string> reasons) {
    return {{command_.at, Refused{std::move(cause), std::move(reasons)}}};
  }

  void hear_of(const CustomerKey& key) {
    if (!customer_.known) emit(CustomerHeardOf{key});
  }

  // ---- requests -----------------------------------------------------------------------------

  std::vector<Opener> matching(const TakeRequest& request) {
    std::vector<Opener> found;
    for (const Definition* definition : context_.opened_by(command_.origin.type)) {
      for (const Opens& opens : definition->opens) {
        if (opens.type != command_.origin.type || !attributes_fit(opens)) continue;
        if (opens.data && !data_fits(*definition, *opens.data, request)) continue;
        found.emplace_back(definition, &opens);
        break;
      }
    }
    return found;
  }

  bool attributes_fit(const Opens& opens) const {
    return std::all_of(opens.attributes.begin(), opens.attributes.end(), [&](const auto& wanted) {
      if (wanted.first == "source") return wanted.second == command_.origin.source;
      if (wanted.first == "subject") return wanted.second == "customer:" + customer_.key.text;
      return wanted.first == "id" && wanted.second == command_.origin.id;
    });
  }

  bool data_fits(const Definition& definition, const Expression& filter,
                 const TakeRequest& request) {
    const auto value = definition.evaluator->evaluate(filter, *request.data, {});
    return value && *value == Json(true);
  }

  void offer(const TakeRequest& request, const Definition& definition, const Opens& opens) {
    if (!is_theirs_to_send(definition) || !data_is_declared(request, definition)) return;
    const CaseId id = id_for(request, definition);
    if (const CaseHead* former = context_.case_head(id); former && same_origin(*former)) {
      return again(*former);
    }
    const auto key = business_key(request, definition, opens);
    if (!key) return;
    const OpenCase* open = key->empty() ? nullptr : customer_.open_case(definition.name, *key);
    if (open && opens.if_open == Opens::IfOpen::kJoin) {
      ++accepted_;
      emit(Send{Send::To::kCase, open->id.text, JoinCase{open->id, request.data}});
    } else if (open && opens.if_open == Opens::IfOpen::kRefuse) {
      refuse("already-open", "expected no open case of " + definition.name + " with the key '" +
                                 *key + "', but " + open->id.text + " is open");
    } else {
      ++accepted_;
      emit(Send{
          Send::To::kCase, id.text,
          OpenCaseNow{id, definition.name, definition.id, request.customer, *key, request.data}});
    }
  }

  bool is_theirs_to_send(const Definition& definition) {
    const auto rule = definition.events.find(command_.origin.type);
    if (rule == definition.events.end() || !is_proven(command_.by)) return true;
    const std::vector<std::string>& sent_by = rule->second.sent_by;
    if (may_send(sent_by, command_.by, command_.origin)) return true;
    std::string list;
    for (const std::string& word : sent_by) list += (list.empty() ? "" : ", ") + word;
    refuse_once("not-yours", "expected somebody of " + list + " to send " + command_.origin.type +
                                 ", but " + described(command_.by));
    return false;
  }

  // Against the common file's `events` and the workflow's own input: all reasons at once.
  bool data_is_declared(const TakeRequest& request, const Definition& definition) {
    const auto rule = definition.events.find(command_.origin.type);
    const bool declared = rule != definition.events.end();
    const bool fits = !declared || data_fits_form(request, definition, rule->second.data);
    return data_fits_form(request, definition, definition.input) && fits;
  }

  bool data_fits_form(const TakeRequest& request, const Definition& definition, const Form& form) {
    if (!form) return true;
    const auto faults = definition.forms->faults(form, *request.data);
    for (const std::string& fault : faults) refuse_once("input-mismatch", fault);
    return faults.empty();
  }

  bool same_origin(const CaseHead& former) const {
    return former.request.source == command_.origin.source &&
           former.request.id == command_.origin.id;
  }

  void again(const CaseHead& former) {
    if (former.request.digest == command_.origin.digest) {
      ++duplicates_;
    } else {
      refuse("id-reused", "expected a new id, but " + command_.origin.id + " of " +
                              command_.origin.source + " opened " + former.id.text +
                              " with other content");
    }
  }

  // The next free id where another request happens to have this one.
  CaseId id_for(const TakeRequest& request, const Definition& definition) const {
    for (int extension = 0;; ++extension) {
      CaseId id = case_id(request.customer, command_.origin.source, command_.origin.id,
                          definition.name, extension);
      const CaseHead* taken = context_.case_head(id);
      if (!taken || same_origin(*taken)) return id;
    }
  }

  std::optional<std::string> business_key(const TakeRequest& request, const Definition& definition,
                                          const Opens& opens) {
    if (!opens.key) return "";
    const auto value = definition.evaluator->evaluate(*opens.key, *request.data, {});
    const bool usable = value && (value->is_string() || value->is_number()) &&
                        !text_of(*value).empty() && text_of(*value).size() <= 256;
    if (usable) return text_of(*value);
    refuse("no-key",
           "expected " + opens.key->source + " to give the business key as text, but " +
               (value ? "it gives " + value->dump().substr(0, 80) : value.error().message));
    return std::nullopt;
  }

  void refuse(const std::string& cause, std::string reason) {
    if (cause_.empty()) cause_ = cause;
    reasons_.push_back(std::move(reason));
  }

  // What several workflows say in the same words is told once.
  void refuse_once(const std::string& cause, const std::string& reason) {
    const bool told = std::find(reasons_.begin(), reasons_.end(), reason) != reasons_.end();
    if (!told) refuse(cause, reason);
  }

  // A request that opens or joins anything is accepted; what another workflow refused is then told
  // in the case's place, not to the sender.
  Events outcome() {
    if (accepted_ > 0) return events_;
    if (!cause_.empty()) return refused(cause_, reasons_);
    return refused("duplicate", {});
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
    emit(FactsChanged{facts, registered});
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
  int accepted_ = 0, duplicates_ = 0;
  std::string cause_;
  std::vector<std::string> reasons_;
};

}  // namespace

Events decide(const Customer& customer, const Context& context, const Command& command) {
  return std::visit(CustomerDecision(customer, context, command), command.body);
}

}  // namespace liaison
