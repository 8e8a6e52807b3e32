// Pattern: a regular expression whose matching takes time linear in the text, whatever it is.
//
//   Result<Pattern> pattern = Pattern::of_form("^[A-Z]{2}-\\d+$");
//   pattern->found_in("AB-17");   // true
//
// By RE2. What needs backtracking (look-around, references back) is refused where it is written.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/result.h"

namespace re2 {
class RE2;
}

namespace liaison {

class Pattern {
 public:
  static Result<Pattern> of_form(std::string_view text);  // as ECMA 262 writes it
  // As jq writes it: \w \d \s know letters and digits of all languages. Flags, besides `g`, which
  // is the caller's: i (either case), n (no empty match), s and l (as they are anyway).
  static Result<Pattern> of_jq(std::string_view text, std::string_view flags);

  bool found_in(std::string_view text) const;

  struct Group {
    std::ptrdiff_t from = -1, length = 0;  // in bytes; from -1: took no part
    std::string name;                      // "" = none
  };
  using Match = std::vector<Group>;  // [0] is the whole
  // The matches one after the other, at most `most`; none at the very end of the text but the
  // first, as in jq. `go_on` is asked before each, with the bytes that may be looked at for it.
  std::vector<Match> matches(std::string_view text, std::size_t most,
                             const std::function<bool(std::size_t)>& go_on) const;
  int groups() const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}
  static Result<Pattern> compile(const std::string& shown, const std::string& text, bool any_case);

  std::size_t looked_at(std::size_t left) const;

  std::shared_ptr<const re2::RE2> compiled_;  // shared: a Pattern is a value, RE2 cannot be copied
  bool empty_too_ = true;
  bool looks_far_ = false;  // may look at much more than what it then matches: `y*z|y`
};

}  // namespace liaison
