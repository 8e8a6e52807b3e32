#include "engine/language/fast_expression.h"

#include <algorithm>
#include <cmath>

#include "engine/language/expression_check.h"
#include "engine/language/jq_order.h"
#include "engine/language/jq_value.h"

namespace liaison {
namespace {

bool holds(const Json& value) {
  return !value.is_null() && !(value.is_boolean() && !value.get<bool>());
}

const Json* boolean(bool value) {
  static const Json kTrue = true, kFalse = false;
  return value ? &kTrue : &kFalse;
}

const Json* null() {
  static const Json kNull;
  return &kNull;
}

}  // namespace

// ---- making ----------------------------------------------------------------------------------

std::optional<FastExpression> FastExpression::from(const Syntax& tree,
                                                   const std::vector<std::string>& names) {
  std::optional<Node> root = node_from(tree);
  if (!root || !settle(*root, names)) return std::nullopt;
  FastExpression made;
  made.root_ = std::move(*root);
  return made;
}

std::optional<FastExpression::Node> FastExpression::node_from(const Syntax& tree) {
  Node made;
  switch (tree.kind) {
    case Syntax::Kind::kDot: return made;
    case Syntax::Kind::kLiteral:
      made.kind = Kind::kLiteral;
      made.literal = tree.literal;
      return made;
    case Syntax::Kind::kVariable: return variable_from(tree);
    case Syntax::Kind::kIndex: return path_from(tree);
    case Syntax::Kind::kPipe: return pipe_from(tree);
    case Syntax::Kind::kCall: return call_from(tree);
    case Syntax::Kind::kBinary: return binary_from(tree);
    case Syntax::Kind::kAnd: return with_kids(Kind::kAnd, tree.kids);
    case Syntax::Kind::kOr: return with_kids(Kind::kOr, tree.kids);
    case Syntax::Kind::kAlternative: return with_kids(Kind::kAlternative, tree.kids);
    case Syntax::Kind::kIf: return with_kids(Kind::kIf, tree.kids);
    case Syntax::Kind::kArray: return array_from(tree);
    case Syntax::Kind::kObject: return object_from(tree);
    default: return std::nullopt;
  }
}

std::optional<FastExpression::Node> FastExpression::with_kids(Kind kind,
                                                              const std::vector<Syntax>& kids) {
  Node made;
  made.kind = kind;
  for (const Syntax& kid : kids) {
    std::optional<Node> of_kid = node_from(kid);
    if (!of_kid) return std::nullopt;
    made.kids.push_back(std::move(*of_kid));
  }
  return made;
}

std::optional<FastExpression::Node> FastExpression::variable_from(const Syntax& tree) {
  Node made;
  made.kind = Kind::kLocal;
  made.keys.push_back(tree.text);
  for (const RuntimeVariable& known : runtime_variables()) {
    if (known.name != tree.text) continue;
    made.kind = Kind::kVariable;
    made.variable = known.held;
  }
  return made;
}

// A name that a step around the expression gives goes before a variable of the engine; whether
// there are no others.
bool FastExpression::settle(Node& node, const std::vector<std::string>& names) {
  if (node.kind == Kind::kVariable || node.kind == Kind::kLocal) {
    const bool local = std::find(names.begin(), names.end(), node.keys[0]) != names.end();
    if (!local) return node.kind == Kind::kVariable;
    node.kind = Kind::kLocal;
  }
  return std::all_of(node.kids.begin(), node.kids.end(),
                     [&](Node& kid) { return settle(kid, names); });
}

// .a.b[0]: one node with all its steps.
std::optional<FastExpression::Node> FastExpression::path_from(const Syntax& tree) {
  const Syntax& key = tree.kids[1];
  if (tree.optional || key.kind != Syntax::Kind::kLiteral) return std::nullopt;
  Step step;
  if (key.literal.is_string()) {
    step.key = key.literal.get<std::string>();
  } else if (key.literal.is_number_integer() && std::abs(key.literal.get<double>()) <= 1e9) {
    step.index = key.literal.get<int>();
    step.by_key = false;
  } else {
    return std::nullopt;
  }
  std::optional<Node> of = node_from(tree.kids[0]);
  if (!of) return std::nullopt;
  if (of->kind != Kind::kPath) {
    Node made;
    made.kind = Kind::kPath;
    made.kids.push_back(std::move(*of));
    of = std::move(made);
  }
  of->steps.push_back(std::move(step));
  return of;
}

std::optional<FastExpression::Node> FastExpression::pipe_from(const Syntax& tree) {
  return with_kids(Kind::kPipe, tree.kids);
}

std::optional<FastExpression::Node> FastExpression::call_from(const Syntax& tree) {
  if (!tree.kids.empty()) return std::nullopt;
  Node made;
  if (tree.text == "not") made.kind = Kind::kNot;
  else if (tree.text == "length") made.kind = Kind::kLength;
  else return std::nullopt;
  return made;
}

std::optional<FastExpression::Node> FastExpression::binary_from(const Syntax& tree) {
  static const std::vector<std::pair<std::string, Sign>> kSigns = {
      {"==", Sign::kEqual},       {"!=", Sign::kUnequal}, {"<", Sign::kLess},
      {"<=", Sign::kLessOrEqual}, {">", Sign::kMore},     {">=", Sign::kMoreOrEqual},
      {"+", Sign::kPlus},         {"-", Sign::kMinus},    {"*", Sign::kTimes}};
  for (const auto& [text, sign] : kSigns) {
    if (text != tree.text) continue;
    std::optional<Node> made =
        with_kids(sign < Sign::kPlus ? Kind::kCompare : Kind::kSum, tree.kids);
    if (made) made->sign = sign;
    return made;
  }
  return std::nullopt;
}

std::optional<FastExpression::Node> FastExpression::array_from(const Syntax& tree) {
  if (tree.kids.empty()) return with_kids(Kind::kArray, {});
  const bool several = tree.kids[0].kind == Syntax::Kind::kComma;
  return with_kids(Kind::kArray, several ? tree.kids[0].kids : tree.kids);
}

std::optional<FastExpression::Node> FastExpression::object_from(const Syntax& tree) {
  Node made;
  made.kind = Kind::kObject;
  for (std::size_t i = 0; i < tree.kids.size(); i += 2) {
    std::optional<Node> entry = node_from(tree.kids[i + 1]);
    if (!tree.kids[i].is_text() || !entry) return std::nullopt;
    made.keys.push_back(tree.kids[i].literal.get<std::string>());
    made.kids.push_back(std::move(*entry));
  }
  return made;
}

// ---- evaluating ------------------------------------------------------------------------------

bool FastExpression::Run::may_copy(const Json& value, int depth) {
  left -=
      value.is_string() ? 1 + static_cast<int>(value.get_ref<const std::string&>().size() / 16) : 1;
  if (value.is_structured()) {
    if (depth > kMaxJsonDepth / 2) return false;
    for (const Json& item : value) {
      if (!may_copy(item, depth + 1)) return false;
    }
  }
  return left >= 0;
}

std::optional<Json> FastExpression::evaluate(const Json& dot, const Variables& variables,
                                             std::int64_t& steps) const {
  Run run{.variables = variables};
  const Json* found = value(root_, dot, run);
  steps += kMaxCopied - run.left;
  if (!found) return std::nullopt;
  Json result = *found;
  make_integers(result);
  return result;
}

const Json* FastExpression::value(const Node& node, const Json& dot, Run& run) {
  switch (node.kind) {
    case Kind::kDot: return &dot;
    case Kind::kVariable: return &*(run.variables.*node.variable);
    case Kind::kLocal: return local_named(run.variables, node.keys[0]);
    case Kind::kLiteral: return &node.literal;
    case Kind::kPath: return path(node, dot, run);
    case Kind::kNot: return boolean(!holds(dot));
    case Kind::kLength: return length(dot, run);
    case Kind::kSum: return sum(node, dot, run);
    case Kind::kArray: return array(node, dot, run);
    case Kind::kObject: return object(node, dot, run);
    case Kind::kPipe: {
      const Json* now = &dot;
      for (const Node& kid : node.kids) {
        now = value(kid, *now, run);
        if (!now) return nullptr;
      }
      return now;
    }
    default: return logic(node, dot, run);
  }
}

const Json* FastExpression::logic(const Node& node, const Json& dot, Run& run) {
  const Json* first = value(node.kids[0], dot, run);
  if (!first) return nullptr;
  switch (node.kind) {
    case Kind::kIf: return value(node.kids[holds(*first) ? 1 : 2], dot, run);
    case Kind::kAlternative: return holds(*first) ? first : value(node.kids[1], dot, run);
    case Kind::kAnd:
    case Kind::kOr: {
      if (holds(*first) == (node.kind == Kind::kOr)) return boolean(node.kind == Kind::kOr);
      const Json* second = value(node.kids[1], dot, run);
      return second ? boolean(holds(*second)) : nullptr;
    }
    default: break;
  }
  const Json* second = value(node.kids[1], dot, run);
  if (!second) return nullptr;
  const int order = jq_order(*first, *second);
  switch (node.sign) {
    case Sign::kEqual: return boolean(order == 0);
    case Sign::kUnequal: return boolean(order != 0);
    case Sign::kLess: return boolean(order < 0);
    case Sign::kLessOrEqual: return boolean(order <= 0);
    case Sign::kMore: return boolean(order > 0);
    default: return boolean(order >= 0);
  }
}

const Json* FastExpression::path(const Node& node, const Json& dot, Run& run) {
  const Json* now = value(node.kids[0], dot, run);
  for (const Step& step : node.steps) {
    if (!now) return nullptr;
    if (now->is_null()) continue;  // whatever is looked for in null is null
    if (step.by_key && now->is_object()) {
      const auto found = now->find(step.key);
      now = found == now->end() ? null() : &*found;
    } else if (!step.by_key && now->is_array()) {
      const std::int64_t count = static_cast<std::int64_t>(now->size());
      const std::int64_t at = step.index < 0 ? step.index + count : step.index;
      now = at < 0 || at >= count ? null() : &(*now)[static_cast<std::size_t>(at)];
    } else {
      return nullptr;
    }
  }
  return now;
}

const Json* FastExpression::sum(const Node& node, const Json& dot, Run& run) {
  const Json* a = value(node.kids[0], dot, run);
  const Json* b = a ? value(node.kids[1], dot, run) : nullptr;
  if (!b) return nullptr;
  if (a->is_number() && b->is_number()) {
    const double x = a->get<double>(), y = b->get<double>();
    const double made = node.sign == Sign::kPlus    ? x + y
                        : node.sign == Sign::kMinus ? x - y
                                                    : x * y;
    return std::isfinite(made) ? run.keep(made) : nullptr;
  }
  if (node.sign != Sign::kPlus) return nullptr;
  if (a->is_null()) return b;
  if (b->is_null()) return a;
  if (!run.may_copy(*a) || !run.may_copy(*b)) return nullptr;
  if (a->is_string() && b->is_string()) {
    return run.keep(a->get_ref<const std::string&>() + b->get_ref<const std::string&>());
  }
  if (!a->is_object() || !b->is_object()) return nullptr;
  Json merged = *a;
  for (auto it = b->begin(); it != b->end(); ++it) merged[it.key()] = it.value();
  return run.keep(std::move(merged));
}

const Json* FastExpression::array(const Node& node, const Json& dot, Run& run) {
  Json made = Json::array();
  for (const Node& kid : node.kids) {
    const Json* item = value(kid, dot, run);
    if (!item || !run.may_copy(*item)) return nullptr;
    made.push_back(*item);
  }
  return run.keep(std::move(made));
}

const Json* FastExpression::object(const Node& node, const Json& dot, Run& run) {
  Json made = Json::object();
  for (std::size_t i = 0; i < node.kids.size(); ++i) {
    const Json* item = value(node.kids[i], dot, run);
    if (!item || !run.may_copy(*item)) return nullptr;
    made[node.keys[i]] = *item;
  }
  return run.keep(std::move(made));
}

const Json* FastExpression::length(const Json& of, Run& run) {
  if (of.is_boolean()) return nullptr;
  if (of.is_number()) return run.keep(std::abs(of.get<double>()));
  if (!of.is_string()) return run.keep(static_cast<std::int64_t>(of.is_null() ? 0 : of.size()));
  std::int64_t characters = 0;
  for (const char c : of.get_ref<const std::string&>()) {
    characters += (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
  }
  return run.keep(characters);
}

}  // namespace liaison
