// Events of the customer, as a case is offered them: who in it takes one, and what waits.
#include <algorithm>

#include "engine/machine/flow.h"

namespace liaison {

namespace {

// Open when the event came; those entered because of it take others.
std::vector<OpenStep> open_listeners(const Draft& draft) {
  std::vector<OpenStep> listeners;
  for (const OpenStep& open : draft.now.open) {
    const Step& step = *draft.definition.step(open.step);
    const bool listens = std::holds_alternative<Listen>(step.act) && step.parent != kNoStep;
    if (listens) listeners.push_back(open);
  }
  return listeners;
}

bool still_open(const Draft& draft, const OpenStep& before) {
  const OpenStep* open = draft.now.is_open() ? draft.now.open_step(before.step) : nullptr;
  return open && open->entry == before.entry;
}

void give(Draft& draft, const OfferedEvent& event) {
  Walk walk(draft);
  const std::vector<OpenStep> listeners = open_listeners(draft), open = draft.now.open;
  for (const StepIndex index : draft.definition.handlers) {
    if (!draft.now.is_open()) return;
    walk.handle(draft.definition.steps[static_cast<std::size_t>(index)], event);
    walk.run();
  }
  for (const OpenStep& listener : listeners) {
    if (!still_open(draft, listener)) continue;
    walk.hear(*draft.definition.step(listener.step), event);
    walk.run();
  }
  answer_by_event(draft, open, event);
}

}  // namespace

bool has_waiting(const Case& the_case, std::string_view handler) {
  const auto& waiting = the_case.data.waiting_events;
  return std::any_of(waiting.begin(), waiting.end(),
                     [&](const WaitingEvent& each) { return each.handler == handler; });
}

void wait_in_line(Draft& draft, const std::string& handler, const OfferedEvent& event) {
  const auto& waiting = draft.now.data.waiting_events;
  std::size_t bytes = size_of(*event.data);
  for (const WaitingEvent& each : waiting) bytes += size_of(*each.event.data);
  const MachineLimits& limits = draft.context.limits();
  if (waiting.size() < limits.events_waiting && bytes <= limits.sheet_bytes) {
    draft.emit(EventWaits{{handler, event}});
  } else {
    draft.emit(EventDropped{handler, event.origin});
  }
}

void offer_event(Draft& draft, const OfferedEvent& event) {
  if (!draft.now.is_open()) return;
  if (draft.now.phase == Phase::kStuck || has_waiting(draft.now, "")) {
    return wait_in_line(draft, "", event);
  }
  give(draft, event);
}

void take_waiting(Draft& draft) {
  if (draft.now.phase != Phase::kOpen || !has_waiting(draft.now, "")) return;
  const auto& waiting = draft.now.data.waiting_events;
  const auto first = std::find_if(waiting.begin(), waiting.end(),
                                  [](const WaitingEvent& each) { return each.handler.empty(); });
  const OfferedEvent event = first->event;
  draft.emit(EventCalled{""});
  give(draft, event);
  const bool repairs = !std::holds_alternative<TakeWaiting>(draft.command.body);
  if (repairs || !draft.now.is_open() || !has_waiting(draft.now, "")) return;
  draft.emit(Send{Send::To::kCase, draft.now.id.text, TakeWaiting{draft.now.id}});
}

std::string subject_of(const CustomerKey& key) {
  const std::string_view workflow = workflow_of(key);
  return workflow.empty() ? "customer:" + key.text : std::string(workflow);
}

bool fits(const EventFilter& filter, const Origin& origin, const CustomerKey& customer) {
  if (!filter.type.empty() && filter.type != origin.type) return false;
  return std::all_of(filter.attributes.begin(), filter.attributes.end(), [&](const auto& wanted) {
    if (wanted.first == "source") return wanted.second == origin.source;
    if (wanted.first == "subject") return wanted.second == subject_of(customer);
    return wanted.first == "id" && wanted.second == origin.id;
  });
}

// Data of another shape than the filter expects are not what it waits for.
bool fits(Draft& draft, const Step& listener, const EventFilter& filter,
          const OfferedEvent& event) {
  if (!fits(filter, event.origin, draft.now.customer)) return false;
  if (!filter.data) return true;
  try {
    const Scope scope{&listener, input_of(draft, listener), {}};
    return evaluate(draft, *filter.data, *event.data, scope) == Json(true);
  } catch (const Stuck&) {
    return false;
  }
}

}  // namespace liaison
