// Tasks: a step handed to one or several departments, and what becomes of its tasks.
#include <algorithm>
#include <set>

#include "engine/machine/flow.h"

namespace liaison {

namespace {

struct Given {  // one recipient, found
  Assignee who;
  std::string as_written;
  Doc said;
};

Given from_item(Draft& draft, const Json& item, const Scope& scope) {
  const Json& to = item.is_object() && item.contains("to") ? item["to"] : item;
  const auto address = parse_address(text_of(to));
  if (!address) throw Stuck{scope.step->name, address.error().message};
  Given given{resolve_or_stuck(draft, *address, nullptr, scope), text_of(to), {}};
  if (item.is_object()) {
    Json said = Json::object();
    for (const char* key : {"title", "text"}) {
      if (item.contains(key)) said[key] = item[key];
    }
    given.said = std::move(said);
  }
  return given;
}

std::vector<Given> recipients(Draft& draft, const Step& step, const Forward& forward) {
  const Scope scope{&step, draft.now.data.sheet, {}};
  std::vector<Given> found;
  if (!forward.to_rule) {
    for (const Recipient& recipient : forward.to) {
      found.push_back(
          {resolve_or_stuck(draft, recipient.to, nullptr, scope), recipient.as_written, {}});
    }
    return found;
  }
  const Json value = evaluate(draft, *forward.to_rule, *draft.now.data.sheet, scope);
  if (!value.is_array()) return {from_item(draft, value, scope)};
  for (const Json& item : value) found.push_back(from_item(draft, item, scope));
  return found;
}

void each_department_once(const Step& step, const std::vector<Given>& given) {
  std::set<std::pair<DepartmentId, std::string>> seen;
  for (const Given& each : given) {
    if (!seen.insert({each.who.department, each.who.unit + "/" + each.who.person.text}).second) {
      throw Stuck{step.name,
                  "expected each department once, but " + each.as_written + " is there twice"};
    }
  }
  if (given.empty()) throw Stuck{step.name, "expected at least one department, but there is none"};
}

// Clocks that a return has stopped and whose department gets no task in their place this time.
void cancel_accounts_of_others(Draft& draft, const Step& step, const std::vector<Given>& given) {
  const std::vector<Clock> clocks = draft.now.clocks;
  for (const Clock& clock : clocks) {
    if (clock.step != step.name || clock.state != ClockState::kPaused) continue;
    const auto slot = static_cast<std::size_t>(clock.slot);
    const Task* task = draft.now.task(clock.task);
    const bool same = slot < given.size() && task && task->department == given[slot].who.department;
    if (!same) cancel_clock(draft, clock.name, clock.slot, "the step went to others");
  }
}

// The attempt goes on counting where a return leads to the step again.
int attempt_of(const Draft& draft, const Step& step, int slot, bool by_return) {
  if (!by_return) return 1;
  for (const Task& task : draft.now.tasks) {
    if (task.step == step.name && task.slot == slot) return task.attempt + 1;
  }
  return 1;
}

void set_times(TaskAssigned& assigned, const std::vector<PlannedClock>& clocks) {
  for (const PlannedClock& each : clocks) {
    const bool later = assigned.due != Instant{} && each.clock.due >= assigned.due;
    if (later || each.how == PlannedClock::How::kWait) continue;
    assigned.due = each.clock.due;
    for (const PlannedRung& rung : each.clock.plan) {
      if (rung.kind != RungKind::kWarning) continue;
      assigned.warn_at = rung.at;
      break;
    }
  }
}

}  // namespace

int entry_of_step(const Draft& draft, const Step& step) {
  const StepRecord* record = draft.now.step_record(step.name);
  return record ? record->times : 1;
}

void assign_task(Draft& draft, const Step& step, TaskAssigned assigned, bool by_return) {
  const CaseId& id = draft.now.id;
  assigned.step = step.name;
  assigned.entry = entry_of_step(draft, step);
  assigned.attempt = attempt_of(draft, step, assigned.slot, by_return);
  assigned.id = task_id(id, step.name, assigned.entry, assigned.slot, assigned.attempt);
  auto clocks = plan_clocks(draft, step.deadlines,
                            {&step, assigned.slot, assigned.id, assigned.department, by_return});
  set_times(assigned, clocks);
  draft.emit(std::move(assigned));
  set_clocks(draft, std::move(clocks));
}

void start_forward(Draft& draft, const Step& step, const Doc&, bool by_return) {
  const auto& forward = std::get<Forward>(step.act);
  const std::vector<Given> given = recipients(draft, step, forward);
  each_department_once(step, given);
  cancel_accounts_of_others(draft, step, given);
  for (std::size_t slot = 0; slot < given.size(); ++slot) {
    TaskAssigned task;
    task.slot = static_cast<int>(slot);
    task.department = given[slot].who.department;
    task.unit = given[slot].who.unit;
    task.holder = given[slot].who.person;
    task.rule = given[slot].who.rule;
    task.as_written = given[slot].as_written;
    task.said = given[slot].said;
    assign_task(draft, step, std::move(task), by_return);
  }
}

void cancel_open_tasks(Draft& draft, std::string_view step, const std::string& reason) {
  const std::vector<Task> tasks = draft.now.tasks;
  for (const Task& task : tasks) {
    if (!task.open() || (!step.empty() && task.step != step)) continue;
    draft.emit(TaskCancelled{task.id, reason});
    if (task.kind == TaskKind::kNotice) {
      cancel_clock(draft, task.step, task.slot, reason);
      continue;
    }
    for (const DeadlineRule& rule : draft.definition.step(task.step)->deadlines) {
      cancel_clock(draft, rule.name, task.slot, reason);
    }
  }
}

void assign_next(Draft& draft, const Task& former, const Assignee& who, bool to_assign,
                 std::string reason) {
  TaskAssigned next;
  next.step = former.step;
  next.entry = former.entry;
  next.slot = former.slot;
  next.attempt = former.attempt + 1;
  next.id = task_id(draft.now.id, former.step, former.entry, former.slot, next.attempt);
  next.kind = former.kind;
  next.department = who.department;
  next.unit = who.unit;
  next.holder = who.person;
  next.rule = who.rule;
  next.as_written = former.as_written;
  next.to_assign = to_assign;
  next.declines = former.declines;
  next.declined_by = former.declined_by;
  next.reason = reason;
  next.said = former.said;
  next.about = former.about;
  std::optional<MessageIssued> message;
  if (is_message(former.kind)) {
    const Step& step = *draft.definition.step(former.step);
    message = message_of(draft, step, next.id, input_of(draft, step), former.repeats);
  }
  if (former.state == TaskState::kDeclined) {
    ++next.declines;
    next.declined_by = former.department;
  } else {
    draft.emit(TaskReassigned{former.id, next.id, std::move(reason)});
  }
  for (const Clock& clock : draft.now.clocks) {
    if (clock.step != former.step || clock.slot != former.slot || !clock.open()) continue;
    if (next.due == Instant{} || clock.due < next.due) next.due = clock.due;
  }
  draft.emit(std::move(next));
  if (message) draft.emit(std::move(*message));
}

const Form& form_of(const Definition& definition, const Task& task) {
  static const Form kAnything;
  const Step* step = definition.step(task.step);
  const auto* forward = step ? std::get_if<Forward>(&step->act) : nullptr;
  if (!forward) return kAnything;
  const auto slot = static_cast<std::size_t>(task.slot);
  if (slot < forward->to.size() && forward->to[slot].result) return *forward->to[slot].result;
  return forward->result;
}

}  // namespace liaison
