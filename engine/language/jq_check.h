// JqCheck: whether libjq takes the expressions of many files. Reading them is our own parser's
// work, but libjq has the last word (it computes `1 / 0` while it compiles). One program costs it
// some 8 ms before the first expression, so that each text is asked for once, many in one program.
//
//   JqCheck check;
//   check.add({&tree, needs, locals}, marks);   // of each file
//   check.run(faults);                          // "… libjq takes, but it says: Division by zero?"
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/language/faults.h"
#include "engine/language/jq_text.h"

namespace liaison::language {

class JqCheck {
 public:
  // `marks`: where the expression stands, for the fault.
  void add(const JqPart& part, const std::vector<SourceMark>& marks);
  void run(Faults& faults);

 private:
  struct Asked {
    Syntax tree;
    unsigned needs = 0;
    std::vector<std::string> locals;
    std::vector<SourceMark> marks;
  };
  std::map<std::string, Asked> asked_;  // by text and what is bound around it
};

}  // namespace liaison::language
