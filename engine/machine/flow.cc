// How a case walks through its workflow: entering, leaving, going on. The words are those of the
// standard (input.from, output.as, export.as, then); verbs have other defaults (language.md 4).
#include "engine/machine/flow.h"

#include <algorithm>

#include "engine/model/overloaded.h"

namespace liaison {

StepIndex index_of(const Draft& draft, const Step& step) {
  return static_cast<StepIndex>(&step - draft.definition.steps.data());
}

bool is_group(const Step& step) { return list_in(step, 0) != nullptr; }

int Walk::entry_of(StepIndex index) const {
  if (index == kNoStep) return 0;
  const StepRecord* record = draft_.now.step_record(step(index).name);
  return record ? record->times : 0;
}

void Walk::enter(StepIndex index, Doc raw, bool by_return) {
  todo_.push_front({index, std::move(raw), by_return, entry_of(step(index).parent)});
}

void Walk::run() {
  while (!todo_.empty() && draft_.now.is_open()) {
    const Next next = std::move(todo_.front());
    todo_.pop_front();
    const Step& entered = step(next.step);
    const bool has_owner = entered.parent != kNoStep && entered.parent != 0;
    const bool owner_open = !has_owner || (draft_.now.open_step(step(entered.parent).name) &&
                                           entry_of(entered.parent) == next.owner_entry);
    if (owner_open) safely(entered, [&] { open(next); });
  }
  todo_.clear();
}

// A limit of the engine is no error of the file: what catches it would only go on and on.
bool Walk::is_caught(const Step& at, const Stuck& stuck) {
  if (draft_.work->used_up()) return false;
  if (draft_.steps_taken > draft_.context.limits().steps_a_command) return false;
  const Step* failed = draft_.definition.step(stuck.step);
  const Step& from = failed ? *failed : at;
  return is_caught(
      from, stuck.error.is_null() ? error_of("expression", 400, stuck.reason, from) : *stuck.error);
}

void Walk::open(const Next& next) {
  const Step& entered = step(next.step);
  if (++draft_.steps_taken > draft_.context.limits().steps_a_command) {
    throw Stuck{entered.name, "expected the flow to wait within " +
                                  std::to_string(draft_.context.limits().steps_a_command) +
                                  " steps, but it goes on and on"};
  }
  if (is_skipped(entered)) return follow(entered, next.raw, {});
  if (entered.if_ && !holds(draft_, *entered.if_, *next.raw, {&entered, next.raw, {}})) {
    return follow(entered, next.raw, {});  // skipped: its own `then` is not followed
  }
  if (const auto elsewhere = refused_by_guard(draft_, entered)) {
    return follow(entered, draft_.now.data.sheet, *elsewhere);
  }
  const Doc input = transformed_input(draft_, entered, next.raw);
  StepEntered event{entered.name, entry_of(next.step) + 1, std::nullopt};
  if (!input.same_as(draft_.now.data.sheet)) event.input = input;
  draft_.emit(std::move(event));
  step_started(draft_, next.step);
  if (entered.timeout) {
    set_alarm(draft_, entered, Alarm::Kind::kTimeout,
              after_duration(draft_, *entered.timeout, {&entered, input, {}}, draft_.at));
  }
  act(entered, input, next.by_return);
}

// What the step does. What is done at once is left at once.
void Walk::act(const Step& here, const Doc& input, bool by_return) {
  const auto done = [&](const Doc& output) { leave(here, keep_result(draft_, here, output)); };
  const bool waits = std::holds_alternative<Wait>(here.act) ||
                     std::holds_alternative<WaitUntil>(here.act) ||
                     std::holds_alternative<Listen>(here.act);
  if (is_group(here) || waits) set_step_clocks(draft_, here, by_return);
  std::visit(Overloaded{
                 [&](const Do& group) {
                   if (group.steps.empty()) return done(input);
                   enter(group.steps.front(), input, by_return);
                 },
                 [&](const Try& attempt) { enter(attempt.steps.front(), input, by_return); },
                 [&](const Fork& fork) { start_fork(here, fork, input); },
                 [&](const For& loop) { start_loop(here, loop, input); },
                 [&](const Set& set) {
                   done(evaluate(draft_, set.value, *input, {&here, input, {}}));
                 },
                 [&](const Switch& choice) {
                   const Directive then = chosen(here, choice, input);
                   const Doc output = keep_result(draft_, here, input);
                   draft_.emit(StepLeft{here.name, StepLeft::How::kDone});
                   step_ended(draft_, index_of(draft_, here));
                   follow(here, output, then);
                 },
                 [&](const Close& ending) {
                   const Json reason =
                       evaluate(draft_, ending.reason, *draft_.now.data.sheet, {&here, input, {}});
                   close_case(draft_, ending.cancelled, text_of(reason), draft_.now.data.sheet);
                 },
                 [&](const Forward&) { start_forward(draft_, here, input, by_return); },
                 [&](const Tell&) {
                   if (const auto result = start_tell(draft_, here, input)) done(*result);
                 },
                 [&](const Ask&) { start_ask(draft_, here, input); },
                 [&](const Record& record) { done(start_record(draft_, here, record, input)); },
                 [&](const Emit& emit) { done(start_emit(draft_, here, emit, input)); },
                 [&](const Listen& listen) { start_listen(here, listen); },
                 [&](const Raise& raised) {
                   raise(here, evaluate(draft_, raised.error, *input, {&here, input, {}}));
                 },
                 [&](const auto&) {  // wait, waitUntil
                   const Instant at = end_of_wait(draft_, here, input);
                   if (at <= draft_.at) return done(input);
                   set_alarm(draft_, here, Alarm::Kind::kWait, at);
                 },
             },
             here.act);
}

Directive Walk::chosen(const Step& here, const Switch& choice, const Doc& input) {
  for (const Switch::Branch& branch : choice.branches) {
    if (!branch.when || holds(draft_, *branch.when, *input, {&here, input, {}})) return branch.then;
  }
  return here.then;
}

// ---- going on -------------------------------------------------------------------------------

void Walk::leave(const Step& here, Doc output) {
  draft_.emit(StepLeft{here.name, StepLeft::How::kDone});
  step_ended(draft_, index_of(draft_, here));
  follow(here, std::move(output), here.then);
}

void Walk::follow(const Step& here, Doc output, const Directive& then) {
  switch (then.kind) {
    case Directive::Kind::kStep: return enter(then.step, std::move(output));
    case Directive::Kind::kExit: return list_done(here, std::move(output));
    case Directive::Kind::kEnd: return close_case(draft_, false, "", std::move(output));
    case Directive::Kind::kContinue: break;
  }
  if (here.parent == kNoStep) return;  // steps beside the flow lead nowhere
  const Step& owner = step(here.parent);
  if (!std::holds_alternative<Fork>(owner.act)) {
    const auto& list = *list_in(owner, here.list);
    const auto next = static_cast<std::size_t>(here.position) + 1;
    if (next < list.size()) return enter(list[next], std::move(output));
  }
  list_done(here, std::move(output));
}

// The list in which this step stands has come to its end.
void Walk::list_done(const Step& last, Doc output) {
  if (last.parent == kNoStep) return;
  if (last.parent == 0) return end_case(std::move(output));
  const Step& owner = step(last.parent);
  if (std::holds_alternative<Fork>(owner.act)) return branch_done(last, std::move(output));
  if (const auto* loop = std::get_if<For>(&owner.act)) {
    const int round = draft_.now.data.loops.at(owner.name).round;
    return next_round(owner, *loop, round + 1, std::move(output));
  }
  if (const auto* listen = std::get_if<Listen>(&owner.act)) {
    return event_done(owner, *listen, std::move(output));
  }
  leave(owner, keep_result(draft_, owner, output));
}

void Walk::end_case(Doc output) {
  Doc result = std::move(output);
  if (draft_.definition.output_as) {
    result = evaluate(draft_, *draft_.definition.output_as, *result, {});
  }
  close_case(draft_, false, "", result);
}

bool Walk::is_skipped(const Step& here) {
  const auto& skips = draft_.now.data.skips;
  if (std::find(skips.begin(), skips.end(), here.name) == skips.end()) return false;
  draft_.emit(StepSkipped{here.name});
  return true;
}

void Walk::pass(const Step& here) {
  break_off(here, "an operator skipped it");
  follow(here, draft_.now.data.sheet, {});
}

void Walk::finish(const Step& here, Doc output) {
  if (is_skipped(here)) return leave(here, draft_.now.data.sheet);
  safely(here, [&] { leave(here, keep_result(draft_, here, output)); });
}

void Walk::divert(const Step& here, StepLeft::How how, const Directive& to, bool by_return) {
  draft_.emit(StepLeft{here.name, how});
  follow(here, draft_.now.data.sheet, to);
  if (!todo_.empty()) todo_.front().by_return = by_return;
}

// Beside the flow first: where the flow then ends the case, it has at least begun.
void Walk::breached(const Step* owner, const DeadlineRule::OnBreach& breach) {
  const bool runs = breach.beside != kNoStep && draft_.now.open_step(step(breach.beside).name);
  if (breach.beside != kNoStep && !runs) enter(breach.beside, draft_.now.data.sheet);
  run();
  if (!breach.then || !draft_.now.is_open()) return;
  const std::string reason = "its deadline was breached";
  if (!owner) {
    break_off_inside(step(0), reason);
    if (!draft_.now.led_by.empty()) draft_.emit(FlowLedOn{""});  // the breach comes later
    if (breach.then->kind == Directive::Kind::kStep)
      enter(breach.then->step, draft_.now.data.sheet);
    else close_case(draft_, false, "", draft_.now.data.sheet);
  } else if (draft_.now.open_step(owner->name)) {
    break_off_to(*owner, *breach.then, reason);
  }
  run();
}

void Walk::break_off_to(const Step& here, const Directive& to, const std::string& reason) {
  break_off(here, reason);
  follow(here, draft_.now.data.sheet, to);
}

// ---- from the other parts of the machine -----------------------------------------------------

void run_from(Draft& draft, StepIndex first, Doc raw) {
  Walk walk(draft);
  walk.enter(first, std::move(raw));
  walk.run();
}

void finish_step(Draft& draft, const Step& step, Doc output) {
  Walk walk(draft);
  walk.finish(step, std::move(output));
  walk.run();
}

void divert(Draft& draft, const Step& step, StepLeft::How how, const Directive& to,
            bool by_return) {
  Walk walk(draft);
  walk.divert(step, how, to, by_return);
  walk.run();
}

void break_off_to(Draft& draft, const Step& step, const Directive& to, const std::string& reason) {
  Walk walk(draft);
  walk.break_off_to(step, to, reason);
  walk.run();
}

void ring(Draft& draft, const Alarm& alarm) {
  Walk walk(draft);
  walk.ring(alarm);
  walk.run();
}

void follow_breach(Draft& draft, const Step* owner, const DeadlineRule::OnBreach& breach) {
  Walk walk(draft);
  walk.breached(owner, breach);
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
