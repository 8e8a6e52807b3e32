// Events of clocks. See event.h.
#pragma once

#include <string>
#include <vector>

#include "engine/model/command.h"

namespace liaison {

struct ClockSet {  // a fresh clock in a new epoch
  static constexpr const char* kWord = "clock-set";
  Clock clock;
  Milliseconds left{0};  // of the budget, in the clock's own measure
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("clock", &ClockSet::clock), field("left", &ClockSet::left);
  }
};
struct ClockWaits {  // for a date that is not there yet
  static constexpr const char* kWord = "clock-waits";
  WaitingClock clock;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("clock", &ClockWaits::clock);
  }
};
struct Notice {  // who is told of a rung
  DepartmentId department;
  std::string unit;
  PersonId person;
  std::string rule;  // how the address was resolved
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("department", &Notice::department), field("unit", &Notice::unit),
        field("person", &Notice::person), field("rule", &Notice::rule);
  }
};
struct RungFired {
  static constexpr const char* kWord = "rung-fired";
  std::string clock;
  int slot = 0;
  PlannedRung rung;
  std::vector<Notice> to;
  Milliseconds fired_late{0};  // how long after its instant the engine got to it
  bool missed = false;         // the engine was away and a later rung stands for it
  Milliseconds used{0}, left{0};
  std::optional<PlannedRung> next;  // its next repeat
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = RungFired;
    field("clock", &E::clock), field("slot", &E::slot), field("rung", &E::rung),
        field("to", &E::to), field("firedLate", &E::fired_late), field("missed", &E::missed),
        field("used", &E::used), field("left", &E::left), field("next", &E::next);
  }
};
struct RungAcknowledged {  // it is not repeated any more
  static constexpr const char* kWord = "rung-acknowledged";
  std::string clock;
  int slot = 0;
  int rung = -1;  // -1: all that have fired
  PersonId person;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = RungAcknowledged;
    field("clock", &E::clock), field("slot", &E::slot), field("rung", &E::rung),
        field("person", &E::person);
  }
};
struct ClockStopped {
  static constexpr const char* kWord = "clock-stopped";
  std::string clock;
  int slot = 0;
  Milliseconds used{0};
  std::string reason;
  Milliseconds left{0};
  Milliseconds late_by{0};  // so far
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = ClockStopped;
    field("clock", &E::clock), field("slot", &E::slot), field("used", &E::used),
        field("reason", &E::reason), field("left", &E::left), field("lateBy", &E::late_by);
  }
};
struct ClockResumed {
  static constexpr const char* kWord = "clock-resumed";
  std::string clock;
  int slot = 0;
  TaskId task;
  Instant due{};
  bool provisional = false;
  std::vector<PlannedRung> plan;
  Milliseconds left{0};
  std::string reason;  // why it had been stopped
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = ClockResumed;
    field("clock", &E::clock), field("slot", &E::slot), field("task", &E::task),
        field("due", &E::due), field("provisional", &E::provisional), field("plan", &E::plan),
        field("left", &E::left), field("reason", &E::reason);
  }
};
struct ClockMoved {  // its date changed, or the task it measures
  static constexpr const char* kWord = "clock-moved";
  std::string clock;
  int slot = 0;
  Instant old_due{}, due{};
  bool provisional = false;
  std::vector<PlannedRung> plan;
  std::string cause;
  Instant target{};
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = ClockMoved;
    field("clock", &E::clock), field("slot", &E::slot), field("oldDue", &E::old_due),
        field("due", &E::due), field("provisional", &E::provisional), field("plan", &E::plan),
        field("cause", &E::cause), field("target", &E::target);
  }
};
struct ClockMet {
  static constexpr const char* kWord = "clock-met";
  std::string clock;
  int slot = 0;
  Milliseconds used{0}, late_by{0};
  Milliseconds left{0};  // the margin
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = ClockMet;
    field("clock", &E::clock), field("slot", &E::slot), field("used", &E::used),
        field("lateBy", &E::late_by), field("left", &E::left);
  }
};
struct ClockCancelled {
  static constexpr const char* kWord = "clock-cancelled";
  std::string clock;
  int slot = 0;
  Milliseconds used{0};
  std::string reason;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = ClockCancelled;
    field("clock", &E::clock), field("slot", &E::slot), field("used", &E::used),
        field("reason", &E::reason);
  }
};

}  // namespace liaison
