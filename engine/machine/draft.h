// Draft: a decision in the making. It holds the case as the events so far have made it, so that
// each part of decide() sees what the parts before it did.
//
//   Draft draft(the_case, definition, context, command);
//   draft.emit(TaskClaimed{id, person});         // applied to draft.now, kept in draft.events
//
// What cannot go on (an expression that fails, an address that leads to nobody) throws Stuck; only
// decide() catches it, and then nothing of the draft counts.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "engine/machine/machine.h"

namespace liaison {

struct Stuck {  // the case cannot go on here
  std::string step, reason;
  Doc error = {};                      // one that nothing caught, else null
  std::vector<ParkedReply> owed = {};  // routes of breaches that are still to be taken
};

class Draft {
 public:
  Draft(const Case& before, const Definition& the_definition, const Context& the_context,
        const Command& the_command, std::shared_ptr<Work> the_work = nullptr)
      : now(before),
        definition(the_definition),
        context(the_context),
        command(the_command),
        at(the_command.at),
        work(the_work ? std::move(the_work)
                      : std::make_shared<Work>(the_context.limits().expression_steps)) {}

  void emit(EventBody body) {
    events.push_back({at, std::move(body)});
    apply(now, events.back());
  }
  bool refused() const { return refused_; }
  void refuse(EventBody refusal) {
    emit(std::move(refusal));
    refused_ = true;
  }

  Case now;
  const Definition& definition;
  const Context& context;
  const Command& command;
  Instant at;  // of the events emitted from here on
  Events events;
  int steps_taken = 0;
  std::shared_ptr<Work> work;  // of all its expressions, on trial too
  bool routes = true;          // what falls due may move the flow
  Json recorded;               // facts that this command has recorded; null: none

 private:
  bool refused_ = false;
};

// ---- variables.cc: what expressions see ------------------------------------------------------
// `step` may be null (expressions of the file). Throws Stuck where the expression fails.
struct Scope {
  const Step* step = nullptr;
  Doc input, output;  // $input; raw output, as $task.output
  Doc error = {};     // $error, where one is being caught
};
Json evaluate(const Draft&, const Expression&, const Json& dot, const Scope&);
Json evaluate(const Draft&, const Rule&, const Json& dot, const Scope&);
bool holds(const Draft&, const Expression&, const Json& dot, const Scope&);  // not false, not null
std::string text_of(const Json& value);  // text as it is, numbers in digits, null as ""

// ---- addresses.cc: who that is, today --------------------------------------------------------
struct Assignee {
  DepartmentId department;
  std::string unit;
  PersonId person;   // empty: whoever of the department
  std::string rule;  // how it was found, for the history
};
// `holder` means this task's holder; without a task the customer's manager. `step` (of the task,
// where none is given) says who else is kept out, and who gets it instead.
Result<Assignee> resolve(const Draft&, const Address&, const Task* holder,
                         const Step* step = nullptr);
Assignee resolve_or_stuck(const Draft&, const AddressRule&, const Task* holder, const Scope&);
Address address_of(const Draft&, const AddressRule&, const Scope&);
DepartmentId managers_department();
// The customer's manager, or who stands in today; where there is neither, any of the managers.
bool is_manager_of(const Draft&, const Actor&);
// That person, or who stands in for them today.
bool acts_for(const Draft&, const Actor&, const PersonId&);

// ---- kept_out.cc: whom `except` keeps out ----------------------------------------------------
std::vector<std::string> kept_out_now(const Draft&);  // of the case, by the sheet as it is
// Those of the case and of the step's own `except`.
std::vector<std::string> kept_out_of(const Draft&, const Step*);
bool is_kept_out(const std::vector<std::string>& names, const Assignee&);
// Who speaks for a manager who is missing or kept out; empty: the manager does.
PersonId speaker_instead(const Draft&);
void look_at_kept_out_again(Draft&);

// ---- rights.cc: what somebody proven by a token may do ---------------------------------------
bool is_proven(const Actor&);  // the token says a department or a role
bool is_operator(const Actor&);
bool is_of(const Actor&, const DepartmentId&);
bool is_head_of(const Directory&, const Actor&, const DepartmentId&);
bool leads(const Directory&, const Actor&, const DepartmentId&);  // head or deputy
bool leads_any(const Directory&, const Actor&);                   // … of some department
bool unit_covers(std::string_view unit, std::string_view part);   // "a" covers "a" and "a/b"
bool may_send(const std::vector<std::string>& sent_by, const Actor&, const Origin&);
std::string described(const Actor&);  // "ma.ling is of metering"
// Why the sender may not send this reply about the task, "expected …, but …"; "" = they may. The
// second is asked of open tasks: what a person holds is theirs.
std::string not_theirs(const Draft&, const Task&, std::string_view verb);
std::string not_in_their_hands(const Draft&, const Task&, std::string_view verb);
std::string not_told_of(const Draft&, const Clock&);  // to acknowledge its rungs

// ---- clocks.cc -------------------------------------------------------------------------------
// What the clocks of one task or group will be, computed before they are set.
struct PlannedClock {
  enum class How : std::uint8_t { kSet, kResume, kWait } how = How::kSet;
  Clock clock;
};
struct ClockOwner {
  const Step* step = nullptr;  // null: the case
  int slot = 0;
  TaskId task;
  DepartmentId department;  // its calendar goes before the file's
  bool by_return = false;   // the step is entered again by a return
};
Duration duration_of(Draft&, const Rule&, const Scope&, const std::string& clock);
// Nothing where its date is not there yet (null).
std::optional<Due> due_of_moment(Draft&, const Moment&, const Calendar&, const DayRules&,
                                 const Scope&);
std::vector<PlannedClock> plan_clocks(Draft&, const std::vector<DeadlineRule>&, const ClockOwner&);
void set_clocks(Draft&, std::vector<PlannedClock>);
void set_step_clocks(Draft&, const Step&, bool by_return);  // of a step without tasks
void meet_clock(Draft&, std::string name, int slot);
void cancel_clock(Draft&, std::string name, int slot, const std::string& reason);
void stop_clock(Draft&, std::string name, int slot, const std::string& reason);
const DeadlineRule* rule_of(const Definition&, const Clock&);
// Clocks of the case and of spans: what the start or the end of a step (or of the case) means.
void step_started(Draft&, StepIndex);
void step_ended(Draft&, StepIndex);

// ---- sheet.cc, settle.cc ---------------------------------------------------------------------
Doc labels_now(Draft&);      // null: the file has none
void sheet_changed(Draft&);  // moments are looked at again, labels computed anew
// Fires every rung and alarm before `until`, in order; of very many some stay due.
void settle(Draft&, Instant until);
void follow_owed(Draft&, const ParkedReply& route);

// ---- tasks.cc: forward, and what tasks become -------------------------------------------------
void start_forward(Draft&, const Step&, const Doc& input, bool by_return);
// The first attempt of a task of this step, with its clocks.
void assign_task(Draft&, const Step&, TaskAssigned, bool by_return);
int entry_of_step(const Draft&, const Step&);
// Those of the step; "" = all there are, with the notices.
void cancel_open_tasks(Draft&, std::string_view step, const std::string& reason);
// Throws Stuck before anything has happened, or not at all.
void assign_next(Draft&, const Task& former, const Assignee&, bool to_assign, std::string reason);
const Form& form_of(const Definition&, const Task&);

// ---- messages.cc -----------------------------------------------------------------------------
struct Filled {
  std::string zh, en;
  Json values;
};
Filled fill(const Draft&, const Step&, const std::string& template_name,
            const std::map<std::string, Rule>& with, const Doc& input);

// ---- questions.cc: what the manager tells and asks the customer ------------------------------
std::optional<Doc> start_tell(Draft&, const Step&, const Doc& input);  // a result: goes on at once
void start_ask(Draft&, const Step&, const Doc& input);
// The message of this step's task, as it is issued now.
MessageIssued message_of(const Draft&, const Step&, const TaskId&, const Doc& input, int repeat);
// From now on it is told or asked again so often, while nothing has come back.
void start_again(Draft&, const Step&, int repeats);
// The time for that has come. Gives where the flow goes, once it is used up.
std::optional<Directive> repeat_message(Draft&, const Step&);
// Offers an event of the case's key to those of the steps that are questions (`answeredBy`): each
// that is still open, whose filter it passes and whose form its data fits is answered by it.
// Whether there was one.
bool answer_by_event(Draft&, const std::vector<OpenStep>&, const OfferedEvent&);

// ---- notices.cc: what a rung does beside telling ---------------------------------------------
// `reassign` and `answerWithin` of a rung that has fired; throws nothing.
void follow_rung(Draft&, const Clock&, const Rung&, const RungFired&);
void end_notices(Draft&, std::string_view step, const std::string& reason);
std::string notice_step(const std::string& clock);  // "survey" -> "survey-notice"

// ---- flow.cc ---------------------------------------------------------------------------------
void run_from(Draft&, StepIndex first, Doc raw);
// The step's work is done with this raw output: keep the result, leave, and go on.
void finish_step(Draft&, const Step&, Doc output);
// The step ends otherwise; the flow goes where the directive says, with the sheet.
void divert(Draft&, const Step&, StepLeft::How, const Directive&, bool by_return);
// The open step is broken off, and the flow goes where the directive says, with the sheet.
void break_off_to(Draft&, const Step&, const Directive&, const std::string& reason);
void ring(Draft&, const Alarm&);
// What a breach does to the flow; the owner is null for a clock of the case.
void follow_breach(Draft&, const Step* owner, const DeadlineRule::OnBreach&);
void close_case(Draft&, bool cancelled, std::string reason, Doc output);
// Where the flow goes instead of opening this step; nothing where all its guards hold.
std::optional<Directive> refused_by_guard(Draft&, const Step&);

// ---- facts.cc, emit.cc ------------------------------------------------------------------------
Doc start_record(Draft&, const Step&, const Record&, const Doc& input);
Json facts_now(const Draft&);  // of the customer, with what this command has recorded
Doc start_emit(Draft&, const Step&, const Emit&, const Doc& input);

// ---- decide.cc -------------------------------------------------------------------------------
void change_manager(Draft&, const PersonId&);

// ---- repair.cc -------------------------------------------------------------------------------
// What waits in a stuck case beside replies, as words in the place of their verb.
inline constexpr const char* kRouteOwed = "breach";     // of the clock: its entry's route
inline constexpr const char* kManagerOwed = "manager";  // the person
bool is_repair(std::string_view verb);  // of a reply to a case: retry, skip, set, cancel
void repair_case(Draft&, const TakeReply&);
// What gets stuck again stays parked; of the first it can be asked that it does not.
void replay_parked(Draft&, bool first_must_succeed);
// Keeps the reply for later; false where the case holds too many already.
bool park(Draft&, const TakeReply&);

// ---- events.cc: what came from outside, or from another case ----------------------------------
// First the handlers in the order written, then the listeners in the flow, every matching one.
// What cannot be taken yet waits in the case.
void offer_event(Draft&, const OfferedEvent&);
void wait_in_line(Draft&, const std::string& handler, const OfferedEvent&);  // "": to go on
void take_waiting(Draft&);  // the first that waited for the case to go on, and so forth
bool has_waiting(const Case&, std::string_view handler);
// As events name it: customer:KEY, or the workflow that stands in a customer's place.
std::string subject_of(const CustomerKey&);
// Type and literal attributes; in a case the data, too.
bool fits(const EventFilter&, const Origin&, const CustomerKey&);
bool fits(Draft&, const Step& listener, const EventFilter&, const OfferedEvent&);

// ---- replies.cc, opening.cc ------------------------------------------------------------------
void take_reply(Draft&, const TakeReply&);
// Takes the request or refuses it (false); then the flow starts.
bool begin_case(Draft&, const OpenCaseNow&);
void begin_clocks(Draft&);
void start_flow(Draft&);

// Bytes of a value as compact JSON, nearly; without making them.
std::size_t size_of(const Json&);

}  // namespace liaison
