#include "connectors/cli/files.h"

#include <fstream>
#include <iostream>
#include <iterator>

#include "connectors/cli/words.h"
#include "engine/runtime/strict_json.h"

namespace liaison::cli {

Result<std::string> read_all(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream in(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in.is_open() || in.bad()) {
    return Error{Error::Kind::kIo, say("expected to read {0}, but it cannot be opened", {path})};
  }
  return text;
}

void print_faults(const Loaded& loaded, std::ostream& out) {
  for (const Fault& fault : loaded.faults) {
    out << to_text(fault) << (fault.warning ? " (" + say("only a warning") + ")" : "") << '\n';
  }
}

Json faults_json(const std::vector<Fault>& faults) {
  Json list = Json::array();
  for (const Fault& fault : faults) {
    list.push_back({{"file", fault.at.file},
                    {"line", fault.at.line},
                    {"column", fault.at.column},
                    {"message", fault.message},
                    {"warning", fault.warning}});
  }
  return list;
}

Result<Json> parse_json_or_yaml(const SourceFile& file) {
  const std::size_t first = file.text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) {
    return invalid(say("expected JSON in {0}, but it is empty", {file.path}));
  }
  auto parsed = parse_strict(file.text);
  if (auto* value = std::get_if<Json>(&parsed)) return std::move(*value);
  if (file.text[first] == '{' || file.text[first] == '[') {
    return invalid(file.path + ": " + std::get<NotJson>(parsed).reason);
  }
  std::vector<Fault> faults;
  Result<MarkedJson> yaml = parse_yaml(file, faults);
  if (!faults.empty()) return invalid(to_text(faults.front()));
  if (!yaml) return yaml.error();
  return std::move(yaml->value);
}

Result<Json> json_argument(const std::string& argument) {
  if (argument != "-" && !argument.starts_with("@")) {
    auto parsed = parse_strict(argument);
    if (auto* value = std::get_if<Json>(&parsed)) return std::move(*value);
    return invalid(std::get<NotJson>(parsed).reason + ": " + argument.substr(0, 60));
  }
  const std::string path = argument == "-" ? "-" : argument.substr(1);
  Result<std::string> text = read_all(path);
  if (!text) return text.error();
  return parse_json_or_yaml({path, *text});
}

}  // namespace liaison::cli
