#include "engine/language/form_walk.h"

#include <algorithm>
#include <cmath>

#include "engine/language/form_formats.h"
#include "engine/language/form_references.h"
#include "engine/language/form_words.h"
#include "engine/language/jq_order.h"

namespace liaison {
namespace {

constexpr int kMaxSteps = 200'000;
constexpr std::size_t kMaxReasons = 100;

bool has(const Json& schema, const char* keyword) { return schema.contains(keyword); }

bool is_of_type(const Json& value, const std::string& type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.is_boolean();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "number") return value.is_number();
  return value.is_number() && std::trunc(value.get<double>()) == value.get<double>();
}

bool same(const Json& a, const Json& b) { return jq_order(a, b) == 0; }

bool is_multiple(double value, double of) {
  const double times = value / of;
  return std::abs(times - std::nearbyint(times)) <= 1e-9 * std::max(1.0, std::abs(times));
}

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
  }));
}

}  // namespace

bool FormWalk::step(int cost) {
  if (steps_ > kMaxSteps) return false;
  steps_ += cost;
  if (steps_ <= kMaxSteps) return true;
  reasons_.push_back(
      "expected a value that the form can be asked about within 200000 steps at /, "
      "but it takes more");
  return false;
}

void FormWalk::add(const std::string& expected, const std::string& at, const std::string& but) {
  if (reasons_.size() >= kMaxReasons || steps_ > kMaxSteps) return;
  reasons_.push_back("expected " + expected + " at " + place(at) + ", but " + but);
}

bool FormWalk::matches(const std::string& pattern, const std::string& text) const {
  const auto known = patterns_.find(pattern);
  return known != patterns_.end() && known->second.found_in(text);
}

std::vector<std::string> FormWalk::reasons_of(const Json& one, const Json& value,
                                              const std::string& at) {
  std::vector<std::string> outer;
  outer.swap(reasons_);
  schema(one, value, at);
  outer.swap(reasons_);
  return outer;
}

bool FormWalk::fits(const Json& one, const Json& value) {
  return reasons_of(one, value, "").empty();
}

void FormWalk::schema(const Json& one, const Json& value, const std::string& at) {
  if (!step(1)) return;
  if (one.is_boolean()) {
    if (!one.get<bool>()) add("nothing", at, "it is " + shown(value));
    return;
  }
  if (has(one, "$ref")) return schema(referred(form_, one["$ref"].get<std::string>()), value, at);
  any_type(one, value, at);
  if (value.is_number()) number(one, value, at);
  if (value.is_string()) text(one, value.get_ref<const std::string&>(), at);
  if (value.is_array()) list(one, value, at);
  if (value.is_object()) object(one, value, at);
  combined(one, value, at);
}

void FormWalk::any_type(const Json& one, const Json& value, const std::string& at) {
  if (has(one, "type")) {
    const Json types = one["type"].is_array() ? one["type"] : Json::array({one["type"]});
    const bool fitting = std::any_of(types.begin(), types.end(), [&](const Json& type) {
      return is_of_type(value, type.get_ref<const std::string&>());
    });
    if (!fitting) add(word_of_types(types), at, "it is " + word_of_kind(value));
  }
  const auto is_value = [&](const Json& choice) { return step(1) && same(choice, value); };
  if (has(one, "enum") && std::none_of(one["enum"].begin(), one["enum"].end(), is_value)) {
    add("one of " + shown_all(one["enum"]), at, "it is " + shown(value));
  }
  if (has(one, "const") && !same(one["const"], value)) {
    add(shown(one["const"]), at, "it is " + shown(value));
  }
}

void FormWalk::number(const Json& one, const Json& value, const std::string& at) {
  const double given = value.get<double>();
  const auto limit = [&](const char* keyword, const char* words, auto holds) {
    if (!has(one, keyword) || holds(given, one[keyword].get<double>())) return;
    add(words + one[keyword].dump(), at, "it is " + value.dump());
  };
  limit("minimum", "at least ", [](double a, double b) { return a >= b; });
  limit("maximum", "at most ", [](double a, double b) { return a <= b; });
  limit("exclusiveMinimum", "more than ", [](double a, double b) { return a > b; });
  limit("exclusiveMaximum", "less than ", [](double a, double b) { return a < b; });
  limit("multipleOf", "a multiple of ", is_multiple);
}

void FormWalk::text(const Json& one, const std::string& value, const std::string& at) {
  const std::size_t length = characters(value);
  const std::string but = "it has " + std::to_string(length);
  if (has(one, "minLength") && length < one["minLength"].get<std::size_t>()) {
    add("at least " + counted(one["minLength"], "character"), at, but);
  }
  if (has(one, "maxLength") && length > one["maxLength"].get<std::size_t>()) {
    add("at most " + counted(one["maxLength"], "character"), at, but);
  }
  if (has(one, "pattern") && !matches(one["pattern"].get<std::string>(), value)) {
    add("text of the form " + one["pattern"].get<std::string>(), at, "it is " + shown(value));
  }
  if (has(one, "format") && !fits_format(one["format"].get<std::string>(), value)) {
    add(example_of_format(one["format"].get<std::string>()), at, "it is " + shown(value));
  }
}

void FormWalk::list(const Json& one, const Json& value, const std::string& at) {
  const std::string but = "it has " + std::to_string(value.size());
  if (has(one, "minItems") && value.size() < one["minItems"].get<std::size_t>()) {
    add("at least " + counted(one["minItems"], "entry"), at, but);
  }
  if (has(one, "maxItems") && value.size() > one["maxItems"].get<std::size_t>()) {
    add("at most " + counted(one["maxItems"], "entry"), at, but);
  }
  if (has(one, "uniqueItems") && one["uniqueItems"].get<bool>() && !unique(value)) {
    add("no entry twice", at, "there are equal ones");
  }
  const auto fitting = [&](const Json& item) { return fits(one["contains"], item); };
  if (has(one, "contains") && std::none_of(value.begin(), value.end(), fitting)) {
    add("an entry that fits", at, "none does");
  }
  if (has(one, "items")) entries(one, value, at);
}

void FormWalk::entries(const Json& one, const Json& value, const std::string& at) {
  const Json& items = one["items"];
  for (std::size_t i = 0; i < value.size() && steps_ <= kMaxSteps; ++i) {
    const std::string below = at + "/" + std::to_string(i);
    if (!items.is_array()) schema(items, value[i], below);
    else if (i < items.size()) schema(items[i], value[i], below);
    else if (has(one, "additionalItems")) schema(one["additionalItems"], value[i], below);
  }
}

bool FormWalk::unique(const Json& list) {
  std::vector<const Json*> sorted;
  for (const Json& item : list) sorted.push_back(&item);
  // The second judge compares all with all: see Forms.
  const std::size_t pairs = list.size() * list.size() / 8;
  if (!step(static_cast<int>(std::min<std::size_t>(pairs, kMaxSteps / 2)))) return true;
  std::sort(sorted.begin(), sorted.end(),
            [](const Json* a, const Json* b) { return jq_order(*a, *b) < 0; });
  return std::adjacent_find(sorted.begin(), sorted.end(), [](const Json* a, const Json* b) {
           return same(*a, *b);
         }) == sorted.end();
}

void FormWalk::object(const Json& one, const Json& value, const std::string& at) {
  if (has(one, "required")) {
    for (const Json& name : one["required"]) {
      const std::string& field = name.get_ref<const std::string&>();
      if (!value.contains(field)) add("the field '" + field + "'", at, "it is missing");
    }
  }
  const std::string but = "it has " + std::to_string(value.size());
  if (has(one, "minProperties") && value.size() < one["minProperties"].get<std::size_t>()) {
    add("at least " + counted(one["minProperties"], "field"), at, but);
  }
  if (has(one, "maxProperties") && value.size() > one["maxProperties"].get<std::size_t>()) {
    add("at most " + counted(one["maxProperties"], "field"), at, but);
  }
  if (has(one, "dependencies")) dependencies(one["dependencies"], value, at);
  fields(one, value, at);
}

void FormWalk::fields(const Json& one, const Json& value, const std::string& at) {
  for (auto it = value.begin(); it != value.end() && steps_ <= kMaxSteps; ++it) {
    const std::string below = at + "/" + it.key();
    bool named = false;
    if (has(one, "properties") && one["properties"].contains(it.key())) {
      named = true;
      schema(one["properties"][it.key()], it.value(), below);
    }
    if (has(one, "patternProperties")) {
      const Json& patterns = one["patternProperties"];
      for (auto pattern = patterns.begin(); pattern != patterns.end(); ++pattern) {
        if (!step(1) || !matches(pattern.key(), it.key())) continue;
        named = true;
        schema(pattern.value(), it.value(), below);
      }
    }
    if (!named && has(one, "additionalProperties")) {
      const Json& others = one["additionalProperties"];
      if (others.is_boolean() && !others.get<bool>()) {
        add("no field '" + it.key() + "'", at, "it is there");
      } else {
        schema(others, it.value(), below);
      }
    }
    if (has(one, "propertyNames")) {
      const std::vector<std::string> why = reasons_of(one["propertyNames"], it.key(), "");
      if (!why.empty()) add("fields with names that fit", at, "'" + it.key() + "' does not");
    }
  }
}

void FormWalk::dependencies(const Json& of, const Json& value, const std::string& at) {
  for (auto it = of.begin(); it != of.end(); ++it) {
    if (!value.contains(it.key())) continue;
    if (!it.value().is_array()) {
      schema(it.value(), value, at);
      continue;
    }
    for (const Json& name : it.value()) {
      const std::string& field = name.get_ref<const std::string&>();
      if (value.contains(field)) continue;
      add("the field '" + field + "' beside '" + it.key() + "'", at, "it is missing");
    }
  }
}

void FormWalk::combined(const Json& one, const Json& value, const std::string& at) {
  if (has(one, "allOf")) {
    for (const Json& branch : one["allOf"]) schema(branch, value, at);
  }
  if (has(one, "anyOf")) alternatives(one["anyOf"], false, value, at);
  if (has(one, "oneOf")) alternatives(one["oneOf"], true, value, at);
  if (has(one, "not") && fits(one["not"], value)) {
    add("something else", at, "it is " + shown(value));
  }
  if (!has(one, "if")) return;
  const char* then = fits(one["if"], value) ? "then" : "else";
  if (has(one, then)) schema(one[then], value, at);
}

void FormWalk::alternatives(const Json& branches, bool only_one, const Json& value,
                            const std::string& at) {
  std::size_t fitting = 0;
  std::string whys;
  for (const Json& branch : branches) {
    const std::vector<std::string> why = reasons_of(branch, value, at);
    if (why.empty()) ++fitting;
    else whys += (whys.empty() ? "" : "; or: ") + why.front();
    if (fitting && !only_one) return;
  }
  if (fitting == 1) return;
  const std::string count = std::to_string(branches.size());
  if (fitting == 0) {
    add("one of " + count + " forms", at, "it fits none: " + whys);
  } else {
    add("exactly one of " + count + " forms", at, "it fits " + std::to_string(fitting));
  }
}

}  // namespace liaison
