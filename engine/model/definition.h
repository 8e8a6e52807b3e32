// Definition: one workflow file, compiled; what the machine walks through. Named by the hash of its
// content (with every entry of the common files that it uses), so a case can pin it for life.
//
// A definition is data. It is made by engine/language out of YAML, never changes, and is shared by
// all cases and threads. Steps stand in one vector; steps[0] is the root list (`do`).
//
//   - accept: { forward: { to: manager, title: 受理 }, deadline: 1 workday }
//
// is Step{name "accept", act Forward{…}, deadlines {DeadlineRule{name "accept", within "1
// workday"}}}.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/model/expression.h"
#include "engine/model/ids.h"
#include "engine/model/shared.h"
#include "engine/time/calendar.h"
#include "engine/time/cron.h"
#include "engine/time/duration.h"

namespace liaison {

struct Text {  // words for people, in both languages; a plain string is both
  std::string zh, en;
  bool empty() const { return zh.empty() && en.empty(); }
};

struct SourceMark {  // where in which file; 1-based; 0 = unknown
  std::string file;
  int line = 0, column = 0;
};

// A literal, or an expression that gives it when it is needed.
using Rule = std::variant<Json, Expression>;

// Who: `manager`, a department, `holder`, `person:ID`; each with `.head` or `.deputy`.
struct Address {
  enum class Base : std::uint8_t { kManager, kDepartment, kHolder, kPerson };
  enum class Role : std::uint8_t { kSelf, kHead, kDeputy };
  Base base = Base::kManager;
  std::string name;  // of the department or the person
  Role role = Role::kSelf;
  friend bool operator==(const Address&, const Address&) = default;
};
// "operations.head" and the like; error for `customer` and for text of another form. Whether the
// department exists is for the caller to ask.
Result<Address> parse_address(std::string_view text);
std::string to_text(const Address&);
using AddressRule = std::variant<Address, Expression>;

using StepIndex = int;
inline constexpr StepIndex kNoStep = -1;

// Where the flow goes after a step.
struct Directive {
  enum class Kind : std::uint8_t { kContinue, kExit, kEnd, kStep } kind = Kind::kContinue;
  StepIndex step = kNoStep;  // of kStep: in the same list
};

// ---- deadlines ------------------------------------------------------------------------------

struct Rung {  // one entry of a ladder, or of `warn`
  enum class When : std::uint8_t { kMark, kBreach, kLate } when = When::kMark;
  Mark mark;                    // kMark
  Duration late;                // kLate: after the due instant
  std::vector<AddressRule> to;  // `warn`: the holder
  bool warns = false;           // an entry of `warn`
  struct IfLimit {              // only for budgets of this size
    std::string compare;        // < <= > >=
    Duration limit;
  };
  std::optional<IfLimit> if_limit;
  bool reassign = false;                  // the task itself moves there, its clock goes on
  std::optional<Duration> answer_within;  // the notice becomes a task (督办) with this limit
  struct Again {                          // repeated until acknowledged
    Duration every;
    int at_most = 1;
  };
  std::optional<Again> again;
};

enum class ClockKind : std::uint8_t { kNode, kPromise, kGuide };

struct Moment {  // a date, or a duration before or after it
  enum class Side : std::uint8_t { kAt, kBefore, kAfter } side = Side::kAt;
  Duration distance;
  std::optional<Expression>
      distance_rule;  // gives the distance instead: `$settings.x before .start`
  Rule date;          // literal text or an expression
};

struct DeadlineRule {
  std::string name;  // of the clock; unique in the file
  Text title;
  std::optional<Rule> within;  // text of a duration, or an expression giving one
  std::optional<Moment> by;
  std::optional<Rule> target;       // duration text, like `within`
  std::optional<Moment> target_by;  // … or a moment, like `by`
  // Where the budget begins; empty: a step's own start, at the root the case. Any of several.
  struct Start {
    enum class Kind : std::uint8_t { kCase, kStepStart, kStepEnd, kDate } kind = Kind::kCase;
    StepIndex step = kNoStep;  // kStepStart (`from: STEP`), kStepEnd (`after: STEP`)
    Rule date;                 // kDate
  };
  std::vector<Start> starts;
  enum class Until : std::uint8_t { kDone, kClaimed, kAsked, kTold, kStepEnd, kCaseEnd };
  Until until = Until::kDone;
  StepIndex until_step = kNoStep;  // kStepEnd
  std::optional<Expression> when;  // the clock is set only if it holds at the start
  std::vector<Rung> rungs;         // `warn` first, then the ladder, in the order written
  ClockKind kind = ClockKind::kNode;
  std::string calendar;  // "" = the department's, then the file's
  std::optional<StartDay> start_day;
  std::optional<DayEnd> day_end;
  std::optional<DayOff> day_off;
  struct OnBreach {
    StepIndex beside = kNoStep;     // a list of steps that runs beside the flow
    std::optional<Directive> then;  // leaves the step (at the root: whatever is open) for there
  };
  std::optional<OnBreach> on_breach;
  SourceMark mark;
};

// ---- what a step does -----------------------------------------------------------------------

struct Recipient {
  AddressRule to;
  std::string as_written;      // the key of this department's answer when there are several
  Text title, text;            // empty: those of the step
  std::optional<Form> result;  // none: that of the step
};

struct Forward {              // hands a task to one or several departments
  std::vector<Recipient> to;  // empty: `to_rule` gives address, list, or list of {to,title,text}
  std::optional<Expression> to_rule;
  bool several = false;  // written as a list or an object: answers are kept by address
  Text title, text;
  Form result;
  std::vector<std::string> decide;  // the answer needs `decision`, one of these
  enum class NeedKind : std::uint8_t { kAll, kAny, kCount } need_kind = NeedKind::kAll;
  int need_count = 0;
  struct Returns {
    StepIndex to = kNoStep;
    int at_most = 0;
    std::optional<Directive> beyond;
    bool restart_clock = false;
  };
  std::optional<Returns> returns;
  std::optional<Rule> except;  // a list of persons and departments who must not get it
  std::optional<AddressRule> instead;
};

struct Repeat {  // `again` of a message: every so often while nothing has come back
  Duration every;
  int at_most = 1;
};

struct Tell {  // has the manager inform the customer
  std::string template_name;
  std::map<std::string, Rule> with;
  std::string channel;  // "" = the manager's choice
  enum class Receipt : std::uint8_t { kNone, kTold, kSigned } receipt = Receipt::kNone;
  std::optional<Repeat> again;
  std::optional<Directive> beyond;  // when `again` is used up; none: goes on waiting
};

struct EventFilter {  // which events: those of the type whose attributes are these
  std::string type;
  std::map<std::string, std::string> attributes;  // further literal ones: source, subject, id
  std::optional<Expression> data;                 // must give true on the event's data
};

struct Ask {  // puts a question to the customer through the manager
  std::string template_name;
  std::map<std::string, Rule> with;
  std::string channel;
  std::optional<Repeat> again;
  Form answer;
  std::vector<EventFilter> answered_by;  // events whose data are the answer
};

struct Record {  // facts about the customer; null removes one
  std::vector<std::pair<std::string, Rule>> facts;
};

struct Close {  // ends the case from anywhere
  bool cancelled = false;
  Rule reason;
};

struct Set {
  Expression value;
};  // the object written, as one expression

struct Switch {
  struct Branch {
    std::string name;
    std::optional<Expression> when;  // none: the branch taken when no other is
    Directive then;
  };
  std::vector<Branch> branches;
};

struct Do {
  std::vector<StepIndex> steps;
};

struct Fork {            // branches side by side; each is one step
  bool compete = false;  // the first to finish wins, the others are cancelled
  std::vector<StepIndex> branches;
};

struct For {  // once per item, one after the other
  Expression in;
  std::string each = "item", at = "index";  // names of the round's variables
  std::optional<Expression> while_;
  std::vector<StepIndex> steps;
};

struct Listen {  // waits for events of the case's key
  enum class To : std::uint8_t { kOne, kAny, kAll } to = To::kOne;
  std::vector<EventFilter> filters;  // of kAny: empty takes every event
  std::optional<Expression> until;   // of kAny: asked after each event, on what has come so far
  std::vector<EventFilter> until_event;
  enum class Read : std::uint8_t { kData, kEnvelope } read = Read::kData;
  bool for_each = false;                    // `foreach`: steps for each event, one after the other
  std::string item = "item", at = "index";  // names of its variables
  std::vector<StepIndex> steps;
};

struct Emit {        // puts out an event, to the topic and to the customer's other cases
  std::string type;  // literal
  Rule event;        // the object under `with`
};

struct Wait {
  Rule duration;  // text of a duration
};

struct WaitUntil {  // for all of them
  std::vector<Moment> moments;
};

struct Raise {
  Rule error;  // an object: type, status, title, detail, instance
};

struct Retry {
  std::optional<Expression> when, except_when;
  Rule delay = Json("PT0S");  // text of a duration
  enum class Backoff : std::uint8_t {
    kConstant,
    kLinear,
    kExponential
  } backoff = Backoff::kConstant;
  std::optional<Duration> jitter_from, jitter_to;  // drawn from the id of the input
  int at_most = 0;                                 // attempts; 0: no limit of number
  std::optional<Duration> within;                  // of all attempts together
};

struct Try {
  std::vector<StepIndex> steps;
  Json errors = Json::object();  // `catch.errors.with`: what the error must have
  std::string as = "error";      // its variable in `when` and in the steps of `catch.do`
  std::optional<Expression> when, except_when;
  std::optional<Retry> retry;
  std::vector<StepIndex> handling;  // `catch.do`: the step's second list
};

using Act = std::variant<Do, Set, Switch, Forward, Tell, Close, Fork, For, Listen, Emit, Wait,
                         WaitUntil, Try, Raise, Record, Ask>;

struct Step {
  std::string name;            // unique in the file; "" for the root list
  std::string pointer;         // "/do/0/accept"
  StepIndex parent = kNoStep;  // whose list it stands in; of the root list, handlers: none
  int list = 0;                // which of the parent's lists: 1 is `catch.do`
  int position = 0;            // in that list
  std::optional<Expression> if_, input_from, output_as, export_as;
  Directive then;
  std::optional<Rule> timeout;  // text of a duration: after it the step breaks off with error 408
  struct Guard {                // one condition for the step to open; all are asked in order
    std::string guard, name;    // `guards.GUARD.NAME`
    Expression when;
    Directive otherwise;
  };
  std::vector<Guard> guards;
  std::vector<DeadlineRule> deadlines;
  Doc basis;  // metadata.basis: the legal basis, which the holder sees
  Act act;
  SourceMark mark;
};
// The verbs keep their result in the sheet under their name: language.md section 4.
bool is_verb(const Step&);
// The steps in a list of this one; nothing where it has no such list.
const std::vector<StepIndex>* list_in(const Step&, int list);
std::vector<StepIndex>* list_in(Step&, int list);

// ---- the file -------------------------------------------------------------------------------

struct Opens : EventFilter {  // an event that opens a case
  std::optional<Expression> key;
  enum class IfOpen : std::uint8_t { kJoin, kRefuse, kAnother } if_open = IfOpen::kJoin;
};

// Opens cases that have no customer: their key is the workflow's name.
struct Schedule {
  enum class Kind : std::uint8_t { kEvery, kCron, kAfter, kOn } kind = Kind::kEvery;
  std::string words;  // what is written, so that a version that says the same is known
  Duration span;      // kEvery; kAfter: since the case before has ended
  std::optional<Cron> cron;
  bool all = false;                 // kOn: one event for each filter, else one for any of them
  std::vector<EventFilter> events;  // kOn
};

struct SettingRule {  // a figure, or one chosen at opening
  std::string name;
  Rule value;  // without `per`
  std::optional<Expression> per;
  std::map<std::string, Json> choices;
  std::optional<Json> other;
};

struct Template {
  Text text;
};  // {path} and {path | format} placeholders

struct Department {
  DepartmentId id;
  Text title;
  PersonId head, deputy;  // as the file says; people's events go first
  DepartmentId above;
  std::string calendar;
  std::string topic;  // suffix; "" = the id
  struct UnitRule {
    DepartmentId name;
    std::vector<std::string> areas;
    PersonId head;
  };
  std::vector<UnitRule> units;
};
using Departments = std::map<DepartmentId, Department>;

struct EventRule {  // what may come in, from whom, what it must hold
  std::vector<std::string> sent_by;
  Form data;
  Duration keep{30, Unit::kDays};  // how long it waits for a listener
};

struct Override {  // other figures where it holds: looked at once, at opening; later ones win
  std::optional<Expression> when;
  std::vector<std::pair<std::string, Rule>> settings;
};

struct Definition {
  DefinitionId id;
  std::string namespace_name, name, version;  // of `document`
  std::string shown_version;                  // "1.0.0" or "1.0.0+3f2a9c" with common entries
  Text title;
  std::vector<Opens> opens;
  std::optional<Schedule> schedule;
  Form input;  // input.schema
  std::optional<Expression> input_from;
  std::optional<Expression> output_as;
  std::vector<SettingRule> settings;
  std::vector<Override> overrides;
  std::optional<Rule> except;  // a list of persons and departments kept out of the whole case
  std::vector<std::pair<std::string, Expression>> labels;
  std::optional<Rule> timeout;          // of the case
  std::vector<StepIndex> handlers;      // `whenever`: steps that Listen, beside the root list
  std::vector<DeadlineRule> deadlines;  // clocks of the case and of spans of steps
  std::vector<Step> steps;              // steps[0] is the root list
  std::map<std::string, Template> templates;
  std::string calendar;                       // of the file, else of the common file, else weekdays
  Shared<Departments> departments;            // of the folder
  std::map<std::string, EventRule> events;    // empty: no common file declares events
  std::map<std::string, Form> facts;          // of a customer; one not named may be anything
  Shared<std::map<std::string, Text>> words;  // of the folder, for {x | word}
  std::map<std::string, std::shared_ptr<const Calendar>> calendars;  // by name, with built-in ones
  std::shared_ptr<const Evaluator> evaluator;                        // for the expressions above
  std::shared_ptr<const Forms> forms;                                // for the forms above
  std::string packed;  // what it was made from: pack() of engine/language

  const Step* step(std::string_view name) const;
  const Calendar& calendar_named(std::string_view name) const;  // must exist: checked at loading
  const Department* department(const DepartmentId&) const;      // also finds a unit's parent
};
// Whether a listener, handler or question of it may take events of this type.
bool hears(const Definition&, std::string_view event_type);
// Whether its schedule opens cases by events of this type.
bool starts_on(const Definition&, std::string_view event_type);

}  // namespace liaison
