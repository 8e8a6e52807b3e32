#include "engine/language/forms.h"

#include <optional>
#include <set>
#include <unordered_map>

// valijson is a library of headers that are not ours to warn about.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

#include "engine/language/form_check.h"
#include "engine/language/form_walk.h"
#include "engine/language/form_words.h"
#include "engine/language/jq_value.h"
#include "engine/language/shorten.h"

namespace liaison {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

// Beyond this valijson is not asked: it has no limits of its own.
constexpr int kMaxStepsForValijson = 20'000;

// valijson's view of a form. Patterns and formats are taken out before, since it matches them by
// std::regex, whose time and stack have no bound; and `multipleOf`, by which to it 19.99 is no
// multiple of 0.01. So it is asked only where a form without them takes more values, not others.
class Second {
 public:
  static Result<std::unique_ptr<const Second>> judge(Json form) {
    auto made = std::make_unique<Second>();
    if (!loosen(form)) return std::unique_ptr<const Second>();
    try {
      valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
      parser.populateSchema(Adapter(form), made->schema_);
    } catch (const std::exception& error) {
      return invalid(std::string("expected a JSON Schema of draft 7, but ") +
                     shortened(error.what(), 120));
    }
    return std::unique_ptr<const Second>(std::move(made));
  }

  std::vector<std::string> reasons(const Json& value, const std::string& place_of_value) const {
    valijson::Validator validator;
    valijson::ValidationResults results;
    std::vector<std::string> made;
    if (validator.validate(schema_, Adapter(value), &results)) return made;
    for (const auto& error : results) {
      std::string at = place_of_value;
      for (std::size_t i = 1; i < error.context.size(); ++i) at += error.context[i];
      made.push_back("expected what the form asks for at " + place(at) + ", but " +
                     shortened(error.description, 120));
    }
    if (made.empty()) {
      made.push_back("expected what the form asks for at " + place(place_of_value) +
                     ", but it does not fit");
    }
    return made;
  }

 private:
  // False: without its patterns and formats the form would be another one.
  static bool loosen(Json& form) {
    bool taken = false, turned = false, by_pattern = false;
    for_each_schema(form, [&](Json& schema, const std::string& keyword) {
      turned = turned || keyword == "not" || keyword == "if" || keyword == "oneOf";
      if (!schema.is_object()) return;
      for (const char* ours : {"pattern", "format", "multipleOf"}) {
        taken = schema.erase(ours) > 0 || taken;
      }
      by_pattern = by_pattern || schema.contains("patternProperties");
      schema.erase("title");  // may be an object of two languages here
      schema.erase("description");
      schema.erase("personal");
      schema.erase("$id");
    });
    return !by_pattern && !(taken && turned);
  }

  valijson::Schema schema_;
};

struct CheckedForm {
  Json schema;
  std::unique_ptr<const Second> second;  // none: see Second
};

class FileForms final : public Forms {
 public:
  FileForms(std::vector<CheckedForm> forms, Patterns patterns)
      : forms_(std::move(forms)), patterns_(std::move(patterns)) {}

  std::vector<std::string> faults(const Form& asked, const Json& value,
                                  const std::string& at) const override {
    if (!asked) return {};
    check(static_cast<std::size_t>(asked.number) < forms_.size(),
          "a form is asked of the forms of its own file");
    const CheckedForm& form = forms_[static_cast<std::size_t>(asked.number)];
    if (deeper_than(value, kMaxFormDepth)) {
      return {"expected a value nested at most 64 deep at " + place(at) + ", but it is deeper"};
    }
    FormWalk walk(form.schema, patterns_);
    walk.look(value, at);
    std::vector<std::string> reasons = walk.reasons();
    if (!reasons.empty() || !form.second || walk.steps() > kMaxStepsForValijson) return reasons;
    Json whole = value;  // to valijson 1.0 is no whole number
    make_integers(whole);
    return form.second->reasons(whole, at);
  }

 private:
  std::vector<CheckedForm> forms_;
  Patterns patterns_;
};

}  // namespace

struct FormsBuilder::Parts {
  std::vector<CheckedForm> forms;
  Patterns patterns;
  std::unordered_map<std::string, int> numbers;  // by the text of the schema

  void keep_patterns(Json& schema) {
    const auto keep = [this](const std::string& text) {
      Result<Pattern> made = Pattern::of_form(text);
      check(static_cast<bool>(made), "the patterns of a checked form can be compiled");
      patterns.emplace(text, std::move(*made));
    };
    for_each_schema(schema, [&](Json& one, const std::string&) {
      if (!one.is_object()) return;
      if (one.contains("pattern")) keep(one["pattern"].get<std::string>());
      if (!one.contains("patternProperties")) return;
      for (const auto& [text, below] : one["patternProperties"].items()) keep(text);
    });
  }
};

FormsBuilder::FormsBuilder() : parts_(std::make_unique<Parts>()) {}
FormsBuilder::~FormsBuilder() = default;
FormsBuilder::FormsBuilder(FormsBuilder&&) noexcept = default;
FormsBuilder& FormsBuilder::operator=(FormsBuilder&&) noexcept = default;

Result<Form> FormsBuilder::add(const Json& schema) {
  Result<Json> form = checked_form(schema);
  if (!form) return form.error();
  const auto [known, fresh] =
      parts_->numbers.emplace(form->dump(), static_cast<int>(parts_->forms.size()));
  if (fresh) {
    Result<std::unique_ptr<const Second>> second = Second::judge(*form);
    if (!second) {
      parts_->numbers.erase(known);
      return second.error();
    }
    parts_->keep_patterns(*form);
    parts_->forms.push_back({*form, std::move(*second)});
  }
  return Form{known->second, Doc(std::move(*form))};
}

std::shared_ptr<const Forms> FormsBuilder::finish() {
  Parts parts = std::move(*parts_);
  *parts_ = Parts{};
  return std::make_shared<FileForms>(std::move(parts.forms), std::move(parts.patterns));
}

}  // namespace liaison
