// FlowWalk: every way the flow of a definition may take, to see what only all of them show: steps
// that nothing leads to, loops that never wait, guards that lead back to what they guard.
//
//   const FlowWalk walk(definition);
//   for (const StepIndex index : walk.unreachable()) …
//
// Directives must be right: they lead to steps of the same list.
#pragma once

#include <utility>
#include <vector>

#include "engine/model/definition.h"

namespace liaison::language {

// Whether this duration is longer than nothing; one that is computed is taken to be.
bool takes_time(const Rule& duration);

class FlowWalk {
 public:
  explicit FlowWalk(const Definition& definition);

  const std::vector<StepIndex>& unreachable() const { return unreachable_; }
  const std::vector<StepIndex>& loops() const { return loops_; }
  // A step, and the number of the condition whose `otherwise` comes back to it at once.
  const std::vector<std::pair<StepIndex, std::size_t>>& guarded() const { return guarded_; }

 private:
  // A way from one step of a list to another: its position, or the list's size for out of the
  // list.
  struct Way {
    std::size_t to = 0;
    bool counted = false;  // only so many times, by a condition on `$steps.NAME.times`, or late
    bool entry = false;    // at the step's entry: its guard said no
  };
  using Ways = std::vector<Way>;
  using List = std::vector<StepIndex>;
  struct Through {
    bool out = true;      // what comes after can be reached
    bool at_once = true;  // … without waiting for anybody
  };
  struct Graph {  // of one list
    std::vector<Ways> ways;
    std::vector<bool> at_once;
  };

  const Step& step(StepIndex index) const {
    return definition_.steps[static_cast<std::size_t>(index)];
  }
  void walk_top();
  Through walk(const List& list, std::vector<std::size_t> from = {0});
  Through through(const Step& here);
  Through through(const Fork& fork);
  Through through(const Try& attempt);
  Ways ways_of(const List& list, std::size_t at, bool finishes) const;
  void add_returns(const List& list, std::size_t at, Ways& ways) const;
  void follow(const List& list, std::size_t at, const Directive& then, Ways& ways,
              bool counted = false, bool entry = false) const;
  void find_loop(const List& list, const Graph& graph);
  void find_guards(const List& list, const Graph& graph);
  static std::vector<bool> reached(const Graph& graph, std::vector<std::size_t> from, bool at_once);

  const Definition& definition_;
  std::vector<StepIndex> unreachable_, loops_;
  std::vector<std::pair<StepIndex, std::size_t>> guarded_;
};

}  // namespace liaison::language
