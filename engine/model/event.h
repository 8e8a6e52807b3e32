// Event: what has happened, in the past tense. It cannot be refused, and it carries every computed
// value (instants, persons, results), so that apply() needs no calendar, no directory and no
// expression, and history folds to the same rows for ever.
//
//   decide(case, definition, context, TakeReply{"complete", …})
//     -> TaskCompleted, ClockMet, StepLeft, SheetMerged, StepEntered, TaskAssigned, ClockSet
//
// They stand by what they happen to: event_case.h, event_task.h, event_clock.h, event_customer.h,
// event_partition.h. Here are those of any aggregate, and the list of all, in which alternatives
// are only ever added at the end (describe.h).
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/model/event_case.h"
#include "engine/model/event_clock.h"
#include "engine/model/event_customer.h"
#include "engine/model/event_partition.h"
#include "engine/model/event_task.h"

namespace liaison {

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

using EventBody =
    std::variant<CaseOpened, CaseJoined, LabelsChanged, ManagerChanged, CaseClosed, CaseStuck,
                 CaseWentOn, ReplyRefused, StepEntered, StepLeft, SheetMerged, SheetReplaced,
                 TaskAssigned, TaskClaimed, TaskReleased, TaskCompleted, TaskReturned, TaskDeclined,
                 TaskReassigned, TaskCancelled, TaskCommented, MessageIssued, MessageTold,
                 MessageUndelivered, ClockSet, RungFired, ClockStopped, ClockResumed, ClockMoved,
                 ClockMet, ClockCancelled, CustomerHeardOf, FactsChanged, ManagerAssigned,
                 AliasAdded, CaseListed, CaseUnlisted, PersonSet, AliasLinked, DefinitionActivated,
                 Send, Refused, ReplyTaken, ClockWaits, BranchDone, RoundBegun, AlarmSet, AlarmRang,
                 ErrorCaught, GuardFailed, EventTaken, EventWorked, EventWaits, EventCalled,
                 EventDropped, FlowBrokenOff, FlowLedOn, Emitted, EventKept, CaseRepaired,
                 ReplyParked, ParkedReplyTaken, StepSkipped, KeptOutChanged, QuestionAsked,
                 RungAcknowledged, ScheduleSet, ScheduleMoved, ScheduleFired, ScheduleHeard>;

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
