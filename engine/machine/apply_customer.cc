// What the events of model/event_customer.h make of a customer, or of a workflow that stands in a
// customer's place because it has a schedule.
#include <algorithm>

#include "engine/machine/machine.h"
#include "engine/model/overloaded.h"

namespace liaison {

namespace {

void merge(Doc& into, const Json& patch) {
  Json facts = into.is_null() ? Json::object() : *into;
  for (auto it = patch.begin(); it != patch.end(); ++it) {
    if (it->is_null()) facts.erase(it.key());
    else facts[it.key()] = *it;
  }
  into = std::move(facts);
}

}  // namespace

void apply(Customer& customer, const Event& event) {
  std::visit(Overloaded{
                 [&](const CustomerHeardOf& e) {
                   customer.key = e.customer;
                   customer.known = true;
                 },
                 [&](const FactsChanged& e) {
                   merge(customer.facts, *e.facts);
                   customer.registered = customer.registered || e.registered;
                 },
                 [&](const ManagerAssigned& e) { customer.manager = e.manager; },
                 [&](const AliasAdded& e) { customer.aliases.push_back(e.alias); },
                 [&](const CaseListed& e) {
                   for (OpenCase& open : customer.open_cases) {
                     if (open.id != e.open.id) continue;
                     open = e.open;
                     return;
                   }
                   customer.open_cases.push_back(e.open);
                 },
                 [&](const CaseUnlisted& e) {
                   std::erase_if(customer.open_cases,
                                 [&](const OpenCase& open) { return open.id == e.id; });
                 },
                 [&](const EventKept& e) {
                   std::erase_if(customer.kept, [&](const KeptEvent& former) {
                     const auto& gone = e.forgotten;
                     return std::find(gone.begin(), gone.end(), former.event.number) != gone.end();
                   });
                   customer.kept.push_back(e.kept);
                   customer.events = e.kept.event.number;
                 },
                 [&](const ScheduleSet& e) { customer.schedule = e.schedule; },
                 [&](const ScheduleMoved& e) {
                   customer.schedule.next = e.next;
                   customer.schedule.missed_since = e.missed_since;
                 },
                 [&](const ScheduleFired& e) {
                   customer.schedule.next = e.next;
                   customer.schedule.missed_since = {};
                 },
                 [&](const ScheduleHeard& e) {
                   if (e.id.empty()) customer.schedule.heard.push_back({e.filter, e.event});
                   else customer.schedule.heard.clear();
                 },
                 [](const auto&) {},
             },
             event.body);
}

}  // namespace liaison
