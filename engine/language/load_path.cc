// Files from disk, for load(). The only place of this folder that reads any.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "engine/language/load.h"
#include "engine/language/yaml.h"

namespace liaison {
namespace {

namespace fs = std::filesystem;

bool is_yaml(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

void fault(const std::string& path, std::string message, std::vector<Fault>& faults) {
  faults.push_back({{path, 1, 1}, std::move(message), false});
}

// The YAML files under a folder in the order of their paths, or the one file itself.
std::vector<std::string> files_of(const std::string& path, std::vector<Fault>& faults) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  auto at = fs::recursive_directory_iterator(path, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    std::error_code of_entry;
    if (is_yaml(at->path()) && at->is_regular_file(of_entry)) files.push_back(at->path().string());
  }
  if (error) fault(path, "expected a folder that can be read, but " + error.message(), faults);
  std::sort(files.begin(), files.end());
  return files;
}

bool read_file(const std::string& path, SourceFile& file, std::vector<Fault>& faults) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (!error && size > language::kYamlLimits.bytes) {
    fault(path, "expected a file of at most 1 MiB, but it has " + std::to_string(size) + " bytes",
          faults);
    return false;
  }
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  if (stream && stream.peek() != std::ifstream::traits_type::eof()) text << stream.rdbuf();
  if (error || stream.bad() || !stream.is_open()) {
    fault(path,
          "expected a file that can be read, but " +
              (error ? error.message() : std::string("it cannot be opened")),
          faults);
    return false;
  }
  file = {path, std::move(text).str()};
  return true;
}

}  // namespace

std::vector<SourceFile> read_paths(const std::vector<std::string>& paths,
                                   std::vector<Fault>& faults) {
  std::vector<SourceFile> files;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    for (const std::string& each : files_of(path, faults)) {
      SourceFile file;
      if (seen.insert(each).second && read_file(each, file, faults))
        files.push_back(std::move(file));
    }
  }
  return files;
}

Loaded load_paths(const std::vector<std::string>& paths) {
  std::vector<Fault> faults;
  Loaded loaded = load(read_paths(paths, faults));
  if (!faults.empty()) loaded.definitions.clear();
  loaded.faults.insert(loaded.faults.begin(), faults.begin(), faults.end());
  return loaded;
}

Loaded load_path(const std::string& path) { return load_paths({path}); }

}  // namespace liaison
