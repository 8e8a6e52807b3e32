#include "engine/scenario/expected_fields.h"

namespace liaison {

namespace {

const std::vector<ExpectedFamily>& families() {
  static const std::vector<ExpectedFamily> kFamilies = {
      {"task",
       "assigned",
       {"assigned", "reassigned", "reminded", "cancelled", "paused", "resumed", "reply-refused"},
       {"task",   "case",    "workflow", "version",  "step",   "attempt",  "department",
        "holder", "manager", "unit",     "customer", "key",    "title",    "text",
        "basis",  "input",   "result",   "due",      "warnAt", "priority", "reason",
        "reply",  "cause",   "time",     "by",       "to",     "rung",     "lateBy",
        "about",  "repeat",  "what",     "clock",    "next",   "decide"}},
      {"deadline",
       "set",
       {"set", "target-passed", "warning", "breached", "escalated", "met", "paused", "resumed",
        "moved", "corrected", "cancelled", "acknowledged"},
       {"clock",   "case",        "workflow", "version",  "step",  "department", "holder",
        "manager", "unit",        "customer", "kind",     "state", "due",        "oldDue",
        "budget",  "used",        "left",     "at",       "epoch", "rung",       "to",
        "lateBy",  "reason",      "cause",    "calendar", "time",  "name",       "firedLate",
        "missed",  "provisional", "target",   "breached", "task",  "repeat",     "by"}},
      {"message",
       "tell",
       {"tell", "ask", "withdrawn"},
       {"message", "case", "customer", "manager", "channel", "template", "text", "values",
        "receipt", "answer", "step", "time", "reason", "repeat", "key", "workflow"}},
      {"case",
       "opened",
       {"opened", "joined", "stuck", "faulted", "went-on", "closed", "cancelled", "step-entered",
        "step-left"},
       {"case", "workflow", "version", "key", "labels", "customer", "manager", "unit", "request",
        "reason", "figures", "step", "time", "output", "how", "error"}},
      {"event", "", {}, {"type", "source", "id", "subject", "data", "time"}},
      {"rejected",
       "",
       {},
       {"cause", "reasons", "origin", "type", "subject", "source", "id", "time"}},
      {"refused",
       "reply-refused",
       {},
       {"task", "case", "workflow", "version", "step", "attempt", "department", "holder", "reply",
        "cause", "reasons", "verb", "time", "customer", "subject", "manager", "unit"}},
  };
  return kFamilies;
}

}  // namespace

const ExpectedFamily* expected_family(std::string_view name) {
  for (const ExpectedFamily& family : families()) {
    if (family.name == name) return &family;
  }
  return nullptr;
}

std::vector<std::string> expected_families() {
  std::vector<std::string> names;
  for (const ExpectedFamily& family : families()) names.push_back(family.name);
  return names;
}

}  // namespace liaison
