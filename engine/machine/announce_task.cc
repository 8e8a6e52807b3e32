// What the outside hears of the events of model/event_task.h: the topics of the departments,
// `tasks.current`, refused replies, and the messages to the customer.
#include <algorithm>

#include "engine/machine/announce.h"

namespace liaison {

namespace {

void set_both(JsonObject& data, const char* name, const Text& text) {
  if (text.zh == text.en) data.set(name, or_null(text.zh));
  else data.set(name, JsonObject().set("zh", text.zh).set("en", text.en));
}

bool said(const Task& task, const char* name) {
  return task.said->is_object() && task.said->contains(name);
}

// Title or text: what was said to this task alone, else to its recipient, else to all.
void set_words(JsonObject& data, const char* name, const Task& task, const Text& words) {
  if (said(task, name)) data.set(name, (*task.said)[name]);
  else set_both(data, name, words);
}

}  // namespace

void Announcer::operator()(const TaskAssigned& e) {
  const Task& task = *case_.task(e.id);
  if (is_message(task.kind)) return;  // the message itself says so
  JsonObject data = task_data(task);
  add_work(task, data);
  data.set("due", or_null(time(e.due))).set("warnAt", or_null(time(e.warn_at)));
  if (!e.reason.empty()) data.set("reason", e.reason);
  task_event("task.assigned", task, std::move(data), true);
}

void Announcer::operator()(const TaskReassigned& e) {
  const Task& task = *case_.task(e.id);
  if (is_message(task.kind)) return withdrawn(task, e.reason);  // the next one follows
  JsonObject data = task_data(task);
  data.set("next", e.next.text);
  if (!e.reason.empty()) data.set("reason", e.reason);
  ended("task.reassigned", task, std::move(data));
}

void Announcer::operator()(const TaskCancelled& e) {
  const Task& task = *case_.task(e.id);
  if (is_message(task.kind)) return withdrawn(task, e.reason);
  JsonObject data = task_data(task);
  data.set("reason", e.reason);
  ended("task.cancelled", task, std::move(data));
}

void Announcer::operator()(const TaskCompleted& e) { no_longer_current(e.id); }

void Announcer::operator()(const TaskReturned& e) { no_longer_current(e.id); }

void Announcer::operator()(const TaskDeclined& e) { no_longer_current(e.id); }

void Announcer::operator()(const TaskClaimed& e) { held_by(e.id); }

void Announcer::operator()(const TaskReleased& e) { held_by(e.id); }

void Announcer::operator()(const ReplyRefused& e) {
  if (e.department.empty()) return;
  out_.push_back(announce_refused(e, case_, &definition_,
                                  e.subject + ".refused." + std::to_string(case_.records), at_));
}

void Announcer::operator()(const MessageIssued& e) {
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

JsonObject Announcer::task_data(const Task& task) const {
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

void Announcer::add_about(const Task& task, JsonObject& data) const {
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

void Announcer::add_work(const Task& task, JsonObject& data) const {
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

void Announcer::task_event(const char* type, const Task& task, JsonObject&& data, bool open) {
  const std::string id = task.id.text + "." + std::to_string(task.records);
  if (wanted_.current_topics) current("tasks.current", id, type, task.id.text, data, !open);
  out("tasks." + topic_of(&definition_, task.department), id, type, task.id.text, std::move(data));
}

void Announcer::ended(const char* type, const Task& task, JsonObject&& data) {
  task_event(type, task, std::move(data), false);
}

void Announcer::no_longer_current(const TaskId& id) {
  const Task* task = case_.task(id);
  if (!task || is_message(task->kind) || !wanted_.current_topics) return;
  current("tasks.current", id.text + "." + std::to_string(task->records), "task.ended", id.text, {},
          true);
}

void Announcer::held_by(const TaskId& id) {
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

void Announcer::withdrawn(const Task& task, const std::string& reason) {
  JsonObject data;
  data.set("message", task.id.text).set("case", case_.id.text);
  set_customer(data);
  data.set("manager", or_null(case_.speaker().text)).set("reason", reason);
  out("messages", task.id.text + "." + std::to_string(task.records + 1), "message.withdrawn",
      task.id.text, std::move(data));
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
