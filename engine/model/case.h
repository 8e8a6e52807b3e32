// Case: one run of a workflow for one customer. Two rows: the *head* (where it stands, its tasks
// and clocks; bounded by the workflow) and the *data* (the sheet and what belongs to it).
//
// A case is a value: apply() is the only place where one changes, and folding the events of its
// history gives the same two rows byte for byte.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/model/actor.h"
#include "engine/model/clock.h"
#include "engine/model/offered.h"

namespace liaison {

enum class Phase : std::uint8_t { kNone, kOpen, kStuck, kCompleted, kCancelled };
inline const char* to_word(Phase phase) {
  constexpr const char* kWords[] = {"none", "open", "stuck", "completed", "cancelled"};
  return word_in(kWords, phase);
}

enum class TaskKind : std::uint8_t {
  kForward,
  kTell,    // a message to the customer whose receipt is waited for
  kAsk,     // a question to the customer
  kNotice,  // what a rung makes of its notice (督办): blocks nothing, has a clock of its own
};
inline const char* to_word(TaskKind kind) {
  constexpr const char* kWords[] = {"forward", "tell", "ask", "notice"};
  return word_in(kWords, kind);
}
inline bool is_message(TaskKind kind) { return kind == TaskKind::kTell || kind == TaskKind::kAsk; }
enum class TaskState : std::uint8_t {
  kOpen,  // to do; of a message: to tell, to ask
  kClaimed,
  kTold,  // a message that still waits for the signed receipt
  kDone,
  kReturned,
  kDeclined,
  kReassigned,
  kCancelled,
  kAsked,  // a question that still waits for its answer
};
inline const char* to_word(TaskState state) {
  constexpr const char* kWords[] = {"open",     "claimed",    "told",      "done", "returned",
                                    "declined", "reassigned", "cancelled", "asked"};
  return word_in(kWords, state);
}

struct ReplyMark {  // an accepted reply, so that a second copy is recognised
  std::string source, id, digest;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("source", &ReplyMark::source), field("id", &ReplyMark::id),
        field("digest", &ReplyMark::digest);
  }
};

struct About {  // what a notice (督办) is about: this rung of this clock
  std::string clock;
  int slot = 0, epoch = 1, rung = 0;
  std::string step;  // of the clock; "" = the case
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("clock", &About::clock), field("slot", &About::slot), field("epoch", &About::epoch),
        field("rung", &About::rung), field("step", &About::step);
  }
};

// One attempt of one department at a step; also a message whose receipt is waited for. The last
// attempt of each step and slot is kept until the case is archived: a late duplicate is recognised.
struct Task {
  TaskId id;
  std::string step;
  int entry = 1, slot = 0, attempt = 1;
  TaskKind kind = TaskKind::kForward;
  TaskState state = TaskState::kOpen;
  DepartmentId department;
  std::string unit;
  PersonId holder;         // who has it; empty: the department
  std::string as_written;  // the recipient as the file writes it: key of its answer
  bool to_assign = false;  // declined by a department: whoever has it now hands it on
  int declines = 0;
  DepartmentId declined_by;  // the last department that declined
  std::string reason;        // of the last return, decline or reassignment
  Instant assigned_at{}, ended_at{};
  PersonId ended_by;
  std::vector<ReplyMark> replies;  // the last accepted ones, at most kRepliesKept
  int records = 0;                 // sequence of its public events
  Doc said;                        // title and text, where an expression gave them
  int repeats = 0;                 // how often told or asked again
  std::optional<About> about;      // of a notice

  bool open() const {
    return state == TaskState::kOpen || state == TaskState::kClaimed || state == TaskState::kTold ||
           state == TaskState::kAsked;
  }
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("task", &Task::id), field("step", &Task::step), field("entry", &Task::entry),
        field("slot", &Task::slot), field("attempt", &Task::attempt), field("kind", &Task::kind),
        field("state", &Task::state), field("department", &Task::department),
        field("unit", &Task::unit), field("holder", &Task::holder),
        field("asWritten", &Task::as_written), field("toAssign", &Task::to_assign),
        field("declines", &Task::declines), field("declinedBy", &Task::declined_by),
        field("reason", &Task::reason), field("assignedAt", &Task::assigned_at),
        field("endedAt", &Task::ended_at), field("endedBy", &Task::ended_by),
        field("replies", &Task::replies), field("records", &Task::records),
        field("said", &Task::said), field("repeats", &Task::repeats), field("about", &Task::about);
  }
};

inline constexpr std::size_t kRepliesKept = 8;          // of one task
inline constexpr std::size_t kFormerRepliesKept = 256;  // of tasks that others have replaced

struct OpenStep {  // a step that is entered and not left
  std::string step;
  int entry = 1;
  Instant started_at{};
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &OpenStep::step), field("entry", &OpenStep::entry),
        field("startedAt", &OpenStep::started_at);
  }
};

struct StepRecord {  // what `$steps.NAME` shows
  std::string step;
  int times = 0;
  Instant started_at{}, done_at{};
  PersonId person;
  DepartmentId department;
  int returned_count = 0;
  DepartmentId returned_by;
  PersonId returned_person;
  std::string returned_reason;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &StepRecord::step), field("times", &StepRecord::times),
        field("startedAt", &StepRecord::started_at), field("doneAt", &StepRecord::done_at),
        field("person", &StepRecord::person), field("department", &StepRecord::department),
        field("returnedCount", &StepRecord::returned_count),
        field("returnedBy", &StepRecord::returned_by),
        field("returnedPerson", &StepRecord::returned_person),
        field("returnedReason", &StepRecord::returned_reason);
  }
};

// When the flow goes on by itself: the end of a wait, a time-out, another try. Fires like a rung,
// and at one instant after the rungs; the alarms of a stuck case wait for the operator.
struct Alarm {
  enum class Kind : std::uint8_t { kWait, kTimeout, kRetry, kAgain, kStart };
  std::string step;  // "" = the case
  Kind kind = Kind::kWait;
  Instant at{};
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("step", &Alarm::step), field("kind", &Alarm::kind), field("at", &Alarm::at);
  }
};
inline const char* to_word(Alarm::Kind kind) {
  constexpr const char* kWords[] = {"wait", "timeout", "retry", "again", "start"};
  return word_in(kWords, kind);
}

struct Loop {  // an open `for`: its items are looked at once, when it is entered
  Doc items;
  int round = 0;  // from 0
  friend bool operator==(const Loop&, const Loop&) = default;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("items", &Loop::items), field("round", &Loop::round);
  }
};
struct Attempts {  // of an open `try`
  int failed = 0;
  Instant first_failed_at{};
  Doc error;  // the last one
  friend bool operator==(const Attempts&, const Attempts&) = default;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("failed", &Attempts::failed), field("firstFailedAt", &Attempts::first_failed_at),
        field("error", &Attempts::error);
  }
};

// A reply that the case could not follow to its end; it is taken when an operator has mended that.
struct ParkedReply {  // or what else a stuck case could not follow (draft.h, kRouteOwed)
  std::string verb, subject;
  Doc data;
  Actor by;
  Origin origin;
  friend bool operator==(const ParkedReply&, const ParkedReply&) = default;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using P = ParkedReply;
    field("verb", &P::verb), field("subject", &P::subject), field("data", &P::data),
        field("by", &P::by), field("origin", &P::origin);
  }
};
inline constexpr std::size_t kParkedMax = 64;  // replies of one case; what is more is refused
inline constexpr std::size_t kParkedBytesMax = 256 * 1024;
struct Heard {  // by an open `listen`; of a handler, the event it works on
  std::vector<Doc> events;
  std::vector<Doc> outputs;  // `foreach`: of the steps for each event that is worked through
  std::vector<int> filters;  // `all`: those that an event has come for
  bool complete = false;     // takes no more; what it has heard is worked through
  friend bool operator==(const Heard&, const Heard&) = default;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("events", &Heard::events), field("outputs", &Heard::outputs),
        field("filters", &Heard::filters), field("complete", &Heard::complete);
  }
};
struct WaitingEvent {
  std::string handler;  // that is at work on another one; "" = the case is stuck
  OfferedEvent event;
  friend bool operator==(const WaitingEvent&, const WaitingEvent&) = default;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("handler", &WaitingEvent::handler), field("event", &WaitingEvent::event);
  }
};

struct CaseData {  // the second row
  Doc sheet;       // $context
  Doc settings;    // $settings: the figures of this case, fixed at opening
  Doc labels;
  std::map<std::string, Doc> inputs;  // transformed input of open steps that is not the sheet
  std::map<TaskId, Doc> answers;      // of a step's departments until the step is done
  // By the name of the open step, until it is left:
  std::map<std::string, std::map<std::string, Doc>> branches;  // outputs of the branches done
  std::map<std::string, Loop> loops;
  std::map<std::string, Attempts> attempts;
  std::vector<ParkedReply> parked;  // of a stuck case, in the order they came
  std::vector<std::string> skips;   // steps that an operator lets pass without a result
  Doc error;                        // of a stuck case: what nothing caught
  std::map<std::string, Heard> heard;
  // Of the case:
  std::vector<WaitingEvent> waiting_events;  // in the order they came; at most so many
  std::vector<std::uint64_t> events_taken;   // of those that the customer still keeps
  friend bool operator==(const CaseData&, const CaseData&) = default;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("sheet", &CaseData::sheet), field("settings", &CaseData::settings),
        field("labels", &CaseData::labels), field("inputs", &CaseData::inputs),
        field("answers", &CaseData::answers), field("branches", &CaseData::branches),
        field("loops", &CaseData::loops), field("attempts", &CaseData::attempts),
        field("parked", &CaseData::parked), field("skips", &CaseData::skips),
        field("error", &CaseData::error), field("heard", &CaseData::heard),
        field("waitingEvents", &CaseData::waiting_events),
        field("eventsTaken", &CaseData::events_taken);
  }
};

struct WaitingClock {  // its date is not there yet
  std::string name;
  int slot = 0;
  std::string step;  // "" for a clock of the case
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("name", &WaitingClock::name), field("slot", &WaitingClock::slot),
        field("step", &WaitingClock::step);
  }
};

struct CaseHead {  // the first row
  CaseId id;
  Phase phase = Phase::kNone;
  std::string workflow, version;
  DefinitionId definition;
  CustomerKey customer;
  std::string customer_name;
  std::string key;   // business key; "" = none
  PersonId manager;  // the customer's, as last heard
  std::string unit;
  std::string area;  // of the customer: chooses the unit of a department
  Origin request;
  Actor requested_by;
  Instant opened_at{}, closed_at{};
  std::string reason;             // of closing or of being stuck
  std::string stuck_at;           // the step
  std::vector<OpenStep> open;     // outermost first
  std::vector<StepRecord> steps;  // in the order first entered
  std::vector<Task> tasks;        // last attempt of each step and slot
  std::vector<Clock> clocks;      // last epoch of each clock and slot
  int joined = 0;                 // further requests that joined
  int returns = 0, breaches = 0, escalations = 0;
  int records = 0;                        // sequence of the public case events
  std::uint64_t history = 0;              // entries written
  std::vector<ReplyMark> former_replies;  // to earlier attempts and entries
  PersonId stand_in;  // speaks for a manager who is missing or kept out of this case
  std::vector<WaitingClock> waiting;  // for their dates
  std::vector<Alarm> alarms;
  std::string led_by;      // the handler that broke the main flow off and will lead it on
  int events_dropped = 0;  // that came while too many were waiting
  std::vector<std::string> kept_out;  // persons and departments, by `except` of the file

  const PersonId& speaker() const { return stand_in.empty() ? manager : stand_in; }

  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("case", &CaseHead::id), field("phase", &CaseHead::phase),
        field("workflow", &CaseHead::workflow), field("version", &CaseHead::version),
        field("definition", &CaseHead::definition), field("customer", &CaseHead::customer),
        field("customerName", &CaseHead::customer_name), field("key", &CaseHead::key),
        field("manager", &CaseHead::manager), field("unit", &CaseHead::unit),
        field("area", &CaseHead::area), field("request", &CaseHead::request),
        field("requestedBy", &CaseHead::requested_by), field("openedAt", &CaseHead::opened_at),
        field("closedAt", &CaseHead::closed_at), field("reason", &CaseHead::reason),
        field("stuckAt", &CaseHead::stuck_at), field("open", &CaseHead::open),
        field("steps", &CaseHead::steps), field("tasks", &CaseHead::tasks),
        field("clocks", &CaseHead::clocks), field("joined", &CaseHead::joined),
        field("returns", &CaseHead::returns), field("breaches", &CaseHead::breaches),
        field("escalations", &CaseHead::escalations), field("records", &CaseHead::records),
        field("history", &CaseHead::history), field("formerReplies", &CaseHead::former_replies),
        field("standIn", &CaseHead::stand_in), field("waiting", &CaseHead::waiting),
        field("alarms", &CaseHead::alarms), field("ledBy", &CaseHead::led_by),
        field("eventsDropped", &CaseHead::events_dropped), field("keptOut", &CaseHead::kept_out);
  }
};

struct Case : CaseHead {
  CaseData data;

  bool exists() const { return phase != Phase::kNone; }
  bool is_open() const { return phase == Phase::kOpen || phase == Phase::kStuck; }
  const ReplyMark* reply(std::string_view source, std::string_view id) const;
  Task* task(const TaskId&);
  const Task* task(const TaskId&) const;
  Clock* clock(std::string_view name, int slot);
  const Clock* clock(std::string_view name, int slot) const;
  StepRecord* step_record(std::string_view step);
  const StepRecord* step_record(std::string_view step) const;
  const OpenStep* open_step(std::string_view step) const;
  // The earliest planned rung or alarm; kNever when there is none. A stuck case has no alarm.
  Instant next_due() const;
  const Alarm* next_alarm() const;
};

}  // namespace liaison
