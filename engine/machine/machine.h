// The machine: what happens to an aggregate, given what it is. Pure, total, and blind to clock,
// disk, network, threads and chance: the same arguments give the same events, byte for byte.
//
//   Events events = decide(the_case, definition, context, command);   // changes nothing
//   for (const Event& event : events) {
//     apply(the_case, event);                                         // the only place of change
//     announce(the_case, definition, context, event, messages);       // what the outside hears
//   }
//
// decide() sees its own aggregate and a read-only Context. To affect another aggregate it emits
// Send{to, command}; there is no third road. A refusal is an event too (Refused, ReplyRefused).
// decide.cc is the table of contents: from there one file per family of commands.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/model/definition.h"
#include "engine/model/event.h"

namespace liaison {

struct MachineLimits {  // each with its reason in deploy/liaison.yaml
  std::size_t sheet_bytes = 256 * 1024;
  std::size_t result_bytes = 64 * 1024;
  int steps_a_command = 1000;                     // without waiting; then the case is stuck
  std::int64_t expression_steps = 2'000'000;      // of all expressions of a command; likewise
  Milliseconds request_age{24 * 60 * 60 * 1000};  // how far `time` may lie before arrival
  Milliseconds late_tolerance{60 * 1000};         // a rung fired later than this was *missed*
  std::size_t events_kept = 64;                   // of a customer, for listeners that come later
  std::size_t events_kept_bytes = 64 * 1024;      // of all of them together
  std::size_t events_waiting = 64;                // in a case, until it can take them
  std::size_t scheduled_open = 1000;              // cases of one schedule that are open at once
};

// What decide() may look at beside its own aggregate. Answers are those of the command's time.
class Context {
 public:
  virtual ~Context() = default;
  virtual const Directory& people() const = 0;
  virtual const Customer& customer(const CustomerKey&) const = 0;  // an empty one when unknown
  virtual const CaseHead* case_head(const CaseId&) const = 0;      // null when there is none
  // Active definitions that open on this type of event, by name.
  virtual std::vector<const Definition*> opened_by(std::string_view event_type) const = 0;
  // … and those with a listener or handler for it.
  virtual std::vector<const Definition*> heard_by(std::string_view event_type) const = 0;
  virtual std::vector<const Definition*> in_force() const = 0;          // all active ones, by name
  virtual const Definition* definition(const DefinitionId&) const = 0;  // null: not to be read
  virtual const std::string* version_content(
      std::string_view workflow,            // the definition id
      std::string_view version) const = 0;  // deployed under it
  virtual const CustomerKey* alias(const AliasId&) const = 0;
  virtual Instant observed() const = 0;  // the wall clock, only to say how late a rung fired
  virtual const MachineLimits& limits() const = 0;
};

// The partition as an aggregate. People, aliases and definitions are rows of their own; this is
// what is left. Positions are kept by the turn loop, not by events.
struct PartitionState {
  std::map<std::string, DefinitionId> active;    // workflow -> definition
  std::map<std::string, DefinitionId> versions;  // "workflow 1.0.0" -> definition, for ever
  std::uint64_t history = 0;
  std::vector<std::string> scheduled;  // workflows at home here that have or had a schedule
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("active", &PartitionState::active), field("versions", &PartitionState::versions),
        field("history", &PartitionState::history), field("scheduled", &PartitionState::scheduled);
  }
};

Events decide(const Case&, const Definition&, const Context&, const Command&);
Events decide(const Customer&, const Context&, const Command&);
Events decide(const PartitionState&, const Context&, const Command&);

// Whether the actor is one of those whom `except` keeps out (CaseHead::kept_out): then the case is
// in no list of theirs.
bool is_kept_out(const std::vector<std::string>& names, const Actor&);

// Accept every event that decide() can produce for them; others are ignored.
void apply(Case&, const Event&);
void apply(Customer&, const Event&);
void apply(PartitionState&, const Event&);
void apply(Directory&, const Event&);  // PersonSet

// A record for the outside, not yet a CloudEvent: the turn loop adds source, actor and trace.
struct Message {
  std::string topic;  // "tasks.operations", "deadlines", …
  std::string key;    // customer key; compacted: the row's id
  std::string id, type, subject;
  Instant time{};
  std::string data;  // JSON: an object
  bool compacted = false, tombstone = false;
  std::string source = {};  // "" = liaison
};
struct Announcing {
  bool current_topics = true;  // tasks.current and deadlines.current
  bool steps = false;          // case.step-entered, .step-left
};
// `after` is the case right after this event. Appends to `out`.
void announce(const Case& after, const Definition&, const Event&, const Announcing&,
              std::vector<Message>& out);

// A refused reply as an event, for whoever sent it: their department, or else that of the task.
ReplyRefused refused_reply(const Command&, const TakeReply&, const Task*, std::string cause,
                           std::vector<std::string> reasons);
// … and as the record on that department's topic. announce() makes it of a case's events; where a
// reply has not come so far as to be one, the case may be an empty one, and the definition null.
Message announce_refused(const ReplyRefused&, const CaseHead&, const Definition*, std::string id,
                         Instant at);

// The entries of the derived indexes that a case should have: a function of its head row alone.
struct IndexEntry {
  enum class Kind : std::uint8_t {
    kDue,             // next rung of each running clock: (at, clock id) -> case
    kWork,            // open tasks of a department: (department, due, task)
    kOfCustomer,      // every case of a customer, newest first: (customer, opened at, case)
    kOpenClock = 4,   // every open clock, breached or not: (due, clock)
    kOpenCase,        // open cases by opening: (opened at, case)
    kClosedCase = 7,  // closed cases by closing, for the archive: (closed at, case)
  };
  Kind kind;
  std::string first;  // department or customer; "" else
  Instant at{};
  std::string id;  // clock, task or case id
  friend auto operator<=>(const IndexEntry&, const IndexEntry&) = default;
};
std::vector<IndexEntry> indexes(const CaseHead&);
std::vector<IndexEntry> indexes(const Customer&);  // kDue: the next case of its schedule

}  // namespace liaison
