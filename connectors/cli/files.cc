#include "connectors/cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "connectors/cli/words.h"
#include "engine/runtime/strict_json.h"

namespace liaison::cli {

namespace {

namespace fs = std::filesystem;

// Whether a file may belong to the workflows of its folder: a common file or a calendar.
bool is_shared(const std::string& path) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("document:") || line.starts_with("scenario:")) return false;
  }
  return true;
}

bool is_yaml(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

bool is_named(const fs::path& path, const std::vector<std::string>& named) {
  std::error_code ignored;
  return std::any_of(named.begin(), named.end(),
                     [&](const std::string& one) { return fs::equivalent(path, one, ignored); });
}

constexpr std::size_t kBytesMax = 64 << 20;  // of one file: everything is held in memory

Error unreadable(std::string message) { return Error{Error::Kind::kIo, std::move(message)}; }

// Standard input may be a terminal; a folder or an endless device is never meant.
Result<void> check_readable(int file, const std::string& path) {
  struct stat found {};
  if (fstat(file, &found) != 0) {
    return unreadable(say("expected to read {0}, but it cannot be opened", {path}));
  }
  if (S_ISDIR(found.st_mode)) {
    return unreadable(say("expected to read {0}, but it is a folder", {path}));
  }
  if (S_ISREG(found.st_mode) || S_ISFIFO(found.st_mode) || S_ISSOCK(found.st_mode) ||
      isatty(file) != 0) {
    return {};
  }
  return unreadable(say("expected to read {0}, but it is neither a file nor a pipe", {path}));
}

Result<std::string> read_opened(int file, const std::string& path) {
  if (auto good = check_readable(file, path); !good) return good.error();
  std::string text;
  char part[64 << 10];
  for (;;) {
    const ssize_t count = read(file, part, sizeof part);
    if (count == 0) return text;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable(say("expected to read {0}, but it failed", {path}));
    text.append(part, static_cast<std::size_t>(count));
    if (text.size() > kBytesMax) {
      return unreadable(say("expected at most 64 MiB in {0}, but there is more", {path}));
    }
  }
}

}  // namespace

std::vector<std::string> shared_in(const std::string& folder,
                                   const std::vector<std::string>& named) {
  constexpr int kDeepest = 2;
  std::vector<std::string> paths;
  std::error_code failed;
  for (auto it = fs::recursive_directory_iterator(folder, failed);
       !failed && it != fs::recursive_directory_iterator(); it.increment(failed)) {
    if (it.depth() > kDeepest) it.disable_recursion_pending();
    const std::string path = it->path().string();
    std::error_code ignored;
    if (!is_yaml(it->path()) || !it->is_regular_file(ignored)) continue;
    if (!is_named(it->path(), named) && is_shared(path)) {
      paths.push_back(path);
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<std::string> shared_beside(const std::vector<std::string>& paths) {
  std::vector<std::string> found;
  std::error_code ignored;
  for (const std::string& path : paths) {
    if (!fs::is_regular_file(path, ignored)) continue;
    std::string folder = fs::path(path).parent_path().string();
    if (folder.empty()) folder = ".";
    std::vector<std::string> named = paths;
    named.insert(named.end(), found.begin(), found.end());
    for (std::string& one : shared_in(folder, named)) found.push_back(std::move(one));
  }
  // What a folder brings is not to be read twice.
  std::erase_if(found, [&](const std::string& one) {
    return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
      if (!fs::is_directory(path, ignored)) return false;
      const std::string inside = fs::weakly_canonical(one, ignored).string();
      return inside.starts_with(fs::weakly_canonical(path, ignored).string() + "/");
    });
  });
  return found;
}

Result<std::string> read_all(const std::string& path) {
  if (path == "-") return read_opened(STDIN_FILENO, path);
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return unreadable(say("expected to read {0}, but it cannot be opened", {path}));
  }
  Result<std::string> text = read_opened(file, path);
  close(file);
  return text;
}

void print_faults(const Loaded& loaded, std::ostream& out) {
  for (const Fault& fault : loaded.faults) {
    std::error_code ignored;
    if (fs::exists(fault.at.file, ignored)) out << to_text(fault) << '\n';
    else out << fault.at.file << ": " << fault.message << '\n';  // there is no line to go to
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
