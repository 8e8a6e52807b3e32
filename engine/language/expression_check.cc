#include "engine/language/expression_check.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "engine/language/pattern.h"

namespace liaison {
namespace {

using Kind = Syntax::Kind;
constexpr double kMaxBound = 10'000;

struct Forbidden {  // thrown inside check_expression() only
  std::string message;
};
[[noreturn]] void fail(std::string message) { throw Forbidden{std::move(message)}; }

// The functions by the numbers of arguments they take, as bits.
enum Arguments : unsigned { kNone = 1, kOne = 2, kTwo = 4, kThree = 8 };
struct Functions {
  unsigned arguments;
  std::string_view names;
};
constexpr Functions kFunctions[] = {
    {kNone,
     "length utf8bytelength not keys to_entries from_entries empty add floor sqrt "
     "round ceil abs tostring tonumber type sort min max unique reverse ascii_downcase "
     "ascii_upcase tojson fromjson todate fromdate"},
    {kOne,
     "has in map map_values path getpath delpaths del with_entries select sort_by "
     "group_by min_by max_by unique_by contains inside startswith endswith ltrimstr "
     "rtrimstr join scan index rindex indices"},
    {kNone | kOne, "paths error flatten first last"},
    {kTwo, "setpath limit"},
    {kNone | kOne | kTwo, "any all"},
    {kOne | kTwo, "split test match capture nth"},
    {kTwo | kThree, "sub gsub"},
    {kOne | kTwo | kThree, "range"},
};

const std::unordered_map<std::string_view, unsigned>& functions() {
  static const std::unordered_map<std::string_view, unsigned> kByName = [] {
    std::unordered_map<std::string_view, unsigned> by_name;
    for (auto [arguments, names] : kFunctions) {
      while (!names.empty()) {
        const std::size_t end = std::min(names.find(' '), names.size());
        by_name.emplace(names.substr(0, end), arguments);
        names.remove_prefix(std::min(end + 1, names.size()));
      }
    }
    return by_name;
  }();
  return kByName;
}

bool takes_pattern(std::string_view name) {
  return name == "test" || name == "match" || name == "capture" || name == "scan" ||
         name == "sub" || name == "gsub";
}

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class Checker {
 public:
  explicit Checker(const std::vector<std::string>& given) : given_(given) {}
  Checked run(const Syntax& tree) {
    look(tree);
    return std::move(checked_);
  }

 private:
  void look(const Syntax& tree) {
    switch (tree.kind) {
      case Kind::kVariable: return variable(tree.text);
      case Kind::kCall: return call(tree);
      case Kind::kText:
      case Kind::kFormat: format(tree.text); break;
      case Kind::kIndex: reference(tree); break;
      case Kind::kAssign: target(tree.kids[0]); break;
      case Kind::kObject: keys(tree); break;
      case Kind::kBinary: binary(tree); break;
      case Kind::kBind: return within(tree, 2);
      case Kind::kReduce: return within(tree, 3);
      case Kind::kForeach: return within(tree, 3);
      default: break;
    }
    for (const Syntax& kid : tree.kids) look(kid);
  }

  // A node whose kids[1] names variables that hold in the kids from `from` on.
  void within(const Syntax& tree, std::size_t from) {
    look(tree.kids[0]);
    for (std::size_t i = 2; i < from && i < tree.kids.size(); ++i) look(tree.kids[i]);
    const std::size_t outer = names_.size();
    bind(tree.kids[1]);
    for (std::size_t i = from; i < tree.kids.size(); ++i) look(tree.kids[i]);
    names_.resize(outer);
  }

  void bind(const Syntax& pattern) {
    if (pattern.kind == Kind::kPatternName) names_.push_back(pattern.text);
    if (pattern.kind == Kind::kPatternArray) {
      for (const Syntax& kid : pattern.kids) bind(kid);
    }
    if (pattern.kind != Kind::kPatternObject) return;
    for (std::size_t i = 0; i < pattern.kids.size(); i += 2) {
      look(pattern.kids[i]);
      bind(pattern.kids[i + 1]);
    }
  }

  bool bound(const std::string& name) const { return has_name(names_, name); }

  void local(const std::string& name) {
    checked_.needs |= kNeedsLocals;
    if (!has_name(checked_.locals, name)) checked_.locals.push_back(name);
  }

  void variable(const std::string& name) {
    if (bound(name)) return;
    if (has_name(given_, name)) return local(name);
    for (const RuntimeVariable& known : runtime_variables()) {
      if (known.name != name) continue;
      checked_.needs |= known.need;
      return;
    }
    fail("expected a variable of language.md section 3, but '$" + name + "'");
  }

  void reference(const Syntax& tree) {
    const Syntax& of = tree.kids[0];
    if (of.kind != Kind::kVariable || !tree.kids[1].is_text() || bound(of.text)) return;
    if (has_name(given_, of.text)) return;
    if (of.text == "steps" || of.text == "clocks" || of.text == "settings") {
      checked_.references.emplace_back(of.text, tree.kids[1].literal.get<std::string>());
    }
  }

  void format(const std::string& name) const {
    if (name.empty() || name == "text" || name == "json" || name == "csv") return;
    fail("expected @text, @json or @csv, but '@" + name + "'");
  }

  void call(const Syntax& tree) {
    const auto known = functions().find(tree.text);
    if (known == functions().end()) {
      fail("expected a function of the list in language.md section 3, but '" + tree.text + "'");
    }
    const std::size_t given = tree.kids.size();
    if (given > 3 || !(known->second & (1u << given))) {
      fail("expected another number of arguments of '" + tree.text + "', but " +
           std::to_string(given));
    }
    if (tree.text == "range") {
      for (const Syntax& bound : tree.kids) constant_bound(tree.text, bound);
    } else if (tree.text == "limit") {
      constant_bound(tree.text, tree.kids[0]);
    }
    if (takes_pattern(tree.text)) regular(tree.kids[0]);
    for (const Syntax& kid : tree.kids) look(kid);
  }

  void constant_bound(const std::string& name, const Syntax& bound) const {
    if (bound.is_number() && std::abs(bound.literal.get<double>()) <= kMaxBound) return;
    fail("expected constant bounds of at most 10000 of '" + name + "', but " +
         (bound.is_number() ? bound.literal.dump() : std::string("it is computed")));
  }

  void regular(const Syntax& pattern) const {
    if (!pattern.is_text()) return;
    const Result<Pattern> made = Pattern::of_jq(pattern.literal.get<std::string>(), "");
    if (!made) fail(made.error().message);
  }

  void keys(const Syntax& tree) const {
    for (std::size_t i = 0; i < tree.kids.size(); i += 2) {
      const Syntax& key = tree.kids[i];
      if (key.kind == Kind::kLiteral && !key.is_text()) {
        fail("expected text as the key of an object, but " + key.literal.dump());
      }
    }
  }

  void binary(const Syntax& tree) const {
    const Syntax &left = tree.kids[0], &right = tree.kids[1];
    const bool divides = tree.text == "/" || tree.text == "%";
    if (divides && right.is_number() && right.literal.get<double>() == 0) {
      fail("expected a divisor other than 0, but 0");
    }
    if (tree.text != "*") return;
    const auto text = [](const Syntax& side) { return side.is_text() || side.kind == Kind::kText; };
    if (text(left) || text(right)) {
      fail("expected a number times a number, but a string times a number");
    }
  }

  // Everything that says which place of the value is assigned to.
  void target(const Syntax& tree) const {
    if (tree.kind == Kind::kIndex) place(tree.kids[1]);
    if (tree.kind == Kind::kSlice) {
      place(tree.kids[1]);
      place(tree.kids[2]);
    }
    if (tree.kind == Kind::kCall && (tree.text == "select" || tree.text == "limit")) {
      if (tree.text == "limit") target(tree.kids[1]);
      return;  // a condition chooses among places that are there
    }
    if (tree.kind == Kind::kCall && (tree.text == "getpath" || tree.text == "nth")) {
      place(tree.kids[0]);
    }
    const std::size_t first = tree.kind == Kind::kIf ? 1 : 0;
    const std::size_t end =
        tree.kind == Kind::kIndex || tree.kind == Kind::kSlice ? 1 : tree.kids.size();
    for (std::size_t i = first; i < end; ++i) target(tree.kids[i]);
  }

  void place(const Syntax& key) const {
    if (key.kind != Kind::kLiteral) {
      fail("expected assignment to a place written out, but its index is computed");
    }
    if (key.is_number() && std::abs(key.literal.get<double>()) > kMaxBound) {
      fail("expected assignment to an index of at most 10000, but " + key.literal.dump());
    }
  }

  const std::vector<std::string>& given_;
  std::vector<std::string> names_;  // bound inside the expression
  Checked checked_;
};

}  // namespace

const std::vector<RuntimeVariable>& runtime_variables() {
  static const std::vector<RuntimeVariable> kVariables = {
      {"context", kNeedsContext, &Variables::context},
      {"input", kNeedsInput, &Variables::input},
      {"output", kNeedsOutput, &Variables::output},
      {"task", kNeedsTask, &Variables::task},
      {"workflow", kNeedsWorkflow, &Variables::workflow},
      {"runtime", kNeedsRuntime, &Variables::runtime},
      {"case", kNeedsCase, &Variables::of_case},
      {"customer", kNeedsCustomer, &Variables::customer},
      {"settings", kNeedsSettings, &Variables::settings},
      {"steps", kNeedsSteps, &Variables::steps},
      {"clocks", kNeedsClocks, &Variables::clocks},
      {"error", kNeedsError, &Variables::error}};
  return kVariables;
}

const Json* local_named(const Variables& variables, std::string_view name) {
  static const Json kNull;
  for (auto local = variables.locals.rbegin(); local != variables.locals.rend(); ++local) {
    if (local->first == name) return &*local->second;
  }
  return &kNull;
}

Result<Checked> check_expression(const Syntax& tree, const std::vector<std::string>& names) {
  try {
    return Checker(names).run(tree);
  } catch (const Forbidden& fault) {
    return invalid(fault.message);
  }
}

}  // namespace liaison
