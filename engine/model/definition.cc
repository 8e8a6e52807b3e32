#include "engine/model/definition.h"

#include <algorithm>

#include "engine/time/quote.h"

namespace liaison {
namespace {

constexpr std::string_view kPerson = "person:";

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

Address::Role take_role(std::string_view& text) {
  if (take_suffix(text, ".head")) return Address::Role::kHead;
  if (take_suffix(text, ".deputy")) return Address::Role::kDeputy;
  return Address::Role::kSelf;
}

// Ids of persons are the company's own: anything short that is visible, mail addresses too.
bool is_person(std::string_view text) {
  return !text.empty() && text.size() <= 128 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c != 127; });
}

std::string_view role_suffix(Address::Role role) {
  switch (role) {
    case Address::Role::kSelf: return "";
    case Address::Role::kHead: return ".head";
    case Address::Role::kDeputy: return ".deputy";
  }
  return "";
}

std::string base_text(const Address& address) {
  switch (address.base) {
    case Address::Base::kManager: return "manager";
    case Address::Base::kHolder: return "holder";
    case Address::Base::kDepartment: return address.name;
    case Address::Base::kPerson: return std::string(kPerson) + address.name;
  }
  return "";
}

}  // namespace

Result<Address> parse_address(std::string_view text) {
  using Base = Address::Base;
  std::string_view base = text;
  const Address::Role role = take_role(base);
  if (base == "manager") return Address{Base::kManager, "", role};
  if (base == "holder") return Address{Base::kHolder, "", role};
  if (base.starts_with(kPerson) && is_person(base.substr(kPerson.size())))
    return Address{Base::kPerson, std::string(base.substr(kPerson.size())), role};
  if (base == "customer")
    return invalid("expected a department, manager, holder or person:ID, but " + quoted(text) +
                   ": only the manager speaks to the customer, by tell or ask");
  if (is_department(base)) return Address{Base::kDepartment, std::string(base), role};
  return invalid(
      "expected an address such as 'manager', 'holder.head', 'person:ID' or a department, but " +
      quoted(text));
}

std::string to_text(const Address& address) {
  return base_text(address) + std::string(role_suffix(address.role));
}

bool is_verb(const Step& step) {
  return std::holds_alternative<Forward>(step.act) || std::holds_alternative<Tell>(step.act) ||
         std::holds_alternative<Ask>(step.act) || std::holds_alternative<Record>(step.act);
}

std::vector<StepIndex>* list_in(Step& step, int list) {
  return std::visit(
      [&](auto& act) -> std::vector<StepIndex>* {
        using A = std::decay_t<decltype(act)>;
        if constexpr (std::is_same_v<A, Fork>) return list == 0 ? &act.branches : nullptr;
        if constexpr (requires { act.handling; }) {
          if (list == 1) return &act.handling;
        }
        if constexpr (requires { act.steps; }) return list == 0 ? &act.steps : nullptr;
        return nullptr;
      },
      step.act);
}

const std::vector<StepIndex>* list_in(const Step& step, int list) {
  return list_in(const_cast<Step&>(step), list);
}

namespace {

bool names(const std::vector<EventFilter>& filters, std::string_view type) {
  return std::any_of(filters.begin(), filters.end(), [&](const EventFilter& filter) {
    return filter.type.empty() || filter.type == type;
  });
}

}  // namespace

bool hears(const Definition& definition, std::string_view type) {
  return std::any_of(definition.steps.begin(), definition.steps.end(), [&](const Step& step) {
    if (const auto* ask = std::get_if<Ask>(&step.act)) return names(ask->answered_by, type);
    const auto* listen = std::get_if<Listen>(&step.act);
    if (!listen) return false;
    const bool any = listen->to == Listen::To::kAny && listen->filters.empty();
    return any || names(listen->filters, type) || names(listen->until_event, type);
  });
}

bool starts_on(const Definition& definition, std::string_view type) {
  return definition.schedule && names(definition.schedule->events, type);
}

const Step* Definition::step(std::string_view wanted) const {
  if (wanted.empty()) return nullptr;  // the root list has no name
  const auto found =
      std::find_if(steps.begin(), steps.end(), [&](const Step& one) { return one.name == wanted; });
  return found == steps.end() ? nullptr : &*found;
}

const Calendar& Definition::calendar_named(std::string_view wanted) const {
  const auto found = calendars.find(wanted.empty() ? calendar : std::string(wanted));
  check(found != calendars.end() && found->second, "a definition holds every calendar it names");
  return *found->second;
}

const Department* Definition::department(const DepartmentId& wanted) const {
  if (const auto found = departments->find(wanted); found != departments->end())
    return &found->second;
  for (const auto& [key, department] : *departments) {
    for (const Department::UnitRule& unit : department.units) {
      if (unit.name == wanted) return &department;
    }
  }
  return nullptr;
}

}  // namespace liaison
