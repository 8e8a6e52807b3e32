// Every scenario of the repository: those of the workflows, and those of this folder, which show
// what the engine does with small workflows of their own. Each runs with one partition and with
// two.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "engine/scenario/scenario.h"

namespace liaison {
namespace {

// A folder of the repository, loaded once.
struct Folder {
  std::string path;
  Loaded loaded;
  explicit Folder(const std::string& name)
      : path(std::string(LIAISON_SOURCE) + "/" + name), loaded(load_path(path)) {
    for (const Fault& fault : loaded.faults) std::cerr << to_text(fault) << '\n';
  }
};

const Folder& folder(const std::string& name) {
  static std::map<std::string, Folder> folders;
  return folders.try_emplace(name, name).first->second;
}

struct Case {
  std::string folder, file;
  PartitionNumber partitions;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.file << " on " << one.partitions; }

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const char* name : {"workflows", "tests/scenarios", "tests/events", "tests/schedules"}) {
    for (const SourceFile& file : folder(name).loaded.scenarios) {
      for (const PartitionNumber partitions : {1u, 2u})
        cases.push_back({name, file.path, partitions});
    }
  }
  return cases;
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
  const std::string& path = info.param.file;
  std::string name = path.substr(path.rfind('/') + 1);
  name = info.param.folder + "_" + name.substr(0, name.rfind('.')) + "_on_" +
         std::to_string(info.param.partitions);
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

class Scenarios : public testing::TestWithParam<Case> {};

TEST_P(Scenarios, Passes) {
  const Loaded& loaded = folder(GetParam().folder).loaded;
  const auto file = std::find_if(loaded.scenarios.begin(), loaded.scenarios.end(),
                                 [](const SourceFile& f) { return f.path == GetParam().file; });
  const ScenarioResult result = run_scenario(*file, loaded, {GetParam().partitions, {}});
  EXPECT_TRUE(result.passed()) << to_text(result);
}

INSTANTIATE_TEST_SUITE_P(All, Scenarios, testing::ValuesIn(all_cases()), name_of);

TEST(ScenarioFolders, HaveNoFault) {
  for (const char* name : {"workflows", "tests/scenarios", "tests/events", "tests/schedules"}) {
    EXPECT_TRUE(folder(name).loaded.ok()) << name;
    EXPECT_FALSE(folder(name).loaded.scenarios.empty()) << name;
  }
}

}  // namespace
}  // namespace liaison
