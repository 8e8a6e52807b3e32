// What the manager tells and asks the customer: messages whose receipt or answer is waited for,
// told and asked again while nothing has come back.
#include <algorithm>

#include "engine/machine/flow.h"

namespace liaison {

namespace {

struct Wording {
  const std::string& template_name;
  const std::map<std::string, Rule>& with;
  const std::string& channel;
  const std::optional<Repeat>& again;
  const char* receipt;
};

Wording wording_of(const Step& step) {
  constexpr const char* kReceipts[] = {"none", "told", "signed"};
  if (const auto* ask = std::get_if<Ask>(&step.act)) {
    return {ask->template_name, ask->with, ask->channel, ask->again, "answer"};
  }
  const auto& tell = std::get<Tell>(step.act);
  return {tell.template_name, tell.with, tell.channel, tell.again,
          kReceipts[static_cast<int>(tell.receipt)]};
}

// On the manager's list until the receipt or the answer is there.
void start_message(Draft& draft, const Step& step, TaskKind kind, MessageIssued message) {
  const auto manager = resolve(draft, Address{}, nullptr);
  TaskAssigned task;
  task.kind = kind;
  task.department = manager ? manager->department : managers_department();
  task.holder = message.manager;
  task.rule = manager ? manager->rule : "manager";
  task.as_written = "manager";
  assign_task(draft, step, std::move(task), false);
  draft.emit(std::move(message));
  start_again(draft, step, 0);
}

TaskId first_attempt(const Draft& draft, const Step& step) {
  return task_id(draft.now.id, step.name, entry_of_step(draft, step), 0, 1);
}

const Task* open_message(const Draft& draft, const Step& step) {
  for (const Task& task : draft.now.tasks) {
    if (task.step == step.name && task.open() && is_message(task.kind)) return &task;
  }
  return nullptr;
}

bool is_answered_by(Draft& draft, const Step& step, const Ask& ask, const OfferedEvent& event) {
  const auto& filters = ask.answered_by;
  const Json& data = *event.data;
  return data.is_object() && size_of(data) <= draft.context.limits().result_bytes &&
         std::any_of(filters.begin(), filters.end(),
                     [&](const EventFilter& f) { return fits(draft, step, f, event); }) &&
         (!ask.answer || draft.definition.forms->faults(ask.answer, data).empty());
}

}  // namespace

MessageIssued message_of(const Draft& draft, const Step& step, const TaskId& id, const Doc& input,
                         int repeat) {
  const Wording wording = wording_of(step);
  Filled filled = fill(draft, step, wording.template_name, wording.with, input);
  const auto manager = resolve(draft, Address{}, nullptr);
  return {id,
          step.name,
          wording.template_name,
          wording.channel,
          std::move(filled.zh),
          std::move(filled.en),
          std::move(filled.values),
          wording.receipt,
          manager ? manager->person : PersonId{},
          repeat};
}

std::optional<Doc> start_tell(Draft& draft, const Step& step, const Doc& input) {
  MessageIssued message = message_of(draft, step, first_attempt(draft, step), input, 0);
  if (std::get<Tell>(step.act).receipt != Tell::Receipt::kNone) {
    start_message(draft, step, TaskKind::kTell, std::move(message));
    return std::nullopt;
  }
  draft.emit(std::move(message));
  return Doc{Json::object()};
}

void start_ask(Draft& draft, const Step& step, const Doc& input) {
  start_message(draft, step, TaskKind::kAsk,
                message_of(draft, step, first_attempt(draft, step), input, 0));
}

// ---- again ----------------------------------------------------------------------------------

void start_again(Draft& draft, const Step& step, int repeats) {
  const auto& again = wording_of(step).again;
  if (!again) return;
  const auto* tell = std::get_if<Tell>(&step.act);
  const bool leads_on = tell && tell->beyond;
  if (repeats >= again->at_most && !leads_on) return;  // it goes on waiting
  // Where the engine was away, what it missed is not made up for: the customer gets one.
  const Instant seen = draft.context.observed();
  const bool was_away = seen - draft.at > draft.context.limits().late_tolerance;
  const Scope scope{&step, input_of(draft, step), {}};
  set_alarm(draft, step, Alarm::Kind::kAgain,
            after_duration(draft, Json(to_text(again->every)), scope, was_away ? seen : draft.at));
}

std::optional<Directive> repeat_message(Draft& draft, const Step& step) {
  const Task* task = open_message(draft, step);
  const auto& again = wording_of(step).again;
  if (!task || !again) return std::nullopt;
  const int repeat = task->repeats + 1;
  if (repeat > again->at_most) {
    const auto* tell = std::get_if<Tell>(&step.act);
    return tell ? tell->beyond : std::nullopt;
  }
  draft.emit(message_of(draft, step, task->id, input_of(draft, step), repeat));
  start_again(draft, step, repeat);
  return std::nullopt;
}

// ---- answered by an event -------------------------------------------------------------------

bool answer_by_event(Draft& draft, const std::vector<OpenStep>& open, const OfferedEvent& event) {
  bool answered = false;
  for (const OpenStep& each : open) {
    const Step& step = *draft.definition.step(each.step);
    const auto* ask = std::get_if<Ask>(&step.act);
    const OpenStep* still = draft.now.is_open() ? draft.now.open_step(each.step) : nullptr;
    if (!ask || !still || still->entry != each.entry) continue;
    const Task* task = open_message(draft, step);
    if (!task || !is_answered_by(draft, step, *ask, event)) continue;
    const TaskId id = task->id;
    EventTaken took;
    took.step = step.name;
    took.number = event.number;
    took.origin = event.origin;
    took.complete = true;
    draft.emit(std::move(took));
    draft.emit(TaskCompleted{id, PersonId{}, event.data});
    for (const DeadlineRule& rule : step.deadlines) meet_clock(draft, rule.name, 0);
    finish_step(draft, step, event.data);
    answered = true;
  }
  return answered;
}

}  // namespace liaison
