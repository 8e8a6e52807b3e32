#include "engine/language/jq_text.h"

#include <string_view>
#include <unordered_set>

namespace liaison {
namespace {

using Kind = Syntax::Kind;

// Those of the prelude; all others are libjq's own.
const std::unordered_set<std::string_view>& ours() {
  static const std::unordered_set<std::string_view> kOurs = {
      "map",      "map_values",   "paths",  "getpath",   "setpath",  "delpaths",
      "del",      "with_entries", "any",    "all",       "abs",      "sort_by",
      "group_by", "min_by",       "max_by", "unique_by", "contains", "inside",
      "join",     "test",         "match",  "capture",   "scan",     "sub",
      "gsub",     "index",        "rindex", "indices",   "todate"};
  return kOurs;
}

// What these give is small, or part of what they got: no need to look at it again.
bool needs_no_meter(std::string_view name) {
  static const std::unordered_set<std::string_view> kSmall = {"length",     "utf8bytelength",
                                                              "not",        "has",
                                                              "in",         "type",
                                                              "startswith", "endswith",
                                                              "contains",   "inside",
                                                              "any",        "all",
                                                              "test",       "empty",
                                                              "error",      "floor",
                                                              "sqrt",       "round",
                                                              "ceil",       "abs",
                                                              "tonumber",   "min",
                                                              "max",        "select",
                                                              "index",      "rindex",
                                                              "fromdate",   "todate",
                                                              "getpath",    "setpath",
                                                              "del",        "delpaths",
                                                              "map_values"};
  return kSmall.contains(name);
}

// Whether the text of this tree ends with a look of the meter, or gives only what is small.
bool is_paid(const Syntax& tree) {
  switch (tree.kind) {
    case Kind::kEach:
    case Kind::kComma:
    case Kind::kText:
    case Kind::kFormat:
    case Kind::kLiteral:
    case Kind::kAnd:
    case Kind::kOr: return true;
    case Kind::kCall: return !needs_no_meter(tree.text);
    case Kind::kPipe: return is_paid(tree.kids.back());
    default: return false;
  }
}

std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Every node becomes a term of jq, so that precedence is never a question.
class Writer {
 public:
  std::string take() { return std::move(out_); }

  void write(const Syntax& tree) {
    const auto& kids = tree.kids;
    switch (tree.kind) {
      case Kind::kDot: out_ += "."; return;
      case Kind::kRecurse: out_ += "l_recurse"; return;
      case Kind::kLiteral: return literal(tree.literal);
      case Kind::kText:
        out_ += "(";
        text(tree);
        out_ += "|debug)";
        return;
      case Kind::kFormat: out_ += "(@" + tree.text + "|debug)"; return;
      case Kind::kVariable: out_ += "$" + tree.text; return;
      case Kind::kCall: return call(tree);
      case Kind::kIndex: return index(tree);
      case Kind::kSlice: return slice(tree);
      case Kind::kEach:
        out_ += "(";
        write(kids[0]);
        out_ += tree.optional ? "[]?|debug)" : "[]|debug)";
        return;
      case Kind::kArray:
        if (kids.empty()) out_ += "[]";
        else paid("[", kids[0], "]");
        return;
      case Kind::kObject: return object(tree);
      case Kind::kNegate: return wrap("(-", kids[0], ")");
      case Kind::kPipe:
        out_ += "(";
        joined(kids, " | ");
        out_ += ")";
        return;
      case Kind::kComma:
        out_ += "((";
        joined(kids, " , ");
        out_ += ")|debug)";
        return;
      case Kind::kBinary: return binary(tree.text, &kids[0], kids[1]);
      case Kind::kAnd: return infix(kids, " and ");
      case Kind::kOr: return infix(kids, " or ");
      case Kind::kAlternative: return infix(kids, " // ");
      case Kind::kAssign: return assign(tree);
      case Kind::kIf:
        wrap("(if ", kids[0], " then ");
        wrap("", kids[1], " else ");
        return wrap("", kids[2], " end)");
      case Kind::kTry:
        wrap("(try ", kids[0], kids.size() > 1 ? " catch " : ")");
        if (kids.size() > 1) wrap("", kids[1], ")");
        return;
      case Kind::kReduce: return loop("(reduce (", kids);
      case Kind::kForeach: return loop("(foreach (", kids);
      case Kind::kBind:
        wrap("(", kids[0], " as ");
        pattern(kids[1]);
        return wrap(" | ", kids[2], ")");
      case Kind::kPatternName:
      case Kind::kPatternArray:
      case Kind::kPatternObject: return pattern(tree);
    }
  }

 private:
  void wrap(std::string_view before, const Syntax& tree, std::string_view after) {
    out_ += before;
    write(tree);
    out_ += after;
  }

  void paid(std::string_view before, const Syntax& tree, std::string_view after) {
    wrap(before, tree, is_paid(tree) ? "" : "|debug");
    out_ += after;
  }

  void joined(const std::vector<Syntax>& kids, std::string_view between) {
    for (std::size_t i = 0; i < kids.size(); ++i) wrap(i ? between : "", kids[i], "");
  }

  void infix(const std::vector<Syntax>& kids, std::string_view sign) {
    out_ += "(";
    joined(kids, sign);
    out_ += ")";
  }

  void literal(const Json& value) {
    if (value.is_string()) {
      out_ += quoted(value.get_ref<const std::string&>());
    } else if (value.is_number() && value.get<double>() < 0) {
      out_ += "(" + value.dump() + ")";
    } else {
      out_ += value.dump();
    }
  }

  void text(const Syntax& tree) {
    if (!tree.text.empty()) out_ += "@" + tree.text + " ";
    out_ += '"';
    for (const Syntax& kid : tree.kids) {
      if (&kid == &tree.kids[0] || ((&kid - tree.kids.data()) % 2 == 0)) {
        const std::string part = quoted(kid.literal.get_ref<const std::string&>());
        out_ += part.substr(1, part.size() - 2);
      } else {
        wrap("\\(", kid, ")");
      }
    }
    out_ += '"';
  }

  void call(const Syntax& tree) {
    const bool metered = !needs_no_meter(tree.text);
    if (metered) out_ += "(";
    if (ours().contains(tree.text) || (tree.text == "split" && tree.kids.size() == 2)) {
      out_ += "l_";
    }
    out_ += tree.text;
    if (!tree.kids.empty()) {
      out_ += "(";
      joined(tree.kids, "; ");
      out_ += ")";
    }
    if (metered) out_ += "|debug)";
  }

  void index(const Syntax& tree) {
    write(tree.kids[0]);
    wrap("[", tree.kids[1], tree.optional ? "]?" : "]");
  }

  void slice(const Syntax& tree) {
    const auto given = [](const Syntax& end) {
      return end.kind != Kind::kLiteral || !end.literal.is_null();
    };
    write(tree.kids[0]);
    out_ += "[";
    if (given(tree.kids[1])) write(tree.kids[1]);
    out_ += ":";
    if (given(tree.kids[2]) || !given(tree.kids[1])) write(tree.kids[2]);
    out_ += tree.optional ? "]?" : "]";
  }

  void object(const Syntax& tree) {
    out_ += "{";
    for (std::size_t i = 0; i < tree.kids.size(); i += 2) {
      const Syntax &key = tree.kids[i], &value = tree.kids[i + 1];
      if (i) out_ += ", ";
      key_of(key);
      paid(": (", value, ")");
    }
    out_ += "}";
  }

  void key_of(const Syntax& key) {
    if (key.is_text()) literal(key.literal);
    else wrap("(", key, ")");
  }

  void pattern(const Syntax& tree) {
    if (tree.kind == Kind::kPatternName) {
      out_ += "$" + tree.text;
    } else if (tree.kind == Kind::kPatternArray) {
      for (std::size_t i = 0; i < tree.kids.size(); ++i) {
        out_ += i ? ", " : "[";
        pattern(tree.kids[i]);
      }
      out_ += "]";
    } else {
      for (std::size_t i = 0; i < tree.kids.size(); i += 2) {
        out_ += i ? ", " : "{";
        key_of(tree.kids[i]);
        out_ += ": ";
        pattern(tree.kids[i + 1]);
      }
      out_ += "}";
    }
  }

  void loop(std::string_view head, const std::vector<Syntax>& kids) {
    paid(head, kids[0], ") as ");
    pattern(kids[1]);
    wrap(" (", kids[2], "; ");
    write(kids[3]);
    if (kids.size() > 4) wrap("; ", kids[4], "");
    out_ += "))";
  }

  // `left` of nullptr is the value itself.
  void binary(const std::string& sign, const Syntax* left, const Syntax& right) {
    const auto write_left = [&] {
      if (left) write(*left);
      else out_ += ".";
    };
    const bool number = right.is_number() || (left && left->is_number());
    if (sign == "*" || sign == "%" || (sign == "-" && !number)) {
      out_ += sign == "*" ? "l_multiply(" : sign == "%" ? "l_modulo(" : "l_minus(";
      write_left();
      return wrap("; ", right, ")");
    }
    out_ += "(";
    write_left();
    out_ += " " + sign + " ";
    if (sign == "+") paid("(", right, "))");
    else wrap("", right, ")");
  }

  void assign(const Syntax& tree) {
    const Syntax &place = tree.kids[0], &value = tree.kids[1];
    if (tree.text == "=" || tree.text == "|=") {
      wrap(tree.text == "=" ? "l_assign(" : "l_modify(", place, "; ");
      return wrap("", value, ")");
    }
    wrap("(", value, " as $l_value | ");
    wrap("l_modify(", place, "; ");
    Syntax held;
    held.kind = Kind::kVariable;
    held.text = "l_value";
    if (tree.text == "//=") out_ += "(. // $l_value)";
    else binary(tree.text.substr(0, tree.text.size() - 1), nullptr, held);
    out_ += "))";
  }

  std::string out_;
};

}  // namespace

std::string metered_text(const Syntax& tree) {
  Writer writer;
  writer.write(tree);
  return writer.take();
}

}  // namespace liaison
