#include "tests/simulation/corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/scenario/scenario_file.h"

namespace liaison::simulation {

namespace {

namespace fs = std::filesystem;

// In the order of their paths: what a seed plays must not depend on the disk.
std::vector<SourceFile> files_under(const std::string& folder, bool below) {
  std::vector<SourceFile> files;
  const auto take = [&](const fs::directory_entry& entry) {
    if (entry.path().extension() != ".yaml") return;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    files.push_back({entry.path().string(), text.str()});
  };
  const std::string path = std::string(LIAISON_SOURCE) + "/" + folder;
  if (below) {
    for (const auto& entry : fs::recursive_directory_iterator(path)) take(entry);
  } else {
    for (const auto& entry : fs::directory_iterator(path)) take(entry);
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

bool is_scenario(const SourceFile& file) {
  return file.text.starts_with("scenario:") || file.text.find("\nscenario:") != std::string::npos;
}

// A raised version, and every second limit of a day is two.
void raise_version(std::string& text, int release) {
  static const std::string kVersion = "version: '1.";
  const auto document = text.find("document:");
  const auto at = document == std::string::npos ? document : text.find(kVersion, document);
  if (at == std::string::npos) return;
  text.insert(at + kVersion.size(), std::to_string(release));
  const auto limit = text.find("deadline: 1 workday");
  if (limit != std::string::npos) text.replace(limit, 19, "deadline: 2 workdays");
}

Definitions release_of(const std::vector<SourceFile>& files, int release) {
  std::vector<SourceFile> raised;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (is_scenario(files[i])) continue;
    raised.push_back(files[i]);
    if (release > 0 && (i + static_cast<std::size_t>(release)) % 2 == 0)
      raise_version(raised.back().text, release);
  }
  const Loaded loaded = load(raised);
  for (const Fault& fault : loaded.faults) {
    if (!fault.warning) ADD_FAILURE() << to_text(fault);
  }
  return loaded.definitions;
}

void read_answer(const Json& reply, Corpus& corpus) {
  const auto complete = reply.find("complete");
  if (complete == reply.end() || !reply.contains("step")) return;
  corpus.answers[text_in(reply, "step")].push_back(complete->is_null() ? Json::object()
                                                                       : *complete);
}

void read_scenario_into(const SourceFile& file, Corpus& corpus) {
  std::vector<Fault> faults;
  const auto zone = [](const std::string&) { return std::string("Asia/Shanghai"); };
  const ScenarioFile scenario = read_scenario(file, zone, faults);
  for (const Fault& fault : faults) {
    if (!fault.warning) ADD_FAILURE() << to_text(fault);
  }
  corpus.people.insert(corpus.people.end(), scenario.people.begin(), scenario.people.end());
  corpus.customers.insert(corpus.customers.end(), scenario.customers.begin(),
                          scenario.customers.end());
  for (const ScenarioStep& step : scenario.steps) {
    for (const ScenarioInput& input : step.inputs) {
      if (input.kind == ScenarioInput::Kind::kReply) read_answer(input.value, corpus);
      else if (input.value.contains("type")) corpus.sends.push_back(input.value);
    }
  }
}

}  // namespace

Corpus corpus_of(std::string name, const std::vector<SourceFile>& files) {
  Corpus corpus;
  corpus.name = std::move(name);
  for (int release = 0; release < 3; ++release)
    corpus.releases.push_back(release_of(files, release));
  for (const SourceFile& file : files) {
    if (is_scenario(file)) read_scenario_into(file, corpus);
  }
  return corpus;
}

const std::vector<Corpus>& corpora() {
  static const std::vector<Corpus> kAll = [] {
    std::vector<Corpus> all;
    for (const std::string folder : {"tests/scenarios", "tests/events", "tests/schedules"}) {
      auto files = files_under(folder + "/workflows", false);
      const auto scenarios = files_under(folder, false);
      files.insert(files.end(), scenarios.begin(), scenarios.end());
      all.push_back(corpus_of(folder, files));
    }
    for (const std::string folder : {"tests/simulation/workflows", "workflows"})
      all.push_back(corpus_of(folder, files_under(folder, true)));
    return all;
  }();
  return kAll;
}

}  // namespace liaison::simulation
