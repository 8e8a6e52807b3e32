// What operators wait for: a folder of a thousand workflows with a big common file read and checked,
// and scenarios played, both on one core. Aims: 2 s, and 1 000 scenarios a second.
//
//   bench_files            # 1 000 workflows; 1 000 scenarios with one partition and with two
//   bench_files load       # or scenarios: only that
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "engine/language/load.h"
#include "engine/scenario/scenario.h"

namespace liaison::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kWorkflows = 1000, kDepartments = 400;
constexpr std::size_t kScenarios = 1000;  // files; each is played twice
const char* const kNames[] = {"lv-new-connection", "complaint", "fault-repair"};

std::string read(const std::string& path) {
  std::ifstream file(std::string(LIAISON_SOURCE "/workflows/") + path);
  check(file.good(), "the benchmark reads the workflows of the project");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

// Each of the first kind has an expression that no other has.
std::vector<SourceFile> big_folder() {
  std::vector<SourceFile> files = {{"calendars/cn.yaml", read("calendars/cn.yaml")},
                                   {"common.yaml", read("common.yaml")}};
  std::string more = "departments:\n";
  for (int i = 0; i < kDepartments; ++i) {
    const std::string n = std::to_string(i);
    more += "  station-" + n + ":\n    title: { zh: 第" + n + "供电所, en: Station " + n + " }\n";
  }
  files.push_back({"stations.yaml", std::move(more)});
  for (int i = 0; i < kWorkflows; ++i) {
    const std::string name = kNames[i % 3], own = name + "-" + std::to_string(i);
    std::string text = replaced(read(name + ".yaml"), "name: " + name, "name: " + own);
    text = replaced(std::move(text), "> 0", "> 0 + " + std::to_string(i) + " * 0");
    files.push_back({own + ".yaml", std::move(text)});
  }
  return files;
}

void measure_load() {
  const std::vector<SourceFile> files = big_folder();
  std::size_t bytes = 0;
  for (const SourceFile& file : files) bytes += file.text.size();
  for (int round = 0; round < 3; ++round) {
    const auto began = Clock::now();
    const Loaded loaded = load(files);
    const double took = seconds_since(began);
    for (const Fault& fault : loaded.faults) {
      if (!fault.warning) std::printf("%s\n", to_text(fault).c_str());
    }
    check(loaded.ok(), "the folder of the benchmark has no fault");
    std::printf("%zu workflows, %zu files, %.1f MB: %.2f s\n", loaded.definitions.size(),
                files.size(), static_cast<double>(bytes) / 1e6, took);
  }
}

// The project's folder with many copies of its scenarios, each a file of its own.
std::vector<SourceFile> many_scenarios() {
  std::vector<Fault> faults;
  std::vector<SourceFile> files = read_paths({LIAISON_SOURCE "/workflows"}, faults);
  const std::vector<SourceFile> scenarios = load(files).scenarios;
  check(faults.empty() && !scenarios.empty(), "the project's scenarios are read");
  for (std::size_t i = scenarios.size(); i < kScenarios; ++i) {
    const SourceFile& file = scenarios[i % scenarios.size()];
    files.push_back({std::to_string(i) + "-" + file.path, file.text});
  }
  return files;
}

// What `liaison test` does, but for reading the disk and printing.
void measure_scenarios() {
  const std::vector<SourceFile> files = many_scenarios();
  for (int round = 0; round < 3; ++round) {
    const auto began = Clock::now();
    const Loaded workflows = load(files);
    const double loading = seconds_since(began);
    check(workflows.ok(), "the project's workflows have no fault");
    std::size_t steps = 0, played = 0;
    for (const SourceFile& file : workflows.scenarios) {
      for (const ScenarioResult& result : run_scenarios(file, workflows, {1, 2})) {
        check(result.passed(), "every scenario of the project passes");
        steps += result.steps;
        ++played;
      }
    }
    const double took = seconds_since(began);
    std::printf(
        "%.0f scenarios/s, %.0f steps/s, %.1f steps each, all checks of the store; "
        "%.2f of %.2f s to read the files\n",
        static_cast<double>(played) / took, static_cast<double>(steps) / took,
        static_cast<double>(steps) / static_cast<double>(played), loading, took);
  }
}

}  // namespace
}  // namespace liaison::bench

int main(int count, char** words) {
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  const std::string_view only = count > 1 ? words[1] : "";
  if (only != "scenarios") liaison::bench::measure_load();
  if (only != "load") liaison::bench::measure_scenarios();
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  std::printf("at most %ld MB resident\n", used.ru_maxrss / 1024);
}
