// Where settings come from: the file, then the environment, then flags.

#include <algorithm>
#include <cctype>

#include "connectors/cli/files.h"
#include "connectors/cli/settings.h"
#include "connectors/cli/words.h"
#include "connectors/http/message.h"
#include "engine/language/load.h"

namespace liaison::cli {
namespace {

// Of the command line's own: they are no settings of `serve`.
const std::vector<std::string> kOtherVariables = {"LIAISON_SERVER", "LIAISON_TOKEN",
                                                  "LIAISON_PERSON"};

// "http.answerWait" -> "LIAISON_HTTP_ANSWER_WAIT"
std::string variable_of(const std::string& name) {
  std::string out = "LIAISON_";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '.') out += '_';
    else if (std::isupper(byte) != 0) (out += '_') += c;
    else out += static_cast<char>(std::toupper(byte));
  }
  return out;
}

std::string place_of(const MarkedJson& marked, const std::string& file,
                     const std::string& pointer) {
  const auto mark = marked.marks.find(pointer);
  if (mark == marked.marks.end()) return file + ": ";
  return file + ":" + std::to_string(mark->second.line) + ":" +
         std::to_string(mark->second.column) + ": ";
}

bool is_group(const std::string& name) {
  return std::any_of(all_settings().begin(), all_settings().end(),
                     [&](const Setting& s) { return s.name.starts_with(name + "."); });
}

// All faults of a file at once, one a line.
void apply_tree(const MarkedJson& marked, const std::string& file, const Json& node,
                const std::string& pointer, const std::string& prefix, Settings& settings,
                std::string& faults) {
  for (const auto& [key, value] : node.items()) {
    const std::string name = prefix + key, at = pointer + "/" + key;
    if (value.is_object() && is_group(name)) {
      apply_tree(marked, file, value, at, name + ".", settings, faults);
    } else if (const auto set = settings.set(name, value); !set) {
      if (!faults.empty()) faults += '\n';
      faults += place_of(marked, file, at) + set.error().message;
    }
  }
}

Result<void> apply_file(const std::string& path, Settings& settings) {
  Result<std::string> text = read_all(path);
  if (!text) return text.error();
  const SourceFile file{path, std::move(*text)};
  std::vector<Fault> yaml;
  const Result<MarkedJson> marked = parse_yaml(file, yaml);
  if (!yaml.empty()) return invalid(to_text(yaml.front()));
  if (!marked) return marked.error();
  if (marked->value.is_null()) return {};
  if (!marked->value.is_object()) {
    return invalid(path + ":1:1: " + say("expected settings by name"));
  }
  std::string faults;
  apply_tree(*marked, path, marked->value, "", "", settings, faults);
  if (!faults.empty()) return invalid(faults);
  return {};
}

Result<void> apply_environment(const char* const* environment, Settings& settings) {
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string entry = *environment;
    if (!entry.starts_with("LIAISON_")) continue;
    const std::string variable = entry.substr(0, entry.find('='));
    if (std::find(kOtherVariables.begin(), kOtherVariables.end(), variable) !=
        kOtherVariables.end()) {
      continue;
    }
    std::vector<std::string> known = kOtherVariables;
    bool found = false;
    for (const Setting& setting : all_settings()) {
      known.push_back(variable_of(setting.name));
      if (known.back() != variable) continue;
      found = true;
      const auto set = settings.set(setting.name, entry.substr(variable.size() + 1));
      if (!set) return invalid(variable + ": " + set.error().message);
    }
    if (found) continue;
    const std::string near = http::nearest(variable, known);
    return invalid(say("expected a known setting, but '{0}'", {variable}) +
                   (near.empty() ? "" : say(" (did you mean '{0}'?)", {near})));
  }
  return {};
}

}  // namespace

Result<Settings> load_settings(const SettingSources& sources) {
  Settings settings;
  if (!sources.file.empty()) {
    if (const auto applied = apply_file(sources.file, settings); !applied) return applied.error();
  }
  if (const auto applied = apply_environment(sources.environment, settings); !applied) {
    return applied.error();
  }
  for (const auto& [name, value] : sources.flags) {
    if (const auto set = settings.set(name, value); !set) return set.error();
  }
  return settings;
}

}  // namespace liaison::cli
