#include "engine/language/expression_tokens.h"

#include <array>
#include <charconv>
#include <cmath>

#include "engine/model/text.h"

namespace liaison {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool begins_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool in_word(char c) { return begins_word(c) || is_digit(c); }

Token bad(std::string what) { return {Token::Kind::kBad, std::move(what), {}}; }

// Longest first.
constexpr std::array<std::string_view, 13> kLongSigns = {
    "//=", "!=", "==", "//", "|=", "+=", "-=", "*=", "/=", "%=", "<=", ">=", ".."};
constexpr std::string_view kShortSigns = ".?=;,:|+-*/%$<>[]{}()";

}  // namespace

void Tokens::skip_blanks() {
  while (at_ < text_.size()) {
    if (is_blank(text_[at_])) {
      ++at_;
    } else if (text_[at_] == '#') {
      while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    } else {
      return;
    }
  }
}

std::string_view Tokens::take_word(std::size_t from) {
  at_ = from;
  while (at_ < text_.size() && in_word(text_[at_])) ++at_;
  return text_.substr(from, at_ - from);
}

void Tokens::advance() { now_ = read(); }

Token Tokens::read() {
  skip_blanks();
  if (at_ >= text_.size()) return {};
  const char c = text_[at_];
  const char after = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
  if (c == '"') {
    ++at_;
    return {Token::Kind::kQuote, "\"", {}};
  }
  if (begins_word(c)) return {Token::Kind::kWord, std::string(take_word(at_)), {}};
  if (c == '.' && begins_word(after)) {
    return {Token::Kind::kField, std::string(take_word(at_ + 1)), {}};
  }
  if (c == '@' && in_word(after)) {
    return {Token::Kind::kFormat, std::string(take_word(at_ + 1)), {}};
  }
  if (is_digit(c) || (c == '.' && is_digit(after))) return read_number();
  return read_sign();
}

Token Tokens::read_number() {
  const std::size_t from = at_;
  const auto digits = [&] {
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
  };
  digits();
  if (at_ < text_.size() && text_[at_] == '.') {
    ++at_;
    digits();
  }
  if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
    ++at_;
    if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
    digits();
  }
  const std::string_view text = text_.substr(from, at_ - from);
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool goes_on = at_ < text_.size() && (in_word(text_[at_]) || text_[at_] == '.');
  if (code != std::errc() || end != text.data() + text.size() || goes_on) {
    return bad("expected a number, but '" + std::string(text) + "'");
  }
  const bool whole = std::nearbyint(value) == value && std::abs(value) < 9007199254740992.0;
  return {Token::Kind::kNumber, std::string(text),
          whole ? Json(static_cast<std::int64_t>(value)) : Json(value)};
}

Token Tokens::read_sign() {
  const std::string_view rest = text_.substr(at_);
  for (const std::string_view sign : kLongSigns) {
    if (!rest.starts_with(sign)) continue;
    at_ += sign.size();
    return {Token::Kind::kSign, std::string(sign), {}};
  }
  if (kShortSigns.find(rest.front()) == std::string_view::npos) {
    std::size_t length = 1;  // of the whole UTF-8 character
    while (length < rest.size() && (static_cast<unsigned char>(rest[length]) & 0xC0u) == 0x80u) {
      ++length;
    }
    return bad("expected jq, but '" + std::string(rest.substr(0, length)) + "'");
  }
  ++at_;
  return {Token::Kind::kSign, std::string(1, rest.front()), {}};
}

// Reads the escapes that stand together, so that a surrogate pair is one character.
Result<void> Tokens::read_escape(std::string& out) {
  const std::size_t from = at_;
  while (at_ + 1 < text_.size() && text_[at_] == '\\' && text_[at_ + 1] != '(') {
    at_ += text_[at_ + 1] == 'u' ? 6 : 2;
  }
  const std::string_view escapes = text_.substr(from, at_ - from);
  const Json decoded = Json::parse('"' + std::string(escapes) + '"', nullptr, false);
  if (at_ > text_.size() || !decoded.is_string()) {
    return invalid("expected an escape such as \\n or \\u4e2d, but '" + std::string(escapes) + "'");
  }
  out += decoded.get_ref<const std::string&>();
  return {};
}

Result<bool> Tokens::next_text(std::string& out) {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '"') {
      ++at_;
      return false;
    }
    if (c != '\\') {
      out += c;
      ++at_;
    } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '(') {
      at_ += 2;
      return true;
    } else if (at_ + 1 >= text_.size()) {
      break;
    } else if (Result<void> read = read_escape(out); !read) {
      return read.error();
    }
  }
  return invalid("expected a closing \", but the expression ends");
}

}  // namespace liaison
