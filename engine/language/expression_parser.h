// The parser of expression_syntax.h, in two files: operators and control here, terms, texts and
// objects in expression_terms.cc. By recursive descent; operators by precedence climbing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/language/expression_syntax.h"
#include "engine/language/expression_tokens.h"

namespace liaison::jq_syntax {

using Kind = Syntax::Kind;
using TokenKind = Token::Kind;

struct SyntaxFault {  // thrown inside parse_expression() only
  std::string message;
};
[[noreturn]] inline void fail(std::string message) { throw SyntaxFault{std::move(message)}; }
[[noreturn]] inline void fail_too_deep() {
  fail("expected an expression nested at most " + std::to_string(kMaxSyntaxDepth) +
       " deep, but it is deeper");
}

struct Operator;
const Operator* operator_named(std::string_view sign);
bool is_keyword(std::string_view word);

Syntax node(Kind kind, std::vector<Syntax> kids = {}, std::string text = {});
Syntax literal(Json value);

template <class... T>
std::vector<Syntax> list(T&&... kids) {
  std::vector<Syntax> made;
  made.reserve(sizeof...(kids));
  (made.push_back(std::forward<T>(kids)), ...);
  return made;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(text) {}

  Syntax whole();

 private:
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
  [[noreturn]] void unexpected(const std::string& wanted) const;

  // One level of the parser's own recursion: bounds the stack on `((((…`.
  struct Level {
    explicit Level(int& depth) : depth_(depth) {
      if (++depth_ > kMaxSyntaxDepth) fail_too_deep();
    }
    ~Level() { --depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    int& depth_;
  };

  // expressions
  Syntax pipe();
  Syntax comma();
  const Operator* at_operator() const;
  Syntax operators(int lowest);
  Syntax operand();
  Syntax plain_operand();
  static Syntax negated(Syntax value);
  Syntax rest_of_if();
  Syntax rest_of_try();
  Syntax rest_of_reduce();
  Syntax rest_of_foreach();

  // terms
  Syntax term();
  Syntax with_question(Syntax made);
  Syntax brackets(Syntax target);
  Syntax first_of_term();
  Syntax rest_of_dot();
  Syntax closed(std::string_view sign);
  Syntax rest_of_array();
  std::string name_after_dollar();
  Syntax word();

  // strings
  Syntax format_or_text();
  Syntax text();

  // objects and patterns
  Syntax rest_of_object();
  void entry(std::vector<Syntax>& kids);
  Syntax object_key();
  Syntax entry_value();
  Syntax entry_part();
  Syntax pattern();
  Syntax plain_pattern();
  void pattern_entry(std::vector<Syntax>& kids);

  Tokens tokens_;
  int depth_ = 0;
};

}  // namespace liaison::jq_syntax
