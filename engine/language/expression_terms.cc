// Terms, texts, objects and patterns: the second half of the parser.
#include "engine/language/expression_parser.h"

namespace liaison::jq_syntax {

// ---- terms ------------------------------------------------------------------------------------

Syntax Parser::term() {
  Syntax made = first_of_term();
  for (;;) {
    if (at(TokenKind::kField)) {
      made = with_question(node(Kind::kIndex, list(std::move(made), literal(take()))));
    } else if (at_sign("[")) {
      made = with_question(brackets(std::move(made)));
    } else if (at_sign(".")) {
      tokens_.advance();
      if (at_sign("[")) continue;  // `.a.[0]`
      if (!at(TokenKind::kQuote) && !at(TokenKind::kFormat)) unexpected("a name after '.'");
      made = with_question(node(Kind::kIndex, list(std::move(made), text())));
    } else {
      return made;
    }
  }
}

Syntax Parser::with_question(Syntax made) {
  made.optional = take_sign("?");
  return made;
}

Syntax Parser::brackets(Syntax target) {
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

Syntax Parser::first_of_term() {
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

Syntax Parser::rest_of_dot() {
  if (at(TokenKind::kQuote)) return with_question(node(Kind::kIndex, list(Syntax{}, text())));
  if (at(TokenKind::kWord)) {
    const Token& now = tokens_.now();
    if (!at_operator() && !is_keyword(now.text)) unexpected("no blank after '.'");
  }
  return Syntax{};
}

Syntax Parser::closed(std::string_view sign) {
  Syntax made = pipe();
  expect_sign(sign);
  return made;
}

Syntax Parser::rest_of_array() {
  if (take_sign("]")) return node(Kind::kArray);
  return node(Kind::kArray, list(closed("]")));
}

std::string Parser::name_after_dollar() {
  if (at_word("__loc__")) fail("expected a variable of language.md section 3, but '$__loc__'");
  if (!at(TokenKind::kWord) || is_keyword(tokens_.now().text)) unexpected("a name after '$'");
  return take();
}

Syntax Parser::word() {
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

// ---- strings ----------------------------------------------------------------------------------

Syntax Parser::format_or_text() {
  const std::string format = take();
  if (!at(TokenKind::kQuote)) return node(Kind::kFormat, {}, format);
  Syntax made = text();
  if (made.kind == Kind::kText) made.text = format;
  return made;  // without interpolation a format changes nothing
}

Syntax Parser::text() {
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
    if (!at_sign(")")) unexpected("')'");  // not advanced: the string goes on behind it
  }
  return parts.size() == 1 ? std::move(parts[0]) : node(Kind::kText, std::move(parts));
}

// ---- objects and patterns ---------------------------------------------------------------------

Syntax Parser::rest_of_object() {
  std::vector<Syntax> kids;
  while (!at_sign("}")) {
    entry(kids);
    if (!take_sign(",")) break;
  }
  expect_sign("}");
  return node(Kind::kObject, std::move(kids));
}

void Parser::entry(std::vector<Syntax>& kids) {
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

Syntax Parser::object_key() {
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
Syntax Parser::entry_value() {
  std::vector<Syntax> parts = list(entry_part());
  while (take_sign("|")) parts.push_back(entry_part());
  return parts.size() == 1 ? std::move(parts[0]) : node(Kind::kPipe, std::move(parts));
}

Syntax Parser::entry_part() {
  const Level level(depth_);
  if (take_sign("-")) return negated(entry_part());
  Syntax made = term();
  if (!at_sign(",") && !at_sign("}") && !at_sign("|")) {
    unexpected("',' or '}' (parentheses around an expression as a value)");
  }
  return made;
}

Syntax Parser::pattern() {
  const Level level(depth_);
  Syntax made = plain_pattern();
  if (at_sign("?")) fail("expected jq as language.md section 3 allows it, but '?//'");
  return made;
}

Syntax Parser::plain_pattern() {
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

void Parser::pattern_entry(std::vector<Syntax>& kids) {
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

}  // namespace liaison::jq_syntax
