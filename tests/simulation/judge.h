// Judge: what an engine must tell of a blueprint's cases, by a way of its own: a tree of frames, plain
// lists, elapsed hours. None of the machine's code, no definition, no calendar.
//
//   Judge judge(blueprint);
//   judge.pass(arrival, arrival);               // what is due before
//   judge.take(arrival, event, refused);        // refused: why, by the engine
//   judge.faults(told)                          // what was told and should not be, and the reverse
//
// | of                           | predicted                                   | only that it is sound |
// |------------------------------|---------------------------------------------|-----------------------|
// | requests                     | opened, joined, refused, twice, id reused   |                       |
// | answers                      | pass / fail: done, cancelled, claimed,      | either: a return after|
// |                              | no reason, does not fit, returns used up    | returns in rounds; a  |
// |                              |                                             | word on an old entry  |
// | steps                        | who is asked, in which entry; who is        |                       |
// |                              | cancelled when a race is lost or a case ends|                       |
// | clocks of tasks, groups,     | set with its due instant, met, met late,    |                       |
// | cases                        | cancelled, breached at its instant          |                       |
// | rungs and their repeats      | each at its instant                         | either: missed while  |
// |                              |                                             | the engine was away   |
// | tell, wait, set, try, listen,| nothing: twins and the store's checks       | all of it             |
// | stuck cases, working days    |                                             |                       |
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/model/json.h"
#include "tests/simulation/blueprint.h"

namespace liaison::simulation {

class Judge {
 public:
  explicit Judge(const Blueprint& made) : made_(made) {}

  void pass(Instant to, Instant observed);
  void take(Instant arrival, const Json& event, const std::string& refused);  // "": it was not
  // Told: one line for each public record, as line_for_judge() has it.
  std::string faults(const std::multiset<std::string>& told) const;
  std::size_t predicted() const { return must_.size(); }

 private:
  struct RungAt {
    Instant at;
    std::string line;
    bool breach = false;
  };
  struct Running {  // a clock
    std::string name;
    Instant due{};
    std::vector<RungAt> rungs;  // by instant, the next one first
  };
  struct Frame {
    const Node* node = nullptr;
    Frame* parent = nullptr;
    const std::vector<Node>* list = nullptr;  // what it goes through, one after the other
    std::size_t at = 0;
    int entry = 0, round = 0;
    bool claimed = false, in_rounds = false;
    std::vector<std::unique_ptr<Frame>> inner;
    std::unique_ptr<Running> clock;
  };
  struct OneCase {
    std::string id, place;
    int n = 0, items = 0;
    bool closed = false;
    std::map<std::string, int> entries, returns;
    Frame root;
  };

  void request(Instant at, const Json& event, const std::string& refused);
  void reply(Instant at, const Json& event, const std::string& refused);
  void give_back(OneCase& c, Frame* task, Instant at);
  void expect(bool must_fail, const std::string& refused, const Json& event);
  bool seen_before(const Json& event, const std::string& refused);
  Frame* task_of(OneCase& c, Frame& frame, const std::string& step, int entry);

  void enter(OneCase& c, Frame& parent, const Node& node, Instant at);
  void go_on(OneCase& c, Frame& frame, Instant at);  // with the next node of its list
  void leave(OneCase& c, Frame& frame, Instant at);  // it is done
  void cancel(OneCase& c, Frame& frame);
  void close(OneCase& c, Instant at);
  void start(OneCase& c, Frame& frame, const std::string& name, const Limit& limit, Instant at);
  void stop(OneCase& c, Frame& frame, Instant at);
  void pass(OneCase& c, Frame& frame, Instant to, Instant observed);
  void say(const OneCase& c, const std::string& what) { must_.insert(c.id + " " + what); }

  const Blueprint& made_;
  std::map<std::string, std::unique_ptr<OneCase>> cases_;  // by id
  std::map<std::string, std::string> open_;                // customer and key -> id
  std::map<std::string, std::string> taken_;               // id of an event -> content
  std::multiset<std::string> must_;
  std::set<std::string> may_;
  std::vector<std::string> wrong_;
};

// "" for what the judge does not look at.
std::string line_for_judge(const std::string& topic, const Json& record);

}  // namespace liaison::simulation
