#include "engine/model/case.h"

#include <algorithm>
#include <tuple>

#include "engine/model/customer.h"

namespace liaison {

namespace {

template <class List, class Match>
auto* find_in(List& list, Match match) {
  auto at = std::find_if(list.begin(), list.end(), match);
  return at == list.end() ? nullptr : &*at;
}

}  // namespace

Task* Case::task(const TaskId& wanted) {
  return find_in(tasks, [&](const Task& t) { return t.id == wanted; });
}
const Task* Case::task(const TaskId& wanted) const {
  return find_in(tasks, [&](const Task& t) { return t.id == wanted; });
}
const ReplyMark* Case::reply(std::string_view source, std::string_view reply_id) const {
  const auto same = [&](const ReplyMark& r) { return r.id == reply_id && r.source == source; };
  for (const Task& candidate : tasks) {
    if (const ReplyMark* mark = find_in(candidate.replies, same)) return mark;
  }
  return find_in(former_replies, same);
}
Clock* Case::clock(std::string_view name, int slot) {
  return find_in(clocks, [&](const Clock& c) { return c.slot == slot && c.name == name; });
}
const Clock* Case::clock(std::string_view name, int slot) const {
  return find_in(clocks, [&](const Clock& c) { return c.slot == slot && c.name == name; });
}
StepRecord* Case::step_record(std::string_view step) {
  return find_in(steps, [&](const StepRecord& s) { return s.step == step; });
}
const StepRecord* Case::step_record(std::string_view step) const {
  return find_in(steps, [&](const StepRecord& s) { return s.step == step; });
}
const OpenStep* Case::open_step(std::string_view step) const {
  return find_in(open, [&](const OpenStep& s) { return s.step == step; });
}

Instant Case::next_due() const {
  Instant next = kNever;
  for (const Clock& clock : clocks) next = std::min(next, clock.next_at());
  const Alarm* alarm = phase == Phase::kOpen ? next_alarm() : nullptr;
  return alarm ? std::min(next, alarm->at) : next;
}

const Alarm* Case::next_alarm() const {
  const auto first =
      std::min_element(alarms.begin(), alarms.end(), [](const Alarm& a, const Alarm& b) {
        return std::tie(a.at, a.step, a.kind) < std::tie(b.at, b.step, b.kind);
      });
  return first == alarms.end() ? nullptr : &*first;
}

std::string Customer::fact(const char* name) const {
  const auto at = facts->find(name);
  return at != facts->end() && at->is_string() ? at->get<std::string>() : "";
}

const OpenCase* Customer::open_case(std::string_view workflow, std::string_view key_) const {
  return find_in(open_cases,
                 [&](const OpenCase& c) { return c.workflow == workflow && c.key == key_; });
}

const Person* Directory::person(const PersonId& id) const {
  const auto at = people_.find(id);
  return at == people_.end() ? nullptr : &at->second;
}

const Person* Directory::holder_of(const DepartmentId& department, std::string_view unit,
                                   std::string_view role) const {
  for (const auto& [id, person] : people_) {
    if (person.department == department && person.unit == unit && person.role == role &&
        person.available()) {
      return &person;
    }
  }
  return nullptr;
}

bool Directory::heard_of(const DepartmentId& department, std::string_view unit,
                         std::string_view role) const {
  return std::any_of(people_.begin(), people_.end(), [&](const auto& entry) {
    const Person& person = entry.second;
    return person.department == department && person.unit == unit && person.role == role;
  });
}

}  // namespace liaison
