// Any text as a scenario file, and as answers for `run`: faults or a scenario.
#include "engine/scenario/scenario_file.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, unsigned long size) {
  using namespace liaison;
  const SourceFile file{"fuzz.yaml", {reinterpret_cast<const char*>(bytes), size}};
  const auto zone = [](const std::string&) { return std::string("Asia/Shanghai"); };
  for (const bool answers : {false, true}) {
    std::vector<Fault> faults;
    const ScenarioFile scenario = read_scenario(file, zone, faults, answers);
    check(!faults.empty() || !scenario.steps.empty() || answers, "a scenario says something");
  }
  return 0;
}
