// What the outside hears of an event: contracts.md section 2. The one place where public records
// are made. A record's id is its task's, clock's or case's id and a sequence of its own, so that a
// record made again after a crash has the same id.
#include <algorithm>
#include <set>

#include "engine/machine/machine.h"

namespace liaison {

namespace {

std::string iso(Milliseconds span) {
  auto left = span.count();
  std::string text = "PT";
  const std::pair<long, const char*> units[] = {{3'600'000, "H"}, {60'000, "M"}};
  for (const auto& [size, letter] : units) {
    if (left >= size) text += std::to_string(left / size) + letter;
    left %= size;
  }
  if (left % 1000 != 0) {
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.3fS", static_cast<double>(left) / 1000.0);
    return text + seconds;
  }
  if (left > 0 || text == "PT") text += std::to_string(left / 1000) + "S";
  return text;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json both(const Text& text) {
  if (text.zh == text.en) return text_or_null(text.zh);
  return {{"zh", text.zh}, {"en", text.en}};
}

std::string topic_of(const Definition* definition, const DepartmentId& id) {
  const Department* department = definition ? definition->department(id) : nullptr;
  if (!department) return id.text;
  return department->topic.empty() ? department->id.text : department->topic;
}

class Announcer {
 public:
  Announcer(const Case& c, const Definition& definition, const Announcing& wanted, Instant at,
            std::vector<Message>& out)
      : case_(c), definition_(definition), wanted_(wanted), at_(at), out_(out) {}

  // ---- cases --------------------------------------------------------------------------------

  void operator()(const CaseOpened&) { case_event("case.opened", Json::object()); }
  void operator()(const CaseJoined& e) {
    case_event("case.joined", {{"request", {{"source", e.request.source}, {"id", e.request.id}}}});
  }
  void operator()(const CaseClosed& e) {
    case_event(e.cancelled ? "case.cancelled" : "case.closed",
               {{"reason", text_or_null(e.reason)}, {"figures", figures()}});
  }
  void operator()(const CaseStuck& e) {
    case_event("case.stuck", {{"step", e.step}, {"reason", e.reason}});
  }
  void operator()(const StepEntered& e) {
    if (wanted_.steps) case_event("case.step-entered", {{"step", e.step}, {"entry", e.entry}});
  }
  void operator()(const StepLeft& e) {
    constexpr const char* kHow[] = {"done", "returned", "cancelled"};
    if (wanted_.steps) {
      case_event("case.step-left", {{"step", e.step}, {"how", kHow[static_cast<int>(e.how)]}});
    }
  }

  // ---- tasks --------------------------------------------------------------------------------

  void operator()(const TaskAssigned& e) {
    const Task& task = *case_.task(e.id);
    if (task.kind == TaskKind::kTell) return;  // the message itself says so
    Json data = task_data(task);
    add_work(task, data);
    data["due"] = time(e.due);
    data["warnAt"] = time(e.warn_at);
    if (!e.reason.empty()) data["reason"] = e.reason;
    task_event("task.assigned", task, std::move(data), true);
  }
  void operator()(const TaskReassigned& e) {
    const Task& task = *case_.task(e.id);
    Json data = task_data(task);
    data["next"] = e.next.text;
    if (!e.reason.empty()) data["reason"] = e.reason;
    ended("task.reassigned", task, std::move(data));
  }
  void operator()(const TaskCancelled& e) {
    const Task& task = *case_.task(e.id);
    Json data = task_data(task);
    data["reason"] = e.reason;
    if (task.kind == TaskKind::kTell) return withdrawn(task, e.reason);
    ended("task.cancelled", task, std::move(data));
  }
  void operator()(const TaskCompleted& e) { no_longer_current(e.id); }
  void operator()(const TaskReturned& e) { no_longer_current(e.id); }
  void operator()(const TaskDeclined& e) { no_longer_current(e.id); }
  void operator()(const TaskClaimed& e) { held_by(e.id); }
  void operator()(const TaskReleased& e) { held_by(e.id); }
  void operator()(const ReplyRefused& e) {
    if (e.department.empty()) return;
    out_.push_back(announce_refused(e, case_, &definition_,
                                    e.subject + ".refused." + std::to_string(case_.records), at_));
  }

  // ---- messages to the customer -------------------------------------------------------------

  void operator()(const MessageIssued& e) {
    Json data = {{"message", e.id.text},
                 {"case", case_.id.text},
                 {"workflow", case_.workflow},
                 {"step", e.step},
                 {"customer", customer()},
                 {"key", text_or_null(case_.key)},
                 {"manager", text_or_null(e.manager.text)},
                 {"channel", text_or_null(e.channel)},
                 {"template", e.template_name},
                 {"text", {{"zh", e.zh}, {"en", e.en}}},
                 {"values", *e.values},
                 {"receipt", e.receipt}};
    out("messages", e.id.text + ".1", "message.tell", e.id.text, std::move(data));
  }

  // ---- deadlines ----------------------------------------------------------------------------

  void operator()(const ClockSet& e) {
    clock_event("set", e.clock.name, e.clock.slot, account(e.clock.used, e.left));
  }
  void operator()(const RungFired& e) {
    if (e.missed) return;
    Json more = account(e.used, e.left);
    std::vector<std::string> to;
    for (const Notice& notice : e.to) to.push_back(who(notice));
    if (!to.empty()) more["to"] = to;
    if (e.rung.rung >= 0) more["rung"] = e.rung.rung;
    if (e.fired_late.count() >= 1000) {
      more["firedLate"] = iso(e.fired_late);
      more["cause"] = "the engine got to it later";
    }
    clock_event(to_word(e.rung.kind), e.clock, e.slot, more);
    remind(e, more);
  }
  void operator()(const ClockStopped& e) {
    Json more = account(e.used, e.left);
    more["reason"] = e.reason;
    clock_event("paused", e.clock, e.slot, more);
  }
  void operator()(const ClockResumed& e) {
    Json more = account(case_.clock(e.clock, e.slot)->used, e.left);
    more["reason"] = e.reason;
    clock_event("resumed", e.clock, e.slot, more);
  }
  void operator()(const ClockMoved& e) {
    clock_event("moved", e.clock, e.slot, {{"oldDue", time(e.old_due)}, {"cause", e.cause}});
  }
  void operator()(const ClockMet& e) {
    Json more = account(e.used, e.left);
    if (e.late_by.count() > 0) more["lateBy"] = iso(e.late_by);
    clock_event("met", e.clock, e.slot, more);
  }
  void operator()(const ClockCancelled& e) {
    clock_event("cancelled", e.clock, e.slot, {{"reason", e.reason}, {"used", iso(e.used)}});
  }

  template <class Silent>
  void operator()(const Silent&) {}  // kept in the history, no public record

 private:
  // ---- parts of records ---------------------------------------------------------------------

  Json time(Instant at) const {
    if (at == Instant{} || at == kNever) return nullptr;
    return to_text(at, definition_.calendar_named(definition_.calendar).zone());
  }

  Json customer() const {
    return {{"key", case_.customer.text}, {"name", text_or_null(case_.customer_name)}};
  }

  Json figures() const {
    int late = 0, clocks = 0;
    for (const Clock& clock : case_.clocks) {
      const DeadlineRule* rule = rule_of(clock);
      if (!rule || rule->kind == ClockKind::kGuide) continue;
      ++clocks;
      late += clock.breaches > 0 ? 1 : 0;
    }
    return {{"clocks", clocks},           {"late", late},
            {"onTime", late == 0},        {"returns", case_.returns},
            {"breaches", case_.breaches}, {"escalations", case_.escalations},
            {"joined", case_.joined},     {"elapsed", iso(at_ - case_.opened_at)}};
  }

  Json task_data(const Task& task) const {
    return {{"task", task.id.text},
            {"case", case_.id.text},
            {"workflow", case_.workflow},
            {"version", case_.version},
            {"step", task.step},
            {"attempt", task.attempt},
            {"department", task.department.text},
            {"holder", text_or_null(task.holder.text)},
            {"manager", text_or_null(case_.speaker().text)},
            {"unit", text_or_null(task.unit)},
            {"customer", customer()},
            {"key", text_or_null(case_.key)}};
  }

  // What the department needs to do the work.
  void add_work(const Task& task, Json& data) const {
    const Step& step = *definition_.step(task.step);
    const auto& forward = std::get<Forward>(step.act);
    const auto slot = static_cast<std::size_t>(task.slot);
    const Recipient* recipient = slot < forward.to.size() ? &forward.to[slot] : nullptr;
    const bool own_title = recipient && !recipient->title.empty();
    data["title"] = both(own_title ? recipient->title : forward.title);
    const bool own_text = recipient && !recipient->text.empty();
    const Json text = both(own_text ? recipient->text : forward.text);
    if (!text.is_null()) data["text"] = text;
    for (const char* name : {"title", "text"}) {
      if (task.said->is_object() && task.said->contains(name)) data[name] = (*task.said)[name];
    }
    if (!step.basis.is_null()) data["basis"] = *step.basis;
    const auto input = case_.data.inputs.find(task.step);
    data["input"] = input == case_.data.inputs.end() ? *case_.data.sheet : *input->second;
    const Form& form = recipient && recipient->result ? *recipient->result : forward.result;
    if (form) data["result"] = *form.schema;
    if (!forward.decide.empty()) data["decide"] = forward.decide;
    if (task.to_assign) data["toAssign"] = true;
  }

  const DeadlineRule* rule_of(const Clock& clock) const {
    const Step* step = clock.step.empty() ? nullptr : definition_.step(clock.step);
    const auto& rules = step ? step->deadlines : definition_.deadlines;
    for (const DeadlineRule& rule : rules) {
      if (rule.name == clock.name) return &rule;
    }
    return nullptr;
  }

  Json clock_data(const Clock& clock, const std::string& id) const {
    constexpr const char* kKinds[] = {"node", "promise", "guide"};
    const DeadlineRule* rule = rule_of(clock);
    const Task* task = case_.task(clock.task);
    Json data = {{"clock", id},
                 {"name", clock.name},
                 {"case", case_.id.text},
                 {"workflow", case_.workflow},
                 {"version", case_.version},
                 {"step", text_or_null(clock.step)},
                 {"department", task ? Json(task->department.text) : Json(nullptr)},
                 {"holder", text_or_null(task ? task->holder.text : case_.speaker().text)},
                 {"manager", text_or_null(case_.speaker().text)},
                 {"unit", text_or_null(task ? task->unit : case_.unit)},
                 {"customer", case_.customer.text},
                 {"kind", kKinds[rule ? static_cast<int>(rule->kind) : 0]},
                 {"state", to_word(clock.state)},
                 {"epoch", clock.epoch},
                 {"at", time(at_)},
                 {"calendar", clock.calendar + " " + clock.calendar_version}};
    data["due"] = clock.state == ClockState::kPaused ? Json(nullptr) : time(clock.due);
    if (!clock.by_date) data["budget"] = to_text(clock.budget);
    if (clock.provisional) data["provisional"] = true;
    return data;
  }

  // `used` and `left` in the clock's own measure: office time for working days and hours.
  static Json account(Milliseconds used, Milliseconds left) {
    return {{"used", iso(used)}, {"left", iso(left)}};
  }

  static std::string who(const Notice& notice) {
    return !notice.person.empty() ? notice.person.text
           : notice.unit.empty()  ? notice.department.text
                                  : notice.unit;
  }

  // ---- the records --------------------------------------------------------------------------

  void out(std::string topic, std::string id, const char* type, const std::string& subject,
           Json data) {
    out_.push_back({std::move(topic), case_.customer.text, std::move(id), type, subject, at_,
                    std::move(data)});
  }

  void case_event(const char* type, Json more) {
    Json data = {{"case", case_.id.text},
                 {"workflow", case_.workflow},
                 {"version", case_.version},
                 {"key", text_or_null(case_.key)},
                 {"labels", case_.data.labels.is_null() ? Json::object() : *case_.data.labels},
                 {"customer", customer()},
                 {"manager", text_or_null(case_.speaker().text)},
                 {"unit", text_or_null(case_.unit)},
                 {"request", {{"source", case_.request.source}, {"id", case_.request.id}}}};
    data.update(more);
    out("cases", case_.id.text + "." + std::to_string(case_.records), type, case_.id.text,
        std::move(data));
  }

  void task_event(const char* type, const Task& task, Json data, bool open) {
    const std::string id = task.id.text + "." + std::to_string(task.records);
    if (wanted_.current_topics) current("tasks.current", id, type, task.id.text, data, !open);
    out("tasks." + topic_of(task.department), id, type, task.id.text, std::move(data));
  }

  void ended(const char* type, const Task& task, Json data) {
    task_event(type, task, std::move(data), false);
  }

  void current(const char* topic, const std::string& id, const char* type,
               const std::string& subject, const Json& data, bool tombstone) {
    out_.push_back({topic, subject, id, type, subject, at_, tombstone ? Json(nullptr) : data, true,
                    tombstone});
  }

  void no_longer_current(const TaskId& id) {
    const Task* task = case_.task(id);
    if (!task || task->kind == TaskKind::kTell || !wanted_.current_topics) return;
    current("tasks.current", id.text + "." + std::to_string(task->records), "task.ended", id.text,
            nullptr, true);
  }

  // The open task with its present holder, for a department that reads only tasks.current.
  void held_by(const TaskId& id) {
    if (!wanted_.current_topics) return;
    const Task& task = *case_.task(id);
    Json data = task_data(task);
    add_work(task, data);
    Instant due = kNever;
    for (const Clock& clock : case_.clocks) {
      if (clock.open() && clock.task == id) due = std::min(due, clock.due);
    }
    if (due != kNever) data["due"] = time(due);
    current("tasks.current", id.text + "." + std::to_string(task.records), "task.assigned", id.text,
            data, false);
  }

  void withdrawn(const Task& task, const std::string& reason) {
    out("messages", task.id.text + "." + std::to_string(task.records + 1), "message.withdrawn",
        task.id.text,
        {{"message", task.id.text},
         {"case", case_.id.text},
         {"customer", customer()},
         {"manager", text_or_null(case_.speaker().text)},
         {"reason", reason}});
  }

  void clock_event(const std::string& verb, const std::string& name, int slot, const Json& more) {
    const Clock& clock = *case_.clock(name, slot);
    const std::string id = clock_id(case_.id, name, slot).text;
    Json data = clock_data(clock, id);
    if (!more.is_null()) data.update(more);
    const std::string record =
        id + "." + std::to_string(clock.epoch) + "." + std::to_string(clock.records);
    const std::string type = "deadline." + verb;
    if (wanted_.current_topics) {
      current("deadlines.current", record, type.c_str(), id, data, !clock.open());
    }
    out("deadlines", record, type.c_str(), id, std::move(data));
  }

  // On the topic of everybody who is told: target and breach alone tell nobody.
  void remind(const RungFired& e, const Json& more) {
    const Clock& clock = *case_.clock(e.clock, e.slot);
    const Task* task = case_.task(clock.task);
    std::set<DepartmentId> told;
    for (const Notice& notice : e.to) {
      if (notice.department.empty() || !told.insert(notice.department).second) continue;
      Json data = task ? task_data(*task)
                       : Json{{"case", case_.id.text},
                              {"workflow", case_.workflow},
                              {"version", case_.version},
                              {"step", text_or_null(clock.step)},
                              {"manager", text_or_null(case_.speaker().text)},
                              {"key", text_or_null(case_.key)},
                              {"customer", customer()}};
      data["clock"] = clock_id(case_.id, e.clock, e.slot).text;
      data["what"] = to_word(e.rung.kind);
      data["due"] = time(clock.due);
      data["to"] = more.value("to", Json::array());
      const std::string id = clock_id(case_.id, e.clock, e.slot).text + "." +
                             std::to_string(clock.epoch) + "." + std::to_string(clock.records) +
                             "." + notice.department.text;
      const std::string subject = task ? task->id.text : case_.id.text;
      out("tasks." + topic_of(notice.department), id, "task.reminded", subject, std::move(data));
    }
  }

  std::string topic_of(const DepartmentId& id) const { return liaison::topic_of(&definition_, id); }

  const Case& case_;
  const Definition& definition_;
  const Announcing& wanted_;
  Instant at_;
  std::vector<Message>& out_;
};

}  // namespace

void announce(const Case& after, const Definition& definition, const Event& event,
              const Announcing& wanted, std::vector<Message>& out) {
  std::visit(Announcer(after, definition, wanted, event.at, out), event.body);
}

Message announce_refused(const ReplyRefused& refused, const CaseHead& of,
                         const Definition* definition, std::string id, Instant at) {
  const bool names_a_task = case_of(refused.subject).has_value();
  return {"tasks." + topic_of(definition, refused.department),
          of.customer.text,
          std::move(id),
          "task.reply-refused",
          refused.subject,
          at,
          {{"task", names_a_task ? Json(refused.subject) : Json(nullptr)},
           {"case", text_or_null(of.id.text)},
           {"reply", {{"source", refused.source}, {"id", refused.id}}},
           {"cause", refused.cause},
           {"reasons", refused.reasons}}};
}

}  // namespace liaison
