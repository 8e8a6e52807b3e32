// Court: a made-up workflow is played by the engine, under mishaps, and judged.
#pragma once

#include "tests/simulation/twins.h"

namespace liaison::simulation {

// What is wrong, "" when nothing is. The seed makes the workflow, the story and the mishaps.
std::string play_court(unsigned seed, Totals& totals);
// Twins over a made-up workflow with everything in it.
std::string play_made_up(unsigned seed, Totals& totals);

}  // namespace liaison::simulation
