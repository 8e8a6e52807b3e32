// FastExpression: the simple expressions, which are nearly all, evaluated without libjq.
//
//   std::optional<FastExpression> fast = FastExpression::from(*parse_expression(".kva >= 160"));
//   std::optional<Json> value = fast->evaluate(sheet, variables);
//
// Simple are those that give exactly one value and loop over nothing: paths, literals, comparison,
// `and` `or` `not` `//`, `if`, sums, arrays and objects of these. Where it gives a value, libjq
// gives the same; where it gives none (wrong types above all), libjq is asked, and words the error.
#pragma once

#include <forward_list>
#include <optional>
#include <string>
#include <vector>

#include "engine/language/expression_syntax.h"
#include "engine/model/expression.h"

namespace liaison {

class FastExpression {
 public:
  // `names`: those that steps around it give.
  static std::optional<FastExpression> from(const Syntax&,
                                            const std::vector<std::string>& names = {});
  // Adds to `steps` what it copied, also where it gives nothing.
  std::optional<Json> evaluate(const Json& dot, const Variables&, std::int64_t& steps) const;

 private:
  enum class Kind : std::uint8_t {
    kDot,
    kVariable,
    kLocal,
    kLiteral,
    kPath,
    kPipe,
    kCompare,
    kAnd,
    kOr,
    kNot,
    kAlternative,
    kIf,
    kSum,
    kLength,
    kArray,
    kObject,
  };
  enum class Sign : std::uint8_t {
    kEqual,
    kUnequal,
    kLess,
    kLessOrEqual,
    kMore,
    kMoreOrEqual,
    kPlus,
    kMinus,
    kTimes
  };
  struct Step {  // of a path
    std::string key;
    int index = 0;
    bool by_key = true;
  };
  struct Node {
    Kind kind = Kind::kDot;
    Sign sign = Sign::kEqual;
    Doc Variables::*variable = nullptr;
    Json literal;
    std::vector<Step> steps;
    std::vector<std::string> keys;  // of kObject; of kVariable, kLocal its name
    std::vector<Node> kids;
  };
  static constexpr int kMaxCopied = 50'000;  // values and 16 bytes of text, in one evaluation
  struct Run {
    const Variables& variables;
    std::forward_list<Json> made = {};  // values that are parts of no input
    int left = kMaxCopied;
    const Json* keep(Json value) { return &made.emplace_front(std::move(value)); }
    // Whether a new value may hold a copy: `[., .] | [., .] | …` doubles with every step.
    bool may_copy(const Json& value, int depth = 0);
  };

  static std::optional<Node> node_from(const Syntax&);
  static std::optional<Node> path_from(const Syntax&);
  static std::optional<Node> variable_from(const Syntax&);
  static std::optional<Node> call_from(const Syntax&);
  static std::optional<Node> binary_from(const Syntax&);
  static std::optional<Node> array_from(const Syntax&);
  static std::optional<Node> object_from(const Syntax&);
  static std::optional<Node> with_kids(Kind, const std::vector<Syntax>&);
  static std::optional<Node> pipe_from(const Syntax&);

  static bool settle(Node&, const std::vector<std::string>& names);

  // nullptr: not here.
  static const Json* value(const Node&, const Json& dot, Run&);
  static const Json* path(const Node&, const Json& dot, Run&);
  static const Json* sum(const Node&, const Json& dot, Run&);
  static const Json* array(const Node&, const Json& dot, Run&);
  static const Json* object(const Node&, const Json& dot, Run&);
  static const Json* logic(const Node&, const Json& dot, Run&);
  static const Json* length(const Json& of, Run&);

  Node root_;
};

}  // namespace liaison
