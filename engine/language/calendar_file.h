// Calendar files (contracts.md section 6): YAML to Calendar.
//
//   week: { mon-fri: ['08:30-12:00', '13:00-17:30'], sat: 09:00-12:00 }
//   years: { 2026: { off: [2026-01-01..2026-01-03], work: [2026-01-04] } }
//
// Nothing is guessed: what cannot be read is a fault at its place, and there is no calendar.
#pragma once

#include <memory>

#include "engine/language/yaml.h"
#include "engine/time/calendar.h"

namespace liaison::language {

std::shared_ptr<const Calendar> read_calendar(const Node& file, Faults& faults);

}  // namespace liaison::language
