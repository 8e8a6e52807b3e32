// `listen` in the flow: waits for events of the case's key; what it has heard is a list. With
// `foreach` its steps work on one event after the other.
#include <algorithm>

#include "engine/machine/flow.h"

namespace liaison {

namespace {

Json envelope_of(const Draft& draft, const OfferedEvent& event) {
  const Origin& origin = event.origin;
  const std::string& zone = draft.definition.calendar_named(draft.definition.calendar).zone();
  return {{"specversion", "1.0"},
          {"id", origin.id},
          {"source", origin.source},
          {"type", origin.type},
          {"subject", subject_of(draft.now.customer)},
          {"time", to_text(origin.time, zone)},
          {"data", *event.data}};
}

bool has_taken(const Case& the_case, std::uint64_t number) {
  const auto& numbers = the_case.data.events_taken;
  const auto& waiting = the_case.data.waiting_events;
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end() ||
         std::any_of(waiting.begin(), waiting.end(),
                     [&](const WaitingEvent& each) { return each.event.number == number; });
}

// An event that came earlier is taken once per case; not the one that opened it, nor its own.
bool may_take_early(const Draft& draft, const KeptEvent& kept) {
  const OfferedEvent& event = kept.event;
  const Origin& request = draft.now.request;
  const bool opened = event.origin.source == request.source && event.origin.id == request.id;
  return kept.until >= draft.at && event.from != draft.now.id && !opened &&
         !has_taken(draft.now, event.number);
}

bool fits_any(Draft& draft, const Step& here, const std::vector<EventFilter>& filters,
              const OfferedEvent& event) {
  return std::any_of(filters.begin(), filters.end(),
                     [&](const EventFilter& filter) { return fits(draft, here, filter, event); });
}

// Of `all`: the first filter that nothing has come for yet; -1: none of them.
int filter_met(Draft& draft, const Step& here, const Listen& listen, const Heard& heard,
               const OfferedEvent& event) {
  for (int i = 0; i < static_cast<int>(listen.filters.size()); ++i) {
    const bool met =
        std::find(heard.filters.begin(), heard.filters.end(), i) != heard.filters.end();
    if (!met && fits(draft, here, listen.filters[static_cast<std::size_t>(i)], event)) return i;
  }
  return -1;
}

Json list_of(const std::vector<Doc>& items) {
  Json list = Json::array();
  for (const Doc& item : items) list.push_back(*item);
  return list;
}

const Heard& heard_by(const Draft& draft, const Step& here) {
  static const Heard kNothing;
  const auto known = draft.now.data.heard.find(here.name);
  return known == draft.now.data.heard.end() ? kNothing : known->second;
}

// Of `any`: whether with this event it has heard enough.
bool is_enough(Draft& draft, const Step& here, const Listen& listen, const Heard& heard,
               const Doc& value) {
  if (!listen.until) return listen.until_event.empty();
  Json so_far = list_of(heard.events);
  so_far.push_back(*value);
  return holds(draft, *listen.until, so_far, {&here, input_of(draft, here), {}});
}

void check_room(const Draft& draft, const Step& here, const Heard& heard) {
  std::size_t bytes = 0;
  for (const Doc& event : heard.events) bytes += size_of(*event);
  for (const Doc& output : heard.outputs) bytes += size_of(*output);
  const std::size_t most = draft.context.limits().sheet_bytes;
  if (bytes <= most) return;
  throw Stuck{here.name, "expected a listener that hears at most " + std::to_string(most) +
                             " bytes, but this event would pass that"};
}

}  // namespace

Doc read_as(const Draft& draft, const Listen& listen, const OfferedEvent& event) {
  return listen.read == Listen::Read::kEnvelope ? Doc{envelope_of(draft, event)} : event.data;
}

EventTaken taken(const Draft& draft, const Step& here, const Listen& listen,
                 const OfferedEvent& event) {
  EventTaken took;
  took.step = here.name;
  took.number = event.number;
  took.origin = event.origin;
  took.value = read_as(draft, listen, event);
  const auto& kept = draft.context.customer(draft.now.customer).kept;
  for (const std::uint64_t number : draft.now.data.events_taken) {
    const bool still = std::any_of(kept.begin(), kept.end(), [&](const KeptEvent& each) {
      return each.event.number == number;
    });
    if (!still) took.forgotten.push_back(number);
  }
  return took;
}

void Walk::start_listen(const Step& here, const Listen& listen) {
  const int entry = draft_.now.open_step(here.name)->entry;
  for (const KeptEvent& kept : draft_.context.customer(draft_.now.customer).kept) {
    const OpenStep* open = draft_.now.is_open() ? draft_.now.open_step(here.name) : nullptr;
    if (!open || open->entry != entry) return;
    if (may_take_early(draft_, kept)) take(here, listen, kept.event);
  }
}

void Walk::hear(const Step& here, const OfferedEvent& event) {
  safely(here, [&] { take(here, std::get<Listen>(here.act), event); });
}

void Walk::take(const Step& here, const Listen& listen, const OfferedEvent& event) {
  const Heard before = heard_by(draft_, here);
  if (before.complete) return;
  EventTaken took = taken(draft_, here, listen, event);
  if (fits_any(draft_, here, listen.until_event, event)) {
    took.value.reset();
    took.complete = true;
  } else if (listen.to == Listen::To::kAll) {
    took.filter = filter_met(draft_, here, listen, before, event);
    if (took.filter < 0) return;
    took.complete = before.filters.size() + 1 == listen.filters.size();
  } else {
    if (!listen.filters.empty() && !fits_any(draft_, here, listen.filters, event)) return;
    took.complete = is_enough(draft_, here, listen, before, *took.value);
  }
  const bool at_work = before.outputs.size() < before.events.size();
  const std::size_t waiting = before.events.size() - before.outputs.size();
  const std::size_t most = draft_.context.limits().events_waiting;
  if (listen.for_each && took.value && waiting >= most) {
    return draft_.emit(EventDropped{here.name, event.origin});
  }
  draft_.emit(std::move(took));
  check_room(draft_, here, heard_by(draft_, here));
  if (!(listen.for_each && at_work)) work_on_next(here, listen);
}

// The next event that `foreach` works on; or the end, or it goes on listening.
void Walk::work_on_next(const Step& here, const Listen& listen) {
  const Heard& heard = heard_by(draft_, here);
  if (listen.for_each && heard.outputs.size() < heard.events.size()) {
    const Doc event = heard.events[heard.outputs.size()];
    if (!listen.steps.empty()) return enter(listen.steps.front(), event);
    return event_done(here, listen, event);
  }
  if (!heard.complete) return;
  const Doc output = list_of(listen.for_each ? heard.outputs : heard.events);
  leave(here, keep_result(draft_, here, output));
}

void Walk::event_done(const Step& here, const Listen& listen, Doc output) {
  if (here.parent == kNoStep) return handler_done(here);
  draft_.emit(EventWorked{here.name, std::move(output)});
  check_room(draft_, here, heard_by(draft_, here));
  work_on_next(here, listen);
}

}  // namespace liaison
