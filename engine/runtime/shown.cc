#include "engine/runtime/shown.h"

#include <algorithm>
#include <cmath>

#include "engine/time/account.h"

namespace liaison {

namespace {

const Calendar* calendar_of(const CaseView& view, const std::string& name) {
  if (!view.definition) return nullptr;
  const auto found = view.definition->calendars.find(name);
  return found == view.definition->calendars.end() ? nullptr : found->second.get();
}

const Task* task_of(const CaseHead& head, const TaskId& id) {
  const auto found = std::find_if(head.tasks.begin(), head.tasks.end(),
                                  [&](const Task& task) { return task.id == id; });
  return found == head.tasks.end() ? nullptr : &*found;
}

const Step* step_of(const CaseView& view, const std::string& name) {
  return view.definition && !name.empty() ? view.definition->step(name) : nullptr;
}

Json title_of_step(const CaseView& view, const std::string& name) {
  const Step* step = step_of(view, name);
  const auto* forward = step ? std::get_if<Forward>(&step->act) : nullptr;
  return forward ? shown_text(forward->title) : Json(nullptr);
}

const DeadlineRule* rule_of(const CaseView& view, const Clock& clock) {
  if (!view.definition) return nullptr;
  const Step* step = step_of(view, clock.step);
  const auto& rules = step ? step->deadlines : view.definition->deadlines;
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const DeadlineRule& rule) {
    return rule.name == clock.name;
  });
  return found == rules.end() ? nullptr : &*found;
}

Json customer_of(const CaseHead& head) {
  if (!workflow_of(head.customer).empty()) return nullptr;
  return {{"key", head.customer.text}, {"name", text_or_null(head.customer_name)}};
}

// The account of a clock at an instant, in its own measure.
struct Account {
  Milliseconds used{0}, budget{0};
};

Account account_of(const CaseView& view, const Clock& clock, const Calendar& calendar) {
  const Instant now = std::max(view.now, clock.running_since);
  if (clock.by_date) {
    const Instant end = clock.open() ? now : clock.ended_at;
    return {end - clock.start, clock.due - clock.start};
  }
  Account account{clock.used, budget_measure(calendar, clock.rules, clock.budget, clock.start)};
  if (clock.state == ClockState::kRunning) {
    account.used +=
        used_between(calendar, clock.rules, clock.budget, clock.start, clock.running_since, now);
  }
  return account;
}

double tenths(double value) { return std::round(value * 10) / 10; }

// "used" and "left" as spans of the clock's own measure, and in units of its budget: 0.6 of 2
// workdays.
void add_account(const CaseView& view, const Clock& clock, Json& data) {
  const Calendar* calendar = calendar_of(view, clock.calendar);
  if (!calendar) return;
  const Account account = account_of(view, clock, *calendar);
  data["used"] = iso_span(account.used);
  const bool over = account.used > account.budget;
  std::string left(over ? "-" : "");
  left += iso_span(over ? account.used - account.budget : account.budget - account.used);
  data["left"] = std::move(left);
  if (clock.by_date || clock.budget.count <= 0 || account.budget.count() <= 0) return;
  if (clock.budget.unit == Unit::kElapsed) return;
  const auto count = static_cast<double>(clock.budget.count);
  const double unit = static_cast<double>(account.budget.count()) / count;
  const double used = static_cast<double>(account.used.count()) / unit;
  data["units"] = {
      {"used", tenths(used)}, {"budget", clock.budget.count}, {"left", tenths(count - used)}};
}

}  // namespace

std::string CaseView::zone() const {
  const Calendar* calendar = definition ? calendar_of(*this, definition->calendar) : nullptr;
  return calendar ? calendar->zone() : "UTC";
}

Json CaseView::time(Instant at) const { return shown(at, zone()); }

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json shown_text(const Text& text) {
  if (text.zh == text.en) return text_or_null(text.zh);
  return {{"zh", text.zh}, {"en", text.en}};
}

std::string iso_span(Milliseconds span) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span).count();
  std::string text = "PT";
  if (seconds >= 3600) text += std::to_string(seconds / 3600) + "H";
  if (seconds / 60 % 60 != 0) text += std::to_string(seconds / 60 % 60) + "M";
  if (seconds % 60 != 0 || text == "PT") text += std::to_string(seconds % 60) + "S";
  return text;
}

Json shown_case(const CaseView& view, const Doc& labels) {
  const CaseHead& head = view.head;
  const auto open_tasks = std::count_if(head.tasks.begin(), head.tasks.end(),
                                        [](const Task& task) { return task.open(); });
  Instant next_due = kNever;
  Json at = Json::array();
  for (const Clock& clock : head.clocks) {
    if (clock.state == ClockState::kRunning) next_due = std::min(next_due, clock.due);
  }
  for (const OpenStep& step : head.open) at.push_back(step.step);
  return {{"case", head.id.text},
          {"workflow", head.workflow},
          {"version", head.version},
          {"title", view.definition ? shown_text(view.definition->title) : Json(nullptr)},
          {"key", text_or_null(head.key)},
          {"labels", labels.is_null() ? Json::object() : *labels},
          {"customer", customer_of(head)},
          {"manager", text_or_null(head.speaker().text)},
          {"unit", text_or_null(head.unit)},
          {"request", {{"source", head.request.source}, {"id", head.request.id}}},
          {"state", to_word(head.phase)},
          {"reason", text_or_null(head.reason)},
          {"stuckAt", text_or_null(head.stuck_at)},
          {"at", at},
          {"openedAt", view.time(head.opened_at)},
          {"closedAt", view.time(head.closed_at)},
          {"openTasks", open_tasks},
          {"nextDue", view.time(next_due)},
          {"breaches", head.breaches},
          {"returns", head.returns}};
}

Json shown_task(const CaseView& view, const Task& task) {
  const CaseHead& head = view.head;
  Instant due = kNever;
  for (const Clock& clock : head.clocks) {
    if (clock.open() && clock.task == task.id) due = std::min(due, clock.due);
  }
  Json title = title_of_step(view, task.step);
  if (task.said->is_object() && task.said->contains("title")) title = (*task.said)["title"];
  return {{"task", task.id.text},
          {"kind", to_word(task.kind)},
          {"case", head.id.text},
          {"workflow", head.workflow},
          {"version", head.version},
          {"step", task.step},
          {"attempt", task.attempt},
          {"department", task.department.text},
          {"unit", text_or_null(task.unit)},
          {"holder", text_or_null(task.holder.text)},
          {"manager", text_or_null(head.speaker().text)},
          {"customer", customer_of(head)},
          {"key", text_or_null(head.key)},
          {"title", std::move(title)},
          {"state", to_word(task.state)},
          {"assignedAt", view.time(task.assigned_at)},
          {"endedAt", view.time(task.ended_at)},
          {"endedBy", text_or_null(task.ended_by.text)},
          {"due", view.time(due)},
          {"overdue", due < view.now},
          {"reason", text_or_null(task.reason)},
          {"toAssign", task.to_assign},
          {"repeats", task.repeats},
          {"about", task.about ? Json(clock_id(head.id, task.about->clock, task.about->slot).text)
                               : Json(nullptr)}};
}

Json form_of(const CaseView& view, const Task& task) {
  const Step* step = step_of(view, task.step);
  if (const auto* ask = step ? std::get_if<Ask>(&step->act) : nullptr) {
    return ask->answer ? *ask->answer.schema : Json::object();
  }
  const auto* forward = step ? std::get_if<Forward>(&step->act) : nullptr;
  if (!forward) return nullptr;
  const auto slot = static_cast<std::size_t>(task.slot);
  const bool own = slot < forward->to.size() && forward->to[slot].result;
  const Form& form = own ? *forward->to[slot].result : forward->result;
  return form ? *form.schema : Json(nullptr);
}

Json shown_clock(const CaseView& view, const Clock& clock) {
  constexpr const char* kKinds[] = {"node", "promise", "guide"};
  const CaseHead& head = view.head;
  const DeadlineRule* rule = rule_of(view, clock);
  const Task* task = task_of(head, clock.task);
  const bool paused = clock.state == ClockState::kPaused;
  Json data = {{"clock", clock_id(head.id, clock.name, clock.slot).text},
               {"name", clock.name},
               {"title", rule && !rule->title.empty() ? shown_text(rule->title)
                                                      : title_of_step(view, clock.step)},
               {"case", head.id.text},
               {"workflow", head.workflow},
               {"version", head.version},
               {"step", text_or_null(clock.step)},
               {"department", task ? Json(task->department.text) : Json(nullptr)},
               {"holder", text_or_null(task ? task->holder.text : head.speaker().text)},
               {"manager", text_or_null(head.speaker().text)},
               {"unit", text_or_null(task ? task->unit : head.unit)},
               {"customer", customer_of(head)},
               {"key", text_or_null(head.key)},
               {"kind", kKinds[rule ? static_cast<int>(rule->kind) : 0]},
               {"state", to_word(clock.state)},
               {"epoch", clock.epoch},
               {"start", view.time(clock.start)},
               {"due", paused ? Json(nullptr) : view.time(clock.due)},
               {"target", view.time(clock.target)},
               {"budget", clock.by_date ? Json(nullptr) : Json(to_text(clock.budget))},
               {"breached", clock.breached},
               {"overdue", clock.open() && !paused && (clock.breached || clock.due < view.now)},
               {"endedAt", view.time(clock.ended_at)},
               {"calendar", clock.calendar + " " + clock.calendar_version},
               {"provisional", clock.provisional}};
  if (clock.late_by.count() > 0) data["lateBy"] = iso_span(clock.late_by);
  if (paused) data["pausedFor"] = text_or_null(clock.stopped_for);
  if (clock.next_at() != kNever) {
    data["next"] = {{"at", view.time(clock.next_at())}, {"what", to_word(clock.plan.front().kind)}};
  }
  add_account(view, clock, data);
  return data;
}

namespace {

// Whether the step kept its time. One that is open has no result yet, but may be overdue; this time
// counts, not an earlier one before a return.
void add_result(const CaseView& view, const StepRecord& step, bool open, Json& data) {
  bool measured = false;
  const Clock* late = nullptr;
  for (const Clock& clock : view.head.clocks) {
    if (clock.step != step.step) continue;
    measured = true;
    if (!clock.breached || (open && !clock.open())) continue;
    if (!late || clock.late_by > late->late_by) late = &clock;
  }
  data["result"] = nullptr;
  if (late) {
    data["result"] = open ? "overdue" : "late";
    data["due"] = view.time(late->due);
    if (!open) data["lateBy"] = iso_span(late->late_by);
  } else if (!open && measured && step.done_at != Instant{}) {
    data["result"] = "on-time";
  }
}

}  // namespace

Json shown_step(const CaseView& view, const StepRecord& step) {
  const auto& entered = view.head.open;
  const bool open = std::any_of(entered.begin(), entered.end(),
                                [&](const OpenStep& one) { return one.step == step.step; });
  Json data = {{"step", step.step},
               {"title", title_of_step(view, step.step)},
               {"times", step.times},
               {"open", open},
               {"from", view.time(step.started_at)},
               {"to", open ? Json(nullptr) : view.time(step.done_at)},
               {"department", text_or_null(step.department.text)},
               {"person", text_or_null(step.person.text)}};
  add_result(view, step, open, data);
  if (step.returned_count > 0) {
    data["returned"] = {{"count", step.returned_count},
                        {"department", text_or_null(step.returned_by.text)},
                        {"person", text_or_null(step.returned_person.text)},
                        {"reason", text_or_null(step.returned_reason)}};
  }
  return data;
}

}  // namespace liaison
