// Events of tasks, and of messages to the customer. See event.h.
#pragma once

#include <string>
#include <vector>

#include "engine/model/command.h"

namespace liaison {

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

}  // namespace liaison
