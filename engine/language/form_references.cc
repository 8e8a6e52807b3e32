#include "engine/language/form_references.h"

#include <set>
#include <vector>

namespace liaison {
namespace {

// The references that are followed without going into the value.
void in_place(const Json& schema, std::vector<std::string>& out) {
  if (!schema.is_object()) return;
  if (schema.contains("$ref")) return out.push_back(schema["$ref"].get<std::string>());
  for (const char* one : {"not", "if", "then", "else"}) {
    if (schema.contains(one)) in_place(schema[one], out);
  }
  for (const char* several : {"allOf", "anyOf", "oneOf", "dependencies"}) {
    if (!schema.contains(several)) continue;
    for (const Json& branch : schema[several]) in_place(branch, out);
  }
}

Result<void> follow(const Json& form, const std::string& reference, std::set<std::string>& open,
                    std::set<std::string>& done) {
  if (done.contains(reference)) return {};
  if (!open.insert(reference).second) {
    return invalid("expected references that end, but '" + reference + "' leads back to itself");
  }
  std::vector<std::string> next;
  in_place(referred(form, reference), next);
  for (const std::string& one : next) {
    if (Result<void> ends = follow(form, one, open, done); !ends) return ends;
  }
  open.erase(reference);
  done.insert(reference);
  return {};
}

}  // namespace

const Json& referred(const Json& form, const std::string& reference) {
  if (reference == "#") return form;
  return form["definitions"][reference.substr(kFormDefinitions.size())];
}

Result<void> references_end(const Json& form) {
  std::set<std::string> open, done;
  if (Result<void> ends = follow(form, "#", open, done); !ends) return ends;
  if (!form.is_object() || !form.contains("definitions")) return {};
  for (const auto& [name, schema] : form["definitions"].items()) {
    Result<void> ends = follow(form, std::string(kFormDefinitions) + name, open, done);
    if (!ends) return ends;
  }
  return {};
}

}  // namespace liaison
