// Expression and Form: what the machine may ask of the workflow language at run time, and nothing
// more. The machine sees two small interfaces; jq and JSON Schema live behind them in
// engine/language. Both are pure: the same arguments give the same answer, and no variable shows
// the clock, the environment or another case.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/json.h"
#include "engine/model/result.h"

namespace liaison {

// One jq expression of a workflow file: its number in the file's program and its text.
struct Expression {
  int number = -1;
  std::string source;
  explicit operator bool() const { return number >= 0; }
};

// What the expressions of one command may do together, in the steps that the evaluator counts: the
// same at every replay. Each is bounded alone as well.
class Work {
 public:
  explicit Work(std::int64_t steps) : steps_(steps), left_(steps) {}
  // Whether there was as much left.
  bool pay(std::int64_t steps) {
    left_ -= steps;
    return left_ >= 0;
  }
  std::int64_t steps() const { return steps_; }
  std::int64_t left() const { return left_; }
  bool used_up() const { return left_ < 0; }

 private:
  std::int64_t steps_, left_;
};

inline std::string too_much(const Work& work) {
  return "expected the expressions of one command to take at most " + std::to_string(work.steps()) +
         " steps together, but they take more";
}

// The run-time variables an expression may name. Those a file never names are never built: see
// Evaluator::needs().
struct Variables {
  Doc context;   // $context: the sheet
  Doc input;     // $input: the step's transformed input
  Doc output;    // $output: the step's transformed output
  Doc task;      // $task
  Doc workflow;  // $workflow
  Doc runtime;   // $runtime
  Doc of_case;   // $case
  Doc customer;  // $customer
  Doc settings;  // $settings
  Doc steps;     // $steps
  Doc clocks;    // $clocks
  Doc error;     // $error
  // Names that a step around the expression gives: of a `for`, a `foreach`, a `catch`. The outer
  // ones first: of two with one name the last holds, also against a variable above.
  std::vector<std::pair<std::string, Doc>> locals;
  Work* work = nullptr;  // who pays; none: nobody counts beyond this expression
};

// Bits of Evaluator::needs().
enum Need : unsigned {
  kNeedsContext = 1u << 0,
  kNeedsInput = 1u << 1,
  kNeedsOutput = 1u << 2,
  kNeedsTask = 1u << 3,
  kNeedsWorkflow = 1u << 4,
  kNeedsRuntime = 1u << 5,
  kNeedsCase = 1u << 6,
  kNeedsCustomer = 1u << 7,
  kNeedsSettings = 1u << 8,
  kNeedsSteps = 1u << 9,
  kNeedsClocks = 1u << 10,
  kNeedsError = 1u << 11,
  kNeedsLocals = 1u << 12,
};

class Evaluator {
 public:
  virtual ~Evaluator() = default;
  // Which variables this expression names, so that only those are built. Always contains
  // kNeedsContext when the expression reads the sheet by `$context`.
  virtual unsigned needs(const Expression&) const = 0;
  // Exactly one value, or why not: "expected one value of EXPR, but …". Thread-safe.
  virtual Result<Json> evaluate(const Expression&, const Json& dot, const Variables&) const = 0;
};

// One JSON Schema of a workflow file.
struct Form {
  int number = -1;  // -1: anything
  Doc schema;       // shown to whoever fills it in
  explicit operator bool() const { return number >= 0; }
};

class Forms {
 public:
  virtual ~Forms() = default;
  // All reasons why `value` does not fit, each "expected X at /path, but Y"; empty when it fits.
  // `at` is where the value itself stands: "/area" when it is a part of what was sent.
  virtual std::vector<std::string> faults(const Form&, const Json& value,
                                          const std::string& at = "") const = 0;
};

}  // namespace liaison
