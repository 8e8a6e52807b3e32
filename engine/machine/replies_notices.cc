// Answers to rungs: acknowledged by whom they told, or their follow-up (督办) done.
#include <algorithm>

#include "engine/machine/reply.h"

namespace liaison {

// Whether the subject names a clock of the case.
bool Reply::acknowledge_clock() {
  for (const Clock& clock : draft_.now.clocks) {
    if (clock_id(draft_.now.id, clock.name, clock.slot).text != reply_.subject) continue;
    if (const Task* measured = draft_.now.task(clock.task)) task_ = *measured;
    if (!is_let_in()) return true;
    const Json rung = field("rung", nullptr);
    acknowledge(Clock(clock), rung.is_number_integer() ? rung.get<int>() : -1);
    return true;
  }
  return false;
}

// Of a task: the rungs of the first of its clocks that has told anybody; of a notice its own.
void Reply::acknowledge() {
  for (const Clock& clock : draft_.now.clocks) {
    const bool meant = task_.about
                           ? clock.name == task_.about->clock && clock.slot == task_.about->slot
                           : clock.task == task_.id && !clock.fired.empty();
    if (meant) return acknowledge(Clock(clock), task_.about ? task_.about->rung : -1);
  }
  refuse("nothing-fired", {"expected a task whose deadline has warned or escalated, but that of " +
                           task_.id.text + " has not"});
}

void Reply::acknowledge(const Clock& clock, int rung) {
  const auto meant = [&](const FiredRung& fired) { return rung < 0 || fired.rung == rung; };
  const auto is_news = [&](const FiredRung& fired) { return meant(fired) && !fired.acknowledged; };
  const std::string name = "the deadline " + clock.name;
  if (!clock.open()) {
    return refuse("clock-" + std::string(to_word(clock.state)),
                  {"expected an open clock, but " + name + " is " + to_word(clock.state)});
  }
  if (std::none_of(clock.fired.begin(), clock.fired.end(), meant)) {
    return refuse("nothing-fired", {"expected a rung that has told somebody, but " + name +
                                    " has none" + (rung < 0 ? "" : " of that number")});
  }
  if (std::none_of(clock.fired.begin(), clock.fired.end(), is_news)) {
    return refuse("already-acknowledged",
                  {"expected a rung that nobody has acknowledged, but " + name + " has none"});
  }
  if (!may(not_told_of(draft_, clock))) return;
  if (!task_.id.empty()) accept();
  draft_.emit(RungAcknowledged{clock.name, clock.slot, rung, person()});
}

void Reply::complete_notice(const Json& result, const Json& evidence) {
  draft_.emit(
      TaskCompleted{task_.id, person(), result, evidence, text("doneAt").substr(0, kWordsMax)});
  meet_clock(draft_, task_.step, task_.slot);
  const About& about = *task_.about;
  const Clock* clock = draft_.now.clock(about.clock, about.slot);
  if (clock && clock->open() && clock->epoch == about.epoch) {
    draft_.emit(RungAcknowledged{about.clock, about.slot, about.rung, person()});
  }
}

}  // namespace liaison
