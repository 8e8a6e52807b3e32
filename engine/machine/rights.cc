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

bool is_of_unit(const Actor& by, const Task& task) {
  return task.unit.empty() || by.unit.empty() || unit_covers(by.unit, task.unit);
}

bool is_head_above(const Draft& draft, const Actor& by, const Task& task) {
  constexpr int kLevelsMax = 16;  // the loader lets none go in circles; a stored one might
  const Department* below = draft.definition.department(task.department);
  for (int level = 0; below && level < kLevelsMax; ++level) {
    if (is_head_of(draft.context.people(), by, below->above)) return true;
    below = draft.definition.department(below->above);
  }
  return false;
}

bool may_assign(const Draft& draft, const Actor& by, const Task& task) {
  const bool given_to_hand_on =
      task.to_assign && !task.holder.empty() && acts_for(draft, by, task.holder);
  const bool leads_it = leads(draft.context.people(), by, task.department) && is_of_unit(by, task);
  return given_to_hand_on || leads_it || is_manager_of(draft, by) || is_head_above(draft, by, task);
}

std::string expected(const std::string& who, const std::string& but) {
  return "expected " + who + ", but " + but;
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

// A proven department and unit answers for itself. To hand a task on is for others.
std::string not_theirs(const Draft& draft, const Task& task, std::string_view verb) {
  const Actor& by = draft.command.by;
  if (!is_proven(by) || is_operator(by)) return "";
  if (verb == "assign") {
    if (may_assign(draft, by, task)) return "";
    return expected("the customer's manager, a head or deputy of " + task.department.text +
                        ", a head above it or an operator to assign",
                    described(by));
  }
  if (!is_of(by, task.department)) {
    return expected("somebody of " + task.department.text, described(by));
  }
  if (is_of_unit(by, task)) return "";
  return expected("somebody of unit " + task.unit, by.id + " is of unit " + by.unit);
}

// What a person holds is theirs: others may ask the head. The customer's manager may finish what
// another has told or asked.
std::string not_in_their_hands(const Draft& draft, const Task& task, std::string_view verb) {
  const Actor& by = draft.command.by;
  if (!is_proven(by) || is_operator(by) || verb == "assign") return "";
  const bool takes_it_away = verb == "claim" && task.state == TaskState::kClaimed;
  if (task.holder.empty() || takes_it_away) return "";  // the latter has a word of its own
  if (acts_for(draft, by, task.holder)) return "";
  if (leads(draft.context.people(), by, task.department)) return "";
  if (is_message(task.kind) && is_manager_of(draft, by)) return "";
  return expected(
      task.holder.text + ", who holds the task, or a head or deputy of " + task.department.text,
      described(by));
}

std::string not_told_of(const Draft& draft, const Clock& clock) {
  const Actor& by = draft.command.by;
  if (!is_proven(by) || is_operator(by)) return "";
  for (const FiredRung& fired : clock.fired) {
    const bool is_one = std::any_of(fired.persons.begin(), fired.persons.end(),
                                    [&](const PersonId& id) { return acts_for(draft, by, id); }) ||
                        std::any_of(fired.departments.begin(), fired.departments.end(),
                                    [&](const DepartmentId& id) { return is_of(by, id); });
    if (is_one) return "";
  }
  return expected("somebody whom a rung of " + clock.name + " has told, or an operator",
                  described(by));
}

}  // namespace liaison
