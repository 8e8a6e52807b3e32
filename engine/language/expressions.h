// Expressions: all jq of one workflow file, checked against the list of language.md section 3 and
// compiled into one program, of which each expression is known by its number.
//
//   ExpressionsBuilder builder;
//   Result<Expression> big = builder.add("${ .kva > 5 and $customer.important }");
//   std::shared_ptr<const Evaluator> evaluator;
//   for (auto& [number, fault] : builder.finish({}, evaluator)) report(number, fault);
//   Result<Json> answer = evaluator->evaluate(*big, sheet, variables);
//
// What gets past add() always ends: nothing on the list can run without a bound, and a watchdog
// cuts what is bounded but too long. The same arguments give the same value or the same error
// text; only whether the watchdog strikes depends on the machine, which is why the engine keeps
// that error as an event.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/language/jq_text.h"
#include "engine/model/expression.h"
#include "engine/model/result.h"

namespace liaison {

class ExpressionsBuilder {
 public:
  // The names that `$steps.X`, `$clocks.X` and `$settings.X` may use.
  struct Known {
    std::vector<std::string> steps, clocks, settings;
  };

  ExpressionsBuilder();
  ~ExpressionsBuilder();
  ExpressionsBuilder(ExpressionsBuilder&&) noexcept;
  ExpressionsBuilder& operator=(ExpressionsBuilder&&) noexcept;

  // `text` is bare jq (`.kva > 5`) or `${ … }`; `names` are the variables that steps around it
  // give, beside the engine's own. The error has no position: "expected …, but …".
  Result<Expression> add(std::string text, const std::vector<std::string>& names = {});

  // Before finish(): the expressions, by number, that only libjq computes.
  std::vector<std::pair<int, JqPart>> for_libjq() const;

  // Gives the evaluator of what was added to `out`. The faults are by expression number: unknown
  // steps, clocks and settings are found here. With faults `out` stays empty. libjq compiles when
  // it is first needed.
  std::vector<std::pair<int, std::string>> finish(const Known& known,
                                                  std::shared_ptr<const Evaluator>& out);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

bool is_expression(std::string_view text);          // `${ … }`, also with blanks around it
bool looks_like_expression(std::string_view text);  // begins with `.` or `$`

}  // namespace liaison
