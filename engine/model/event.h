// Event: what has happened, in the past tense. It cannot be refused, and it carries every computed
// value (instants, persons, results), so that apply() needs no calendar, no directory and no
// expression, and history folds to the same rows for ever.
//
//   decide(case, definition, context, TakeReply{"complete", …})
//     -> TaskCompleted, ClockMet, StepLeft, SheetMerged, StepEntered, TaskAssigned, ClockSet
//
// Alternatives are only ever added at the end of EventBody (describe.h).
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/model/command.h"

namespace liaison {

// ---- the case -------------------------------------------------------------------------------

struct CaseOpened {
  static constexpr const char* kWord = "case-opened";
  CaseId id;
  std::string workflow, version;
  DefinitionId definition;
  CustomerKey customer;
  std::string customer_name, key;
  PersonId manager;
  std::string unit, area;
  Origin request;
  Actor by;
  Instant opened_at{};  // the request's own time, at most a day before its arrival
  Doc sheet, settings;
  Doc labels;
  PersonId stand_in;  // where there is no manager, or one who is kept out
  std::vector<std::string> kept_out;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = CaseOpened;
    field("case", &E::id), field("workflow", &E::workflow), field("version", &E::version),
        field("definition", &E::definition), field("customer", &E::customer),
        field("customerName", &E::customer_name), field("key", &E::key),
        field("manager", &E::manager), field("unit", &E::unit), field("area", &E::area),
        field("request", &E::request), field("by", &E::by), field("openedAt", &E::opened_at),
        field("sheet", &E::sheet), field("settings", &E::settings), field("labels", &E::labels),
        field("standIn", &E::stand_in), field("keptOut", &E::kept_out);
  }
};
struct CaseJoined {
  static constexpr const char* kWord = "case-joined";
  Origin request;
  Doc data;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("request", &CaseJoined::request), field("data", &CaseJoined::data);
  }
};
struct LabelsChanged {
  static constexpr const char* kWord = "labels-changed";
  Doc labels;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("labels", &LabelsChanged::labels);
  }
};
struct ManagerChanged {
  static constexpr const char* kWord = "manager-changed";
  PersonId manager, stand_in;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("manager", &ManagerChanged::manager), field("standIn", &ManagerChanged::stand_in);
  }
};
struct KeptOutChanged {  // `except` of the file gives others now
  static constexpr const char* kWord = "kept-out-changed";
  std::vector<std::string> names;
  PersonId stand_in;  // for a manager who is one of them
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("names", &KeptOutChanged::names), field("standIn", &KeptOutChanged::stand_in);
  }
};
struct CaseClosed {
  static constexpr const char* kWord = "case-closed";
  bool cancelled = false;
  std::string reason;
  Doc output;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("cancelled", &CaseClosed::cancelled), field("reason", &CaseClosed::reason),
        field("output", &CaseClosed::output);
  }
};
struct CaseStuck {  // the command was rolled back; this is what stopped it
  static constexpr const char* kWord = "case-stuck";
  std::string step, reason;
  Doc error;  // of an error that nothing caught, else null
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &CaseStuck::step), field("reason", &CaseStuck::reason),
        field("error", &CaseStuck::error);
  }
};
struct CaseWentOn {  // a stuck case got past what had stopped it
  static constexpr const char* kWord = "case-went-on";
  std::string step;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &CaseWentOn::step);
  }
};
struct CaseRepaired {  // by an operator
  static constexpr const char* kWord = "case-repaired";
  std::string how, reason;  // retry, skip, set, cancel
  std::string step;         // where it was stuck
  PersonId person;
  Doc sheet;  // of `set`: the new one
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = CaseRepaired;
    field("how", &E::how), field("reason", &E::reason), field("step", &E::step),
        field("person", &E::person), field("sheet", &E::sheet);
  }
};
struct ReplyParked {  // until the case is mended
  static constexpr const char* kWord = "reply-parked";
  ParkedReply reply;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("reply", &ReplyParked::reply);
  }
};
struct ParkedReplyTaken {  // what became of it follows
  static constexpr const char* kWord = "parked-reply-taken";
  std::string source, id;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("source", &ParkedReplyTaken::source), field("id", &ParkedReplyTaken::id);
  }
};
struct StepSkipped {  // by an operator
  static constexpr const char* kWord = "step-skipped";
  std::string step;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &StepSkipped::step);
  }
};
// Changes nothing but stays in the history, because it may be disputed, and goes back to its
// sender. For the turn loop it is a refusal (rejected topic, Outcome::kRefused) that is not rolled
// back.
struct ReplyRefused {
  static constexpr const char* kWord = "reply-refused";
  std::string subject, verb, cause;
  std::vector<std::string> reasons;
  DepartmentId department;  // whose topic hears of it
  std::string source, id;   // of the reply
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = ReplyRefused;
    field("subject", &E::subject), field("verb", &E::verb), field("cause", &E::cause),
        field("reasons", &E::reasons), field("department", &E::department),
        field("source", &E::source), field("id", &E::id);
  }
};

struct ReplyTaken {  // first event of every reply that is accepted
  static constexpr const char* kWord = "reply-taken";
  TaskId task;
  ReplyMark reply;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("task", &ReplyTaken::task), field("reply", &ReplyTaken::reply);
  }
};

// ---- the flow -------------------------------------------------------------------------------

struct StepEntered {
  static constexpr const char* kWord = "step-entered";
  std::string step;
  int entry = 1;
  std::optional<Doc> input;  // where it is not the sheet
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &StepEntered::step), field("entry", &StepEntered::entry),
        field("input", &StepEntered::input);
  }
};
struct StepLeft {
  static constexpr const char* kWord = "step-left";
  enum class How : std::uint8_t { kDone, kReturned, kCancelled };
  std::string step;
  How how = How::kDone;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &StepLeft::step), field("how", &StepLeft::how);
  }
};
struct BranchDone {  // of a fork
  static constexpr const char* kWord = "branch-done";
  std::string step, branch;
  Doc output;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &BranchDone::step), field("branch", &BranchDone::branch),
        field("output", &BranchDone::output);
  }
};
struct RoundBegun {  // of a loop
  static constexpr const char* kWord = "round-begun";
  std::string step;
  int round = 0;
  Doc items;  // with the first one
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &RoundBegun::step), field("round", &RoundBegun::round),
        field("items", &RoundBegun::items);
  }
};
struct AlarmSet {
  static constexpr const char* kWord = "alarm-set";
  Alarm alarm;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("alarm", &AlarmSet::alarm);
  }
};
struct AlarmRang {
  static constexpr const char* kWord = "alarm-rang";
  Alarm alarm;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("alarm", &AlarmRang::alarm);
  }
};
struct GuardFailed {  // the step was not opened, or its task not claimed
  static constexpr const char* kWord = "guard-failed";
  std::string step, guard, condition, when;
  Doc values;  // what the condition reads, as it was
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = GuardFailed;
    field("step", &E::step), field("guard", &E::guard), field("condition", &E::condition),
        field("when", &E::when), field("values", &E::values);
  }
};
struct ErrorCaught {  // by a try; what is open in it is broken off
  static constexpr const char* kWord = "error-caught";
  std::string step, at;  // the try; where the error came from
  Doc error;             // type, status, title, detail, instance
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &ErrorCaught::step), field("from", &ErrorCaught::at),
        field("error", &ErrorCaught::error);
  }
};
struct SheetMerged {  // a result under its step's name
  static constexpr const char* kWord = "sheet-merged";
  std::string name;
  Doc value;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("name", &SheetMerged::name), field("value", &SheetMerged::value);
  }
};
struct SheetReplaced {  // by `export.as`
  static constexpr const char* kWord = "sheet-replaced";
  Doc sheet;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("sheet", &SheetReplaced::sheet);
  }
};

// ---- events from outside and of other cases ---------------------------------------------------

struct EventTaken {  // by a listener or handler that is open
  static constexpr const char* kWord = "event-taken";
  std::string step;
  std::uint64_t number = 0;
  Origin origin;
  std::optional<Doc> value;  // as it is read: data or envelope; none: it only ends the listening
  int filter = -1;           // of `all`: which it came for
  bool complete = false;     // the listener takes no more
  std::vector<std::uint64_t> forgotten = {};  // taken earlier, and kept no more
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = EventTaken;
    field("step", &E::step), field("number", &E::number), field("origin", &E::origin),
        field("value", &E::value), field("filter", &E::filter), field("complete", &E::complete),
        field("forgotten", &E::forgotten);
  }
};
struct EventWorked {  // the steps for one event have come to their end
  static constexpr const char* kWord = "event-worked";
  std::string step;
  Doc output;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &EventWorked::step), field("output", &EventWorked::output);
  }
};
struct EventWaits {  // for a handler that is at work, or for a stuck case to go on
  static constexpr const char* kWord = "event-waits";
  WaitingEvent waiting;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("waiting", &EventWaits::waiting);
  }
};
struct EventCalled {  // the first that waited so is next
  static constexpr const char* kWord = "event-called";
  std::string handler;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("handler", &EventCalled::handler);
  }
};
struct EventDropped {  // too many were waiting
  static constexpr const char* kWord = "event-dropped";
  std::string step;  // that would have taken it; "" = the case is stuck
  Origin origin;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &EventDropped::step), field("origin", &EventDropped::origin);
  }
};
struct FlowBrokenOff {  // by a handler with `then`
  static constexpr const char* kWord = "flow-broken-off";
  std::string handler;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("handler", &FlowBrokenOff::handler);
  }
};
struct FlowLedOn {  // … which has come to its end; or a breach leads the flow elsewhere
  static constexpr const char* kWord = "flow-led-on";
  std::string by;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("by", &FlowLedOn::by);
  }
};
struct Emitted {  // put out by the case
  static constexpr const char* kWord = "emitted";
  std::string step;
  Origin origin;
  std::string subject;
  Doc data;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &Emitted::step), field("origin", &Emitted::origin),
        field("subject", &Emitted::subject), field("data", &Emitted::data);
  }
};

// ---- tasks and messages ---------------------------------------------------------------------

struct TaskAssigned {
  static constexpr const char* kWord = "task-assigned";
  TaskId id;
  std::string step;
  int entry = 1, slot = 0, attempt = 1;
  TaskKind kind = TaskKind::kForward;
  DepartmentId department;
  std::string unit;
  PersonId holder;
  std::string as_written;
  std::string rule;  // how the address was resolved, for the history
  bool to_assign = false;
  int declines = 0;
  DepartmentId declined_by;
  std::string reason;        // why it came back or was handed on
  Doc said;                  // title and text, where an expression gave them
  Instant due{}, warn_at{};  // of the first of its clocks to end; zero: none
  std::optional<About> about;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = TaskAssigned;
    field("task", &E::id), field("step", &E::step), field("entry", &E::entry),
        field("slot", &E::slot), field("attempt", &E::attempt), field("kind", &E::kind),
        field("department", &E::department), field("unit", &E::unit), field("holder", &E::holder),
        field("asWritten", &E::as_written), field("rule", &E::rule),
        field("toAssign", &E::to_assign), field("declines", &E::declines),
        field("declinedBy", &E::declined_by), field("reason", &E::reason), field("said", &E::said),
        field("due", &E::due), field("warnAt", &E::warn_at), field("about", &E::about);
  }
};
struct TaskClaimed {
  static constexpr const char* kWord = "task-claimed";
  TaskId id;
  PersonId person;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("task", &TaskClaimed::id), field("person", &TaskClaimed::person);
  }
};
struct TaskReleased {
  static constexpr const char* kWord = "task-released";
  TaskId id;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("task", &TaskReleased::id);
  }
};
struct TaskCompleted {
  static constexpr const char* kWord = "task-completed";
  TaskId id;
  PersonId person;
  Doc result;
  Doc evidence;         // null: none was given
  std::string done_at;  // as the sender says; "" = nothing
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = TaskCompleted;
    field("task", &E::id), field("person", &E::person), field("result", &E::result),
        field("evidence", &E::evidence), field("doneAt", &E::done_at);
  }
};
struct TaskReturned {
  static constexpr const char* kWord = "task-returned";
  TaskId id;
  PersonId person;
  std::string reason;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("task", &TaskReturned::id), field("person", &TaskReturned::person),
        field("reason", &TaskReturned::reason);
  }
};
struct TaskDeclined {
  static constexpr const char* kWord = "task-declined";
  TaskId id;
  PersonId person;
  std::string reason;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("task", &TaskDeclined::id), field("person", &TaskDeclined::person),
        field("reason", &TaskDeclined::reason);
  }
};
struct TaskReassigned {  // followed by the TaskAssigned of the next attempt
  static constexpr const char* kWord = "task-reassigned";
  TaskId id, next;
  std::string reason;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("task", &TaskReassigned::id), field("next", &TaskReassigned::next),
        field("reason", &TaskReassigned::reason);
  }
};
struct TaskCancelled {
  static constexpr const char* kWord = "task-cancelled";
  TaskId id;
  std::string reason;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("task", &TaskCancelled::id), field("reason", &TaskCancelled::reason);
  }
};
struct TaskCommented {
  static constexpr const char* kWord = "task-commented";
  TaskId id;
  std::string text;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("task", &TaskCommented::id), field("text", &TaskCommented::text);
  }
};
struct MessageIssued {  // the manager is to tell the customer this, or to ask it
  static constexpr const char* kWord = "message-issued";
  TaskId id;
  std::string step, template_name, channel, zh, en;
  Doc values;
  std::string receipt;  // none, told, signed; of a question: answer
  PersonId manager;
  int repeat = 0;  // told or asked again for the so many-th time
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = MessageIssued;
    field("message", &E::id), field("step", &E::step), field("template", &E::template_name),
        field("channel", &E::channel), field("zh", &E::zh), field("en", &E::en),
        field("values", &E::values), field("receipt", &E::receipt), field("manager", &E::manager),
        field("repeat", &E::repeat);
  }
};
struct MessageTold {
  static constexpr const char* kWord = "message-told";
  TaskId id;
  PersonId person;
  Doc how;  // channel, toldAt
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("message", &MessageTold::id), field("person", &MessageTold::person),
        field("how", &MessageTold::how);
  }
};
struct QuestionAsked {
  static constexpr const char* kWord = "question-asked";
  TaskId id;
  PersonId person;
  Doc how;  // channel, askedAt
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("message", &QuestionAsked::id), field("person", &QuestionAsked::person),
        field("how", &QuestionAsked::how);
  }
};
struct MessageUndelivered {  // to tell again
  static constexpr const char* kWord = "message-undelivered";
  TaskId id;
  std::string reason;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("message", &MessageUndelivered::id), field("reason", &MessageUndelivered::reason);
  }
};

// ---- clocks ---------------------------------------------------------------------------------

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

// ---- the customer and the partition ---------------------------------------------------------

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
struct PersonSet {
  static constexpr const char* kWord = "person-set";
  Person person;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("person", &PersonSet::person);
  }
};
struct AliasLinked {
  static constexpr const char* kWord = "alias-linked";
  AliasId alias;
  CustomerKey customer;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("alias", &AliasLinked::alias), field("customer", &AliasLinked::customer);
  }
};
struct DefinitionActivated {
  static constexpr const char* kWord = "definition-activated";
  std::string workflow, version;
  DefinitionId definition;
  std::string blob;  // stored once under its id, not in the history
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = DefinitionActivated;
    field("workflow", &E::workflow), field("version", &E::version),
        field("definition", &E::definition), field("blob", &E::blob);
  }
};

// ---- any aggregate --------------------------------------------------------------------------

struct Identity {  // of a command that is not its sender's own
  Actor by;
  Origin origin;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("by", &Identity::by), field("origin", &Identity::origin);
  }
};
struct Send {  // a command for another aggregate; changes nothing here
  static constexpr const char* kWord = "send";
  enum class To : std::uint8_t { kCase, kCustomer, kPartition, kEveryOtherPartition };
  To to = To::kCase;
  std::string key;  // case id, customer key, or the alias that picks a partition
  CommandBody command;
  std::optional<Identity> as = {};  // an event that a case puts out
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("to", &Send::to), field("key", &Send::key), field("command", &Send::command),
        field("as", &Send::as);
  }
};
struct Refused {  // the command changed nothing; all reasons at once
  static constexpr const char* kWord = "refused";
  std::string cause;  // a word: "no-workflow", "input-mismatch", "id-reused", …
  std::vector<std::string> reasons;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("cause", &Refused::cause), field("reasons", &Refused::reasons);
  }
};

using EventBody = std::variant<
    CaseOpened, CaseJoined, LabelsChanged, ManagerChanged, CaseClosed, CaseStuck, CaseWentOn,
    ReplyRefused, StepEntered, StepLeft, SheetMerged, SheetReplaced, TaskAssigned, TaskClaimed,
    TaskReleased, TaskCompleted, TaskReturned, TaskDeclined, TaskReassigned, TaskCancelled,
    TaskCommented, MessageIssued, MessageTold, MessageUndelivered, ClockSet, RungFired,
    ClockStopped, ClockResumed, ClockMoved, ClockMet, ClockCancelled, CustomerHeardOf, FactsChanged,
    ManagerAssigned, AliasAdded, CaseListed, CaseUnlisted, PersonSet, AliasLinked,
    DefinitionActivated, Send, Refused, ReplyTaken, ClockWaits, BranchDone, RoundBegun, AlarmSet,
    AlarmRang, ErrorCaught, GuardFailed, EventTaken, EventWorked, EventWaits, EventCalled,
    EventDropped, FlowBrokenOff, FlowLedOn, Emitted, EventKept, CaseRepaired, ReplyParked,
    ParkedReplyTaken, StepSkipped, KeptOutChanged, QuestionAsked, RungAcknowledged>;

struct Event {
  Instant at{};  // of a rung: its own instant, however late the engine got to it
  EventBody body;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("at", &Event::at), field("event", &Event::body);
  }
};
using Events = std::vector<Event>;

// What one command did: one row of the history.
struct HistoryEntry {
  Instant at{};
  Actor by;
  Origin origin;
  Events events;  // without Send and Refused
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("at", &HistoryEntry::at), field("by", &HistoryEntry::by),
        field("origin", &HistoryEntry::origin), field("events", &HistoryEntry::events);
  }
};

}  // namespace liaison
