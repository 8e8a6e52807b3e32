// FormWalk: goes through a form and a value together and words every reason why they do not fit.
//
//   FormWalk walk(form, patterns);
//   walk.look(value);
//   walk.reasons();   // {"expected a whole number at /kva, but it is text"}
//
// All of draft 7. Its steps are counted: a form can be written so that asking it doubles with every
// level of the value.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/language/pattern.h"
#include "engine/model/json.h"

namespace liaison {

using Patterns = std::map<std::string, Pattern, std::less<>>;  // by their text

class FormWalk {
 public:
  FormWalk(const Json& form, const Patterns& patterns) : form_(form), patterns_(patterns) {}

  void look(const Json& value, const std::string& at = "") { schema(form_, value, at); }
  std::vector<std::string> reasons() const { return reasons_; }
  int steps() const { return steps_; }  // what it took, to judge what others will take

 private:
  void schema(const Json& schema, const Json& value, const std::string& at);
  void any_type(const Json& schema, const Json& value, const std::string& at);
  void number(const Json& schema, const Json& value, const std::string& at);
  void text(const Json& schema, const std::string& value, const std::string& at);
  void list(const Json& schema, const Json& value, const std::string& at);
  void entries(const Json& schema, const Json& value, const std::string& at);
  void object(const Json& schema, const Json& value, const std::string& at);
  void fields(const Json& schema, const Json& value, const std::string& at);
  void dependencies(const Json& schema, const Json& value, const std::string& at);
  void combined(const Json& schema, const Json& value, const std::string& at);
  void alternatives(const Json& branches, bool only_one, const Json& value, const std::string& at);

  bool fits(const Json& schema, const Json& value);
  std::vector<std::string> reasons_of(const Json& schema, const Json& value, const std::string& at);
  bool matches(const std::string& pattern, const std::string& text) const;
  bool unique(const Json& list);
  void add(const std::string& expected, const std::string& at, const std::string& but);
  bool step(int cost);

  const Json& form_;
  const Patterns& patterns_;
  std::vector<std::string> reasons_;
  int steps_ = 0;
};

}  // namespace liaison
