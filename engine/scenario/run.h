// Run: one case in virtual time, nothing stored. What `liaison run FILE` does.
//
//   RunResult result = *run_workflow(definition, {.at = morning, .input = {{"kva", 50}}});
//   result.kind == RunResult::Kind::kCompleted;  result.value == the workflow's output
//
// A workflow that nothing opens (a plain standard document) runs too: the case is opened by hand.
// When only outsiders could go on, the result says for whom it waits; with `answers` (the `steps`
// of a scenario file, without expectations) they can be brought along.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/language/load.h"

namespace liaison {

struct RunOptions {
  Instant at{};  // 0: 2026-01-05T09:00+08:00
  Json input = Json::object();
  std::optional<SourceFile> answers;            // YAML with `steps` and perhaps `given`
  std::function<void(const Json& line)> trace;  // the case's events in order, each with its `step`
};

struct RunResult {
  enum class Kind : std::uint8_t {
    kCompleted,  // value: the output. Exit 0
    kFaulted,    // value: the error. Exit 3
    kWaiting,    // value: {waitsFor: [{task, department, …}]}. Exit 4
    kRefused,    // value: {cause, reasons}. Exit 5
  } kind = Kind::kWaiting;
  Json value;
  std::vector<Fault> faults;  // of the answers file: then nothing was run; exit 3
};

// Error: the engine itself failed (a bug, or memory).
Result<RunResult> run_workflow(const std::shared_ptr<const Definition>&, const RunOptions&);

}  // namespace liaison
