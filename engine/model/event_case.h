// Events of a case as a whole, and of its walk through the workflow. See event.h.
#pragma once

#include <optional>
#include <string>
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
  std::string note;  // why it was opened just then, where that is not plain
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = CaseOpened;
    field("case", &E::id), field("workflow", &E::workflow), field("version", &E::version),
        field("definition", &E::definition), field("customer", &E::customer),
        field("customerName", &E::customer_name), field("key", &E::key),
        field("manager", &E::manager), field("unit", &E::unit), field("area", &E::area),
        field("request", &E::request), field("by", &E::by), field("openedAt", &E::opened_at),
        field("sheet", &E::sheet), field("settings", &E::settings), field("labels", &E::labels),
        field("standIn", &E::stand_in), field("keptOut", &E::kept_out), field("note", &E::note);
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

}  // namespace liaison
