// Names in the sheet that nothing provides: no field of the request, no step, nothing that the file
// sets. Only where the form of the request says which fields it has.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/expression_syntax.h"
#include "engine/language/values.h"

namespace liaison::language {
namespace {

using Kind = Syntax::Kind;

// Of how many letters one may be wrong. A name that another form may well give is only a slip where
// it is all but the same.
constexpr std::size_t kHint = 3, kSlip = 6;

bool is_context(const Syntax& tree) {
  return tree.kind == Kind::kVariable && tree.text == "context";
}

// The first names of paths into the sheet: `survey` of `.survey.feasible`. Where `.` is something
// else inside an expression (behind a pipe, in the argument of a function), it is passed over.
class FirstNames {
 public:
  static std::set<std::string> of(const Syntax& tree, bool dot_is_sheet) {
    FirstNames names;
    names.look(tree, dot_is_sheet);
    return std::move(names.found_);
  }

 private:
  static bool is_sheet(const Syntax& tree, bool dot) {
    return is_context(tree) || (dot && tree.kind == Kind::kDot);
  }

  void look(const Syntax& tree, bool dot) {
    switch (tree.kind) {
      case Kind::kIndex: return index(tree, dot);
      case Kind::kPipe: return pipe(tree, dot);
      case Kind::kCall: return all(tree, 0, dot && tree.text == "select");
      case Kind::kReduce:
      case Kind::kForeach:
        look(tree.kids[0], dot);
        look(tree.kids[2], dot);
        return all(tree, 3, false);
      case Kind::kBind: look(tree.kids[0], dot); return look(tree.kids[2], dot);
      case Kind::kAssign: return look(tree.kids[1], dot && tree.text == "=");
      case Kind::kTry: look(tree.kids[0], dot); return all(tree, 1, false);
      default: return all(tree, 0, dot);
    }
  }

  void all(const Syntax& tree, std::size_t from, bool dot) {
    for (std::size_t i = from; i < tree.kids.size(); ++i) look(tree.kids[i], dot);
  }

  void index(const Syntax& tree, bool dot) {
    if (is_sheet(tree.kids[0], dot) && tree.kids[1].is_text()) {
      found_.insert(tree.kids[1].literal.get<std::string>());
    } else {
      all(tree, 0, dot);
    }
  }

  void pipe(const Syntax& tree, bool dot) {
    for (const Syntax& kid : tree.kids) {
      look(kid, dot);
      dot = is_sheet(kid, dot);
    }
  }

  std::set<std::string> found_;
};

// Names that are surely looked for in `.` itself, whatever it holds: not behind `?`, `//`, or where
// another value decides.
void collect_sure(const Syntax& tree, std::set<std::string>& names) {
  switch (tree.kind) {
    case Kind::kIndex:
      if (tree.kids[0].kind == Kind::kDot && tree.kids[1].is_text() && !tree.optional) {
        names.insert(tree.kids[1].literal.get<std::string>());
      }
      return collect_sure(tree.kids[0], names);
    case Kind::kPipe:
    case Kind::kAnd:
    case Kind::kOr:
    case Kind::kIf:
    case Kind::kBind: return collect_sure(tree.kids[0], names);
    case Kind::kBinary:
    case Kind::kArray:
    case Kind::kObject:
    case Kind::kNegate:
      for (const Syntax& kid : tree.kids) collect_sure(kid, names);
      return;
    default: return;
  }
}

// Every name that an expression may give to a field: keys of objects, targets of assignments.
void collect_targets(const Syntax& tree, std::set<std::string>& names) {
  if (tree.kind != Kind::kIndex) return;
  if (tree.kids[1].is_text()) names.insert(tree.kids[1].literal.get<std::string>());
  collect_targets(tree.kids[0], names);
}

void collect_given(const Syntax& tree, std::set<std::string>& names) {
  for (std::size_t i = 0; tree.kind == Kind::kObject && i < tree.kids.size(); i += 2) {
    if (tree.kids[i].is_text()) names.insert(tree.kids[i].literal.get<std::string>());
  }
  if (tree.kind == Kind::kAssign) collect_targets(tree.kids[0], names);
  for (const Syntax& kid : tree.kids) collect_given(kid, names);
}

// Whether it has the fields of what it is given and those it writes out: `$context + { a: … }`.
bool is_plain_sheet(const Syntax& tree) {
  if (tree.kind == Kind::kBinary && tree.text == "+") {
    return is_plain_sheet(tree.kids[0]) && is_plain_sheet(tree.kids[1]);
  }
  if (tree.kind != Kind::kObject) return is_context(tree) || tree.kind == Kind::kDot;
  for (std::size_t i = 0; i < tree.kids.size(); i += 2) {
    if (!tree.kids[i].is_text()) return false;
  }
  return true;
}

}  // namespace

std::set<std::string> names_surely_in_dot(std::string_view jq) {
  std::set<std::string> names;
  if (const auto tree = parse_expression(bare_expression(jq))) collect_sure(*tree, names);
  return names;
}

void Compiler::note_paths(const Node& at, std::string_view jq, Dot dot) {
  if (at.file != root_.file) return;
  const auto tree = parse_expression(bare_expression(jq));
  if (!tree) return;
  const auto names = FirstNames::of(*tree, dot == Dot::kSheet);
  if (!names.empty()) path_uses_.push_back({&at, names});
  if (dot != Dot::kGives) return;
  collect_given(*tree, given_);
  sheet_open_ |= !is_plain_sheet(*tree);
}

bool Compiler::provides(const std::string& name) const {
  return input_fields_.contains(name) || by_name_.contains(name) || given_.contains(name) ||
         std::count(later_names_.begin(), later_names_.end(), name) > 0;
}

Names Compiler::provided() const {
  Names names(input_fields_.begin(), input_fields_.end());
  for (const auto& [name, step] : by_name_) names.push_back(name);
  names.insert(names.end(), given_.begin(), given_.end());
  return names;
}

void Compiler::check_paths() {
  if (!ours_ || faults_.has_later(*root_.file)) return;
  const Names names = provided();
  const bool closed = input_closed_ && !sheet_open_;
  for (const PathUse& use : path_uses_) {
    for (const std::string& name : use.names) {
      if (provides(name) || !input_declared_) continue;
      const std::string near = did_you_mean(name, names, closed ? kHint : kSlip);
      if (!closed && near.empty()) continue;
      warn(*use.at,
           "expected a field of the request, a step or what the file sets, but nothing gives '." +
               name + "'" + near);
    }
  }
  check_template_paths(names, closed);
}

void Compiler::check_template_paths(const Names& names, bool closed) {
  static const Names kElsewhere{"customer", "manager", "case", "settings"};
  for (const TemplateUse& use : template_uses_) {
    for (const std::string& path : use.paths) {
      const std::string first = path.substr(0, path.find('.'));
      const bool elsewhere = std::count(kElsewhere.begin(), kElsewhere.end(), first) > 0;
      if (elsewhere || use.with.contains(first) || provides(first)) continue;
      Names known = names;
      known.insert(known.end(), kElsewhere.begin(), kElsewhere.end());
      known.insert(known.end(), use.with.begin(), use.with.end());
      const std::string near = did_you_mean(first, known, closed ? kHint : kSlip);
      const std::string message =
          "expected a field of the request, a step or a value of 'with', but nothing gives {" +
          path + "}" + near;
      if (closed) fault(*use.at, message);
      else if (!near.empty()) warn(*use.at, message);
    }
  }
}

}  // namespace liaison::language
