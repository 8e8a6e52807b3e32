// Corpus: the workflows of a folder, and what people say to them: requests, facts, answers, as the
// scenarios beside them have them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/language/load.h"
#include "tests/simulation/driver.h"

namespace liaison::simulation {

struct Corpus {
  std::string name;
  std::vector<Definitions> releases;                 // each with the versions raised of some files
  std::vector<Json> sends;                           // events from outside, as scenarios write them
  std::map<std::string, std::vector<Json>> answers;  // results by step
  std::vector<Json> people, customers;
};

// tests/scenarios, tests/events, tests/schedules, the folder beside this file, and workflows.
const std::vector<Corpus>& corpora();
// One of nothing but text.
Corpus corpus_of(std::string name, const std::vector<SourceFile>& files);

}  // namespace liaison::simulation
