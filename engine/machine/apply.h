// What each event of a case makes of it; the only place where a case changes. The functions stand
// where their events do:
//
//   model/event_case.h -> apply_case.cc     event_task.h -> apply_task.cc
//   event_clock.h -> apply_clock.cc
//
// Customers, schedules, people and the partition have functions of their own, apply() of machine.h:
//
//   event_customer.h -> apply_customer.cc   event_partition.h -> apply.cc
#pragma once

#include <string>
#include <string_view>

#include "engine/machine/machine.h"

namespace liaison {

class CaseApplier {
 public:
  CaseApplier(Case& the_case, Instant at) : case_(the_case), at_(at) {}

  // ---- apply_case.cc: the case, its walk through the workflow, what it hears -----------------
  void operator()(const CaseOpened&);
  void operator()(const CaseJoined&);
  void operator()(const LabelsChanged&);
  void operator()(const ManagerChanged&);
  void operator()(const KeptOutChanged&);
  void operator()(const CaseClosed&);
  void operator()(const CaseStuck&);
  void operator()(const CaseRepaired&);
  void operator()(const ReplyParked&);
  void operator()(const ParkedReplyTaken&);
  void operator()(const StepSkipped&);
  void operator()(const CaseWentOn&);
  void operator()(const ReplyRefused&);
  void operator()(const StepEntered&);
  void operator()(const StepLeft&);
  void operator()(const BranchDone&);
  void operator()(const RoundBegun&);
  void operator()(const AlarmSet&);
  void operator()(const AlarmRang&);
  void operator()(const ErrorCaught&);
  void operator()(const EventTaken&);
  void operator()(const EventWorked&);
  void operator()(const EventWaits&);
  void operator()(const EventCalled&);
  void operator()(const EventDropped&);
  void operator()(const FlowBrokenOff&);
  void operator()(const FlowLedOn&);
  void operator()(const SheetMerged&);
  void operator()(const SheetReplaced&);

  // ---- apply_task.cc --------------------------------------------------------------------------
  void operator()(const ReplyTaken&);
  void operator()(const TaskAssigned&);
  void operator()(const TaskClaimed&);
  void operator()(const TaskReleased&);
  void operator()(const TaskCompleted&);
  void operator()(const TaskReturned&);
  void operator()(const TaskDeclined&);
  void operator()(const TaskReassigned&);
  void operator()(const TaskCancelled&);
  void operator()(const TaskCommented&);
  void operator()(const MessageIssued&);
  void operator()(const QuestionAsked&);
  void operator()(const MessageTold&);
  void operator()(const MessageUndelivered&);

  // ---- apply_clock.cc -------------------------------------------------------------------------
  void operator()(const ClockWaits&);
  void operator()(const ClockSet&);
  void operator()(const RungFired&);
  void operator()(const RungAcknowledged&);
  void operator()(const ClockStopped&);
  void operator()(const ClockResumed&);
  void operator()(const ClockMoved&);
  void operator()(const ClockMet&);
  void operator()(const ClockCancelled&);

  template <class Other>
  void operator()(const Other&) {}  // changes nothing here, or is another aggregate's

 private:
  void goes_on();
  void stop_alarm(const Alarm&);
  Task& touched(const TaskId&);  // one record more is about it
  Task& ended(const TaskId&, TaskState, const PersonId& by);
  Clock& counted(std::string_view name, int slot);
  void waits_no_more(const std::string& name, int slot);

  Case& case_;
  Instant at_;
};

}  // namespace liaison
