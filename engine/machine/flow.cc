// How a case walks through its workflow: entering, leaving, going on. The words are those of the
// standard (input.from, output.as, export.as, then); verbs have other defaults (language.md 4).
#include "engine/machine/draft.h"

namespace liaison {

namespace {

struct Next {  // a step to enter; kNoStep: the flow waits or is over
  StepIndex step = kNoStep;
  Doc raw;
  bool by_return = false;
};

StepIndex index_of(const Draft& draft, const Step& step) {
  return static_cast<StepIndex>(&step - draft.definition.steps.data());
}

const std::vector<StepIndex>& list_of(const Draft& draft, const Step& step) {
  return std::get<Do>(draft.definition.steps[static_cast<std::size_t>(step.parent)].act).steps;
}

Doc transformed_input(Draft& draft, const Step& step, const Doc& raw) {
  if (step.input_from) return evaluate(draft, *step.input_from, *raw, {&step, raw, {}});
  return is_verb(step) ? draft.now.data.sheet : raw;
}

Doc input_of(const Draft& draft, const Step& step) {
  const auto kept = draft.now.data.inputs.find(step.name);
  return kept == draft.now.data.inputs.end() ? draft.now.data.sheet : kept->second;
}

void merge_into_sheet(Draft& draft, const Step& step, const Doc& value) {
  draft.emit(SheetMerged{step.name, value});
  if (size_of(*draft.now.data.sheet) > draft.context.limits().sheet_bytes) {
    throw Stuck{step.name, "expected a sheet of at most " +
                               std::to_string(draft.context.limits().sheet_bytes) +
                               " bytes, but this result would pass that"};
  }
  sheet_changed(draft);
}

// output.as and export.as, in the standard's order; returns the transformed output.
Doc keep_result(Draft& draft, const Step& step, const Doc& raw) {
  const bool verb = is_verb(step);
  const Scope scope{&step, input_of(draft, step), raw};
  Doc output = raw;
  if (step.output_as) output = evaluate(draft, *step.output_as, *raw, scope);
  if (step.export_as) {
    Doc sheet = evaluate(draft, *step.export_as, *output, scope);
    if (!sheet->is_object()) {
      throw Stuck{step.name, "expected export.as to give an object, but it gave " + sheet->dump()};
    }
    draft.emit(SheetReplaced{sheet});
    sheet_changed(draft);
  } else if (verb) {
    merge_into_sheet(draft, step, raw);
  }
  return verb && !step.output_as ? draft.now.data.sheet : output;
}

Next leave(Draft& draft, const Step& step, Doc output, Directive then);

Next after_last(Draft& draft, const Step& step, Doc output) {
  if (step.parent == kNoStep) return {};
  const Step& parent = draft.definition.steps[static_cast<std::size_t>(step.parent)];
  if (parent.parent != kNoStep) {
    const Doc kept = keep_result(draft, parent, output);
    return leave(draft, parent, kept, parent.then);
  }
  Doc result = std::move(output);
  if (draft.definition.output_as) {
    result = evaluate(draft, *draft.definition.output_as, *result, {});
  }
  close_case(draft, false, "", result);
  return {};
}

Next follow(Draft& draft, const Step& step, Doc output, const Directive& then) {
  switch (then.kind) {
    case Directive::Kind::kStep: return {then.step, std::move(output)};
    case Directive::Kind::kExit: return after_last(draft, step, std::move(output));
    case Directive::Kind::kEnd: close_case(draft, false, "", std::move(output)); return {};
    case Directive::Kind::kContinue: break;
  }
  const auto& list = list_of(draft, step);
  const auto next = static_cast<std::size_t>(step.position) + 1;
  if (next < list.size()) return {list[next], std::move(output)};
  return after_last(draft, step, std::move(output));
}

Next leave(Draft& draft, const Step& step, Doc output, Directive then) {
  draft.emit(StepLeft{step.name, StepLeft::How::kDone});
  step_ended(draft, index_of(draft, step));
  return follow(draft, step, std::move(output), then);
}

Directive chosen(Draft& draft, const Step& step, const Switch& act, const Doc& input) {
  for (const Switch::Branch& branch : act.branches) {
    if (!branch.when || holds(draft, *branch.when, *input, {&step, input, {}})) return branch.then;
  }
  return step.then;
}

void set_group_clocks(Draft& draft, const Step& step, bool by_return) {
  set_clocks(draft,
             plan_clocks(draft, step.deadlines, {&step, 0, TaskId{}, DepartmentId{}, by_return}));
}

// What the step does. Gives the next step where the work is done at once.
Next act(Draft& draft, const Step& step, const Doc& input, bool by_return) {
  if (const auto* group = std::get_if<Do>(&step.act)) {
    set_group_clocks(draft, step, by_return);
    if (!group->steps.empty()) return {group->steps.front(), input, by_return};
    return leave(draft, step, keep_result(draft, step, input), step.then);
  }
  if (const auto* set = std::get_if<Set>(&step.act)) {
    const Doc value = evaluate(draft, set->value, *input, {&step, input, {}});
    return leave(draft, step, keep_result(draft, step, value), step.then);
  }
  if (const auto* choice = std::get_if<Switch>(&step.act)) {
    const Directive then = chosen(draft, step, *choice, input);
    return leave(draft, step, keep_result(draft, step, input), then);
  }
  if (const auto* ending = std::get_if<Close>(&step.act)) {
    const Json reason = evaluate(draft, ending->reason, *draft.now.data.sheet, {&step, input, {}});
    close_case(draft, ending->cancelled, text_of(reason), draft.now.data.sheet);
    return {};
  }
  if (std::holds_alternative<Tell>(step.act)) {
    const auto result = start_tell(draft, step, input);
    if (!result) return {};
    return leave(draft, step, keep_result(draft, step, *result), step.then);
  }
  start_forward(draft, step, input, by_return);
  return {};
}

Next enter(Draft& draft, const Next& next) {
  const Step& step = draft.definition.steps[static_cast<std::size_t>(next.step)];
  if (++draft.steps_taken > draft.context.limits().steps_a_command) {
    throw Stuck{step.name, "expected the flow to wait within " +
                               std::to_string(draft.context.limits().steps_a_command) +
                               " steps, but it goes on and on"};
  }
  if (step.if_ && !holds(draft, *step.if_, *next.raw, {&step, next.raw, {}})) {
    return follow(draft, step, next.raw, {});  // skipped: its own `then` is not followed
  }
  const Doc input = transformed_input(draft, step, next.raw);
  const StepRecord* record = draft.now.step_record(step.name);
  StepEntered entered{step.name, record ? record->times + 1 : 1, std::nullopt};
  if (!input.same_as(draft.now.data.sheet)) entered.input = input;
  draft.emit(std::move(entered));
  step_started(draft, next.step);
  return act(draft, step, input, next.by_return);
}

void go_on(Draft& draft, Next next) {
  while (next.step != kNoStep && draft.now.is_open()) next = enter(draft, next);
}

}  // namespace

void run_from(Draft& draft, StepIndex first, Doc raw, bool by_return) {
  go_on(draft, {first, std::move(raw), by_return});
}

void finish_step(Draft& draft, const Step& step, Doc output) {
  const Doc kept = keep_result(draft, step, output);
  go_on(draft, leave(draft, step, kept, step.then));
}

void divert(Draft& draft, const Step& step, StepLeft::How how, const Directive& to,
            bool by_return) {
  draft.emit(StepLeft{step.name, how});
  Next next = follow(draft, step, draft.now.data.sheet, to);
  next.by_return = by_return;
  go_on(draft, std::move(next));
}

void close_case(Draft& draft, bool cancelled, std::string reason, Doc output) {
  cancel_open_tasks(draft, "", cancelled ? "the case is cancelled" : "the case is closed");
  const std::vector<Clock> clocks = draft.now.clocks;
  for (const Clock& clock : clocks) {
    if (!clock.open()) continue;
    const DeadlineRule* rule = rule_of(draft.definition, clock);
    const bool ends_here = rule && rule->until == DeadlineRule::Until::kCaseEnd;
    if (ends_here && !cancelled) meet_clock(draft, clock.name, clock.slot);
    else cancel_clock(draft, clock.name, clock.slot, "the case is closed");
  }
  draft.emit(CaseClosed{cancelled, std::move(reason), std::move(output)});
  draft.emit(Send{Send::To::kCustomer, draft.now.customer.text,
                  UnlistCase{draft.now.customer, draft.now.id}});
}

}  // namespace liaison
