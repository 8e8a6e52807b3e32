// Whole files: what is wrong with them, and what they become.
//
// faults/*.yaml are read by anyone: each ends with the faults that it must give, one a line, after
// "# expected faults". LIAISON_SHOW_FAULTS=1 prints what is given, to write them down.
#include "engine/language/load.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace liaison {
namespace {

namespace fs = std::filesystem;
const std::string kFolder = std::string(LIAISON_SOURCE) + "/tests/language/";

SourceFile read(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return {fs::path(path).filename().string(), text.str()};
}

std::vector<SourceFile> with_shared(SourceFile file) {
  return {std::move(file), read(kFolder + "shared/common.yaml"), read(kFolder + "shared/cn.yaml")};
}

std::vector<std::string> expected_in(const std::string& text) {
  std::istringstream lines(text);
  std::vector<std::string> expected;
  bool there = false;
  for (std::string line; std::getline(lines, line);) {
    if (there && line.starts_with("# ")) expected.push_back(line.substr(2));
    if (line == "# expected faults") there = true;
  }
  return expected;
}

std::vector<std::string> given_for(const SourceFile& file, const std::vector<Fault>& faults) {
  std::vector<std::string> given;
  for (const Fault& fault : faults) {
    const std::string text = to_text(fault);
    given.push_back(fault.at.file == file.path ? text.substr(file.path.size() + 1) : text);
  }
  return given;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST(Faults, of_each_file_are_those_at_its_end) {
  for (const auto& entry : fs::directory_iterator(kFolder + "faults")) {
    SCOPED_TRACE(entry.path().string());
    const SourceFile file = read(entry.path().string());
    const Loaded loaded = load(with_shared(file));
    const std::vector<std::string> given = given_for(file, loaded.faults);
    if (std::getenv("LIAISON_SHOW_FAULTS")) {
      std::cout << "== " << file.path << "\n";
      for (const std::string& line : given) std::cout << "# " << line << "\n";
    }
    EXPECT_EQ(joined(given), joined(expected_in(file.text)));
    EXPECT_EQ(loaded.ok(), !loaded.definitions.empty());
  }
}

}  // namespace
}  // namespace liaison
