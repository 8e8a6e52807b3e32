// Forms: the JSON Schemas (draft 7) of one workflow file, and the reasons why a value does not fit.
//
//   FormsBuilder builder;
//   Result<Form> form = builder.add({{"required", {"on"}}});
//   std::shared_ptr<const Forms> forms = builder.finish();
//   forms->faults(*form, Json::object());   // {"expected the field 'on' at /, but it is missing"}
//
// A form that add() takes is closed: it refers to nothing outside itself, every keyword in it is
// one of draft 7, and asking it ends for every value (patterns are matched in linear time, nesting
// has a bound). Whether a value fits is valijson's word, and our own for formats and patterns.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/model/expression.h"
#include "engine/model/result.h"

namespace liaison {

class FormsBuilder {
 public:
  FormsBuilder();
  ~FormsBuilder();
  FormsBuilder(FormsBuilder&&) noexcept;
  FormsBuilder& operator=(FormsBuilder&&) noexcept;

  // `type: object` is understood where `properties` or `required` stand without a type. Equal
  // schemas get the same number.
  Result<Form> add(const Json& schema);

  // What was added so far; the builder is empty afterwards. Thread-safe to ask.
  std::shared_ptr<const Forms> finish();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace liaison
