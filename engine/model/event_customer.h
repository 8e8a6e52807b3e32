// Events of a customer, and of a workflow that stands in a customer's place because it has a
// schedule. See event.h.
#pragma once

#include <string>
#include <vector>

#include "engine/model/command.h"

namespace liaison {

struct CustomerHeardOf {  // its first record
  static constexpr const char* kWord = "customer-heard-of";
  CustomerKey customer;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("customer", &CustomerHeardOf::customer);
  }
};
struct FactsChanged {
  static constexpr const char* kWord = "facts-changed";
  Doc facts;  // merged; null removes
  bool registered = false;
  CaseId case_id;  // recorded by a case; "" = said from outside
  std::string step;
  PersonId person;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = FactsChanged;
    field("facts", &E::facts), field("registered", &E::registered), field("case", &E::case_id),
        field("step", &E::step), field("person", &E::person);
  }
};
struct EventKept {  // for listeners that come later
  static constexpr const char* kWord = "event-kept";
  KeptEvent kept;
  std::vector<std::uint64_t> forgotten;  // their time is over, or there are too many
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("kept", &EventKept::kept), field("forgotten", &EventKept::forgotten);
  }
};
struct ManagerAssigned {
  static constexpr const char* kWord = "manager-assigned";
  PersonId manager;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("manager", &ManagerAssigned::manager);
  }
};
struct AliasAdded {
  static constexpr const char* kWord = "alias-added";
  AliasId alias;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("alias", &AliasAdded::alias);
  }
};
struct CaseListed {
  static constexpr const char* kWord = "case-listed";
  OpenCase open;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("open", &CaseListed::open);
  }
};
struct CaseUnlisted {
  static constexpr const char* kWord = "case-unlisted";
  CaseId id;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("case", &CaseUnlisted::id);
  }
};

// ---- of a workflow with a schedule ------------------------------------------------------------

struct ScheduleSet {  // or ended, where it names no definition
  static constexpr const char* kWord = "schedule-set";
  KeptSchedule schedule;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("schedule", &ScheduleSet::schedule);
  }
};
struct ScheduleMoved {  // cases were missed, or the one before has begun or ended
  static constexpr const char* kWord = "schedule-moved";
  Instant next = kNever;
  Instant missed_since{};  // the first of those that `next` stands for
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("next", &ScheduleMoved::next), field("missedSince", &ScheduleMoved::missed_since);
  }
};
struct ScheduleFired {
  static constexpr const char* kWord = "schedule-fired";
  Instant due{};
  CaseId id;  // "" = none: it was opened before, or too many are open
  Instant next = kNever;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("due", &ScheduleFired::due), field("case", &ScheduleFired::id),
        field("next", &ScheduleFired::next);
  }
};
struct ScheduleHeard {  // one of the events that open a case together
  static constexpr const char* kWord = "schedule-heard";
  int filter = 0;
  OfferedEvent event;
  CaseId id = {};  // it was the last: the case
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("filter", &ScheduleHeard::filter), field("event", &ScheduleHeard::event),
        field("case", &ScheduleHeard::id);
  }
};

}  // namespace liaison
