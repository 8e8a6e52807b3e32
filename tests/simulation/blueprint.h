// Blueprint: a workflow made up from a seed, as a tree, and its text for the real loader. The judge
// (judge.h) reads the tree, the engine reads the text: neither knows of the other.
//
//   Blueprint made = made_up(seed, true);       // only what the judge understands
//   load({{"common.yaml", kBlueprintCommon}, {"made-up.yaml", text_of(made)}})
#pragma once

#include <random>
#include <string>
#include <vector>

#include "engine/model/instant.h"

namespace liaison::simulation {

struct MarkOfLadder {  // one rung, in hours of elapsed time
  enum class Kind : std::uint8_t { kShare, kBreach, kLate } kind = Kind::kShare;
  int amount = 0;              // percent, or hours late
  int every = 0, at_most = 0;  // repeats
};

struct Limit {
  int hours = 0;  // 0: none
  std::vector<MarkOfLadder> ladder;
};

struct Node {
  enum class Kind : std::uint8_t {
    kTask,    // forward to one department
    kList,    // do
    kSwitch,  // by .n of the request: beyond `more_than` to `then`, else on
    kFork,
    kRace,  // fork, compete
    kFor,   // over .items of the request
    // not for the judge:
    kTell,
    kWait,
    kSet,
    kTry,  // its list may raise, and is caught or tried again
    kListen,
    kBreaks,  // an expression that fails for some requests
  } kind = Kind::kTask;
  std::string name;
  std::string department;
  Limit limit;
  int more_than = 0;
  std::string then;        // of kSwitch: a later node of the list, or "end"
  std::string returns_to;  // of kTask: an earlier task of the list
  int returns_at_most = 0;
  int amount = 0;
  std::vector<Node> inner;  // the list; of kFork and kRace: a list or task for each branch
};

struct Blueprint {
  std::vector<Node> list;
  Limit whole;  // from the request to the end of the case
};

Blueprint made_up(unsigned seed, bool for_the_judge);
std::string text_of(const Blueprint& made);

inline constexpr const char* kBlueprintCommon = R"(
departments:
  alpha:    { title: A, head: a.head }
  beta:     { title: B, head: b.head }
  gamma:    { title: C, head: c.head }
  managers: { title: M, head: m.head }
templates:
  word: { zh: 话, en: A word }
)";

}  // namespace liaison::simulation
