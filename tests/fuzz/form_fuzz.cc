// Any JSON as a form, and any JSON asked about it: a form or the reason why not; faults or none.
#include "engine/language/form_check.h"
#include "engine/language/forms.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, unsigned long size) {
  using namespace liaison;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::size_t line = std::min(text.find('\n'), text.size());
  const Json schema = Json::parse(text.substr(0, line), nullptr, false);
  if (schema.is_discarded()) return 0;
  FormsBuilder builder;
  const Result<Form> form = builder.add(schema);
  if (!form) {
    check(!form.error().message.empty(), "a form that is not taken has a reason");
    return 0;
  }
  const Json value = Json::parse(text.substr(std::min(line + 1, size)), nullptr, false);
  static_cast<void>(builder.finish()->faults(*form, value.is_discarded() ? Json() : value));
  return 0;
}
