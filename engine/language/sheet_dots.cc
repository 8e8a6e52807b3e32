// What `.` is at each step: the sheet after a verb, something else after set, emit, listen, fork.
// Conditions that look for the sheet in something else are told, and names in what is surely a
// list.
#include <algorithm>
#include <set>

#include "engine/language/compiler.h"

namespace liaison::language {
namespace {

struct Carried {
  enum class Kind : std::uint8_t { kSheet, kObject, kEvent, kList, kUnknown };
  Kind kind = Kind::kSheet;
  std::string of;    // the step that put it out
  bool sure = true;  // whatever way the flow takes

  bool is_other() const { return kind != Kind::kSheet && kind != Kind::kUnknown; }
  std::string text() const {
    const char* what = kind == Kind::kList    ? "the list of "
                       : kind == Kind::kEvent ? "the event of "
                                              : "the object of ";
    return what + said(of);
  }
};
bool names_context(const std::optional<Expression>& expression) {
  return expression && expression->source.find("$context") != std::string::npos;
}

// One of two ways: what a later step may find.
Carried either(const Carried& a, const Carried& b) {
  Carried made = a.is_other() ? a : b;
  made.sure = a.sure && b.sure && a.kind == b.kind && a.of == b.of;
  return made;
}

class DotWalk {
 public:
  struct Look {
    Expression expression;
    Carried dot;
    bool condition = false;
  };
  explicit DotWalk(const Definition& definition) : definition_(definition) {
    collect_targets();
    walk(0, 0, {});
    for (std::size_t i = 1; i < definition_.steps.size(); ++i) {
      if (definition_.steps[i].parent == kNoStep) walk(static_cast<StepIndex>(i), 0, unknown());
    }
  }
  const std::vector<Look>& looks() const { return looks_; }

 private:
  static Carried unknown() { return {Carried::Kind::kUnknown, "", false}; }

  void lead(const Directive& then) {
    if (then.kind == Directive::Kind::kStep) targets_.insert(then.step);
  }

  void lead(const std::vector<DeadlineRule>& rules) {
    for (const DeadlineRule& rule : rules) {
      if (rule.on_breach && rule.on_breach->then) lead(*rule.on_breach->then);
    }
  }

  // Steps that are reached by more ways than from the one before.
  void collect_targets() {
    lead(definition_.deadlines);
    for (const Step& step : definition_.steps) {
      lead(step.then);
      lead(step.deadlines);
      for (const Step::Guard& guard : step.guards) lead(guard.otherwise);
      if (const auto* choice = std::get_if<Switch>(&step.act)) {
        for (const Switch::Branch& branch : choice->branches) lead(branch.then);
      }
      if (const auto* forward = std::get_if<Forward>(&step.act); forward && forward->returns) {
        targets_.insert(forward->returns->to);
        if (forward->returns->beyond) lead(*forward->returns->beyond);
      }
      if (const auto* tell = std::get_if<Tell>(&step.act); tell && tell->beyond) {
        lead(*tell->beyond);
      }
    }
  }

  void look(const std::optional<Expression>& expression, const Carried& dot,
            bool condition = false) {
    if (expression && *expression && dot.is_other())
      looks_.push_back({*expression, dot, condition});
  }
  void look_rule(const Rule& rule, const Carried& dot) {
    if (const auto* expression = std::get_if<Expression>(&rule)) look(*expression, dot);
  }

  Carried walk(StepIndex of, int list, Carried dot) {
    const Step& holder = definition_.steps[static_cast<std::size_t>(of)];
    const std::vector<StepIndex>* steps = list_in(holder, list);
    for (const StepIndex index : steps ? *steps : std::vector<StepIndex>{}) {
      const Step& step = definition_.steps[static_cast<std::size_t>(index)];
      if (targets_.contains(index)) dot.sure = false;
      dot = through(index, step, dot);
      if (step.then.kind != Directive::Kind::kContinue) dot = unknown();
    }
    return dot;
  }

  Carried through(StepIndex index, const Step& step, const Carried& raw) {
    look(step.if_, raw, true);
    look(step.input_from, raw);
    const Carried given = !step.input_from ? raw
                          : names_context(step.input_from)
                              ? Carried{Carried::Kind::kSheet, "", false}
                              : unknown();
    Carried out = put_out(index, step, given);
    if (names_context(step.output_as)) out = {Carried::Kind::kSheet, "", false};
    else if (step.output_as) out.sure = false;
    return step.if_ ? either(out, raw) : out;
  }

  Carried put_out(StepIndex index, const Step& step, const Carried& given) {
    if (is_verb(step)) return {};
    if (const auto* set = std::get_if<Set>(&step.act)) {
      look(set->value, given);
      return {Carried::Kind::kObject, step.name, true};
    }
    if (const auto* emit = std::get_if<Emit>(&step.act)) {
      look_rule(emit->event, given);
      return {Carried::Kind::kEvent, step.name, true};
    }
    if (const auto* choice = std::get_if<Switch>(&step.act)) {
      for (const Switch::Branch& branch : choice->branches) look(branch.when, given, true);
      return given;
    }
    if (const auto* raise = std::get_if<Raise>(&step.act)) look_rule(raise->error, given);
    if (const auto* wait = std::get_if<Wait>(&step.act)) look_rule(wait->duration, given);
    if (std::holds_alternative<Raise>(step.act) || std::holds_alternative<Close>(step.act)) {
      return unknown();
    }
    return list_in(step, 0) ? put_out_by_steps(index, step, given) : given;
  }

  Carried put_out_by_steps(StepIndex index, const Step& step, const Carried& given) {
    if (const auto* fork = std::get_if<Fork>(&step.act)) {
      for (const StepIndex branch : fork->branches) {
        through(branch, definition_.steps[static_cast<std::size_t>(branch)], given);
      }
      return fork->compete ? unknown() : Carried{Carried::Kind::kList, step.name, true};
    }
    if (std::holds_alternative<Listen>(step.act)) {
      walk(index, 0, unknown());
      return {Carried::Kind::kList, step.name, true};
    }
    if (const auto* loop = std::get_if<For>(&step.act)) {
      look(loop->in, given);
      Carried first = given;
      first.sure = false;  // the next round gets what this one puts out
      return either(walk(index, 0, first), given);
    }
    const Carried done = walk(index, 0, given);
    if (!std::holds_alternative<Try>(step.act)) return done;
    return either(done, walk(index, 1, unknown()));
  }

  const Definition& definition_;
  std::set<StepIndex> targets_;
  std::vector<Look> looks_;
};

// Whether `.` is looked at: not `$context.x`, not a literal.
bool reads_dot(const Expression& expression) {
  return expression.source.starts_with('.') || expression.source.find(" .") != std::string::npos ||
         expression.source.find("(.") != std::string::npos;
}

}  // namespace

void Compiler::check_sheet_dots() {
  if (flow_unclear_) return;
  const DotWalk walk(*definition_);
  for (const auto& [expression, dot, condition] : walk.looks()) {
    const auto marks = expression_marks_.find(expression.number);
    if (marks == expression_marks_.end()) continue;
    const std::set<std::string> names = dot.kind == Carried::Kind::kList && dot.sure
                                            ? names_surely_in_dot(expression.source)
                                            : std::set<std::string>{};
    if (!names.empty()) {
      const std::string message = "expected no names in '.', because it is " + dot.text() +
                                  ", but '." + *names.begin() +
                                  "': write .[0] for its first, or $context for the sheet";
      if (ours_) faults_.add(marks->second.front(), message);
      else faults_.warn(marks->second.front(), message);
    } else if (condition && ours_ && reads_dot(expression)) {
      faults_.warn(marks->second.front(),
                   "expected the sheet in '.', but it is " + dot.text() +
                       ": write $context here, or output: { as: $context } there");
    }
  }
}

}  // namespace liaison::language
