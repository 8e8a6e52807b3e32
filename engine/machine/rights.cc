// What somebody may do whom a token proves to be somebody. Words of an actor that nothing proves
// are no ground to refuse by: who is not proven is not asked.
#include <algorithm>

#include "engine/machine/draft.h"

namespace liaison {

namespace {

// By the token; or by an appointment, so that a new head need not wait for a new token.
bool has_role(const Directory& people, const Actor& by, const DepartmentId& department,
              std::string_view role) {
  if (department.empty()) return false;
  if (by.role == role && by.department == department) return true;
  const Person* person = people.person(PersonId{by.id});
  return person && person->available() && person->department == department && person->role == role;
}

// "/billing/run-7" -> "billing": what a system is called in `sentBy`.
std::string_view system_in(std::string_view source) {
  if (source.starts_with('/')) source.remove_prefix(1);
  return source.substr(0, source.find('/'));
}

}  // namespace

bool is_proven(const Actor& by) { return !by.department.empty() || !by.role.empty(); }

bool is_operator(const Actor& by) { return by.role == "operator"; }

bool is_of(const Actor& by, const DepartmentId& department) {
  return by.department == department ||
         (by.role == "manager" && department == managers_department());
}

bool is_head_of(const Directory& people, const Actor& by, const DepartmentId& department) {
  return has_role(people, by, department, "head");
}

bool leads(const Directory& people, const Actor& by, const DepartmentId& department) {
  return has_role(people, by, department, "head") || has_role(people, by, department, "deputy");
}

bool leads_any(const Directory& people, const Actor& by) {
  if (by.role == "head" || by.role == "deputy") return true;
  const Person* person = people.person(PersonId{by.id});
  return person && leads(people, by, person->department);
}

bool unit_covers(std::string_view unit, std::string_view part) {
  return part == unit ||
         (part.size() > unit.size() && part.starts_with(unit) && part[unit.size()] == '/');
}

bool may_send(const std::vector<std::string>& sent_by, const Actor& by, const Origin& origin) {
  return std::any_of(sent_by.begin(), sent_by.end(), [&](const std::string& word) {
    if (word == by.department.text || word == by.role) return true;
    if (word == "manager") return is_of(by, managers_department());
    // A source is what the sender writes there. A person could write any; a system has but one.
    return by.role == "system" && (word == origin.source || word == system_in(origin.source));
  });
}

std::string described(const Actor& by) {
  const std::string who = by.id.empty() ? "the sender" : by.id;
  if (by.department.empty()) return who + " has the role " + by.role;
  return who + " is " + (by.role.empty() ? "" : by.role + " ") + "of " + by.department.text;
}

}  // namespace liaison
