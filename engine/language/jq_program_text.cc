// The program of all expressions of a file: jq_text.h.
#include "engine/language/expression_check.h"
#include "engine/language/jq_prelude.h"
#include "engine/language/jq_text.h"

namespace liaison {
namespace {

// if $l_n < 4 then (if … end) else … end: a tree, so that the number costs little.
void choose(std::size_t from, std::size_t to, std::string& out) {
  if (to - from == 1) {
    out += "l_e" + std::to_string(from);
    return;
  }
  const std::size_t middle = from + (to - from) / 2;
  out += "if $l_n < " + std::to_string(middle) + " then ";
  choose(from, middle, out);
  out += " else ";
  choose(middle, to, out);
  out += " end";
}

std::string definition(std::size_t number, const JqPart& part) {
  std::string text = "def l_e" + std::to_string(number) + ": ";
  int place = 2;
  for (const RuntimeVariable& variable : runtime_variables()) {
    if (part.needs & variable.need) {
      text += ".[" + std::to_string(place) + "] as $" + variable.name + " | ";
    }
    ++place;
  }
  for (const std::string& name : part.locals) {
    text += ".[" + std::to_string(place++) + "] as $" + name + " | ";
  }
  return text + ".[1] | " + metered_text(*part.tree) + ";\n";
}

}  // namespace

std::string program_text(const std::vector<JqPart>& parts) {
  std::string text = kJqPrelude;
  for (std::size_t i = 0; i < parts.size(); ++i) text += definition(i, parts[i]);
  text += ".[0] as $l_n | ";
  if (parts.empty()) return text + "empty";
  choose(0, parts.size(), text);
  return text;
}

}  // namespace liaison
