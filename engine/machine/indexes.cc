// The derived indexes: from a case's head alone, at this one place, so that they can always be
// rebuilt and compared.
#include <algorithm>

#include "engine/machine/machine.h"

namespace liaison {

namespace {

// When the first clock of this task ends; kNever when it has none.
Instant due_of(const CaseHead& head, const Task& task) {
  Instant due = kNever;
  for (const Clock& clock : head.clocks) {
    if (clock.open() && clock.task == task.id) due = std::min(due, clock.due);
  }
  return due;
}

void index_clocks(const CaseHead& head, std::vector<IndexEntry>& entries) {
  using Kind = IndexEntry::Kind;
  for (const Clock& clock : head.clocks) {
    if (!clock.open()) continue;
    const std::string id = clock_id(head.id, clock.name, clock.slot).text;
    if (clock.next_at() != kNever) entries.push_back({Kind::kDue, "", clock.next_at(), id});
    entries.push_back({Kind::kOpenClock, "", clock.due, id});
  }
}

}  // namespace

std::vector<IndexEntry> indexes(const CaseHead& head) {
  using Kind = IndexEntry::Kind;
  std::vector<IndexEntry> entries;
  if (head.phase == Phase::kNone) return entries;
  entries.push_back({Kind::kOfCustomer, head.customer.text, head.opened_at, head.id.text});
  if (head.phase != Phase::kOpen && head.phase != Phase::kStuck) {
    entries.push_back({Kind::kClosedCase, "", head.closed_at, head.id.text});
    return entries;
  }
  entries.push_back({Kind::kOpenCase, "", head.opened_at, head.id.text});
  for (const Task& task : head.tasks) {
    if (!task.open()) continue;
    entries.push_back({Kind::kWork, task.department.text, due_of(head, task), task.id.text});
  }
  index_clocks(head, entries);
  for (const Alarm& alarm : head.alarms) {
    if (head.phase != Phase::kOpen) break;  // a stuck case's alarms wait
    entries.push_back(
        {Kind::kDue, "", alarm.at, head.id.text + "." + alarm.step + "." + to_word(alarm.kind)});
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

// A dot stands behind it, as behind a case before its clock: so no name is another's beginning.
std::vector<IndexEntry> indexes(const Customer& customer) {
  const KeptSchedule& schedule = customer.schedule;
  if (!schedule.running() || schedule.next == kNever) return {};
  return {{IndexEntry::Kind::kDue, "", schedule.next, customer.key.text + "."}};
}

}  // namespace liaison
