// The tokens of jq 1.6, one after the other.
//
//   Tokens tokens(".kva > 5");   // kField "kva", kSign ">", kNumber 5, kEnd
//
// Strings are not one token: next_text() reads on inside one, since `\(` opens an expression there.
#pragma once

#include <string>
#include <string_view>

#include "engine/model/json.h"
#include "engine/model/result.h"

namespace liaison {

struct Token {
  enum class Kind : std::uint8_t {
    kEnd,
    kSign,
    kWord,
    kField,
    kFormat,
    kNumber,
    kQuote,  // kQuote: the `"` that opens a string
    kBad,    // text: the fault
  } kind = Kind::kEnd;
  std::string text;
  Json number;
};

class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) { advance(); }

  const Token& now() const { return now_; }
  void advance();

  // Inside a string, after kQuote or after the `)` of an interpolation: reads up to the closing
  // `"` or up to `\(`. False at the closing quote. Both leave now() alone: call advance() then.
  Result<bool> next_text(std::string& out);

 private:
  void skip_blanks();
  Token read();
  Token read_number();
  Token read_sign();
  Result<void> read_escape(std::string& out);
  std::string_view take_word(std::size_t from);

  std::string_view text_;
  std::size_t at_ = 0;
  Token now_;
};

}  // namespace liaison
