// Messages to the customer: a template's placeholders are filled from the step's `with`, then the
// sheet, then customer. manager. case. settings. (language.md section 5).
#include "engine/machine/draft.h"
#include "engine/model/text.h"

namespace liaison {

namespace {

struct Placeholder {
  std::string path, format;
};

Placeholder parse_placeholder(std::string_view inside) {
  const auto bar = inside.find('|');
  if (bar == std::string_view::npos) return {std::string(trimmed(inside)), ""};
  return {std::string(trimmed(inside.substr(0, bar))),
          std::string(trimmed(inside.substr(bar + 1)))};
}

const Json* at_path(const Json& root, std::string_view path) {
  const Json* here = &root;
  while (!path.empty()) {
    const auto dot = path.find('.');
    const std::string name(path.substr(0, dot));
    if (!here->is_object()) return nullptr;
    const auto found = here->find(name);
    if (found == here->end()) return nullptr;
    here = &*found;
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  }
  return here;
}

class Filler {
 public:
  Filler(const Draft& draft, const Step& step, Json with)
      : draft_(draft), step_(step), with_(std::move(with)), values_(Json::object()) {}

  std::string fill(const std::string& text, bool chinese) {
    std::string filled;
    for (std::size_t at = 0; at < text.size();) {
      const auto open = text.find('{', at), close = text.find('}', open);
      if (open == std::string::npos || close == std::string::npos) return filled + text.substr(at);
      filled += text.substr(at, open - at);
      filled += value_of(parse_placeholder(text.substr(open + 1, close - open - 1)), chinese);
      at = close + 1;
    }
    return filled;
  }
  Json values() const { return values_; }

 private:
  std::string value_of(const Placeholder& placeholder, bool chinese) {
    const Json value = look_up(placeholder.path, chinese);
    values_[placeholder.path] = value;
    return formatted(value, placeholder.format, chinese);
  }

  Json look_up(const std::string& path, bool chinese) const {
    if (const Json* found = at_path(with_, path)) return *found;
    if (const Json* found = at_path(*draft_.now.data.sheet, path)) return *found;
    const Json other = others(path, chinese);
    if (const Json* found = at_path(other, path)) return *found;
    throw Stuck{step_.name,
                "expected a value for the placeholder {" + path + "}, but there is none"};
  }

  Json others(const std::string& path, bool chinese) const {
    const Case& c = draft_.now;
    if (path.starts_with("settings.")) return {{"settings", *c.data.settings}};
    if (path.starts_with("case.")) return {{"case", {{"id", c.id.text}, {"key", c.key}}}};
    if (path.starts_with("manager.")) return {{"manager", manager(chinese)}};
    if (!path.starts_with("customer.")) return nullptr;
    Json facts = facts_now(draft_);
    facts["id"] = c.customer.text;
    return {{"customer", std::move(facts)}};
  }

  // Who speaks to the customer today: the manager, a deputy, the head; the department at worst.
  Json manager(bool chinese) const {
    const auto today = resolve(draft_, Address{}, nullptr);
    const PersonId id = today ? today->person : PersonId{};
    if (const Person* person = draft_.context.people().person(id)) {
      return {{"id", id.text}, {"name", person->name.empty() ? id.text : person->name}};
    }
    if (!id.empty()) return {{"id", id.text}, {"name", id.text}};
    const Department* managers = draft_.definition.department(managers_department());
    if (!managers) return {{"id", ""}, {"name", chinese ? "客户经理" : "customer manager"}};
    return {{"id", ""}, {"name", chinese ? managers->title.zh : managers->title.en}};
  }

  std::string formatted(const Json& value, const std::string& format, bool chinese) const {
    if (format == "date" || format == "datetime") return time(value, format == "date");
    if (format == "money") return money(value);
    if (format == "list") return list(value, chinese);
    if (format == "yesno") return yes(value) ? (chinese ? "是" : "yes") : (chinese ? "否" : "no");
    if (format == "word") return word(value, chinese);
    return text_of(value);
  }

  std::string time(const Json& value, bool date_only) const {
    const std::string& zone = draft_.definition.calendar_named(draft_.definition.calendar).zone();
    const auto at = parse_time(text_of(value), zone);
    if (!at) throw Stuck{step_.name, at.error().message};
    const std::string text = to_text(at->at, zone);  // 2026-09-17T10:12:00+08:00
    return date_only ? text.substr(0, 10) : text.substr(0, 10) + " " + text.substr(11, 5);
  }

  static std::string money(const Json& value) {
    if (!value.is_number()) return text_of(value);
    char digits[64];
    std::snprintf(digits, sizeof digits, "%.2f", value.get<double>());
    return digits;
  }

  std::string list(const Json& value, bool chinese) const {
    if (!value.is_array()) return text_of(value);
    std::string joined;
    for (const Json& item : value) {
      joined += (joined.empty() ? "" : chinese ? "、" : ", ") + text_of(item);
    }
    return joined.empty() ? (chinese ? "无" : "none") : joined;
  }

  static bool yes(const Json& value) { return !value.is_null() && value != Json(false); }

  std::string word(const Json& value, bool chinese) const {
    const auto known = draft_.definition.words->find(text_of(value));
    if (known == draft_.definition.words->end()) return text_of(value);
    return chinese ? known->second.zh : known->second.en;
  }

  const Draft& draft_;
  const Step& step_;
  Json with_, values_;
};

}  // namespace

Filled fill(const Draft& draft, const Step& step, const std::string& template_name,
            const std::map<std::string, Rule>& values, const Doc& input) {
  Json with = Json::object();
  for (const auto& [name, rule] : values) {
    with[name] = evaluate(draft, rule, *draft.now.data.sheet, {&step, input, {}});
  }
  const auto known = draft.definition.templates.find(template_name);
  if (known == draft.definition.templates.end()) {
    throw Stuck{step.name, "expected a template '" + template_name + "', but there is none"};
  }
  Filler filler(draft, step, std::move(with));
  Filled filled{filler.fill(known->second.text.zh, true), filler.fill(known->second.text.en, false),
                nullptr};
  filled.values = filler.values();
  return filled;
}

}  // namespace liaison
