// The files of this folder, for its tests.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/language/load.h"

namespace liaison {

inline const std::string kFolder = std::string(LIAISON_SOURCE) + "/tests/language/";

// Known by its name alone in faults.
inline SourceFile file_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return {std::filesystem::path(path).filename().string(), text.str()};
}

// With the common file and the calendar that the examples share.
inline std::vector<SourceFile> with_shared(SourceFile file) {
  return {std::move(file), file_of(kFolder + "shared/common.yaml"),
          file_of(kFolder + "shared/cn.yaml")};
}

inline std::string text_of(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) text += to_text(fault) + "\n";
  return text;
}

}  // namespace liaison
