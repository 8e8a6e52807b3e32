#include <algorithm>

#include "engine/machine/draft.h"

namespace liaison {

namespace {

// A person, or who stands in for them; nullptr when nobody is there today.
const Person* present(const Directory& people, const PersonId& id) {
  const Person* person = people.person(id);
  if (!person) return nullptr;
  if (person->available()) return person;
  if (!person->on_leave || person->deputy.empty()) return nullptr;
  const Person* deputy = people.person(person->deputy);
  return deputy && deputy->available() ? deputy : nullptr;
}

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
PersonId named_in_file(const Department* department, std::string_view unit, Address::Role role) {
  if (!department) return {};
  if (role == Address::Role::kDeputy) return unit.empty() ? department->deputy : PersonId{};
  for (const Department::UnitRule& rule : department->units) {
    if (rule.name.text == unit) return rule.head;
  }
  return department->head;
}

std::optional<Assignee> in_role(const Draft& draft, const DepartmentId& id, std::string_view unit,
                                Address::Role role) {
  const Directory& people = draft.context.people();
  const char* word = role == Address::Role::kHead ? "head" : "deputy";
  if (const Person* person = people.holder_of(id, unit, word)) {
    return to_person(*person, id.text + "." + word);
  }
  for (const auto& [_, person] : people.all()) {  // on leave: the deputy named for that time
    if (person.department != id || person.unit != unit || person.role != word) continue;
    if (const Person* stand_in = present(people, person.id)) {
      return to_person(*stand_in, id.text + "." + word + " on leave: deputy");
    }
  }
  if (people.heard_of(id, unit, word)) return std::nullopt;
  const PersonId named = named_in_file(draft.definition.department(id), unit, role);
  if (named.empty()) return std::nullopt;
  if (!people.person(named)) return Assignee{id, std::string(unit), named, id.text + "." + word};
  if (const Person* person = present(people, named)) {
    return to_person(*person, id.text + "." + word);
  }
  return std::nullopt;
}

// Head of the department; vacant: its deputy; then the head above, and so on up.
Result<Assignee> role_of(const Draft& draft, DepartmentId id, std::string unit,
                         Address::Role role) {
  const DepartmentId asked = id;
  for (int level = 0; level < 16 && !id.empty(); ++level) {
    const auto other = role == Address::Role::kHead ? Address::Role::kDeputy : Address::Role::kHead;
    for (const Address::Role each : {role, other}) {
      if (auto found = in_role(draft, id, unit, each)) return *found;
    }
    if (!unit.empty()) {  // a unit without head: that of the whole department
      unit.clear();
      continue;
    }
    const Department* department = draft.definition.department(id);
    id = department ? department->above : DepartmentId{};
  }
  return invalid("expected a head or deputy of " + asked.text +
                 " or of a department above it, but there is nobody today");
}

Result<Assignee> manager(const Draft& draft) {
  const Directory& people = draft.context.people();
  const PersonId& id = draft.now.manager;
  if (!id.empty()) {
    if (const Person* person = present(people, id)) {
      return Assignee{managers_department(), person->unit, person->id,
                      person->id == id ? "manager" : "manager on leave: deputy"};
    }
    if (!people.person(id)) return Assignee{managers_department(), "", id, "manager"};
  }
  if (auto head = in_role(draft, managers_department(), "", Address::Role::kHead)) {
    head->department = managers_department();
    head->rule = id.empty() ? "no manager: head of managers" : "manager away: head of managers";
    return *head;
  }
  return Assignee{managers_department(), "", PersonId{}, "no manager: the managers"};
}

Result<Assignee> holder_of(const Draft& draft, const Task* task) {
  if (!task) return manager(draft);
  return Assignee{task->department, task->unit, task->holder, "holder"};
}

Result<Assignee> person(const Draft& draft, const PersonId& id) {
  const Directory& people = draft.context.people();
  if (const Person* found = present(people, id)) return to_person(*found, "person:" + id.text);
  return invalid("expected person:" + id.text +
                 " to be appointed and there, or to have a deputy, "
                 "but " +
                 (people.person(id) ? "they are away" : "nobody of that id is known"));
}

Result<Assignee> base_of(const Draft& draft, const Address& address, const Task* task) {
  switch (address.base) {
    case Address::Base::kManager: return manager(draft);
    case Address::Base::kHolder: return holder_of(draft, task);
    case Address::Base::kPerson: return person(draft, PersonId{address.name});
    case Address::Base::kDepartment: break;
  }
  const DepartmentId id{address.name};
  if (id == managers_department()) return Assignee{id, "", PersonId{}, id.text};
  const Department* department = draft.definition.department(id);
  if (!department) return invalid("expected a department, but '" + address.name + "' is none");
  const bool is_unit = department->id != id;  // a unit by its own name
  return Assignee{department->id, is_unit ? id.text : unit_for(department, draft.now.area),
                  PersonId{}, id.text};
}

}  // namespace

DepartmentId managers_department() { return DepartmentId{"managers"}; }

Result<Assignee> resolve(const Draft& draft, const Address& address, const Task* holder) {
  auto base = base_of(draft, address, holder);
  if (!base || address.role == Address::Role::kSelf) return base;
  auto found = role_of(draft, base->department, base->unit, address.role);
  if (found) found->rule = to_text(address) + ": " + found->rule;
  return found;
}

Assignee resolve_or_stuck(Draft& draft, const AddressRule& rule, const Task* holder,
                          const Scope& scope) {
  const std::string where = scope.step ? scope.step->name : "";
  Address address;
  if (const auto* fixed = std::get_if<Address>(&rule)) {
    address = *fixed;
  } else {
    const Json value = evaluate(draft, std::get<Expression>(rule), *draft.now.data.sheet, scope);
    const auto parsed = parse_address(text_of(value));
    if (!parsed) throw Stuck{where, parsed.error().message};
    address = *parsed;
  }
  auto found = resolve(draft, address, holder);
  if (!found) throw Stuck{where, found.error().message};
  return *found;
}

bool is_manager_of(const Draft& draft, const Actor& actor) {
  if (!draft.now.manager.empty() && actor.id == draft.now.manager.text) return true;
  const auto today = manager(draft);
  if (!today || today->person.empty()) return is_of(actor, managers_department());
  return actor.id == today->person.text;
}

bool acts_for(const Draft& draft, const Actor& actor, const PersonId& id) {
  if (actor.id == id.text) return true;
  const Person* there = present(draft.context.people(), id);
  return there && actor.id == there->id.text;
}

}  // namespace liaison
