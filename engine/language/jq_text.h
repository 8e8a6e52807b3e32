// From syntax trees back to jq text, for one program that holds all expressions of a file, every
// loop and every construction of which asks the meter (jq_meter.h) whether it may go on.
//
//   program_text({tree of ".a[]", …})
//     = …prelude…
//       . as $l_all | def l_e0: .[1] | (.["a"][] | debug); … | $l_all[0] as $l_n | if …
//
// The input of the program is [number, dot, context, input, output, …]: the variables in the order
// of Need, then those that steps around the expression give, in the order in which it names them.
// `debug` hands a value to the meter and gives it back; it is not on the list, so nobody else can
// write it. Names beginning with `l_` are ours.
#pragma once

#include <string>
#include <vector>

#include "engine/language/expression_syntax.h"

namespace liaison {

struct JqPart {
  const Syntax* tree = nullptr;
  unsigned needs = 0;
  std::vector<std::string> locals = {};
};
std::string program_text(const std::vector<JqPart>& parts);

// One expression alone, with the meter's calls in it: for program_text() and its test.
std::string metered_text(const Syntax&);

}  // namespace liaison
