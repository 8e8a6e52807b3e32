// What the events of model/event_task.h make of a case, and the replies that led to them.
#include <algorithm>

#include "engine/machine/apply.h"

namespace liaison {

namespace {

void keep(std::vector<ReplyMark>& list, const ReplyMark& reply, std::size_t at_most) {
  if (list.size() >= at_most) list.erase(list.begin());
  list.push_back(reply);
}

}  // namespace

void CaseApplier::operator()(const ReplyTaken& e) {
  Task* task = case_.task(e.task);
  if (!task) return;
  if (task->replies.size() >= kRepliesKept) {
    keep(case_.former_replies, task->replies.front(), kFormerRepliesKept);
  }
  keep(task->replies, e.reply, kRepliesKept);
}

void CaseApplier::operator()(const TaskAssigned& e) {
  std::erase_if(case_.tasks, [&](const Task& former) {
    if (former.step != e.step || former.slot != e.slot) return false;
    for (const ReplyMark& r : former.replies) keep(case_.former_replies, r, kFormerRepliesKept);
    return true;
  });
  case_.tasks.push_back({.id = e.id,
                         .step = e.step,
                         .entry = e.entry,
                         .slot = e.slot,
                         .attempt = e.attempt,
                         .kind = e.kind,
                         .department = e.department,
                         .unit = e.unit,
                         .holder = e.holder,
                         .as_written = e.as_written,
                         .to_assign = e.to_assign,
                         .declines = e.declines,
                         .declined_by = e.declined_by,
                         .reason = e.reason,
                         .assigned_at = at_,
                         .records = 1,
                         .said = e.said,
                         .about = e.about});
  for (Clock& clock : case_.clocks) {
    if (clock.open() && clock.step == e.step && clock.slot == e.slot) clock.task = e.id;
  }
}
void CaseApplier::operator()(const TaskClaimed& e) {
  Task& task = touched(e.id);
  task.state = TaskState::kClaimed;
  task.holder = e.person;
}
void CaseApplier::operator()(const TaskReleased& e) {
  Task& task = touched(e.id);
  task.state = TaskState::kOpen;
  task.holder = PersonId{};
}
void CaseApplier::operator()(const TaskCompleted& e) {
  const Task& task = ended(e.id, TaskState::kDone, e.person);
  if (task.kind == TaskKind::kNotice) return;  // nobody waits for its result
  case_.data.answers[e.id] = e.result;
  if (StepRecord* record = case_.step_record(task.step)) {
    record->person = e.person;
    record->department = task.department;
  }
}
void CaseApplier::operator()(const TaskReturned& e) {
  Task& task = ended(e.id, TaskState::kReturned, e.person);
  task.reason = e.reason;
  ++case_.returns;
  StepRecord* record = case_.step_record(task.step);
  if (!record) return;
  ++record->returned_count;
  record->returned_by = task.department;
  record->returned_person = e.person;
  record->returned_reason = e.reason;
}
void CaseApplier::operator()(const TaskDeclined& e) {
  ended(e.id, TaskState::kDeclined, e.person).reason = e.reason;
}
void CaseApplier::operator()(const TaskReassigned& e) {
  ended(e.id, TaskState::kReassigned, PersonId{}).reason = e.reason;
}
void CaseApplier::operator()(const TaskCancelled& e) {
  ended(e.id, TaskState::kCancelled, PersonId{}).reason = e.reason;
}
void CaseApplier::operator()(const TaskCommented& e) {  // also of one that another has followed
  if (Task* task = case_.task(e.id)) ++task->records;
}
void CaseApplier::operator()(const MessageIssued& e) {
  Task* task = case_.task(e.id);
  if (!task || e.repeat == 0) return;
  ++task->records;
  task->state = TaskState::kOpen;
  task->repeats = e.repeat;
}
void CaseApplier::operator()(const QuestionAsked& e) {
  Task& task = touched(e.id);
  task.state = TaskState::kAsked;
  task.holder = e.person;
}
void CaseApplier::operator()(const MessageTold& e) {
  Task& task = touched(e.id);
  task.state = TaskState::kTold;
  task.holder = e.person;
  case_.data.answers[e.id] = e.how;
}
void CaseApplier::operator()(const MessageUndelivered& e) {
  Task& task = touched(e.id);
  task.state = TaskState::kOpen;
  task.reason = e.reason;
}

Task& CaseApplier::touched(const TaskId& id) {
  Task* task = case_.task(id);
  check(task != nullptr, "an event names a task of its case");
  ++task->records;
  return *task;
}

Task& CaseApplier::ended(const TaskId& id, TaskState state, const PersonId& by) {
  Task& task = touched(id);
  task.state = state;
  task.ended_at = at_;
  task.ended_by = by;
  return task;
}

}  // namespace liaison
