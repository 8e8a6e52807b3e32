#include <algorithm>
#include <array>

#include "engine/language/expression_parser.h"

namespace liaison {
namespace jq_syntax {

// Higher binds tighter. `|` and `,` have functions of their own.
struct Operator {
  std::string_view sign;
  Kind kind;
  int level;
  enum class Side : std::uint8_t { kLeft, kRight, kNone } side;
};
namespace {

using Side = Operator::Side;
constexpr int kAlternativeLevel = 1, kAssignLevel = 2, kOrLevel = 3, kAndLevel = 4,
              kCompareLevel = 5, kSumLevel = 6, kProductLevel = 7;
constexpr std::array<Operator, 22> kOperators = {{
    {"//", Kind::kAlternative, kAlternativeLevel, Side::kRight},
    {"=", Kind::kAssign, kAssignLevel, Side::kNone},
    {"|=", Kind::kAssign, kAssignLevel, Side::kNone},
    {"+=", Kind::kAssign, kAssignLevel, Side::kNone},
    {"-=", Kind::kAssign, kAssignLevel, Side::kNone},
    {"*=", Kind::kAssign, kAssignLevel, Side::kNone},
    {"/=", Kind::kAssign, kAssignLevel, Side::kNone},
    {"%=", Kind::kAssign, kAssignLevel, Side::kNone},
    {"//=", Kind::kAssign, kAssignLevel, Side::kNone},
    {"or", Kind::kOr, kOrLevel, Side::kLeft},
    {"and", Kind::kAnd, kAndLevel, Side::kLeft},
    {"==", Kind::kBinary, kCompareLevel, Side::kNone},
    {"!=", Kind::kBinary, kCompareLevel, Side::kNone},
    {"<", Kind::kBinary, kCompareLevel, Side::kNone},
    {">", Kind::kBinary, kCompareLevel, Side::kNone},
    {"<=", Kind::kBinary, kCompareLevel, Side::kNone},
    {">=", Kind::kBinary, kCompareLevel, Side::kNone},
    {"+", Kind::kBinary, kSumLevel, Side::kLeft},
    {"-", Kind::kBinary, kSumLevel, Side::kLeft},
    {"*", Kind::kBinary, kProductLevel, Side::kLeft},
    {"/", Kind::kBinary, kProductLevel, Side::kLeft},
    {"%", Kind::kBinary, kProductLevel, Side::kLeft},
}};

constexpr std::array<std::string_view, 19> kKeywords = {
    "as",      "def", "module", "import", "include", "if",    "then",  "else",  "elif",   "reduce",
    "foreach", "end", "and",    "or",     "try",     "catch", "label", "break", "__loc__"};

}  // namespace

const Operator* operator_named(std::string_view sign) {
  const auto* found = std::find_if(kOperators.begin(), kOperators.end(),
                                   [&](const Operator& known) { return known.sign == sign; });
  return found == kOperators.end() ? nullptr : found;
}

bool is_keyword(std::string_view word) {
  return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

Syntax node(Kind kind, std::vector<Syntax> kids, std::string text) {
  Syntax made;
  made.kind = kind;
  made.text = std::move(text);
  for (const Syntax& kid : kids) made.depth = std::max(made.depth, kid.depth + 1);
  if (made.depth > kMaxSyntaxDepth) fail_too_deep();
  made.kids = std::move(kids);
  return made;
}

Syntax literal(Json value) {
  Syntax made;
  made.kind = Kind::kLiteral;
  made.literal = std::move(value);
  return made;
}

Syntax Parser::whole() {
  if (at(TokenKind::kEnd)) fail("expected an expression, but nothing is written");
  Syntax tree = pipe();
  if (!at(TokenKind::kEnd)) unexpected("the end");
  return tree;
}

void Parser::unexpected(const std::string& wanted) const {
  const Token& now = tokens_.now();
  if (now.kind == TokenKind::kBad) fail(now.text);
  if (now.kind == TokenKind::kEnd) fail("expected " + wanted + ", but the expression ends");
  const bool field = now.kind == TokenKind::kField;
  fail("expected " + wanted + ", but '" + (field ? "." : "") + now.text + "'");
}

Syntax Parser::pipe() {
  const Level level(depth_);
  std::vector<Syntax> parts = list(comma());
  while (take_sign("|")) parts.push_back(comma());
  return parts.size() == 1 ? std::move(parts[0]) : node(Kind::kPipe, std::move(parts));
}

Syntax Parser::comma() {
  std::vector<Syntax> parts = list(operators(kAlternativeLevel));
  while (take_sign(",")) parts.push_back(operators(kAlternativeLevel));
  return parts.size() == 1 ? std::move(parts[0]) : node(Kind::kComma, std::move(parts));
}

const Operator* Parser::at_operator() const {
  const Token& now = tokens_.now();
  if (now.kind != TokenKind::kSign && now.kind != TokenKind::kWord) return nullptr;
  return operator_named(now.text);
}

Syntax Parser::operators(int lowest) {
  const Level level(depth_);
  Syntax left = operand();
  int barred = 0;  // the level of an operator that does not chain: `a == b == c`
  for (const Operator* now = at_operator(); now && now->level >= lowest; now = at_operator()) {
    if (now->level == barred) unexpected("no second comparison or assignment");
    tokens_.advance();
    Syntax right = operators(now->side == Side::kRight ? now->level : now->level + 1);
    left = node(now->kind, list(std::move(left), std::move(right)), std::string(now->sign));
    barred = now->side == Side::kNone ? now->level : 0;
  }
  return left;
}

Syntax Parser::operand() {
  const Level level(depth_);
  Syntax made = plain_operand();
  while (take_sign("?")) made = node(Kind::kTry, list(std::move(made)));
  return made;
}

Syntax Parser::plain_operand() {
  if (take_sign("-")) return negated(operators(kProductLevel));
  if (take_word("if")) return rest_of_if();
  if (take_word("try")) return rest_of_try();
  if (take_word("reduce")) return rest_of_reduce();
  if (take_word("foreach")) return rest_of_foreach();
  Syntax made = term();
  if (!take_word("as")) return made;
  Syntax names = pattern();
  expect_sign("|");
  Syntax body = pipe();
  return node(Kind::kBind, list(std::move(made), std::move(names), std::move(body)));
}

Syntax Parser::negated(Syntax value) {
  if (!value.is_number()) return node(Kind::kNegate, list(std::move(value)));
  if (value.literal.is_number_float()) return literal(-value.literal.get<double>());
  return literal(-value.literal.get<std::int64_t>());
}

Syntax Parser::rest_of_if() {
  Syntax condition = pipe();
  expect_word("then");
  Syntax yes = pipe();
  if (take_word("elif")) {
    const Level level(depth_);
    return node(Kind::kIf, list(std::move(condition), std::move(yes), rest_of_if()));
  }
  expect_word("else");
  Syntax no = pipe();
  expect_word("end");
  return node(Kind::kIf, list(std::move(condition), std::move(yes), std::move(no)));
}

Syntax Parser::rest_of_try() {
  const Level level(depth_);
  Syntax body = plain_operand();
  if (!take_word("catch")) return node(Kind::kTry, list(std::move(body)));
  return node(Kind::kTry, list(std::move(body), plain_operand()));
}

Syntax Parser::rest_of_reduce() {
  Syntax source = term();
  expect_word("as");
  Syntax names = pattern();
  expect_sign("(");
  Syntax start = pipe();
  expect_sign(";");
  Syntax update = pipe();
  expect_sign(")");
  return node(Kind::kReduce,
              list(std::move(source), std::move(names), std::move(start), std::move(update)));
}

Syntax Parser::rest_of_foreach() {
  Syntax source = term();
  expect_word("as");
  Syntax names = pattern();
  expect_sign("(");
  Syntax start = pipe();
  expect_sign(";");
  std::vector<Syntax> kids = list(std::move(source), std::move(names), std::move(start), pipe());
  if (take_sign(";")) kids.push_back(pipe());
  expect_sign(")");
  return node(Kind::kForeach, std::move(kids));
}

}  // namespace jq_syntax

Result<Syntax> parse_expression(std::string_view text) {
  if (text.size() > kMaxExpressionBytes) {
    return invalid("expected an expression of at most 64 KiB, but it is longer");
  }
  try {
    return jq_syntax::Parser(text).whole();
  } catch (const jq_syntax::SyntaxFault& fault) {
    return invalid(fault.message);
  }
}

}  // namespace liaison
