// What the files on clocks share: when a clock is due, and what it plans. The arithmetic is
// engine/time's.
#pragma once

#include "engine/machine/draft.h"

namespace liaison {

// ---- clock_plan.cc ---------------------------------------------------------------------------
// When the budget begins: of several starts the one that came last; nothing where none has come.
std::optional<Instant> start_of(Draft&, const DeadlineRule&, const Calendar&, const Scope&);
bool has_date(const DeadlineRule&);
const Calendar& calendar_for(const Draft&, const DeadlineRule&, const DepartmentId&);
DayRules rules_for(const Calendar&, const DeadlineRule&);
// Due and target; false where the clock has no date yet.
bool project(Draft&, const DeadlineRule&, const Calendar&, const Scope&, Clock&);
// All rungs of a fresh clock in the order in which they fire. One that would lie before the start
// is left out; the breach never is.
std::vector<PlannedRung> plan(const Calendar&, const DeadlineRule&, const Clock&);
// Those of a plan that are still open in this epoch: each rung fires once.
void keep_open_rungs(std::vector<PlannedRung>& plan, const Clock& former);
// When a rung is repeated after this instant.
Instant repeat_at(const Calendar&, const Rung&, Instant after);
// What is to be repeated waits its whole time again: after a pause.
void repeats_begin_anew(const Calendar&, const DeadlineRule&, Instant, std::vector<PlannedRung>&);
Milliseconds left_of(const Calendar&, const Clock&, Milliseconds used, Instant at);

// ---- clocks.cc -------------------------------------------------------------------------------
// Nothing where it is not set: its start has not come, or its `when` does not hold.
std::optional<PlannedClock> planned_clock(Draft&, const DeadlineRule&, const ClockOwner&);
// A step's clocks by the tasks that are open in it, or by the step itself.
std::vector<ClockOwner> owners_in(const Draft&, const Step&);
Milliseconds used_by(const Draft&, const Clock&);
Milliseconds left_by(const Draft&, const Clock&, Milliseconds used);

}  // namespace liaison
