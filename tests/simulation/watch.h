// Watch: what is told, looked at record by record as it comes. Knows nothing of the engine but its
// public records.
//
//   Watch watch;
//   watch.look(journal.told);           // from where it looked last
//   watch.end(now);                     // what should have been told until now, and was not
//   watch.wrong
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/model/instant.h"
#include "engine/model/json.h"
#include "engine/runtime/journal.h"

namespace liaison::simulation {

class Watch {
 public:
  void look(const std::vector<OutputRecord>& told);
  void end(Instant now);

  std::vector<std::string> wrong;
  std::map<std::string, Json> open;          // tasks, by id
  std::vector<Json> messages;                // as they came
  std::vector<std::string> ended, clocks;    // ids of tasks; of clocks that warned or breached
  std::map<std::string, std::string> stuck;  // case -> its step
  std::map<std::string, std::size_t> types;  // how often each type came
  std::map<std::string, std::vector<std::string>> by_customer;  // and partition, in order
  std::set<std::string> cases;

 private:
  struct Count {  // of one clock in one epoch
    Instant due = kNever;
    bool open = false, breached = false;
  };
  void deadline(const std::string& verb, const Json& data, Instant at);
  void say(std::string what) { wrong.push_back(std::move(what)); }

  std::size_t seen_ = 0;
  std::set<std::string> ids_, rungs_;
  std::map<std::string, Count> counts_, latest_;  // by clock and epoch; by clock
  std::map<std::string, std::string> of_case_;    // its deadlines, to be shown
};

// The first difference between what two engines have told, "" when there is none.
std::string difference(const Watch& one, const Watch& other);

}  // namespace liaison::simulation
