// Values that are expressions, or that name something: read, looked up, told where they stand.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/expression_syntax.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"
#include "engine/model/text.h"

namespace liaison::language {
namespace {

// "7 days before .start" split at the word; quotes and brackets of jq are stepped over.
struct MomentParts {
  std::string_view distance, date;
  Moment::Side side = Moment::Side::kAt;
};

MomentParts split_moment(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') ++i;
    else if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    if (c != ' ' || depth > 0) continue;
    const std::string_view rest = text.substr(i);
    const auto split = [&](std::string_view word, Moment::Side side) {
      return MomentParts{trimmed(text.substr(0, i)), trimmed(rest.substr(word.size())), side};
    };
    if (rest.starts_with(" before ")) return split(" before ", Moment::Side::kBefore);
    if (rest.starts_with(" after ")) return split(" after ", Moment::Side::kAfter);
  }
  return {{}, trimmed(text), Moment::Side::kAt};
}

// "… as 'type' at / of the form …": the keyword's own value.
const Node& keyword_in(const Node& at, std::string_view message) {
  if (!message.ends_with('\'')) return at;
  message.remove_suffix(1);
  const std::size_t quote = message.rfind('\'');
  const Node* value = quote == message.npos ? nullptr : at.find(message.substr(quote + 1));
  return value ? *value : at;
}

// "… at /properties/a of the form …": the value of which a fault speaks, or the last one
// on the way.
const Node& place_in_form(const Node& schema, std::string_view message) {
  const std::size_t from = message.find(" at /"), to = message.find(" of the form");
  const Node* at = &schema;
  if (from == message.npos || to == message.npos || to < from) return *at;
  std::string_view path = message.substr(from + 5, to - from - 5);
  while (!path.empty()) {
    const std::string_view token = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), token.size() + 1));
    const Node* next = at->is_map() ? at->find(token) : nullptr;
    for (std::size_t i = 0; at->is_list() && i < at->items.size(); ++i) {
      if (std::to_string(i) == token) next = &at->items[i];
    }
    if (!next) return *at;
    at = next;
  }
  return keyword_in(*at, message.substr(0, from));
}

bool is_marked(std::string_view text) { return looks_like_expression(text) || is_expression(text); }

}  // namespace

// ---- expressions ----------------------------------------------------------------------------

std::optional<Expression> Compiler::add_expression(const Node& at, std::string text, Dot dot) {
  note_settings(text);
  note_paths(at, text, dot);
  auto added = expressions_.add(std::move(text), scope_);
  if (!added) {
    fault(at, added.error().message);
    return {};
  }
  expression_marks_[added->number].push_back(at.mark());
  if (has("schedule")) check_no_customer(at, added->source);
  return *std::move(added);
}

std::optional<Expression> Compiler::condition(const Node* node, Dot dot) {
  if (!node) return {};
  return add_expression(*node, node->text, dot);
}

std::optional<Expression> Compiler::marked_expression(const Node* node, Dot dot) {
  if (!node) return {};
  if (reads_as_expression(*node)) return add_expression(*node, node->text, dot);
  fault(*node, "expected an expression such as .requestNo or ${ … }, but " + shown(*node));
  return {};
}

bool Compiler::holds_expression(const Node& node) const {
  if (node.is_text()) return is_expression(node.text);
  return std::any_of(node.items.begin(), node.items.end(),
                     [&](const Node& item) { return holds_expression(item); });
}

// Writes the jq that makes this value; false with a fault told.
bool Compiler::build(const Node& node, std::string& jq) {
  if (node.is_text() && is_expression(node.text)) {
    const std::string inner(bare_expression(node.text));
    if (auto tree = parse_expression(inner); !tree) {
      fault(node, tree.error().message);
      return false;
    }
    jq += bracketed(inner);
    return true;
  }
  if (!node.is_list() && !node.is_map()) {
    if (node.is_text() && looks_like_expression(node.text)) {
      warn(node, "expected ${ … } around an expression, but " + shown(node) + " is taken as text");
    }
    check_inner_expression(node);
    jq += to_json(node).dump();
    return true;
  }
  bool good = true;
  jq += node.is_list() ? "[" : "{";
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    if (i > 0) jq += ", ";
    if (node.is_map()) jq += Json(node.keys[i].text).dump() + ": ";
    good = build(node.items[i], jq) && good;
  }
  jq += node.is_list() ? "]" : "}";
  return good;
}

std::optional<Expression> Compiler::built(const Node& node, Dot dot) {
  std::string jq;
  if (!build(node, jq)) return {};
  return add_expression(node, std::move(jq), dot);
}

std::optional<Expression> Compiler::shaped(const Node* node, Dot dot) {
  if (!node) return {};
  return node->is_text() ? condition(node, dot) : built(*node, dot);
}

Rule Compiler::rule(const Node& node) {
  if (reads_as_expression(node)) return add_expression(node, node.text).value_or(Expression{});
  if (!node.is_text() && holds_expression(node))
    return built(node, Dot::kSheet).value_or(Expression{});
  check_inner_expression(node);
  return to_json(node);
}

// ---- durations and moments ------------------------------------------------------------------

std::optional<Rule> Compiler::duration_rule(const Node* node, bool budget) {
  if (!node) return {};
  if (reads_as_expression(*node)) {
    check_durations_in(*node, node->text, budget);
    return rule(*node);
  }
  const auto duration = budget ? read_budget(*node, faults_) : read_duration(*node, faults_);
  if (!duration) return {};
  return Json(node->is_text() ? node->text : to_text(*duration));
}

Rule Compiler::date_rule(const Node& node, std::string_view text) {
  if (is_marked(text)) return add_expression(node, std::string(text)).value_or(Expression{});
  if (auto date = parse_time(text, "UTC"); !date) fault(node, date.error().message);
  return Json(text);
}

std::optional<Moment> Compiler::moment(const Node* node) {
  if (!node) return {};
  const MomentParts parts =
      is_expression(node->text) ? MomentParts{{}, node->text} : split_moment(node->text);
  Moment moment;
  moment.side = parts.side;
  if (parts.side != Moment::Side::kAt && is_marked(parts.distance)) {
    check_durations_in(*node, parts.distance, false);
    moment.distance_rule = add_expression(*node, std::string(parts.distance));
  } else if (parts.side != Moment::Side::kAt) {
    auto distance = parse_duration(parts.distance);
    if (!distance) fault(*node, distance.error().message + unit_hint(parts.distance));
    else moment.distance = *distance;
  } else if (!is_marked(parts.date) && !parse_time(parts.date, "UTC")) {
    fault(*node, "expected a moment such as '2026-10-01', .start or '7 days before .start', but " +
                     shown(*node));
    return {};
  }
  moment.date = date_rule(*node, parts.date);
  return moment;
}

// ---- names ----------------------------------------------------------------------------------

std::optional<AddressRule> Compiler::address(const Node& node) {
  if (!node.is_text()) {
    fault(node, "expected an address such as manager or a department, but " + shown(node));
    return {};
  }
  if (reads_as_expression(node)) {
    if (auto expression = add_expression(node, node.text)) return *expression;
    return {};
  }
  auto parsed = parse_address(node.text);
  if (!parsed) {
    fault(node, parsed.error().message);
    return {};
  }
  if (parsed->base == Address::Base::kManager && has("schedule")) check_no_manager(node);
  if (parsed->base == Address::Base::kDepartment) {
    check_department(node, parsed->name, folder_, faults_);
  }
  return *parsed;
}

// An entry of this file, or else of the common files, where its use is noted.
const Node* Compiler::named_entry(const Node& name, const char* section, std::string_view what) {
  const Node* own = fields_[section];
  if (const Node* entry = own ? own->find(name.text) : nullptr) return entry;
  if (const Entry* shared = folder_.find(section, name.text)) {
    used_.emplace(section, name.text);
    return shared->value;
  }
  Names known = folder_.names(section);
  if (own) {
    for (const Node& key : own->keys) known.push_back(key.text);
  }
  fault(name, "expected " + std::string(what) + ", but " + shown(name) + " is none" +
                  did_you_mean(name.text, known));
  return nullptr;
}

Form Compiler::form(const Node* node) {
  if (!node) return {};
  if (node->is_text()) results_used_.insert(node->text);
  const Node* entry =
      node->is_map() ? node : named_entry(*node, "results", "a form or the name of one in results");
  if (!entry) return {};
  check_object_form(*entry);
  return add_form(*entry);
}

// Requests, answers and the data of events are objects; a form of anything else refuses them all.
void Compiler::check_object_form(const Node& schema) {
  const Node* type = schema.is_map() ? schema.find("type") : nullptr;
  if (!type) return;
  const std::vector<const Node*> types = each_of(*type);
  const auto object = [](const Node* each) { return each->text == "object"; };
  const auto known = [](const Node* each) {
    static const Names kTypes{"null", "boolean", "array", "number", "integer", "string"};
    return std::count(kTypes.begin(), kTypes.end(), each->text) > 0;
  };
  if (types.empty() || std::any_of(types.begin(), types.end(), object)) return;
  if (!std::all_of(types.begin(), types.end(), known)) return;  // told as no JSON Schema
  fault(*type, "expected object as the type of a form of data, but " + shown(*type));
}

Form Compiler::add_form(const Node& schema) {
  auto added = forms_.add(to_json(schema));
  if (added) return *std::move(added);
  fault(place_in_form(schema, added.error().message), added.error().message);
  return {};
}

// Text is never searched for expressions: jq writes "a \(.b)" inside one.
void Compiler::check_inner_expression(const Node& node) {
  if (!node.is_text() || is_expression(node.text) || node.text.find("${") == std::string::npos)
    return;
  warn(node, "expected ${ … } around the whole value, but " + shown(node) + " is taken as text");
}

std::string Compiler::plain_text(const Node* node) {
  if (!node) return "";
  if (reads_as_expression(*node)) faults_.later_expression(node->mark(), node->text);
  return node->text;
}

Text Compiler::words(const Node* node) { return node ? read_words(*node, faults_) : Text{}; }

}  // namespace liaison::language
