// What the outside hears of an event: contracts.md section 2. The one place where public records
// are made. A record's id is its task's, clock's or case's id and a sequence of its own, so that a
// record made again after a crash has the same id.
#include <algorithm>
#include <optional>
#include <set>

#include "engine/machine/machine.h"
#include "engine/model/json_text.h"

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

JsonObject identity(const std::string& source, const std::string& id) {
  return std::move(JsonObject().set("source", source).set("id", id));
}

void set_both(JsonObject& data, const char* name, const Text& text) {
  if (text.zh == text.en) data.set(name, or_null(text.zh));
  else data.set(name, JsonObject().set("zh", text.zh).set("en", text.en));
}

std::string topic_of(const Definition* definition, const DepartmentId& id) {
  const Department* department = definition ? definition->department(id) : nullptr;
  if (!department) return id.text;
  return department->topic.empty() ? department->id.text : department->topic;
}

std::string record_key_of(const CaseHead& head) {
  const std::string_view workflow = workflow_of(head.customer);
  return workflow.empty() ? head.customer.text : std::string(workflow);
}

class Announcer {
 public:
  Announcer(const Case& c, const Definition& definition, const Announcing& wanted, Instant at,
            std::vector<Message>& out)
      : case_(c), definition_(definition), wanted_(wanted), at_(at), out_(out) {}

  // ---- cases --------------------------------------------------------------------------------

  void operator()(const CaseOpened& e) {
    JsonObject more;
    if (!e.note.empty()) more.set("reason", e.note);
    case_event("case.opened", more);
  }
  void operator()(const CaseJoined& e) { case_event("case.joined", {}, e.request); }
  void operator()(const CaseClosed& e) {
    case_event(e.cancelled ? "case.cancelled" : "case.closed",
               JsonObject().set("reason", or_null(e.reason)).set("figures", figures()));
  }
  void operator()(const CaseStuck& e) {
    JsonObject more;
    more.set("step", e.step).set("reason", e.reason);
    if (!e.error.is_null()) more.set("error", *e.error);
    case_event(e.error.is_null() ? "case.stuck" : "case.faulted", more);
  }
  void operator()(const CaseWentOn& e) {
    case_event("case.went-on", JsonObject().set("step", e.step).set("how", "reply"));
  }
  void operator()(const CaseRepaired& e) {
    if (e.how == "cancel") return;  // case.cancelled says it
    JsonObject more;
    more.set("step", or_null(e.step)).set("how", e.how).set("reason", e.reason);
    case_event("case.went-on", more);
  }
  void operator()(const StepEntered& e) {
    if (!wanted_.steps) return;
    case_event("case.step-entered", JsonObject().set("step", e.step).set("entry", e.entry));
  }
  void operator()(const StepLeft& e) {
    constexpr const char* kHow[] = {"done", "returned", "cancelled"};
    if (!wanted_.steps) return;
    case_event("case.step-left",
               JsonObject().set("step", e.step).set("how", kHow[static_cast<int>(e.how)]));
  }

  // ---- tasks --------------------------------------------------------------------------------

  void operator()(const TaskAssigned& e) {
    const Task& task = *case_.task(e.id);
    if (is_message(task.kind)) return;  // the message itself says so
    JsonObject data = task_data(task);
    add_work(task, data);
    data.set("due", or_null(time(e.due))).set("warnAt", or_null(time(e.warn_at)));
    if (!e.reason.empty()) data.set("reason", e.reason);
    task_event("task.assigned", task, std::move(data), true);
  }
  void operator()(const TaskReassigned& e) {
    const Task& task = *case_.task(e.id);
    if (is_message(task.kind)) return withdrawn(task, e.reason);  // the next one follows
    JsonObject data = task_data(task);
    data.set("next", e.next.text);
    if (!e.reason.empty()) data.set("reason", e.reason);
    ended("task.reassigned", task, std::move(data));
  }
  void operator()(const TaskCancelled& e) {
    const Task& task = *case_.task(e.id);
    if (is_message(task.kind)) return withdrawn(task, e.reason);
    JsonObject data = task_data(task);
    data.set("reason", e.reason);
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

  // ---- events of the file -------------------------------------------------------------------

  void operator()(const Emitted& e) {
    out_.push_back({"events", record_key(), e.origin.id, e.origin.type, e.subject, at_,
                    to_json_text(*e.data)});
    out_.back().source = e.origin.source;
  }

  // ---- messages to the customer -------------------------------------------------------------

  void operator()(const MessageIssued& e) {
    JsonObject data;
    data.set("message", e.id.text).set("case", case_.id.text).set("workflow", case_.workflow);
    data.set("step", e.step);
    set_customer(data);
    data.set("key", or_null(case_.key));
    data.set("manager", or_null(e.manager.text)).set("channel", or_null(e.channel));
    data.set("template", e.template_name);
    data.set("text", JsonObject().set("zh", e.zh).set("en", e.en));
    data.set("values", *e.values);
    const auto* ask = std::get_if<Ask>(&definition_.step(e.step)->act);
    if (ask) data.set("answer", ask->answer ? *ask->answer.schema : Json::object());
    else data.set("receipt", e.receipt);
    if (e.repeat > 0) data.set("repeat", e.repeat);
    const Task* task = case_.task(e.id);
    out("messages", e.id.text + "." + std::to_string(task ? task->records : 1),
        ask ? "message.ask" : "message.tell", e.id.text, std::move(data));
  }

  // ---- deadlines ----------------------------------------------------------------------------

  void operator()(const ClockSet& e) {
    clock_event("set", e.clock.name, e.clock.slot, account(e.clock.used, e.left));
  }
  void operator()(const RungFired& e) {
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
  void operator()(const RungAcknowledged& e) {
    JsonObject more;
    more.set("by", or_null(e.person.text));
    if (e.rung >= 0) more.set("rung", e.rung);
    clock_event("acknowledged", e.clock, e.slot, more);
  }
  void operator()(const ClockStopped& e) {
    clock_event("paused", e.clock, e.slot, account(e.used, e.left).set("reason", e.reason));
  }
  void operator()(const ClockResumed& e) {
    const Milliseconds used = case_.clock(e.clock, e.slot)->used;
    clock_event("resumed", e.clock, e.slot, account(used, e.left).set("reason", e.reason));
  }
  void operator()(const ClockMoved& e) {
    clock_event("moved", e.clock, e.slot,
                JsonObject().set("oldDue", or_null(time(e.old_due))).set("cause", e.cause));
  }
  void operator()(const ClockMet& e) {
    JsonObject more = account(e.used, e.left);
    if (e.late_by.count() > 0) more.set("lateBy", iso(e.late_by));
    clock_event("met", e.clock, e.slot, more);
  }
  void operator()(const ClockCancelled& e) {
    clock_event("cancelled", e.clock, e.slot,
                JsonObject().set("reason", e.reason).set("used", iso(e.used)));
  }

  template <class Silent>
  void operator()(const Silent&) {}  // kept in the history, no public record

 private:
  // ---- parts of records ---------------------------------------------------------------------

  std::string time(Instant at) const {  // "": there is none
    if (at == Instant{} || at == kNever) return {};
    return to_text(at, definition_.calendar_named(definition_.calendar).zone());
  }

  bool has_customer() const { return workflow_of(case_.customer).empty(); }
  void set_customer(JsonObject& data) const {
    if (!has_customer()) {
      data.set("customer", or_null(""));
      return;
    }
    JsonObject customer;
    customer.set("key", case_.customer.text).set("name", or_null(case_.customer_name));
    data.set("customer", customer);
  }
  // Of a record: the customer's, or that of the case which has none.
  std::string record_key() const { return record_key_of(case_); }

  JsonObject figures() const {
    int late = 0, clocks = 0;
    for (const Clock& clock : case_.clocks) {
      const DeadlineRule* rule = rule_of(clock);
      if (!rule || rule->kind == ClockKind::kGuide) continue;
      ++clocks;
      late += clock.breaches > 0 ? 1 : 0;
    }
    JsonObject figures;
    figures.set("clocks", clocks).set("late", late).set("onTime", late == 0);
    figures.set("returns", case_.returns).set("breaches", case_.breaches);
    figures.set("escalations", case_.escalations).set("joined", case_.joined);
    figures.set("elapsed", iso(at_ - case_.opened_at));
    return figures;
  }

  JsonObject task_data(const Task& task) const {
    JsonObject data;
    data.set("task", task.id.text).set("case", case_.id.text);
    data.set("workflow", case_.workflow).set("version", case_.version);
    data.set("step", task.step).set("attempt", task.attempt);
    data.set("department", task.department.text).set("holder", or_null(task.holder.text));
    data.set("manager", or_null(case_.speaker().text)).set("unit", or_null(task.unit));
    set_customer(data);
    data.set("key", or_null(case_.key));
    return data;
  }

  // Of a reminder about a clock that no task has.
  JsonObject case_data(const std::string& step) const {
    JsonObject data;
    data.set("case", case_.id.text).set("workflow", case_.workflow);
    data.set("version", case_.version).set("step", or_null(step));
    data.set("manager", or_null(case_.speaker().text)).set("key", or_null(case_.key));
    set_customer(data);
    return data;
  }

  // Title or text: what was said to this task alone, else to its recipient, else to all.
  static void set_words(JsonObject& data, const char* name, const Task& task, const Text& words) {
    if (said(task, name)) data.set(name, (*task.said)[name]);
    else set_both(data, name, words);
  }
  static bool said(const Task& task, const char* name) {
    return task.said->is_object() && task.said->contains(name);
  }

  // What somebody is to follow up (督办): the clock, and the task that it measures.
  void add_about(const Task& task, JsonObject& data) const {
    const About& of = *task.about;
    const Clock* clock = case_.clock(of.clock, of.slot);
    const auto input = case_.data.inputs.find(of.step);
    set_words(data, "title", task, {});
    data.set("input", input == case_.data.inputs.end() ? *case_.data.sheet : *input->second);
    JsonObject about;
    about.set("clock", clock_id(case_.id, of.clock, of.slot).text).set("rung", of.rung);
    about.set("step", or_null(of.step));
    about.set("task", or_null(clock ? clock->task.text : std::string()));
    about.set("due", or_null(clock ? time(clock->due) : std::string()));
    data.set("about", about);
  }

  // What the department needs to do the work.
  void add_work(const Task& task, JsonObject& data) const {
    if (task.about) return add_about(task, data);
    const Step& step = *definition_.step(task.step);
    const auto& forward = std::get<Forward>(step.act);
    const auto slot = static_cast<std::size_t>(task.slot);
    const Recipient* recipient = slot < forward.to.size() ? &forward.to[slot] : nullptr;
    const bool own_title = recipient && !recipient->title.empty();
    set_words(data, "title", task, own_title ? recipient->title : forward.title);
    const bool own_text = recipient && !recipient->text.empty();
    const Text& text = own_text ? recipient->text : forward.text;
    if (said(task, "text") || !text.empty()) set_words(data, "text", task, text);
    if (!step.basis.is_null()) data.set("basis", *step.basis);
    const auto input = case_.data.inputs.find(task.step);
    data.set("input", input == case_.data.inputs.end() ? *case_.data.sheet : *input->second);
    const Form& form = recipient && recipient->result ? *recipient->result : forward.result;
    if (form) data.set("result", *form.schema);
    if (!forward.decide.empty()) data.set("decide", forward.decide);
    if (task.to_assign) data.set("toAssign", true);
  }

  const DeadlineRule* rule_of(const Clock& clock) const {
    const Step* step = clock.step.empty() ? nullptr : definition_.step(clock.step);
    const auto& rules = step ? step->deadlines : definition_.deadlines;
    for (const DeadlineRule& rule : rules) {
      if (rule.name == clock.name) return &rule;
    }
    return nullptr;
  }

  JsonObject clock_data(const Clock& clock, const std::string& id) const {
    constexpr const char* kKinds[] = {"node", "promise", "guide"};
    const DeadlineRule* rule = rule_of(clock);
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

  // `used` and `left` in the clock's own measure: office time for working days and hours.
  static JsonObject account(Milliseconds used, Milliseconds left) {
    return std::move(JsonObject().set("used", iso(used)).set("left", iso(left)));
  }

  static std::string who(const Notice& notice) {
    return !notice.person.empty() ? notice.person.text
           : notice.unit.empty()  ? notice.department.text
                                  : notice.unit;
  }

  // ---- the records --------------------------------------------------------------------------

  void out(std::string topic, std::string id, const char* type, const std::string& subject,
           JsonObject&& data) {
    out_.push_back({std::move(topic), record_key(), std::move(id), type, subject, at_,
                    std::move(data).text()});
  }

  void case_event(const char* type, const JsonObject& more) {
    case_event(type, more, case_.request);
  }
  void case_event(const char* type, const JsonObject& more, const Origin& request) {
    JsonObject data;
    data.set("case", case_.id.text).set("workflow", case_.workflow).set("version", case_.version);
    data.set("key", or_null(case_.key));
    data.set("labels", case_.data.labels.is_null() ? Json::object() : *case_.data.labels);
    set_customer(data);
    data.set("manager", or_null(case_.speaker().text));
    data.set("unit", or_null(case_.unit))
        .set("request", identity(request.source, request.id))
        .add(more);
    out("cases", case_.id.text + "." + std::to_string(case_.records), type, case_.id.text,
        std::move(data));
  }

  void task_event(const char* type, const Task& task, JsonObject&& data, bool open) {
    const std::string id = task.id.text + "." + std::to_string(task.records);
    if (wanted_.current_topics) current("tasks.current", id, type, task.id.text, data, !open);
    out("tasks." + topic_of(task.department), id, type, task.id.text, std::move(data));
  }

  void ended(const char* type, const Task& task, JsonObject&& data) {
    task_event(type, task, std::move(data), false);
  }

  void current(const char* topic, const std::string& id, const char* type,
               const std::string& subject, const JsonObject& data, bool tombstone) {
    out_.push_back({topic, subject, id, type, subject, at_, tombstone ? std::string() : data.text(),
                    true, tombstone});
  }

  void no_longer_current(const TaskId& id) {
    const Task* task = case_.task(id);
    if (!task || is_message(task->kind) || !wanted_.current_topics) return;
    current("tasks.current", id.text + "." + std::to_string(task->records), "task.ended", id.text,
            {}, true);
  }

  // The open task with its present holder, for a department that reads only tasks.current.
  void held_by(const TaskId& id) {
    if (!wanted_.current_topics) return;
    const Task& task = *case_.task(id);
    JsonObject data = task_data(task);
    add_work(task, data);
    Instant due = kNever;
    for (const Clock& clock : case_.clocks) {
      if (clock.open() && clock.task == id) due = std::min(due, clock.due);
    }
    if (due != kNever) data.set("due", or_null(time(due)));
    current("tasks.current", id.text + "." + std::to_string(task.records), "task.assigned", id.text,
            data, false);
  }

  void withdrawn(const Task& task, const std::string& reason) {
    JsonObject data;
    data.set("message", task.id.text).set("case", case_.id.text);
    set_customer(data);
    data.set("manager", or_null(case_.speaker().text)).set("reason", reason);
    out("messages", task.id.text + "." + std::to_string(task.records + 1), "message.withdrawn",
        task.id.text, std::move(data));
  }

  void clock_event(const std::string& verb, const std::string& name, int slot,
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

  // On the topic of everybody who is told: target and breach alone tell nobody.
  void remind(const RungFired& e, const std::vector<std::string>& to) {
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
  JsonObject data;
  data.set("task", or_null(names_a_task ? refused.subject : std::string()));
  data.set("case", or_null(of.id.text));
  data.set("reply", identity(refused.source, refused.id));
  data.set("cause", refused.cause).set("reasons", refused.reasons);
  return {"tasks." + topic_of(definition, refused.department),
          record_key_of(of),
          std::move(id),
          "task.reply-refused",
          refused.subject,
          at,
          std::move(data).text()};
}

}  // namespace liaison
