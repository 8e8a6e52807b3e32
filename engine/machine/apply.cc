// The only place where a case, a customer, a partition or the directory changes. A case's functions
// are listed in apply.h; a customer's are in apply_customer.cc,
// those for model/event_partition.h are here.
#include "engine/machine/apply.h"

#include <algorithm>

namespace liaison {

void apply(Case& the_case, const Event& event) {
  std::visit(CaseApplier(the_case, event.at), event.body);
}

void apply(PartitionState& partition, const Event& event) {
  if (const auto* e = std::get_if<DefinitionActivated>(&event.body)) {
    partition.active[e->workflow] = e->definition;
    partition.versions[e->workflow + " " + e->version] = e->definition;
    auto& scheduled = partition.scheduled;
    const bool known =
        std::find(scheduled.begin(), scheduled.end(), e->workflow) != scheduled.end();
    if (e->keeps_schedule && !known) scheduled.push_back(e->workflow);
  }
}

void apply(Directory& directory, const Event& event) {
  if (const auto* e = std::get_if<PersonSet>(&event.body)) directory.set(e->person);
}

}  // namespace liaison
