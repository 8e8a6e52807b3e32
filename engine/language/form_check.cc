#include "engine/language/form_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "engine/language/form_formats.h"
#include "engine/language/form_references.h"
#include "engine/language/jq_value.h"
#include "engine/language/pattern.h"
#include "engine/language/shorten.h"

namespace liaison {
namespace {

constexpr std::size_t kMaxFormBytes = 256 * 1024;

enum class Takes : std::uint8_t {
  kAnything,
  kText,
  kTruth,
  kNumber,
  kPositive,
  kCount,
  kNames,
  kChoices,
  kType,
  kPattern,
  kFormat,
  kReference,
  kVersion,
  kSchema,
  kSchemas,
  kSchemaByName,
  kItems,
  kDependencies,
};

const std::map<std::string, Takes, std::less<>>& keywords() {
  static const std::map<std::string, Takes, std::less<>> kKeywords = {
      {"$schema", Takes::kVersion},
      {"$id", Takes::kText},
      {"$ref", Takes::kReference},
      {"$comment", Takes::kText},
      {"title", Takes::kAnything},
      {"description", Takes::kAnything},
      {"default", Takes::kAnything},
      {"examples", Takes::kAnything},
      {"readOnly", Takes::kTruth},
      {"writeOnly", Takes::kTruth},
      {"personal", Takes::kTruth},  // ours: facts of a customer
      {"type", Takes::kType},
      {"enum", Takes::kChoices},
      {"const", Takes::kAnything},
      {"multipleOf", Takes::kPositive},
      {"maximum", Takes::kNumber},
      {"minimum", Takes::kNumber},
      {"exclusiveMaximum", Takes::kNumber},
      {"exclusiveMinimum", Takes::kNumber},
      {"maxLength", Takes::kCount},
      {"minLength", Takes::kCount},
      {"pattern", Takes::kPattern},
      {"format", Takes::kFormat},
      {"contentMediaType", Takes::kText},
      {"contentEncoding", Takes::kText},
      {"items", Takes::kItems},
      {"additionalItems", Takes::kSchema},
      {"maxItems", Takes::kCount},
      {"minItems", Takes::kCount},
      {"uniqueItems", Takes::kTruth},
      {"contains", Takes::kSchema},
      {"maxProperties", Takes::kCount},
      {"minProperties", Takes::kCount},
      {"required", Takes::kNames},
      {"properties", Takes::kSchemaByName},
      {"patternProperties", Takes::kSchemaByName},
      {"additionalProperties", Takes::kSchema},
      {"dependencies", Takes::kDependencies},
      {"propertyNames", Takes::kSchema},
      {"definitions", Takes::kSchemaByName},
      {"if", Takes::kSchema},
      {"then", Takes::kSchema},
      {"else", Takes::kSchema},
      {"allOf", Takes::kSchemas},
      {"anyOf", Takes::kSchemas},
      {"oneOf", Takes::kSchemas},
      {"not", Takes::kSchema}};
  return kKeywords;
}

const std::map<std::string, std::string, std::less<>>& later_keywords() {
  static const std::map<std::string, std::string, std::less<>> kLater = {
      {"$defs", "definitions"},
      {"$anchor", ""},
      {"$dynamicRef", ""},
      {"$dynamicAnchor", ""},
      {"$recursiveRef", ""},
      {"$recursiveAnchor", ""},
      {"$vocabulary", ""},
      {"deprecated", ""},
      {"dependentRequired", "dependencies"},
      {"dependentSchemas", "dependencies"},
      {"unevaluatedProperties", "additionalProperties"},
      {"unevaluatedItems", "additionalItems"},
      {"prefixItems", "items"},
      {"minContains", ""},
      {"maxContains", ""},
      {"contentSchema", ""}};
  return kLater;
}

bool is_type(const Json& name) {
  static const std::set<std::string> kTypes = {"null",   "boolean", "object", "array",
                                               "number", "integer", "string"};
  return name.is_string() && kTypes.contains(name.get_ref<const std::string&>());
}

bool is_count(const Json& value) {
  return value.is_number_integer() && value.get<double>() >= 0 && value.get<double>() <= 1e9;
}

bool are_names(const Json& value) {
  if (!value.is_array()) return false;
  std::set<std::string> seen;
  return std::all_of(value.begin(), value.end(), [&](const Json& name) {
    return name.is_string() && seen.insert(name.get<std::string>()).second;
  });
}

struct Unfit {  // thrown inside checked_form() only
  std::string message;
};

[[noreturn]] void fail(const std::string& expected, const std::string& keyword,
                       const std::string& at, const Json& value) {
  throw Unfit{"expected " + expected + " as '" + keyword + "' at " + (at.empty() ? "/" : at) +
              " of the form, but " + shortened(value.dump(), 60)};
}

class Checker {
 public:
  explicit Checker(const Json& form) : form_(form) {}

  void schema(const Json& schema, const std::string& at) {
    if (schema.is_boolean()) return;
    if (!schema.is_object()) fail("a JSON Schema", "form", at, schema);
    for (auto it = schema.begin(); it != schema.end(); ++it) keyword(it.key(), it.value(), at);
    if ((schema.contains("then") || schema.contains("else")) && !schema.contains("if")) {
      throw Unfit{"expected 'if' beside 'then' or 'else' at " + where(at) +
                  " of the form, but it is missing"};
    }
    constexpr std::pair<const char*, const char*> kPairs[] = {{"minimum", "maximum"},
                                                              {"minLength", "maxLength"},
                                                              {"minItems", "maxItems"},
                                                              {"minProperties", "maxProperties"}};
    for (const auto& [least, most] : kPairs) {
      if (schema.contains(least) && schema.contains(most) && schema[least] > schema[most]) {
        fail("at least '" + std::string(least) + "'", most, at, schema[most]);
      }
    }
  }

 private:
  static std::string where(const std::string& at) { return at.empty() ? "/" : at; }

  void keyword(const std::string& name, const Json& value, const std::string& at) {
    const auto known = keywords().find(name);
    if (known == keywords().end()) unknown(name, at);
    const Takes takes = known->second;
    if (takes >= Takes::kSchema) return inner(takes, name, value, at);
    plain(takes, name, value, at);
    if (name == "$id" && !at.empty()) fail("'$id' only at the root of a form", name, at, value);
  }

  [[noreturn]] static void unknown(const std::string& name, const std::string& at) {
    const auto later = later_keywords().find(name);
    std::string instead;
    if (later != later_keywords().end()) {
      instead = " of a later draft";
      if (!later->second.empty()) instead += " (draft 7 has '" + later->second + "')";
    }
    throw Unfit{"expected a keyword of JSON Schema draft 7 at " + where(at) +
                " of the form, but '" + name + "'" + instead};
  }

  void plain(Takes takes, const std::string& name, const Json& value, const std::string& at) {
    const auto want = [&](bool holds, const char* expected) {
      if (!holds) fail(expected, name, at, value);
    };
    switch (takes) {
      case Takes::kText: return want(value.is_string(), "text");
      case Takes::kTruth: return want(value.is_boolean(), "true or false");
      case Takes::kNumber: return want(value.is_number(), "a number");
      case Takes::kPositive:
        return want(value.is_number() && value.get<double>() > 0, "a number above 0");
      case Takes::kCount: return want(is_count(value), "a whole number from 0");
      case Takes::kNames: return want(are_names(value), "a list of different names");
      case Takes::kChoices: return want(value.is_array() && !value.empty(), "a list of values");
      case Takes::kType: return type(value, at);
      case Takes::kFormat:
        return want(value.is_string() && knows_format(value.get<std::string>()),
                    "date, date-time, time, email or uri");
      case Takes::kVersion:
        return want(value.is_string() &&
                        value.get<std::string>().find("draft-07/schema") != std::string::npos,
                    "http://json-schema.org/draft-07/schema#");
      case Takes::kPattern:
        want(value.is_string(), "a pattern");
        return pattern(value.get<std::string>(), at);
      case Takes::kReference: return reference(value, at);
      default: return;
    }
  }

  static void type(const Json& value, const std::string& at) {
    const bool several = value.is_array() && !value.empty() && are_names(value) &&
                         std::all_of(value.begin(), value.end(), is_type);
    if (is_type(value) || several) return;
    fail("null, boolean, object, array, number, integer, string or a list of them", "type", at,
         value);
  }

  static void pattern(const std::string& text, const std::string& at) {
    const Result<Pattern> made = Pattern::of_form(text);
    if (!made) throw Unfit{made.error().message + ", at " + where(at) + " of the form"};
  }

  void reference(const Json& value, const std::string& at) const {
    const std::string to = value.is_string() ? value.get<std::string>() : "";
    if (to == "#") return;
    const bool local = to.starts_with(kFormDefinitions);
    const std::string name = local ? to.substr(kFormDefinitions.size()) : "";
    if (!local || name.find_first_of("/~%") != std::string::npos) {
      fail("'#' or '#/definitions/NAME' of the same form", "$ref", at, value);
    }
    if (!form_.contains("definitions") || !form_["definitions"].contains(name)) {
      fail("a definition of the form", "$ref", at, value);
    }
  }

  void inner(Takes takes, const std::string& name, const Json& value, const std::string& at) {
    const std::string below = at + "/" + name;
    const bool list = value.is_array();
    if (takes == Takes::kSchema || (takes == Takes::kItems && !list)) return schema(value, below);
    if (takes == Takes::kItems || takes == Takes::kSchemas) {
      if (!list || value.empty()) fail("a list of schemas", name, at, value);
      for (std::size_t i = 0; i < value.size(); ++i) {
        schema(value[i], below + "/" + std::to_string(i));
      }
      return;
    }
    if (!value.is_object()) fail("names with schemas", name, at, value);
    for (auto it = value.begin(); it != value.end(); ++it) {
      if (name == "patternProperties") pattern(it.key(), below);
      if (takes == Takes::kDependencies && it.value().is_array()) {
        if (!are_names(it.value())) fail("a list of different names", it.key(), below, it.value());
      } else {
        schema(it.value(), below + "/" + it.key());
      }
    }
  }

  const Json& form_;
};

// ---- `type: object` is understood --------------------------------------------------------------

// Where a schema describes a value of its own; in `if` and the like it adds to another.
bool describes_a_value(const std::string& keyword) {
  return keyword.empty() || keyword == "properties" || keyword == "items" ||
         keyword == "additionalProperties" || keyword == "patternProperties";
}

void understand_object(Json& schema, const std::string& keyword) {
  if (!describes_a_value(keyword) || !schema.is_object()) return;
  if (schema.contains("type") || schema.contains("$ref")) return;
  if (schema.contains("properties") || schema.contains("required")) schema["type"] = "object";
}

void look_at(Json& schema, const std::string& keyword,
             const std::function<void(Json&, const std::string&)>& look) {
  look(schema, keyword);
  if (!schema.is_object()) return;
  for (auto it = schema.begin(); it != schema.end(); ++it) {
    const auto known = keywords().find(it.key());
    if (known == keywords().end() || known->second < Takes::kSchema) continue;
    const std::string name = it.key() == "definitions" ? "" : it.key();
    const bool list = it.value().is_array();
    if (known->second == Takes::kSchema || (known->second == Takes::kItems && !list)) {
      look_at(it.value(), name, look);
      continue;
    }
    for (Json& one : it.value()) {
      if (!one.is_array()) look_at(one, name, look);  // not the names of `dependencies`
    }
  }
}

}  // namespace

void for_each_schema(Json& schema, const std::function<void(Json&, const std::string&)>& look) {
  look_at(schema, "", look);
}

Result<Json> checked_form(Json schema) {
  if (deeper_than(schema, kMaxFormDepth)) {
    return invalid("expected a form nested at most 64 deep, but it is deeper");
  }
  if (json_bytes(schema, kMaxFormBytes) > kMaxFormBytes) {
    return invalid("expected a form of at most 256 KiB, but it is larger");
  }
  make_integers(schema);
  try {
    Checker(schema).schema(schema, "");
  } catch (const Unfit& fault) {
    return invalid(fault.message);
  }
  if (Result<void> ends = references_end(schema); !ends) return ends.error();
  for_each_schema(schema, understand_object);
  return schema;
}

}  // namespace liaison
