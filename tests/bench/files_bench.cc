// What operators wait for: a folder of a thousand workflows with a big common file read and checked,
// and scenarios played, both on one core. Aims: 2 s, and 1 000 scenarios a second.
//
//   bench_files            # 1 000 workflows, 2 000 scenarios
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
constexpr std::size_t kScenarios = 2000;
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

void measure_scenarios() {
  const Loaded workflows = load_path(LIAISON_SOURCE "/workflows");
  check(workflows.ok() && !workflows.scenarios.empty(), "the project's scenarios are read");
  for (int round = 0; round < 3; ++round) {
    const auto began = Clock::now();
    std::size_t steps = 0, played = 0;
    while (played < kScenarios) {
      for (const SourceFile& file : workflows.scenarios) {
        for (const ScenarioResult& result : run_scenarios(file, workflows, {1, 2})) {
          check(result.passed(), "every scenario of the project passes");
          steps += result.steps;
          ++played;
        }
      }
    }
    const double took = seconds_since(began);
    std::printf("%.0f scenarios/s, %.0f steps/s, %.1f steps each, all checks of the store\n",
                static_cast<double>(played) / took, static_cast<double>(steps) / took,
                static_cast<double>(steps) / static_cast<double>(played));
  }
}

}  // namespace
}  // namespace liaison::bench

int main() {
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  liaison::bench::measure_load();
  liaison::bench::measure_scenarios();
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  std::printf("at most %ld MB resident\n", used.ru_maxrss / 1024);
}
