// What an event about a customer opens, joins, and whom it is offered; or why it is refused.
#include "engine/machine/customer_events.h"

#include <algorithm>

#include "engine/machine/schedules.h"

namespace liaison {

namespace {

class EventDecision {
 public:
  EventDecision(const Customer& customer, const Context& context, const Command& command,
                const TakeRequest& request)
      : customer_(customer),
        context_(context),
        command_(command),
        request_(request),
        work_(context.limits().expression_steps) {}

  Events operator()() {
    const auto openers = matching();
    if (work_.used_up()) return {{command_.at, Refused{"too-much-work", {too_much(work_)}}}};
    for (const auto& [definition, opens] : openers) open(*definition, *opens);
    const bool begins = openers.empty() && begin_by_schedule();
    if (accepted_ == 0 && (!openers.empty() || begins)) return refused();
    if (!customer_.known) emit(CustomerHeardOf{request_.customer});
    const std::uint64_t number = duplicates_ == 0 ? tell_listeners() : 0;
    if (accepted_ == 0) return refused();
    send_on(number);
    return std::move(events_);
  }

 private:
  using Opener = std::pair<const Definition*, const Opens*>;

  void emit(EventBody body) { events_.push_back({command_.at, std::move(body)}); }

  // A request that opens or joins anything is accepted; what another workflow refused is then told
  // in the case's place, not to the sender. What a case has put out may concern nobody.
  Events refused() const {
    if (!cause_.empty()) return {{command_.at, Refused{cause_, reasons_}}};
    if (!request_.from.empty() || request_.spread) return {};
    if (duplicates_ > 0) return {{command_.at, Refused{"duplicate", {}}}};
    if (!workflow_.empty() && !customer_.known) {
      return {{command_.at, Refused{"no-customer",
                                    {"expected `subject` to be customer:KEY, an alias such as "
                                     "account:4711 or the name of a workflow with a schedule, but "
                                     "it is '" +
                                     std::string(workflow_) + "'"}}}};
    }
    return {{command_.at, Refused{"no-workflow",
                                  {"expected an event type that an active workflow opens on, "
                                   "or that one listens to, but nothing opens on '" +
                                   command_.origin.type + "'"}}}};
  }

  // ---- listeners ----------------------------------------------------------------------------

  // Under which number the event is kept; 0: it is not.
  std::uint64_t tell_listeners() {
    std::vector<const Definition*> listening;
    for (const Definition* definition : context_.heard_by(command_.origin.type)) {
      if (has_such_cases(*definition) && may_tell(*definition)) listening.push_back(definition);
    }
    std::vector<CaseId> told;
    for (const OpenCase& open : customer_.open_cases) {
      const Definition* definition = listening_in(open.id);
      if (!definition) continue;
      if (std::find(listening.begin(), listening.end(), definition) == listening.end()) {
        if (!may_tell(*definition)) continue;
        listening.push_back(definition);
      }
      if (!joins(open.id)) told.push_back(open.id);
    }
    return offer(told, listening);
  }

  // Cases of this customer; of a workflow in a customer's place, its own without one.
  bool has_such_cases(const Definition& definition) const {
    if (!workflow_.empty()) return definition.schedule && definition.name == workflow_;
    return !definition.schedule || !definition.opens.empty();
  }

  // The definition of an open case of this customer, where it listens to events of this type.
  const Definition* listening_in(const CaseId& id) const {
    if (id == request_.from) return nullptr;
    const CaseHead* head = context_.case_head(id);
    const Definition* definition = head ? context_.definition(head->definition) : nullptr;
    return definition && hears(*definition, command_.origin.type) ? definition : nullptr;
  }

  bool may_tell(const Definition& definition) {
    return is_theirs_to_send(definition) && data_is_declared(definition);
  }

  bool joins(const CaseId& id) const {
    return std::find(joined_.begin(), joined_.end(), id) != joined_.end();
  }

  std::uint64_t offer(const std::vector<CaseId>& told,
                      const std::vector<const Definition*>& listening) {
    std::uint64_t number = 0;
    if (!listening.empty()) {
      if (auto event = kept(customer_, context_, command_, request_, listening)) {
        number = event->kept.event.number;
        emit(std::move(*event));
        ++accepted_;
      } else if (told.empty() && accepted_ == 0) {
        refuse("too-large",
               "expected an event that can be kept for who will listen to it, of at most " +
                   std::to_string(context_.limits().events_kept_bytes) +
                   " bytes, but it is larger");
      }
    }
    for (const CaseId& id : told) {
      ++accepted_;
      emit(Send{Send::To::kCase, id.text, OfferEvent{id, number, request_.data, request_.from}});
    }
    return number;
  }

  // What opens or joins comes after what is open has heard of it.
  void send_on(std::uint64_t number) {
    for (ScheduleHeard& heard : heard_) emit(std::move(heard));
    for (Send& send : opening_) {
      if (auto* join = std::get_if<JoinCase>(&send.command)) join->number = number;
      emit(std::move(send));
    }
  }

  // ---- openers ------------------------------------------------------------------------------

  std::vector<Opener> matching() {
    std::vector<Opener> found;
    if (!workflow_.empty()) return found;
    for (const Definition* definition : context_.opened_by(command_.origin.type)) {
      for (const Opens& opens : definition->opens) {
        if (!fits(opens, command_.origin, customer_.key)) continue;
        if (opens.data && !data_fits(*definition, *opens.data)) continue;
        found.emplace_back(definition, &opens);
        break;
      }
    }
    return found;
  }

  // ---- a schedule's `on` ---------------------------------------------------------------------

  // Whether the event is one that the schedule waits for. A case opened together with others has
  // the last one as its origin.
  bool begin_by_schedule() {
    const KeptSchedule& kept = customer_.schedule;
    const Definition* definition =
        workflow_.empty() || !kept.running() ? nullptr : context_.definition(kept.definition);
    if (!definition || !definition->schedule) return false;
    const Schedule& schedule = *definition->schedule;
    const std::vector<int> filters = filters_for(*definition, schedule);
    if (filters.empty()) return false;
    if (!is_theirs_to_send(*definition) || !data_is_declared(*definition)) return true;
    const CaseId id = free_case_id(context_, request_.customer, command_.origin, definition->name);
    if (const CaseHead* former = context_.case_head(id)) {
      again(*former);
      return true;
    }
    const int filter = free_filter(filters, kept);
    const OfferedEvent event{0, command_.origin, request_.data, request_.from};
    const bool completes = !schedule.all || kept.heard.size() + 1 == schedule.events.size();
    if (!completes) {
      hear(filter, event);
      return true;
    }
    begin(*definition, filter, event, id);
    return true;
  }

  std::vector<int> filters_for(const Definition& definition, const Schedule& schedule) const {
    std::vector<int> fitting;
    for (std::size_t i = 0; i < schedule.events.size(); ++i) {
      const EventFilter& filter = schedule.events[i];
      if (!fits(filter, command_.origin, customer_.key)) continue;
      if (!filter.data || data_fits(definition, *filter.data)) {
        fitting.push_back(static_cast<int>(i));
      }
    }
    return fitting;
  }

  // The first that no event has come for; -1: all of them have theirs.
  static int free_filter(const std::vector<int>& filters, const KeptSchedule& kept) {
    for (const int filter : filters) {
      const bool taken = std::any_of(kept.heard.begin(), kept.heard.end(),
                                     [&](const auto& one) { return one.filter == filter; });
      if (!taken) return filter;
    }
    return -1;
  }

  // A second event for the same filter is taken and forgotten: the first one stands.
  void hear(int filter, const OfferedEvent& event) {
    std::size_t bytes = size_of(*event.data);
    for (const auto& one : customer_.schedule.heard) bytes += size_of(*one.event.data);
    if (bytes > context_.limits().events_kept_bytes) {
      return refuse("too-large",
                    "expected events that can be kept until the last one has come, of "
                    "at most " +
                        std::to_string(context_.limits().events_kept_bytes) +
                        " bytes, but they are larger");
    }
    ++accepted_;
    if (filter >= 0) heard_.push_back(ScheduleHeard{filter, event});
  }

  void begin(const Definition& definition, int filter, const OfferedEvent& event,
             const CaseId& id) {
    if (filter < 0) return hear(filter, event);
    const Schedule& schedule = *definition.schedule;
    Doc input = event.data;
    if (schedule.all) {
      Json together = Json::array();
      for (std::size_t i = 0; i < schedule.events.size(); ++i) together.push_back(nullptr);
      for (const auto& one : customer_.schedule.heard) {
        together[static_cast<std::size_t>(one.filter)] = *one.event.data;
      }
      together[static_cast<std::size_t>(filter)] = *event.data;
      input = Json{{"events", std::move(together)}};
      heard_.push_back(ScheduleHeard{filter, event, id});
    } else if (!data_fits_form(definition, definition.input)) {
      return;
    }
    ++accepted_;
    Send send{Send::To::kCase, id.text,
              OpenCaseNow{id, definition.name, definition.id, request_.customer, definition.name,
                          std::move(input)}};
    // Where it went to several workflows, what one refuses is no matter of the others.
    if (request_.spread || schedule.all) send.as = Identity{command_.by, command_.origin};
    opening_.push_back(std::move(send));
  }

  bool data_fits(const Definition& definition, const Expression& filter) const {
    const auto value = definition.evaluator->evaluate(filter, *request_.data, counted());
    return value && *value == Json(true);
  }

  void open(const Definition& definition, const Opens& opens) {
    if (!is_theirs_to_send(definition)) return;
    const bool declared = data_is_declared(definition);
    if (!data_fits_form(definition, definition.input) || !declared) return;
    const CaseId id = free_case_id(context_, request_.customer, command_.origin, definition.name);
    if (const CaseHead* former = context_.case_head(id); former && same_origin(*former)) {
      return again(*former);
    }
    const auto key = business_key(definition, opens);
    if (!key) return;
    const OpenCase* open = key->empty() ? nullptr : customer_.open_case(definition.name, *key);
    if (open && opens.if_open == Opens::IfOpen::kJoin) {
      ++accepted_;
      joined_.push_back(open->id);
      opening_.push_back(Send{Send::To::kCase, open->id.text, JoinCase{open->id, request_.data}});
    } else if (open && opens.if_open == Opens::IfOpen::kRefuse) {
      refuse("already-open", "expected no open case of " + definition.name + " with the key '" +
                                 *key + "', but " + open->id.text + " is open");
    } else {
      ++accepted_;
      opening_.push_back(Send{
          Send::To::kCase, id.text,
          OpenCaseNow{id, definition.name, definition.id, request_.customer, *key, request_.data}});
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

  // Against the common file's `events`.
  bool data_is_declared(const Definition& definition) {
    const auto rule = definition.events.find(command_.origin.type);
    return rule == definition.events.end() || data_fits_form(definition, rule->second.data);
  }

  bool data_fits_form(const Definition& definition, const Form& form) {
    if (!form) return true;
    const auto faults = definition.forms->faults(form, *request_.data);
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

  std::optional<std::string> business_key(const Definition& definition, const Opens& opens) {
    if (!opens.key) return "";
    const auto value = definition.evaluator->evaluate(*opens.key, *request_.data, counted());
    const bool usable = value && (value->is_string() || value->is_number()) &&
                        !text_of(*value).empty() && text_of(*value).size() <= 256;
    if (usable) return text_of(*value);
    refuse("no-key",
           "expected " + opens.key->source + " to give the business key as text, but " +
               (value ? "it gives " + value->dump().substr(0, 80) : value.error().message));
    return std::nullopt;
  }

  Variables counted() const {
    Variables none;
    none.work = &work_;
    return none;
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

  const Customer& customer_;
  const Context& context_;
  const Command& command_;
  const TakeRequest& request_;
  const std::string_view workflow_ = workflow_of(request_.customer);  // "" = it is a customer
  mutable Work work_;  // of the filters and keys of all workflows
  Events events_;
  std::vector<Send> opening_;
  std::vector<ScheduleHeard> heard_;
  std::vector<CaseId> joined_;
  int accepted_ = 0, duplicates_ = 0;
  std::string cause_;
  std::vector<std::string> reasons_;
};

}  // namespace

Events decide_event(const Customer& customer, const Context& context, const Command& command,
                    const TakeRequest& request) {
  return EventDecision(customer, context, command, request)();
}

}  // namespace liaison
