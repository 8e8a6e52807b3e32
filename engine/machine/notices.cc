// What a rung does beside telling somebody: it hands the open task to whom it tells
// (`reassign`), or makes a task of its notice (`answerWithin`, 督办) that blocks nothing and has
// its own clock.
#include <algorithm>

#include "engine/machine/clocks.h"

namespace liaison {

namespace {

void hand_over(Draft& draft, const Clock& clock, const Notice& to) {
  const Task* open = draft.now.task(clock.task);
  if (!open || !open->open() || to.department.empty()) return;
  const Task task = *open;
  const bool has_it = task.department == to.department && task.unit == to.unit &&
                      (to.person.empty() || task.holder == to.person);
  if (has_it) return;
  try {
    assign_next(draft, task, {to.department, to.unit, to.person, to.rule}, task.to_assign,
                "the deadline " + clock.name + " hands it on");
  } catch (const Stuck&) {  // a message that cannot be written again stays where it is
  }
}

Json title_of(const Draft& draft, const Clock& clock) {
  const Step* step = clock.step.empty() ? nullptr : draft.definition.step(clock.step);
  const auto* forward = step ? std::get_if<Forward>(&step->act) : nullptr;
  const DeadlineRule* rule = rule_of(draft.definition, clock);
  Text title = forward ? forward->title : Text{clock.name, clock.name};
  if (rule && !rule->title.empty()) title = rule->title;
  return {{"zh", "督办：" + title.zh}, {"en", "Follow up: " + title.en}};
}

bool is_open_already(const Draft& draft, const About& about, const Notice& to) {
  return std::any_of(draft.now.tasks.begin(), draft.now.tasks.end(), [&](const Task& task) {
    return task.open() && task.about && task.about->clock == about.clock &&
           task.about->slot == about.slot && task.about->rung == about.rung &&
           task.department == to.department && task.unit == to.unit && task.holder == to.person;
  });
}

int next_slot(const Draft& draft, const std::string& step, int epoch) {
  return static_cast<int>(
      std::count_if(draft.now.tasks.begin(), draft.now.tasks.end(),
                    [&](const Task& t) { return t.step == step && t.entry == epoch; }));
}

Clock clock_of(const Draft& draft, const TaskAssigned& task, const Duration& limit) {
  const Calendar& calendar = calendar_for(draft, {}, task.department);
  const Clock* former = draft.now.clock(task.step, task.slot);
  const Due due = due_after(calendar, calendar.rules(), limit, draft.at);
  Clock clock;
  clock.name = clock.step = task.step;
  clock.slot = task.slot;
  clock.task = task.id;
  clock.epoch = former ? former->epoch + 1 : 1;
  clock.budget = limit;
  clock.calendar = calendar.name();
  clock.calendar_version = calendar.version();
  clock.rules = calendar.rules();
  clock.start = clock.running_since = draft.at;
  clock.due = due.at;
  clock.provisional = due.provisional;
  clock.plan = {{due.at, RungKind::kBreach, -1}};
  return clock;
}

void follow_up(Draft& draft, const Clock& clock, int rung, const Duration& limit,
               const Notice& to) {
  const About about{clock.name, clock.slot, clock.epoch, rung, clock.step};
  if (to.department.empty() || is_open_already(draft, about, to)) return;
  TaskAssigned task;
  task.kind = TaskKind::kNotice;
  task.step = notice_step(clock.name);
  task.entry = clock.epoch;
  task.slot = next_slot(draft, task.step, task.entry);
  task.id = task_id(draft.now.id, task.step, task.entry, task.slot, task.attempt);
  task.department = to.department;
  task.unit = to.unit;
  task.holder = to.person;
  task.rule = to.rule;
  task.said = Json{{"title", title_of(draft, clock)}};
  task.about = about;
  Clock own = clock_of(draft, task, limit);
  task.due = own.due;
  draft.emit(std::move(task));
  PlannedClock planned{PlannedClock::How::kSet, std::move(own)};
  set_clocks(draft, {std::move(planned)});
}

}  // namespace

std::string notice_step(const std::string& clock) { return clock + "-notice"; }

void follow_rung(Draft& draft, const Clock& clock, const Rung& rung, const RungFired& fired) {
  if (fired.missed || fired.to.empty()) return;
  if (rung.reassign) hand_over(draft, clock, fired.to.front());
  if (!rung.answer_within) return;
  for (const Notice& to : fired.to)
    follow_up(draft, clock, fired.rung.rung, *rung.answer_within, to);
}

void end_notices(Draft& draft, std::string_view step, const std::string& reason) {
  const std::vector<Task> tasks = draft.now.tasks;
  for (const Task& task : tasks) {
    if (!task.open() || !task.about || task.about->step != step) continue;
    draft.emit(TaskCancelled{task.id, reason});
    cancel_clock(draft, task.step, task.slot, reason);
  }
}

}  // namespace liaison
