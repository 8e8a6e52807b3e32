// Model: what must come out of the two-steps workflow, reckoned from the inputs in the order in which
// they arrived. It shares no code with the engine: a few maps and sums, so that it can be wrong only
// in ways that a reader sees.
//
//   Model model;
//   model.take(at(0), request);  model.take(at(70), answer);  model.pass(at(400));
//   model.expected()                      // lines such as "cases case.opened r-1"
//
// A request opens a case, or joins the open one of its customer and number. Each step has a clock
// from its assignment; what arrives at the due instant is in time; one breach a clock.
#pragma once

#include <map>
#include <set>
#include <string>

#include "engine/model/ids.h"
#include "engine/model/instant.h"
#include "engine/model/json.h"

namespace liaison::simulation {

class Model {
 public:
  void take(Instant arrival, const Json& event);
  void pass(Instant to);  // time passes: what is due before `to` is breached
  const std::multiset<std::string>& expected() const { return expected_; }
  Instant next_due(Instant after) const;  // kNever: nothing runs

 private:
  struct OneCase {
    std::string name;   // of the request that opened it
    std::string place;  // customer and number
    int step = 0;       // 0 first, 1 second, 2 closed
    Instant due{};
    bool breached = false;
    std::set<int> claimed;
  };

  void request(Instant arrival, const Json& event);
  void reply(Instant arrival, const Json& event);
  void complete(Instant arrival, OneCase& the_case);
  void start(Instant arrival, OneCase& the_case);
  void say(const std::string& topic, const std::string& what, const std::string& of);
  bool seen_before(const Json& event);  // a duplicate; or its id stood for something else

  std::map<std::string, OneCase> cases_;      // by case id
  std::map<std::string, std::string> open_;   // place -> case id
  std::map<std::string, std::string> taken_;  // input id -> content
  std::multiset<std::string> expected_;
};

// The same lines, read from a public record.
std::string line_of(const std::string& topic, const Json& record,
                    const std::map<std::string, std::string>& names);

}  // namespace liaison::simulation
