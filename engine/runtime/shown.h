// Shown: rows of the store as people and programs read them over HTTP and on the command line.
// Field names are those of contracts.md section 2; instants are RFC 3339 in the zone of the case's
// calendar.
#pragma once

#include <string>

#include "engine/machine/machine.h"

namespace liaison {

// What is needed to show something of a case. The definition may be missing: then titles are.
struct CaseView {
  const CaseHead& head;
  const Definition* definition = nullptr;
  Instant now{};

  std::string zone() const;
  Json time(Instant) const;  // null for none
};

Json shown_case(const CaseView&, const Doc& labels);
Json shown_task(const CaseView&, const Task&);
Json shown_clock(const CaseView&, const Clock&);      // with used and left at `now`
Json shown_step(const CaseView&, const StepRecord&);  // with on time or late
// The form the task's answer must fit, null if it is free.
Json form_of(const CaseView&, const Task&);

Json text_or_null(const std::string&);
Json shown_text(const Text&);  // {zh, en}, or text when they are equal

// Anything described (describe.h) with its instants as text in this zone.
template <class T>
Json shown(const T& value, const std::string& zone);

}  // namespace liaison

#include "engine/runtime/shown_fields.h"
