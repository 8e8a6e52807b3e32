// The jq syntax tree of one expression, as far as workflow files may use jq.
//
//   Result<Syntax> tree = parse_expression(".kva > 5");   // kBinary ">" of kIndex and kLiteral
//
// The grammar and its precedences are those of jq 1.6; what language.md section 3 leaves out as
// syntax (`def`, `import`, `label`, `?//`, `$__loc__`) is refused here, what it leaves out as a
// name is refused in expression_check.h. A tree is at most kMaxSyntaxDepth deep, so that walking
// it by recursion is safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/model/json.h"
#include "engine/model/result.h"

namespace liaison {

inline constexpr int kMaxSyntaxDepth = 150;
inline constexpr std::size_t kMaxExpressionBytes = 64 * 1024;

struct Syntax {
  enum class Kind : std::uint8_t {
    kDot,       // .
    kRecurse,   // ..
    kLiteral,   // literal: null, true, a number, a string
    kText,      // "a\(B)c": kids literal and expression by turns; text: the format, or ""
    kFormat,    // @csv: text "csv"
    kVariable,  // $x: text "x"
    kCall,      // text(kids…)
    kIndex,     // kids[0][kids[1]]
    kSlice,     // kids[0][kids[1]:kids[2]]; a missing end is the literal null
    kEach,      // kids[0][]
    kArray,     // [kids[0]], or [] without kids
    kObject,    // {kids[0]: kids[1], …}
    kNegate,    // -kids[0]
    kPipe,      // kids[0] | kids[1] | …
    kComma,     // kids[0] , kids[1] , …
    kBinary,    // kids[0] text kids[1]: arithmetic and comparison
    kAnd,
    kOr,
    kAlternative,    // kids[0] // kids[1]
    kAssign,         // kids[0] text kids[1]: = |= += -= *= /= %= //=
    kIf,             // kids: condition, then, else
    kTry,            // kids: body, and the handler when there is one
    kReduce,         // kids: source, pattern, start, update
    kForeach,        // kids: source, pattern, start, update, and extract when there is one
    kBind,           // kids[0] as kids[1] | kids[2]
    kPatternName,    // $x
    kPatternArray,   // [kids…]
    kPatternObject,  // {kids[0]: kids[1], …}
  };
  Kind kind = Kind::kDot;
  bool optional = false;  // kIndex, kSlice, kEach followed by `?`
  int depth = 1;
  std::string text;
  Json literal;
  std::vector<Syntax> kids;

  bool is_text() const { return kind == Kind::kLiteral && literal.is_string(); }
  bool is_number() const { return kind == Kind::kLiteral && literal.is_number(); }
};

Result<Syntax> parse_expression(std::string_view text);

}  // namespace liaison
