// What the outside hears of each event of a case: contracts.md section 2; the only place where
// public records are made. The functions stand where their events do:
//
//   model/event_case.h -> announce_case.cc     event_task.h -> announce_task.cc
//   event_clock.h -> announce_clock.cc
//
// A record's id is its task's, clock's or case's id and a sequence of its own, so that a record
// made again after a crash has the same id.
#pragma once

#include <string>
#include <vector>

#include "engine/machine/machine.h"
#include "engine/model/json_text.h"

namespace liaison {

class Announcer {
 public:
  Announcer(const Case& c, const Definition& definition, const Announcing& wanted, Instant at,
            std::vector<Message>& to)
      : case_(c), definition_(definition), wanted_(wanted), at_(at), out_(to) {}

  // ---- announce_case.cc ------------------------------------------------------------------------
  void operator()(const CaseOpened&);
  void operator()(const CaseJoined&);
  void operator()(const CaseClosed&);
  void operator()(const CaseStuck&);
  void operator()(const CaseWentOn&);
  void operator()(const CaseRepaired&);
  void operator()(const StepEntered&);
  void operator()(const StepLeft&);
  void operator()(const Emitted&);

  // ---- announce_task.cc: tasks, and messages to the customer -----------------------------------
  void operator()(const TaskAssigned&);
  void operator()(const TaskReassigned&);
  void operator()(const TaskCancelled&);
  void operator()(const TaskCompleted&);
  void operator()(const TaskReturned&);
  void operator()(const TaskDeclined&);
  void operator()(const TaskClaimed&);
  void operator()(const TaskReleased&);
  void operator()(const ReplyRefused&);
  void operator()(const MessageIssued&);

  // ---- announce_clock.cc: deadlines, and who is reminded of them -------------------------------
  void operator()(const ClockSet&);
  void operator()(const RungFired&);
  void operator()(const RungAcknowledged&);
  void operator()(const ClockStopped&);
  void operator()(const ClockResumed&);
  void operator()(const ClockMoved&);
  void operator()(const ClockMet&);
  void operator()(const ClockCancelled&);

  template <class Silent>
  void operator()(const Silent&) {}  // kept in the history, no public record

 private:
  // ---- announce.cc -----------------------------------------------------------------------------
  std::string time(Instant) const;  // "": there is none
  bool has_customer() const { return workflow_of(case_.customer).empty(); }
  void set_customer(JsonObject& data) const;
  void out(std::string topic, std::string id, const char* type, const std::string& subject,
           JsonObject&& data);
  void current(const char* topic, const std::string& id, const char* type,
               const std::string& subject, const JsonObject& data, bool tombstone);

  // ---- announce_case.cc ------------------------------------------------------------------------
  JsonObject figures() const;
  void case_event(const char* type, const JsonObject& more);
  void case_event(const char* type, const JsonObject& more, const Origin& request);

  // ---- announce_task.cc ------------------------------------------------------------------------
  JsonObject task_data(const Task&) const;
  // What the department needs to do the work.
  void add_work(const Task&, JsonObject& data) const;
  // What somebody is to follow up (督办): the clock, and the task that it measures.
  void add_about(const Task&, JsonObject& data) const;
  void task_event(const char* type, const Task&, JsonObject&& data, bool open);
  void ended(const char* type, const Task&, JsonObject&& data);
  void no_longer_current(const TaskId&);
  // The open task with its present holder, for a department that reads only tasks.current.
  void held_by(const TaskId&);
  void withdrawn(const Task&, const std::string& reason);

  // ---- announce_clock.cc -----------------------------------------------------------------------
  JsonObject clock_data(const Clock&, const std::string& id) const;
  void clock_event(const std::string& verb, const std::string& name, int slot,
                   const JsonObject& more);
  // Of a reminder about a clock that no task has.
  JsonObject case_data(const std::string& step) const;
  // On the topic of everybody who is told: target and breach alone tell nobody.
  void remind(const RungFired&, const std::vector<std::string>& to);

  const Case& case_;
  const Definition& definition_;
  const Announcing& wanted_;
  Instant at_;
  std::vector<Message>& out_;
};

// What the records of several kinds say alike.
std::string iso(Milliseconds span);  // "PT26H", "PT1.250S"
JsonObject identity(const std::string& source, const std::string& id);
std::string topic_of(const Definition*, const DepartmentId&);
std::string record_key_of(const CaseHead&);  // the customer's, or that of the case which has none

}  // namespace liaison
