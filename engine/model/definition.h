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
#include "engine/time/calendar.h"
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
};

struct Tell {  // has the manager inform the customer
  std::string template_name;
  std::map<std::string, Rule> with;
  std::string channel;  // "" = the manager's choice
  enum class Receipt : std::uint8_t { kNone, kTold, kSigned } receipt = Receipt::kNone;
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

using Act = std::variant<Do, Set, Switch, Forward, Tell, Close>;

struct Step {
  std::string name;            // unique in the file; "" for the root list
  std::string pointer;         // "/do/0/accept"
  StepIndex parent = kNoStep;  // the list it stands in
  int position = 0;            // in that list
  std::optional<Expression> if_, input_from, output_as, export_as;
  Directive then;
  std::vector<DeadlineRule> deadlines;
  Doc basis;  // metadata.basis: the legal basis, which the holder sees
  Act act;
  SourceMark mark;
};
// The verbs keep their result in the sheet under their name: language.md section 4.
bool is_verb(const Step&);

// ---- the file -------------------------------------------------------------------------------

struct Opens {                                    // an event that opens a case
  std::string type;                               // of `with`
  std::map<std::string, std::string> attributes;  // further literal attributes: source, subject, …
  std::optional<Expression> data;                 // of `with`: must give true on the event's data
  std::optional<Expression> key;
  enum class IfOpen : std::uint8_t { kJoin, kRefuse, kAnother } if_open = IfOpen::kJoin;
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

struct EventRule {  // what may come in, from whom, what it must hold
  std::vector<std::string> sent_by;
  Form data;
};

struct Definition {
  DefinitionId id;
  std::string namespace_name, name, version;  // of `document`
  std::string shown_version;                  // "1.0.0" or "1.0.0+3f2a9c" with common entries
  Text title;
  std::vector<Opens> opens;
  Form input;  // input.schema
  std::optional<Expression> input_from;
  std::optional<Expression> output_as;
  std::vector<SettingRule> settings;
  std::vector<std::pair<std::string, Expression>> labels;
  std::vector<DeadlineRule> deadlines;  // clocks of the case and of spans of steps
  std::vector<Step> steps;              // steps[0] is the root list
  std::map<std::string, Template> templates;
  std::string calendar;  // of the file, else of the common file, else weekdays
  std::map<DepartmentId, Department> departments;
  std::map<std::string, EventRule> events;  // empty: no common file declares events
  std::map<std::string, Form> facts;        // of a customer; one not named may be anything
  std::map<std::string, Text> words;        // for {x | word}
  std::map<std::string, std::shared_ptr<const Calendar>> calendars;  // by name, with built-in ones
  std::shared_ptr<const Evaluator> evaluator;                        // for the expressions above
  std::shared_ptr<const Forms> forms;                                // for the forms above
  std::string packed;  // what it was made from: pack() of engine/language

  const Step* step(std::string_view name) const;
  const Calendar& calendar_named(std::string_view name) const;  // must exist: checked at loading
  const Department* department(const DepartmentId&) const;      // also finds a unit's parent
};

}  // namespace liaison
