// `whenever`: handlers, which stand beside the flow while the case is open. Each takes one event
// after the other; one with `then` breaks the flow off at once and leads it on after its steps.
#include <algorithm>

#include "engine/machine/flow.h"

namespace liaison {

void Walk::handle(const Step& here, const OfferedEvent& event) {
  const auto& listen = std::get<Listen>(here.act);
  const bool takes =
      listen.filters.empty() ||
      std::any_of(listen.filters.begin(), listen.filters.end(),
                  [&](const EventFilter& each) { return fits(draft_, here, each, event); });
  if (!takes) return;
  if (draft_.now.open_step(here.name)) return wait_in_line(draft_, here.name, event);
  safely(here, [&] { start_handler(here, listen, event); });
}

void Walk::start_handler(const Step& here, const Listen& listen, const OfferedEvent& event) {
  const Doc sheet = draft_.now.data.sheet;
  if (here.if_ && !holds(draft_, *here.if_, *sheet, {&here, sheet, {}})) return;
  const StepIndex index = index_of(draft_, here);
  const Doc value = read_as(draft_, listen, event);
  draft_.emit(StepEntered{here.name, entry_of(index) + 1, value});
  draft_.emit(taken(draft_, here, listen, event));
  step_started(draft_, index);
  set_step_clocks(draft_, here, false);
  if (here.then.kind != Directive::Kind::kContinue) {
    break_off_inside(step(0), "the flow was broken off by " + here.name);
    draft_.emit(FlowBrokenOff{here.name});
  }
  merge_into_sheet(draft_, here, value);
  if (listen.steps.empty()) handler_done(here);
  else enter(listen.steps.front(), value);
}

void Walk::handler_done(const Step& here) {
  draft_.emit(StepLeft{here.name, StepLeft::How::kDone});
  step_ended(draft_, index_of(draft_, here));
  if (draft_.now.led_by == here.name) lead_on(here);
  const auto& listen = std::get<Listen>(here.act);
  while (draft_.now.is_open() && !draft_.now.open_step(here.name) &&
         has_waiting(draft_.now, here.name)) {
    const auto& waiting = draft_.now.data.waiting_events;
    const auto first = std::find_if(waiting.begin(), waiting.end(), [&](const WaitingEvent& each) {
      return each.handler == here.name;
    });
    const OfferedEvent event = first->event;
    draft_.emit(EventCalled{here.name});
    start_handler(here, listen, event);
  }
}

// Of two handlers with `then` the later event says where the flow goes.
void Walk::lead_on(const Step& here) {
  draft_.emit(FlowLedOn{here.name});
  const Doc sheet = draft_.now.data.sheet;
  switch (here.then.kind) {
    case Directive::Kind::kStep: return enter(here.then.step, sheet);
    case Directive::Kind::kEnd: return close_case(draft_, false, "", sheet);
    case Directive::Kind::kExit: return end_case(sheet);
    case Directive::Kind::kContinue: return;
  }
}

}  // namespace liaison
