// What an expression may name, and what it names: the whitelist of language.md section 3.
//
//   Result<Checked> checked = check_expression(*parse_expression("$steps.cut.open and .kva > 5"));
//   checked->needs;        // kNeedsSteps
//   checked->references;   // {{"steps", "cut"}}
//
// `names` are those that steps around the expression give; they go before the variables of the
// engine. A tree that passes cannot run without end, reads neither clock, environment nor input,
// and prints nothing.
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

// What a step around an expression gives under this name: of several the last, or null.
const Json* local_named(const Variables& variables, std::string_view name);

struct Checked {
  unsigned needs = 0;
  // `$steps.NAME`, `$clocks.NAME`, `$settings.NAME`: the variable and the name.
  std::vector<std::pair<std::string, std::string>> references;
  std::vector<std::string> locals;  // those of `names` that it names, each once
};
Result<Checked> check_expression(const Syntax&, const std::vector<std::string>& names = {});

}  // namespace liaison
