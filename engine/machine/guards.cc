// Guards: conditions that must hold for a step to open, however the flow came there. The history
// keeps what a condition that failed has read.
#include <cctype>

#include "engine/machine/draft.h"

namespace liaison {

namespace {

constexpr std::size_t kValuesKept = 8, kCharactersKept = 200;  // of one condition, of one value

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// ".hold.type" of ".hold.type != null": every path from the sheet that stands in the text. One
// behind a bracket or a pipe may start elsewhere; then it finds nothing, or shows a little more.
std::vector<std::string> paths_in(const std::string& text) {
  std::vector<std::string> paths;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') at = std::min(text.size(), text.find('"', at + 1));
    const bool begins = at < text.size() && text[at] == '.' && at + 1 < text.size() &&
                        is_name(text[at + 1]) && std::isdigit(text[at + 1]) == 0 &&
                        (at == 0 || !(is_name(text[at - 1]) || text[at - 1] == ')' ||
                                      text[at - 1] == ']' || text[at - 1] == '$'));
    if (!begins) continue;
    std::size_t end = at + 1;
    while (end < text.size() && (is_name(text[end]) || text[end] == '.')) ++end;
    paths.push_back(text.substr(at, end - at));
    at = end;
  }
  return paths;
}

const Json* at_sheet_path(const Json& sheet, std::string_view path) {
  const Json* here = &sheet;
  while (here && !path.empty()) {
    path.remove_prefix(1);
    const auto dot = path.find('.');
    const std::string name(path.substr(0, dot));
    here = here->is_object() && here->contains(name) ? &(*here)[name] : nullptr;
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot);
  }
  return here;
}

Json values_read(const Draft& draft, const std::string& condition) {
  Json values = Json::object();
  std::string text = condition;
  for (const std::string_view sheet = "$context."; text.find(sheet) != std::string::npos;) {
    text.replace(text.find(sheet), sheet.size(), ".");
  }
  for (const std::string& path : paths_in(text)) {
    if (values.size() >= kValuesKept) break;
    const Json* value = at_sheet_path(*draft.now.data.sheet, path);
    const bool large = value && size_of(*value) > kCharactersKept;
    values[path] = !value ? Json(nullptr) : large ? Json("(large)") : *value;
  }
  return values;
}

}  // namespace

std::optional<Directive> refused_by_guard(Draft& draft, const Step& step) {
  for (const Step::Guard& guard : step.guards) {
    const Doc sheet = draft.now.data.sheet;
    if (holds(draft, guard.when, *sheet, {&step, sheet, {}})) continue;
    draft.emit(GuardFailed{step.name, guard.guard, guard.name, guard.when.source,
                           values_read(draft, guard.when.source)});
    return guard.otherwise;
  }
  return std::nullopt;
}

}  // namespace liaison
