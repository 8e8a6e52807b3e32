// What an expression may name, and what it names: the whitelist of language.md section 3.
//
//   Result<Checked> checked = check_expression(*parse_expression("$steps.cut.open and .kva > 5"));
//   checked->needs;        // kNeedsSteps
//   checked->references;   // {{"steps", "cut"}}
//
// A tree that passes cannot run without end, reads neither clock, environment nor input, and
// prints nothing.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/language/expression_syntax.h"
#include "engine/model/expression.h"

namespace liaison {

struct RuntimeVariable {
  const char* name;
  Need need;
  Doc Variables::*held;
};
// In the order of the bits of Need.
const std::vector<RuntimeVariable>& runtime_variables();

struct Checked {
  unsigned needs = 0;
  // `$steps.NAME`, `$clocks.NAME`, `$settings.NAME`: the variable and the name.
  std::vector<std::pair<std::string, std::string>> references;
};
Result<Checked> check_expression(const Syntax&);

}  // namespace liaison
