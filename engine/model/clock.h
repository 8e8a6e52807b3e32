// Clock: the running account of one deadline in one case.
//
// Its rungs (target, warnings, breach, ladder) are planned as instants when it is set, so that
// `apply` and the due index need no calendar; they fire in order, each once per epoch, when time is
// past them. A stopped clock has no next rung. `breached` is a mark, not a state: a breached clock
// counts on until it is met.
//
//   running --met--> met        running --stopped--> paused --resumed--> running
//   any --cancelled--> cancelled       met, cancelled --set again--> running, next epoch
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "engine/model/describe.h"
#include "engine/time/account.h"

namespace liaison {

template <>
struct FieldsOf<Duration> {
  using Outside = void;
  template <class Visit>
  static constexpr void list(Visit&& field) {
    field("count", &Duration::count), field("unit", &Duration::unit);
  }
};
template <>
struct FieldsOf<DayRules> {
  using Outside = void;
  template <class Visit>
  static constexpr void list(Visit&& field) {
    field("startDay", &DayRules::start_day), field("dayEnd", &DayRules::day_end),
        field("dayOff", &DayRules::day_off), field("pauseCounts", &DayRules::pause_counts);
  }
};

enum class ClockState : std::uint8_t { kRunning, kPaused, kMet, kCancelled };
inline const char* to_word(ClockState state) {
  constexpr const char* kWords[] = {"running", "paused", "met", "cancelled"};
  return word_in(kWords, state);
}

enum class RungKind : std::uint8_t { kTarget, kWarning, kBreach, kEscalation };
inline const char* to_word(RungKind kind) {
  constexpr const char* kWords[] = {"target-passed", "warning", "breached", "escalated"};
  return word_in(kWords, kind);
}

struct PlannedRung {
  Instant at{};
  RungKind kind = RungKind::kBreach;
  int rung = -1;   // in DeadlineRule::rungs; -1 for target and breach
  int repeat = 0;  // which repeat of it; 0 = the rung itself
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("at", &PlannedRung::at), field("kind", &PlannedRung::kind),
        field("rung", &PlannedRung::rung), field("repeat", &PlannedRung::repeat);
  }
};

// Of one plan, which goes first.
inline bool fires_before(const PlannedRung& a, const PlannedRung& b) {
  return std::tie(a.at, a.kind, a.rung, a.repeat) < std::tie(b.at, b.kind, b.rung, b.repeat);
}

struct FiredRung {  // whom a rung has told, so that they can acknowledge it
  int rung = 0;
  std::vector<PersonId> persons;
  std::vector<DepartmentId> departments;  // where no person was named
  bool acknowledged = false;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("rung", &FiredRung::rung), field("persons", &FiredRung::persons),
        field("departments", &FiredRung::departments),
        field("acknowledged", &FiredRung::acknowledged);
  }
};

struct Clock {
  std::string name;  // of the rule; unique in the file
  int slot = 0;      // which of several departments
  std::string step;  // the step it belongs to; "" for a clock of the case
  TaskId task;       // the open task it measures, if any
  ClockState state = ClockState::kRunning;
  int epoch = 1;
  bool by_date = false;  // ends by a date: no budget, never pauses
  Duration budget;
  std::string calendar, calendar_version;
  DayRules rules;
  Instant start{};  // where the budget begins
  Instant running_since{};
  Milliseconds used{0};  // up to running_since, in the unit's own measure
  Instant due{};
  bool provisional = false;
  Instant target{};               // zero: none
  std::vector<PlannedRung> plan;  // those not fired yet, in order; empty once met or cancelled
  bool breached = false;
  bool target_passed = false;
  Instant ended_at{};       // met or cancelled
  Milliseconds late_by{0};  // up to the last stop or end: working time (or elapsed) past due
  int records = 0;          // sequence of its public events in this epoch
  int rungs_fired = 0;
  std::string stopped_for;       // why it is paused
  int breaches = 0;              // of all its epochs
  std::vector<FiredRung> fired;  // of this epoch, those that told somebody

  bool open() const { return state == ClockState::kRunning || state == ClockState::kPaused; }
  Instant next_at() const {
    return state == ClockState::kRunning && !plan.empty() ? plan.front().at : kNever;
  }

  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("name", &Clock::name), field("slot", &Clock::slot), field("step", &Clock::step),
        field("task", &Clock::task), field("state", &Clock::state), field("epoch", &Clock::epoch),
        field("byDate", &Clock::by_date), field("budget", &Clock::budget),
        field("calendar", &Clock::calendar), field("calendarVersion", &Clock::calendar_version),
        field("rules", &Clock::rules), field("start", &Clock::start),
        field("runningSince", &Clock::running_since), field("used", &Clock::used),
        field("due", &Clock::due), field("provisional", &Clock::provisional),
        field("target", &Clock::target), field("plan", &Clock::plan),
        field("breached", &Clock::breached), field("targetPassed", &Clock::target_passed),
        field("endedAt", &Clock::ended_at), field("lateBy", &Clock::late_by),
        field("records", &Clock::records), field("rungsFired", &Clock::rungs_fired),
        field("stoppedFor", &Clock::stopped_for), field("breaches", &Clock::breaches),
        field("fired", &Clock::fired);
  }
};

}  // namespace liaison
