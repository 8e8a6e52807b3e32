// What opens cases without a customer by time: the schedule of a workflow, kept in the row that
// stands in a customer's place. (By events: customer_events.cc.)
#pragma once

#include "engine/machine/draft.h"

namespace liaison {

Events decide_schedule(const Customer&, const Context&, const Command&, const SetSchedule&);
Events decide_schedule(const Customer&, const Context&, const Command&, const RunSchedule&);
// A case of this row was listed or unlisted, as the last of the events says: `after` counts from
// the end of the case before.
void move_schedule(const Customer&, const Context&, const Command&, Events&);

// Of the source and id, where another case happens to have it, the next free one; taken by this
// very origin, that one.
CaseId free_case_id(const Context&, const CustomerKey&, const Origin&, const std::string& workflow);

}  // namespace liaison
