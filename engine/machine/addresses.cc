// Who an address means today. On leave: the deputy. Vacant or kept out: `instead` of the step, then
// deputy, head, and the heads above; whoever is kept out (kept_out.cc) is never found.
#include <algorithm>

#include "engine/machine/draft.h"

namespace liaison {

namespace {

using Role = Address::Role;

Assignee to_person(const Person& person, std::string rule) {
  return {person.department, person.unit, person.id, std::move(rule)};
}

std::string unit_for(const Department* department, std::string_view area) {
  if (!department || area.empty()) return "";
  for (const Department::UnitRule& unit : department->units) {
    if (std::find(unit.areas.begin(), unit.areas.end(), area) != unit.areas.end()) {
      return unit.name.text;
    }
  }
  return "";
}

// Who the file names for a role; counts only while no person was ever appointed to it, or when the
// directory does not know that person at all (a company that keeps its people elsewhere).
PersonId named_in_file(const Department* department, std::string_view unit, Role role) {
  if (!department) return {};
  if (role == Role::kDeputy) return unit.empty() ? department->deputy : PersonId{};
  for (const Department::UnitRule& rule : department->units) {
    if (rule.name.text == unit) return rule.head;
  }
  return department->head;
}

class Finder {
 public:
  Finder(const Draft& draft, const Step* step)
      : draft_(draft), people_(draft.context.people()), kept_out_(kept_out_of(draft, step)) {}

  // The address itself; nothing where it is vacant or kept out. Error: there is no such place.
  Result<std::optional<Assignee>> directly(const Address&, const Task* holder) const;
  // Whom else, by the rules for a vacant or excluded place.
  Result<Assignee> otherwise(const Address&, const Task* holder) const;

 private:
  // A person, or who stands in for them; nullptr when nobody is there today.
  const Person* present(const PersonId& id) const {
    const Person* person = people_.person(id);
    if (!person) return nullptr;
    if (person->available()) return is_out(*person) ? nullptr : person;
    return person->on_leave ? deputy_of(*person) : nullptr;
  }
  const Person* deputy_of(const Person& person) const {
    const Person* deputy = people_.person(person.deputy);
    return deputy && deputy->available() && !is_out(*deputy) ? deputy : nullptr;
  }
  bool is_out(const Person& person) const {
    return !kept_out_.empty() && is_kept_out(kept_out_, to_person(person, ""));
  }
  bool is_out(const Assignee& who) const { return is_kept_out(kept_out_, who); }

  std::optional<Assignee> in_role(const DepartmentId&, std::string_view unit, Role) const;
  Result<Assignee> up_from(DepartmentId, std::string unit, Role first) const;
  std::optional<Assignee> manager() const;
  Assignee instead_of_manager() const;
  Result<Assignee> place_of(const Address&, const Task* holder) const;

  const Draft& draft_;
  const Directory& people_;
  const std::vector<std::string> kept_out_;
};

std::optional<Assignee> Finder::in_role(const DepartmentId& id, std::string_view unit,
                                        Role role) const {
  const char* word = role == Role::kHead ? "head" : "deputy";
  const auto has_role = [&](const Person& person) {
    return person.department == id && person.unit == unit && person.role == word;
  };
  for (const auto& [_, person] : people_.all()) {
    if (has_role(person) && person.available() && !is_out(person)) {
      return to_person(person, id.text + "." + word);
    }
  }
  for (const auto& [_, person] : people_.all()) {  // on leave: the deputy named for that time
    if (!has_role(person) || person.available()) continue;
    if (const Person* stand_in = present(person.id)) {
      return to_person(*stand_in, id.text + "." + word + " on leave: deputy");
    }
  }
  if (people_.heard_of(id, unit, word)) return std::nullopt;
  const PersonId named = named_in_file(draft_.definition.department(id), unit, role);
  if (named.empty()) return std::nullopt;
  if (!people_.person(named)) {
    Assignee by_file{id, std::string(unit), named, id.text + "." + word};
    return is_out(by_file) ? std::nullopt : std::optional(std::move(by_file));
  }
  if (const Person* person = present(named)) return to_person(*person, id.text + "." + word);
  return std::nullopt;
}

// Head of the department; vacant: its deputy (or the other way round); then the head above, and so
// on up.
Result<Assignee> Finder::up_from(DepartmentId id, std::string unit, Role first) const {
  const DepartmentId asked = id;
  for (int level = 0; level < 16 && !id.empty(); ++level) {
    const Role other = first == Role::kHead ? Role::kDeputy : Role::kHead;
    for (const Role each : {first, other}) {
      if (auto found = in_role(id, unit, each)) return *found;
    }
    if (!unit.empty()) {  // a unit without head: that of the whole department
      unit.clear();
      continue;
    }
    const Department* department = draft_.definition.department(id);
    id = department ? department->above : DepartmentId{};
  }
  return invalid("expected a head or deputy of " + asked.text +
                 " or of a department above it, but there is nobody today");
}

std::optional<Assignee> Finder::manager() const {
  const PersonId& id = draft_.now.manager;
  if (id.empty()) return std::nullopt;
  if (const Person* person = present(id)) {
    return Assignee{managers_department(), person->unit, person->id,
                    person->id == id ? "manager" : "manager on leave: deputy"};
  }
  Assignee by_name{managers_department(), "", id, "manager"};
  const bool unknown = !people_.person(id);
  return unknown && !is_out(by_name) ? std::optional(std::move(by_name)) : std::nullopt;
}

// The manager's deputy, or else the head; at worst any of the managers.
Assignee Finder::instead_of_manager() const {
  const Person* manager = people_.person(draft_.now.manager);
  if (const Person* deputy = manager ? deputy_of(*manager) : nullptr) {
    return {managers_department(), deputy->unit, deputy->id, "manager kept out: deputy"};
  }
  const Assignee all{managers_department(), "", PersonId{}, "no manager: the managers"};
  auto head = in_role(managers_department(), "", Role::kHead);
  if (!head && is_out(all)) {
    if (auto above = up_from(managers_department(), "", Role::kHead)) head = *above;
  }
  if (!head) return all;
  head->department = managers_department();
  head->rule = draft_.now.manager.empty() ? "no manager: head of managers"
                                          : "manager away: head of managers";
  return *head;
}

// The department and unit that the address names; of a person those of theirs.
Result<Assignee> Finder::place_of(const Address& address, const Task* holder) const {
  switch (address.base) {
    case Address::Base::kManager: return manager().value_or(instead_of_manager());
    case Address::Base::kHolder:
      if (!holder) return manager().value_or(instead_of_manager());
      return Assignee{holder->department, holder->unit, holder->holder, "holder"};
    case Address::Base::kPerson: {
      const PersonId id{address.name};
      if (const Person* person = people_.person(id)) {
        return Assignee{person->department, person->unit, id, "person:" + id.text};
      }
      return invalid("expected person:" + id.text +
                     " to be appointed and there, or to have a deputy, but nobody of that id is "
                     "known");
    }
    case Address::Base::kDepartment: break;
  }
  const DepartmentId id{address.name};
  if (id == managers_department()) return Assignee{id, "", PersonId{}, id.text};
  const Department* department = draft_.definition.department(id);
  if (!department) return invalid("expected a department, but '" + address.name + "' is none");
  const bool is_unit = department->id != id;  // a unit by its own name
  return Assignee{department->id, is_unit ? id.text : unit_for(department, draft_.now.area),
                  PersonId{}, id.text};
}

Result<std::optional<Assignee>> Finder::directly(const Address& address, const Task* holder) const {
  const auto place = place_of(address, holder);
  if (!place) return place.error();
  if (address.role != Role::kSelf) return in_role(place->department, place->unit, address.role);
  const bool of_manager = address.base == Address::Base::kManager ||
                          (address.base == Address::Base::kHolder && !holder);
  if (of_manager) return manager();
  if (address.base == Address::Base::kPerson) {
    const Person* person = present(PersonId{address.name});
    if (!person) return std::optional<Assignee>{};
    return std::optional(to_person(*person, "person:" + address.name));
  }
  return is_out(*place) ? std::optional<Assignee>{} : std::optional(*place);
}

Result<Assignee> Finder::otherwise(const Address& address, const Task* holder) const {
  const auto place = place_of(address, holder);
  if (!place) return place.error();
  if (address.role != Role::kSelf) return up_from(place->department, place->unit, address.role);
  const bool of_manager = address.base == Address::Base::kManager ||
                          (address.base == Address::Base::kHolder && !holder);
  if (of_manager) {
    Assignee found = instead_of_manager();
    if (!is_out(found)) return found;
    return invalid("expected a manager, deputy or head for this case, but all are kept out of it");
  }
  if (address.base == Address::Base::kPerson) {
    const Person* person = people_.person(PersonId{address.name});
    if (const Person* deputy = person ? deputy_of(*person) : nullptr) {
      return to_person(*deputy, "person:" + address.name + " away: deputy");
    }
  }
  return up_from(place->department, place->unit, Role::kDeputy);
}

const Step* step_of(const Draft& draft, const Task& task) {
  return draft.definition.step(task.about ? task.about->step : task.step);
}

std::optional<Assignee> instead(const Draft& draft, const Finder& finder, const Step* step,
                                const Task* holder) {
  const auto* forward = step ? std::get_if<Forward>(&step->act) : nullptr;
  if (!forward || !forward->instead) return std::nullopt;
  const Scope scope{step, draft.now.data.sheet, {}};
  const auto found = finder.directly(address_of(draft, *forward->instead, scope), holder);
  return found ? *found : std::nullopt;
}

}  // namespace

DepartmentId managers_department() { return DepartmentId{"managers"}; }

Address address_of(const Draft& draft, const AddressRule& rule, const Scope& scope) {
  if (const auto* fixed = std::get_if<Address>(&rule)) return *fixed;
  const Json value = evaluate(draft, std::get<Expression>(rule), *draft.now.data.sheet, scope);
  const auto parsed = parse_address(text_of(value));
  if (!parsed) throw Stuck{scope.step ? scope.step->name : "", parsed.error().message};
  return *parsed;
}

Result<Assignee> resolve(const Draft& draft, const Address& address, const Task* holder,
                         const Step* step) {
  if (!step && holder) step = step_of(draft, *holder);
  const Finder finder(draft, step);
  const auto direct = finder.directly(address, holder);
  if (!direct) return direct.error();
  std::string why = address.role == Role::kSelf ? "" : to_text(address) + ": ";
  auto found = *direct;
  if (!found) {
    found = instead(draft, finder, step, holder);
    if (found) why = to_text(address) + " vacant or kept out: instead ";
  }
  if (!found) {
    auto other = finder.otherwise(address, holder);
    if (!other) return other.error();
    found = std::move(*other);
  }
  found->rule = why + found->rule;
  return *found;
}

Assignee resolve_or_stuck(const Draft& draft, const AddressRule& rule, const Task* holder,
                          const Scope& scope) {
  auto found = resolve(draft, address_of(draft, rule, scope), holder, scope.step);
  if (!found) throw Stuck{scope.step ? scope.step->name : "", found.error().message};
  return *found;
}

bool is_manager_of(const Draft& draft, const Actor& actor) {
  if (!draft.now.manager.empty() && actor.id == draft.now.manager.text) return true;
  const auto today = resolve(draft, Address{}, nullptr);
  if (!today || today->person.empty()) return is_of(actor, managers_department());
  return actor.id == today->person.text;
}

bool acts_for(const Draft& draft, const Actor& actor, const PersonId& id) {
  if (actor.id == id.text) return true;
  const Person* holder = draft.context.people().person(id);
  if (!holder || !holder->on_leave || holder->deputy.empty()) return false;
  const Person* deputy = draft.context.people().person(holder->deputy);
  return deputy && deputy->available() && actor.id == deputy->id.text;
}

}  // namespace liaison
