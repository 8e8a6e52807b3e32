// Answers to tasks: claimed, released, completed, returned, declined, handed on.
#include <algorithm>

#include "engine/machine/reply.h"

namespace liaison {

void Reply::claim() {
  if (!is_to_do()) return;
  if (task_.state == TaskState::kClaimed) {
    return refuse("already-claimed",
                  {"expected an unclaimed task, but " + task_.holder.text + " has claimed it"});
  }
  if (person().empty()) {
    return refuse("no-person",
                  {"expected `authid` or data.by to say who claims, but neither does"});
  }
  if (is_held_back()) return;
  accept();
  draft_.emit(TaskClaimed{task_.id, person()});
  meet(DeadlineRule::Until::kClaimed);
}

void Reply::release() {
  if (!is_to_do()) return;
  if (task_.state != TaskState::kClaimed) {
    return refuse("not-claimed", {"expected a claimed task, but " + task_.id.text + " is open"});
  }
  accept();
  draft_.emit(TaskReleased{task_.id});
}

void Reply::complete() {
  if (!is_to_do()) return;
  const Json result = field("result", Json::object());
  const Json evidence = field("evidence", nullptr);
  std::vector<std::string> faults = faults_of(result, form_of(draft_.definition, task_));
  check_evidence(evidence, faults);
  if (!faults.empty()) return refuse("result-mismatch", std::move(faults));
  accept();
  if (task_.about) return complete_notice(result, evidence);
  draft_.emit(
      TaskCompleted{task_.id, person(), result, evidence, text("doneAt").substr(0, kWordsMax)});
  meet_all();
  if (!need_is_met()) return;
  cancel_open_tasks(draft_, task_.step, "enough departments have answered");
  finish_step(draft_, step(), answer());
}

void Reply::give_back() {
  if (!is_to_do() || !is_handed_out()) return;
  const auto& returns = forward().returns;
  if (!returns) {
    return refuse("no-return", {"expected complete or decline, but this step takes no return"});
  }
  if (!has_reason()) return;
  const StepRecord* record = draft_.now.step_record(task_.step);
  const bool used_up = record && record->returned_count >= returns->at_most;
  if (used_up && !returns->beyond) {
    return refuse("returns-used-up", {"expected at most " + std::to_string(returns->at_most) +
                                      " returns of this step, but they are used up"});
  }
  accept();
  draft_.emit(TaskReturned{task_.id, person(), reason()});
  leave_by_return(*returns, used_up);
}

void Reply::leave_by_return(const Forward::Returns& returns, bool used_up) {
  const std::vector<Clock> clocks = draft_.now.clocks;
  for (const Clock& clock : clocks) {
    if (clock.step != task_.step) continue;
    if (returns.restart_clock || used_up || clock.by_date)  // a date never stands still
      cancel_clock(draft_, clock.name, clock.slot, "returned");
    else stop_clock(draft_, clock.name, clock.slot, "returned");
  }
  cancel_open_tasks_keeping_clocks();
  end_notices(draft_, task_.step, "returned");
  const Directive to = used_up ? *returns.beyond : Directive{Directive::Kind::kStep, returns.to};
  divert(draft_, step(), StepLeft::How::kReturned, to, true);
}

void Reply::cancel_open_tasks_keeping_clocks() {
  const std::vector<Task> tasks = draft_.now.tasks;
  for (const Task& other : tasks) {
    if (other.step == task_.step && other.open()) {
      draft_.emit(TaskCancelled{other.id, "another department returned the step"});
    }
  }
}

void Reply::decline() {
  if (!is_to_do() || !is_handed_out() || !has_reason()) return;
  if (task_.department == managers_department()) {
    return refuse("not-declinable", {"expected the manager to complete or assign, but a manager "
                                     "cannot decline"});
  }
  const bool again = task_.declines >= 1;  // the second: the last holder's head decides
  const Address head{Address::Base::kHolder, "", Address::Role::kHead};
  const auto next = resolve(draft_, again ? head : Address{}, &task_);
  if (!next) throw Stuck{task_.step, next.error().message};
  accept();
  draft_.emit(TaskDeclined{task_.id, person(), reason()});
  Task former = task_;
  former.state = TaskState::kDeclined;
  assign_next(draft_, former, *next, true, reason());
}

void Reply::assign() {
  if (!is_task()) return;
  const auto address = parse_address(text_of(field("to", nullptr)));
  if (!address) return refuse("bad-address", {address.error().message});
  if (names_one_kept_out(*address)) {
    return refuse("kept-out", {"expected somebody who is not kept out of this case, but " +
                               to_text(*address) + " is"});
  }
  const auto next = resolve(draft_, *address, &task_);
  if (!next) return refuse("bad-address", {next.error().message});
  accept();
  assign_next(draft_, task_, *next, false, reason());
}

void Reply::comment() { comment_on(task_.id); }

// The task that has followed it remembers the reply, so that a second copy is recognised.
void Reply::comment_on_former() {
  if (is_let_in()) comment_on(TaskId{reply_.subject});
}

void Reply::comment_on(TaskId id) {
  accept();
  const Json words = field("text", field("comment", ""));
  draft_.emit(TaskCommented{std::move(id), text_of(words).substr(0, kWordsMax)});
}

// ---- parts ----------------------------------------------------------------------------------

// The guards are asked again at each claim. Where one does not hold any more, the claim is refused
// and the flow goes where that guard says.
bool Reply::is_held_back() {
  if (task_.about) return false;
  const auto elsewhere = refused_by_guard(draft_, step());
  if (!elsewhere) return false;
  const GuardFailed failed = std::get<GuardFailed>(draft_.events.back().body);
  refuse("guard-failed", {"expected the guard " + failed.guard + "." + failed.condition +
                          " to hold still, but '" + failed.when + "' does not"});
  break_off_to(draft_, step(), *elsewhere, "its guard does not hold any more");
  return true;
}

// A notice (督办) is for whom the ladder names: it goes neither back nor to the manager.
bool Reply::is_handed_out() {
  if (!task_.about) return true;
  return may("expected complete, comment or assign of a notice, but it was sent " + reply_.verb,
             "wrong-reply");
}

bool Reply::names_one_kept_out(const Address& address) const {
  if (address.role != Address::Role::kSelf) return false;
  Assignee named;
  if (address.base == Address::Base::kDepartment) named.department = DepartmentId{address.name};
  if (address.base == Address::Base::kPerson) {
    named.person = PersonId{address.name};
    const Person* person = draft_.context.people().person(named.person);
    if (person) named.department = person->department;
  }
  return is_kept_out(kept_out_of(draft_, owner()), named);
}

}  // namespace liaison
