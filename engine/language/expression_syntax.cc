#include "engine/language/expression_syntax.h"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/language/expression_tokens.h"

namespace liaison {
namespace {

using Kind = Syntax::Kind;
using TokenKind = Token::Kind;

struct Fault {   // thrown inside parse_expression() only
  std::string message;
};
[[noreturn]] void fail(std::string message) { throw Fault{std::move(message)}; }

// Higher binds tighter. `|` and `,` have functions of their own.
struct Operator {
  std::string_view sign;
  Kind kind;
  int level;
  enum class Side : std::uint8_t { kLeft, kRight, kNone } side;
};
using Side = Operator::Side;
constexpr int kAlternativeLevel = 1, kAssignLevel = 2, kOrLevel = 3, kAndLevel = 4,
              kCompareLevel = 5, kSumLevel = 6, kProductLevel = 7;
constexpr std::array<Operator, 21> kOperators = {{
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
}};
constexpr Operator kModulo = {"%", Kind::kBinary, kProductLevel, Side::kLeft};

constexpr std::array<std::string_view, 19> kKeywords = {
    "as", "def", "module", "import", "include", "if", "then", "else", "elif", "reduce",
    "foreach", "end", "and", "or", "try", "catch", "label", "break", "__loc__"};
bool is_keyword(std::string_view word) {
  return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

Syntax node(Kind kind, std::vector<Syntax> kids = {}, std::string text = {}) {
  Syntax made;
  made.kind = kind;
  made.text = std::move(text);
  for (const Syntax& kid : kids) made.depth = std::max(made.depth, kid.depth + 1);
  if (made.depth > kMaxSyntaxDepth) {
    fail("expected an expression nested at most " + std::to_string(kMaxSyntaxDepth) +
         " deep, but it is deeper");
  }
  made.kids = std::move(kids);
  return made;
}

template <class... T>
std::vector<Syntax> list(T&&... kids) {
  std::vector<Syntax> made;
  made.reserve(sizeof...(kids));
  (made.push_back(std::forward<T>(kids)), ...);
  return made;
}

Syntax literal(Json value) {
  Syntax made;
  made.kind = Kind::kLiteral;
  made.literal = std::move(value);
  return made;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(text) {}

  Syntax whole() {
    if (at(TokenKind::kEnd)) fail("expected an expression, but nothing is written");
    Syntax tree = pipe();
    if (!at(TokenKind::kEnd)) unexpected("the end");
    return tree;
  }

 private:
  // ---- tokens --------------------------------------------------------------------------------

  bool at(TokenKind kind) const { return tokens_.now().kind == kind; }
  bool at_sign(std::string_view sign) const {
    return at(TokenKind::kSign) && tokens_.now().text == sign;
  }
  bool at_word(std::string_view word) const {
    return at(TokenKind::kWord) && tokens_.now().text == word;
  }
  bool take_sign(std::string_view sign) {
    if (!at_sign(sign)) return false;
    tokens_.advance();
    return true;
  }
  bool take_word(std::string_view word) {
    if (!at_word(word)) return false;
    tokens_.advance();
    return true;
  }
  std::string take() {
    std::string text = tokens_.now().text;
    tokens_.advance();
    return text;
  }
  static std::string quoted(std::string_view text) { return std::string("'").append(text) + "'"; }
  void expect_sign(std::string_view sign) {
    if (!take_sign(sign)) unexpected(quoted(sign));
  }
  void expect_word(std::string_view word) {
    if (!take_word(word)) unexpected(quoted(word));
  }
  [[noreturn]] void unexpected(const std::string& wanted) const {
    const Token& now = tokens_.now();
    if (now.kind == TokenKind::kBad) fail(now.text);
    if (now.kind == TokenKind::kEnd) fail("expected " + wanted + ", but the expression ends");
    const bool field = now.kind == TokenKind::kField;
    fail("expected " + wanted + ", but '" + (field ? "." : "") + now.text + "'");
  }

  // One level of the parser's own recursion: bounds the stack on `((((…`.
  struct Level {
    explicit Level(int& depth) : depth_(depth) {
      if (++depth_ > kMaxSyntaxDepth) {
        fail("expected an expression nested at most " + std::to_string(kMaxSyntaxDepth) +
             " deep, but it is deeper");
      }
    }
    ~Level() { --depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    int& depth_;
  };

  // ---- expressions ---------------------------------------------------------------------------

  Syntax pipe() {
    const Level level(depth_);
    std::vector<Syntax> parts = list(comma());
    while (take_sign("|")) parts.push_back(comma());
    return parts.size() == 1 ? std::move(parts[0]) : node(Kind::kPipe, std::move(parts));
  }

  Syntax comma() {
    std::vector<Syntax> parts = list(operators(kAlternativeLevel));
    while (take_sign(",")) parts.push_back(operators(kAlternativeLevel));
    return parts.size() == 1 ? std::move(parts[0]) : node(Kind::kComma, std::move(parts));
  }

  const Operator* at_operator() const {
    const Token& now = tokens_.now();
    if (now.kind != TokenKind::kSign && now.kind != TokenKind::kWord) return nullptr;
    if (now.text == "%") return &kModulo;
    for (const Operator& known : kOperators) {
      if (known.sign == now.text) return &known;
    }
    return nullptr;
  }

  Syntax operators(int lowest) {
    const Level level(depth_);
    Syntax left = operand();
    int barred = 0;   // the level of an operator that does not chain: `a == b == c`
    for (const Operator* now = at_operator(); now && now->level >= lowest; now = at_operator()) {
      if (now->level == barred) unexpected("no second comparison or assignment");
      tokens_.advance();
      Syntax right = operators(now->side == Side::kRight ? now->level : now->level + 1);
      left = node(now->kind, list(std::move(left), std::move(right)), std::string(now->sign));
      barred = now->side == Side::kNone ? now->level : 0;
    }
    return left;
  }

  Syntax operand() {
    const Level level(depth_);
    Syntax made = plain_operand();
    while (take_sign("?")) made = node(Kind::kTry, list(std::move(made)));
    return made;
  }

  Syntax plain_operand() {
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

  static Syntax negated(Syntax value) {
    if (!value.is_number()) return node(Kind::kNegate, list(std::move(value)));
    if (value.literal.is_number_float()) return literal(-value.literal.get<double>());
    return literal(-value.literal.get<std::int64_t>());
  }

  Syntax rest_of_if() {
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

  Syntax rest_of_try() {
    const Level level(depth_);
    Syntax body = plain_operand();
    if (!take_word("catch")) return node(Kind::kTry, list(std::move(body)));
    return node(Kind::kTry, list(std::move(body), plain_operand()));
  }

  Syntax rest_of_reduce() {
    Syntax source = term();
    expect_word("as");
    Syntax names = pattern();
    expect_sign("(");
    Syntax start = pipe();
    expect_sign(";");
    Syntax update = pipe();
    expect_sign(")");
    return node(Kind::kReduce, list(std::move(source), std::move(names), std::move(start),
                                    std::move(update)));
  }

  Syntax rest_of_foreach() {
    Syntax source = term();
    expect_word("as");
    Syntax names = pattern();
    expect_sign("(");
    Syntax start = pipe();
    expect_sign(";");
    std::vector<Syntax> kids =
        list(std::move(source), std::move(names), std::move(start), pipe());
    if (take_sign(";")) kids.push_back(pipe());
    expect_sign(")");
    return node(Kind::kForeach, std::move(kids));
  }

  // ---- terms ---------------------------------------------------------------------------------

  Syntax term() {
    Syntax made = first_of_term();
    for (;;) {
      if (at(TokenKind::kField)) {
        made = with_question(node(Kind::kIndex, list(std::move(made), literal(take()))));
      } else if (at_sign("[")) {
        made = with_question(brackets(std::move(made)));
      } else if (at_sign(".")) {
        tokens_.advance();
        if (at_sign("[")) continue;   // `.a.[0]`
        if (!at(TokenKind::kQuote) && !at(TokenKind::kFormat)) unexpected("a name after '.'");
        made = with_question(node(Kind::kIndex, list(std::move(made), text())));
      } else {
        return made;
      }
    }
  }

  Syntax with_question(Syntax made) {
    made.optional = take_sign("?");
    return made;
  }

  Syntax brackets(Syntax target) {
    expect_sign("[");
    if (take_sign("]")) return node(Kind::kEach, list(std::move(target)));
    if (take_sign(":")) {
      Syntax end = pipe();
      expect_sign("]");
      return node(Kind::kSlice, list(std::move(target), literal(nullptr), std::move(end)));
    }
    Syntax key = pipe();
    if (!take_sign(":")) {
      expect_sign("]");
      return node(Kind::kIndex, list(std::move(target), std::move(key)));
    }
    Syntax end = at_sign("]") ? literal(nullptr) : pipe();
    expect_sign("]");
    return node(Kind::kSlice, list(std::move(target), std::move(key), std::move(end)));
  }

  Syntax first_of_term() {
    if (at(TokenKind::kField)) {
      return with_question(node(Kind::kIndex, list(Syntax{}, literal(take()))));
    }
    if (at(TokenKind::kNumber)) {
      Json number = tokens_.now().number;
      tokens_.advance();
      return literal(std::move(number));
    }
    if (at(TokenKind::kQuote)) return text();
    if (at(TokenKind::kFormat)) return format_or_text();
    if (at(TokenKind::kWord)) return word();
    if (take_sign("..")) return node(Kind::kRecurse);
    if (take_sign("$")) return node(Kind::kVariable, {}, name_after_dollar());
    if (take_sign("(")) return closed(")");
    if (take_sign("[")) return rest_of_array();
    if (take_sign("{")) return rest_of_object();
    if (take_sign(".")) return rest_of_dot();
    unexpected("an expression");
  }

  Syntax rest_of_dot() {
    if (at(TokenKind::kQuote)) return with_question(node(Kind::kIndex, list(Syntax{}, text())));
    if (at(TokenKind::kWord)) {
      const Token& now = tokens_.now();
      if (!at_operator() && !is_keyword(now.text)) unexpected("no blank after '.'");
    }
    return Syntax{};
  }

  Syntax closed(std::string_view sign) {
    Syntax made = pipe();
    expect_sign(sign);
    return made;
  }

  Syntax rest_of_array() {
    if (take_sign("]")) return node(Kind::kArray);
    return node(Kind::kArray, list(closed("]")));
  }

  std::string name_after_dollar() {
    if (at_word("__loc__")) fail("expected a variable of language.md section 3, but '$__loc__'");
    if (!at(TokenKind::kWord) || is_keyword(tokens_.now().text)) unexpected("a name after '$'");
    return take();
  }

  Syntax word() {
    const std::string name = take();
    if (name == "true" || name == "false") return literal(name == "true");
    if (name == "null") return literal(nullptr);
    if (name == "def" || name == "import" || name == "include" || name == "module" ||
        name == "label" || name == "break") {
      fail("expected jq as language.md section 3 allows it, but '" + name + "'");
    }
    if (is_keyword(name)) fail("expected an expression, but '" + name + "'");
    if (at_sign(":")) fail("expected a function, but '" + name + ":'");
    std::vector<Syntax> arguments;
    if (take_sign("(")) {
      do arguments.push_back(pipe());
      while (take_sign(";"));
      expect_sign(")");
    }
    return node(Kind::kCall, std::move(arguments), name);
  }

  // ---- strings -------------------------------------------------------------------------------

  Syntax format_or_text() {
    const std::string format = take();
    if (!at(TokenKind::kQuote)) return node(Kind::kFormat, {}, format);
    Syntax made = text();
    if (made.kind == Kind::kText) made.text = format;
    return made;   // without interpolation a format changes nothing
  }

  Syntax text() {
    if (at(TokenKind::kFormat)) return format_or_text();
    std::vector<Syntax> parts;
    for (;;) {
      std::string read;
      const Result<bool> opens = tokens_.next_text(read);
      if (!opens) fail(opens.error().message);
      parts.push_back(literal(std::move(read)));
      tokens_.advance();
      if (!*opens) break;
      parts.push_back(pipe());
      if (!at_sign(")")) unexpected("')'");   // not advanced: the string goes on behind it
    }
    return parts.size() == 1 ? std::move(parts[0]) : node(Kind::kText, std::move(parts));
  }

  // ---- objects and patterns ------------------------------------------------------------------

  Syntax rest_of_object() {
    std::vector<Syntax> kids;
    while (!at_sign("}")) {
      entry(kids);
      if (!take_sign(",")) break;
    }
    expect_sign("}");
    return node(Kind::kObject, std::move(kids));
  }

  void entry(std::vector<Syntax>& kids) {
    if (take_sign("$")) {
      const std::string name = name_after_dollar();
      kids.push_back(literal(name));
      kids.push_back(node(Kind::kVariable, {}, name));
      return;
    }
    const bool keyword = at(TokenKind::kWord) && is_keyword(tokens_.now().text);
    const bool computed = at_sign("(");
    Syntax key = object_key();
    if (take_sign(":")) {
      kids.push_back(std::move(key));
      kids.push_back(entry_value());
    } else if (keyword || computed) {
      unexpected("':'");
    } else {
      kids.push_back(key);
      kids.push_back(node(Kind::kIndex, list(Syntax{}, std::move(key))));
    }
  }

  Syntax object_key() {
    if (at(TokenKind::kWord)) return literal(take());
    if (at(TokenKind::kQuote) || at(TokenKind::kFormat)) {
      Syntax key = text();
      if (key.kind == Kind::kFormat) fail("expected a key, but '@" + key.text + "'");
      return key;
    }
    if (!take_sign("(")) unexpected("a key");
    return closed(")");
  }

  // The value of an entry is a term; of operators only `|` and `-` go without parentheses.
  Syntax entry_value() {
    std::vector<Syntax> parts = list(entry_part());
    while (take_sign("|")) parts.push_back(entry_part());
    return parts.size() == 1 ? std::move(parts[0]) : node(Kind::kPipe, std::move(parts));
  }
  Syntax entry_part() {
    const Level level(depth_);
    if (take_sign("-")) return negated(entry_part());
    Syntax made = term();
    if (!at_sign(",") && !at_sign("}") && !at_sign("|")) {
      unexpected("',' or '}' (parentheses around an expression as a value)");
    }
    return made;
  }

  Syntax pattern() {
    const Level level(depth_);
    Syntax made = plain_pattern();
    if (at_sign("?")) fail("expected jq as language.md section 3 allows it, but '?//'");
    return made;
  }

  Syntax plain_pattern() {
    if (take_sign("$")) return node(Kind::kPatternName, {}, name_after_dollar());
    if (take_sign("[")) {
      std::vector<Syntax> kids = list(pattern());
      while (take_sign(",")) kids.push_back(pattern());
      expect_sign("]");
      return node(Kind::kPatternArray, std::move(kids));
    }
    if (!take_sign("{")) unexpected("'$NAME', '[' or '{' after 'as'");
    std::vector<Syntax> kids;
    do pattern_entry(kids);
    while (take_sign(","));
    expect_sign("}");
    return node(Kind::kPatternObject, std::move(kids));
  }

  void pattern_entry(std::vector<Syntax>& kids) {
    if (take_sign("$")) {
      const std::string name = name_after_dollar();
      if (at_sign(":")) fail("expected jq as language.md section 3 allows it, but '$" + name + ":'");
      kids.push_back(literal(name));
      kids.push_back(node(Kind::kPatternName, {}, name));
      return;
    }
    kids.push_back(object_key());
    expect_sign(":");
    kids.push_back(pattern());
  }

  Tokens tokens_;
  int depth_ = 0;
};

}  // namespace

Result<Syntax> parse_expression(std::string_view text) {
  if (text.size() > kMaxExpressionBytes) {
    return invalid("expected an expression of at most 64 KiB, but it is longer");
  }
  try {
    return Parser(text).whole();
  } catch (const Fault& fault) {
    return invalid(fault.message);
  }
}

}  // namespace liaison
