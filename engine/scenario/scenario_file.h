// ScenarioFile: a scenario as it is written, checked word by word, nothing of it run yet.
//
//   std::vector<Fault> faults;
//   ScenarioFile file = read_scenario(source, "Asia/Shanghai", faults);
//
// Every key that nothing understands is a fault with file, line and column and the nearest key that
// is known: an expectation with a slip of the pen must not pass for want of being looked at.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/language/load.h"

namespace liaison {

// A value of the file with the place it stands at.
struct Marked {
  Json value;
  SourceMark at;
  explicit operator bool() const { return !value.is_null() || at.line > 0; }
};

struct Expectation {
  SourceMark at;
  std::string family;            // task deadline message case rejected refused
  std::string verb;              // of the type: assigned, breached, …; "" = any
  Json fields = Json::object();  // without `event`
};

struct ScenarioInput {
  enum class Kind : std::uint8_t { kSend, kReply, kEvent } kind = Kind::kSend;
  Json value;
  SourceMark at;
};

struct ScenarioStep {
  SourceMark mark;
  std::optional<Instant> at;  // none: the instant of the step before
  enum class Engine : std::uint8_t { kGoesOn, kStops, kStarts } engine = Engine::kGoesOn;
  std::vector<ScenarioInput> inputs;  // send, event, reply: in this order
  std::vector<Expectation> expect, expect_none;
  std::optional<Marked> open, closed;
};

struct ScenarioFile {
  std::string name;
  std::vector<std::string> workflows;  // put in force; none given: all of the folder
  SourceMark workflow_mark;
  std::vector<Json> people, customers;  // of `given`
  std::vector<ScenarioStep> steps;
};

// The zone of the workflow named, for times without an offset.
using ZoneOf = std::function<std::string(const std::string& workflow)>;

// With `answers_only` only `given` and `steps` with inputs are looked for (`run --answers`).
ScenarioFile read_scenario(const SourceFile&, const ZoneOf& zone_of, std::vector<Fault>& faults,
                           bool answers_only = false);

// The verbs of a reply that a scenario can write as a key: complete, return, told, …
const std::vector<std::string>& reply_verbs();
// Those of them that go to a case, not to a task.
const std::vector<std::string>& repair_verbs();
// "did you mean `complete`?", or "" when nothing is near.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace liaison
