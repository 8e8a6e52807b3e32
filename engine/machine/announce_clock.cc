// What the outside hears of the events of model/event_clock.h: the topics `deadlines` and
// `deadlines.current`, and reminders to whoever is told of a rung.
#include <set>

#include "engine/machine/announce.h"
#include "engine/machine/draft.h"

namespace liaison {

namespace {

// `used` and `left` in the clock's own measure: office time for working days and hours.
JsonObject account(Milliseconds used, Milliseconds left) {
  return std::move(JsonObject().set("used", iso(used)).set("left", iso(left)));
}

std::string who(const Notice& notice) {
  return !notice.person.empty() ? notice.person.text
         : notice.unit.empty()  ? notice.department.text
                                : notice.unit;
}

}  // namespace

void Announcer::operator()(const ClockSet& e) {
  clock_event("set", e.clock.name, e.clock.slot, account(e.clock.used, e.left));
}

void Announcer::operator()(const RungFired& e) {
  if (e.missed) return;
  JsonObject more = account(e.used, e.left);
  std::vector<std::string> to;
  for (const Notice& notice : e.to) to.push_back(who(notice));
  if (!to.empty()) more.set("to", to);
  if (e.rung.rung >= 0) more.set("rung", e.rung.rung);
  if (e.rung.repeat > 0) more.set("repeat", e.rung.repeat);
  if (e.fired_late.count() >= 1000) {
    more.set("firedLate", iso(e.fired_late)).set("cause", "the engine got to it later");
  }
  clock_event(to_word(e.rung.kind), e.clock, e.slot, more);
  remind(e, to);
}

void Announcer::operator()(const RungAcknowledged& e) {
  JsonObject more;
  more.set("by", or_null(e.person.text));
  if (e.rung >= 0) more.set("rung", e.rung);
  clock_event("acknowledged", e.clock, e.slot, more);
}

void Announcer::operator()(const ClockStopped& e) {
  clock_event("paused", e.clock, e.slot, account(e.used, e.left).set("reason", e.reason));
}

void Announcer::operator()(const ClockResumed& e) {
  const Milliseconds used = case_.clock(e.clock, e.slot)->used;
  clock_event("resumed", e.clock, e.slot, account(used, e.left).set("reason", e.reason));
}

void Announcer::operator()(const ClockMoved& e) {
  clock_event("moved", e.clock, e.slot,
              JsonObject().set("oldDue", or_null(time(e.old_due))).set("cause", e.cause));
}

void Announcer::operator()(const ClockMet& e) {
  JsonObject more = account(e.used, e.left);
  if (e.late_by.count() > 0) more.set("lateBy", iso(e.late_by));
  clock_event("met", e.clock, e.slot, more);
}

void Announcer::operator()(const ClockCancelled& e) {
  clock_event("cancelled", e.clock, e.slot,
              JsonObject().set("reason", e.reason).set("used", iso(e.used)));
}

JsonObject Announcer::clock_data(const Clock& clock, const std::string& id) const {
  constexpr const char* kKinds[] = {"node", "promise", "guide"};
  const DeadlineRule* rule = rule_of(definition_, clock);
  const Task* task = case_.task(clock.task);
  const std::string& speaker = case_.speaker().text;
  const bool paused = clock.state == ClockState::kPaused;
  JsonObject data;
  data.set("clock", id).set("name", clock.name).set("case", case_.id.text);
  data.set("workflow", case_.workflow).set("version", case_.version);
  data.set("step", or_null(clock.step));
  data.set("department", or_null(task ? task->department.text : std::string_view()));
  data.set("holder", or_null(task ? task->holder.text : speaker));
  data.set("manager", or_null(speaker)).set("unit", or_null(task ? task->unit : case_.unit));
  data.set("customer",
           or_null(has_customer() ? std::string_view(case_.customer.text) : std::string_view()));
  data.set("kind", kKinds[rule ? static_cast<int>(rule->kind) : 0]);
  data.set("state", to_word(clock.state)).set("epoch", clock.epoch);
  data.set("at", or_null(time(at_)));
  data.set("calendar", clock.calendar + " " + clock.calendar_version);
  data.set("due", or_null(paused ? std::string() : time(clock.due)));
  if (!clock.by_date) data.set("budget", to_text(clock.budget));
  if (clock.provisional) data.set("provisional", true);
  return data;
}

void Announcer::clock_event(const std::string& verb, const std::string& name, int slot,
                            const JsonObject& more) {
  const Clock& clock = *case_.clock(name, slot);
  const std::string id = clock_id(case_.id, name, slot).text;
  JsonObject data = clock_data(clock, id);
  data.add(more);
  const std::string record =
      id + "." + std::to_string(clock.epoch) + "." + std::to_string(clock.records);
  const std::string type = "deadline." + verb;
  if (wanted_.current_topics) {
    current("deadlines.current", record, type.c_str(), id, data, !clock.open());
  }
  out("deadlines", record, type.c_str(), id, std::move(data));
}

JsonObject Announcer::case_data(const std::string& step) const {
  JsonObject data;
  data.set("case", case_.id.text).set("workflow", case_.workflow);
  data.set("version", case_.version).set("step", or_null(step));
  data.set("manager", or_null(case_.speaker().text)).set("key", or_null(case_.key));
  set_customer(data);
  return data;
}

void Announcer::remind(const RungFired& e, const std::vector<std::string>& to) {
  const Clock& clock = *case_.clock(e.clock, e.slot);
  const Task* task = case_.task(clock.task);  // nobody is told of a notice's own clock
  std::set<DepartmentId> told;
  for (const Notice& notice : e.to) {
    if (notice.department.empty() || !told.insert(notice.department).second) continue;
    const std::string name = clock_id(case_.id, e.clock, e.slot).text;
    JsonObject data = task ? task_data(*task) : case_data(clock.step);
    data.set("clock", name).set("what", to_word(e.rung.kind));
    data.set("due", or_null(time(clock.due))).set("to", to);
    if (e.rung.repeat > 0) data.set("repeat", e.rung.repeat);
    const std::string id = name + "." + std::to_string(clock.epoch) + "." +
                           std::to_string(clock.records) + "." + notice.department.text;
    const std::string subject = task ? task->id.text : case_.id.text;
    out("tasks." + topic_of(&definition_, notice.department), id, "task.reminded", subject,
        std::move(data));
  }
}

}  // namespace liaison
