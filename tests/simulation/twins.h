// One story, told to two engines: see twins_test.cc.
#pragma once

#include <functional>
#include <string>

#include "tests/simulation/author.h"

namespace liaison::simulation {

struct Totals {
  std::size_t seeds = 0, inputs = 0, cases = 0, rungs = 0, commits = 0, deaths = 0, records = 0;
  Mishaps mishaps{};
  std::map<std::string, std::size_t> types;  // of the records
};

// What is wrong, "" when nothing is.
std::string play_twins(unsigned seed, Totals& totals);
std::string play_twins(const Corpus& corpus, unsigned seed, Totals& totals);

// Plays `count` seeds from 1 on, or those that LIAISON_SEEDS names, until one fails.
void for_seeds(unsigned count, const std::function<std::string(unsigned)>& play);
// … as long as LIAISON_SIMULATE asks for, with a line every 30 s; a few when it does not.
void for_as_long_as_asked(Totals& totals, const std::function<std::string(unsigned)>& play);

}  // namespace liaison::simulation
