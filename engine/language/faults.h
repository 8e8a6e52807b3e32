// Faults: what is wrong in the files, collected so that all of it is told at once.
//
//   faults.add(node.mark(), "expected 'within' or 'by', but neither is there");
//   faults.add(mark, "expected one of to, title, but 'titel'" + did_you_mean("titel", names));
//
// Every message reads "expected X, but Y". The same fault at the same place is told once, so that
// an entry of a common file may be looked at by every workflow that uses it. At most kFaultsMax per
// file: whoever has more has one mistake many times.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/language/load.h"

namespace liaison::language {

inline constexpr int kFaultsMax = 200;

class Faults {
 public:
  void add(const SourceMark& at, std::string message) { put(at, std::move(message), false); }
  void warn(const SourceMark& at, std::string message) { put(at, std::move(message), true); }
  // A part of the language that this version does not execute yet.
  void later(const SourceMark& at, std::string_view key);
  void later_expression(const SourceMark& at, std::string_view text);  // where text must stand yet
  bool any() const { return any_; }                                    // a fault that is no warning
  // Whether the file uses such a part: then what hangs on it cannot be judged.
  bool has_later(const std::string& file) const { return later_.contains(file); }
  // In the order of file, line, column; empty afterwards.
  std::vector<Fault> take();

 private:
  void put(const SourceMark& at, std::string message, bool warning);

  struct Before {  // file, line, column; faults before warnings
    bool operator()(const Fault& a, const Fault& b) const;
  };
  std::set<Fault, Before> faults_;
  std::map<std::string, int> by_file_;
  std::set<std::string> later_;
  bool any_ = false;
};

using Names = std::vector<std::string>;

// The known name that `word` was probably meant to be, or "". Looks at the first kNamesMax only, so
// that a file of nothing but slips is read quickly too.
inline constexpr std::size_t kNamesMax = 300;
// One letter in `letters` may be wrong.
std::string nearest_name(std::string_view word, const Names& known, std::size_t letters = 3);
// " (did you mean 'forward'?)", or "" when nothing is near.
std::string did_you_mean(std::string_view word, const Names& known, std::size_t letters = 3);
// 'TEXT' as somebody wrote it, cut where it gets long.
std::string said(std::string_view text);
// "a, b, c"
std::string listed(const Names& names);

}  // namespace liaison::language
