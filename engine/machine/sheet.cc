// What follows from a changed sheet: dates of clocks and waits are looked at again, labels too.
#include "engine/machine/clocks.h"
#include "engine/machine/flow.h"

namespace liaison {

namespace {

void look_again(Draft& draft, const Clock& clock, const DeadlineRule& rule) {
  const Calendar& calendar = draft.definition.calendar_named(clock.calendar);
  const Step* step = clock.step.empty() ? nullptr : draft.definition.step(clock.step);
  Clock moved = clock;
  if (!project(draft, rule, calendar, {step, draft.now.data.sheet, {}}, moved)) return;
  if (moved.due == clock.due && moved.target == clock.target) return;
  std::vector<PlannedRung> rungs = plan(calendar, rule, moved);
  keep_open_rungs(rungs, clock);
  draft.emit(ClockMoved{clock.name, clock.slot, clock.due, moved.due, moved.provisional,
                        std::move(rungs), "its date changed", moved.target});
}

// A clock that waited for its date.
void look_whether_it_came(Draft& draft, const WaitingClock& waits) {
  const Step* step = waits.step.empty() ? nullptr : draft.definition.step(waits.step);
  Clock named;
  named.name = waits.name;
  named.step = waits.step;
  const DeadlineRule* rule = rule_of(draft.definition, named);
  if (!rule) return;
  const auto owners = step ? owners_in(draft, *step) : std::vector<ClockOwner>{ClockOwner{}};
  for (const ClockOwner& owner : owners) {
    if (owner.slot != waits.slot) continue;
    auto planned = planned_clock(draft, *rule, owner);
    if (planned && planned->how != PlannedClock::How::kWait) set_clocks(draft, {*planned});
  }
}

void look_at_moments_again(Draft& draft) {
  const std::vector<Clock> clocks = draft.now.clocks;
  for (const Clock& clock : clocks) {
    if (!clock.open() || !clock.by_date) continue;
    if (const DeadlineRule* rule = rule_of(draft.definition, clock)) {
      look_again(draft, clock, *rule);
    }
  }
  const std::vector<WaitingClock> waiting = draft.now.waiting;
  for (const WaitingClock& each : waiting) look_whether_it_came(draft, each);
}

void label_again(Draft& draft) {
  const Doc labels = labels_now(draft);
  if (labels == draft.now.data.labels) return;
  draft.emit(LabelsChanged{labels});
  draft.emit(Send{
      Send::To::kCustomer, draft.now.customer.text,
      ListCase{draft.now.customer, {draft.now.id, draft.now.workflow, draft.now.key, labels}}});
}

}  // namespace

Doc labels_now(Draft& draft) {
  if (draft.definition.labels.empty()) return {};
  Json labels = Json::object();
  for (const auto& [name, expression] : draft.definition.labels) {
    labels[name] = evaluate(draft, expression, *draft.now.data.sheet, {});
  }
  return labels;
}

void sheet_changed(Draft& draft) {
  look_at_kept_out_again(draft);
  look_at_moments_again(draft);
  look_at_waits_again(draft);
  label_again(draft);
}

}  // namespace liaison
