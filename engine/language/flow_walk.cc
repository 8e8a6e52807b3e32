#include "engine/language/flow_walk.h"

#include <algorithm>

#include "engine/model/overloaded.h"

namespace liaison::language {
namespace {

bool counts(const std::optional<Expression>& expression) {
  return expression && expression->source.find(".times") != std::string::npos;
}

}  // namespace

bool takes_time(const Rule& duration) {
  const Json* text = std::get_if<Json>(&duration);
  if (!text) return true;
  const auto parsed = parse_duration(text->is_string() ? text->get<std::string>() : "");
  return parsed && parsed->count > 0;
}

FlowWalk::FlowWalk(const Definition& definition) : definition_(definition) {
  walk_top();
  for (std::size_t i = 1; i < definition_.steps.size(); ++i) {
    if (definition_.steps[i].parent == kNoStep) through(definition_.steps[i]);
  }
}

// Handlers and breaches of the case lead into the top list.
void FlowWalk::walk_top() {
  std::vector<std::size_t> from{0};
  const auto lead = [&](const Directive& then) {
    if (then.kind == Directive::Kind::kStep)
      from.push_back(static_cast<std::size_t>(step(then.step).position));
  };
  for (const StepIndex handler : definition_.handlers) lead(step(handler).then);
  for (const DeadlineRule& rule : definition_.deadlines) {
    if (rule.on_breach && rule.on_breach->then) lead(*rule.on_breach->then);
  }
  walk(std::get<Do>(definition_.steps[0].act).steps, std::move(from));
}

void FlowWalk::follow(const List& list, std::size_t at, const Directive& then, Ways& ways,
                      bool counted, bool entry) const {
  std::size_t to = at + 1;
  if (then.kind == Directive::Kind::kEnd) return;
  if (then.kind == Directive::Kind::kExit) to = list.size();
  if (then.kind == Directive::Kind::kStep) to = static_cast<std::size_t>(step(then.step).position);
  ways.push_back({to, counted, entry});
}

// Where a step goes instead of on, when somebody is late, returns it, or never answers.
void FlowWalk::add_returns(const List& list, std::size_t at, Ways& ways) const {
  const Step& here = step(list[at]);
  for (const DeadlineRule& rule : here.deadlines) {
    if (rule.on_breach && rule.on_breach->then) follow(list, at, *rule.on_breach->then, ways, true);
  }
  if (const auto* forward = std::get_if<Forward>(&here.act); forward && forward->returns) {
    if (forward->returns->to != kNoStep) {
      follow(list, at, {Directive::Kind::kStep, forward->returns->to}, ways);
    }
    if (forward->returns->beyond) follow(list, at, *forward->returns->beyond, ways);
  }
  if (const auto* tell = std::get_if<Tell>(&here.act); tell && tell->beyond) {
    follow(list, at, *tell->beyond, ways, true);
  }
}

FlowWalk::Ways FlowWalk::ways_of(const List& list, std::size_t at, bool finishes) const {
  Ways ways;
  const Step& here = step(list[at]);
  if (here.if_) follow(list, at, {}, ways);
  for (const Step::Guard& guard : here.guards) follow(list, at, guard.otherwise, ways, false, true);
  add_returns(list, at, ways);
  if (const auto* choice = std::get_if<Switch>(&here.act)) {
    bool always = false, counted = false;  // once a case counts, so do those after it
    for (const Switch::Branch& branch : choice->branches) {
      counted |= counts(branch.when);
      follow(list, at, branch.then, ways, counted);
      always |= !branch.when;
    }
    if (!always) follow(list, at, here.then, ways, counted);
    return ways;
  }
  if (finishes) follow(list, at, here.then, ways);
  return ways;
}

// ---- through one step -----------------------------------------------------------------------

// All branches, or the first.
FlowWalk::Through FlowWalk::through(const Fork& fork) {
  Through made{!fork.compete, !fork.compete};
  for (const StepIndex index : fork.branches) {
    const Step& branch = step(index);
    const Through one = through(branch);
    const bool ends = branch.then.kind == Directive::Kind::kEnd || !one.out;
    const bool out = !ends || branch.if_.has_value();
    made.out = fork.compete ? made.out || out : made.out && out;
    made.at_once = fork.compete ? made.at_once || one.at_once : made.at_once && one.at_once;
  }
  return made;
}

FlowWalk::Through FlowWalk::through(const Try& attempt) {
  const Through tried = walk(attempt.steps);
  const Through handled = walk(attempt.handling);
  return {tried.out || handled.out, tried.out ? tried.at_once : handled.at_once};
}

// A task, an answer, a receipt, an event, a time; or a condition that counts how often a step was
// entered.
FlowWalk::Through FlowWalk::through(const Step& here) {
  Through made = std::visit(
      Overloaded{[&](const Do& act) { return walk(act.steps); },
                 [&](const For& act) {
                   return Through{true, walk(act.steps).at_once};
                 },
                 [&](const Fork& act) { return through(act); },
                 [&](const Try& act) { return through(act); },
                 [&](const Listen& act) {
                   walk(act.steps);
                   return Through{true, false};
                 },
                 [](const Tell& act) {
                   return Through{true, act.receipt == Tell::Receipt::kNone};
                 },
                 [](const Wait& act) {
                   return Through{true, !takes_time(act.duration)};
                 },
                 [](const Forward&) {
                   return Through{true, false};
                 },
                 [](const Ask&) {
                   return Through{true, false};
                 },
                 [](const WaitUntil&) {
                   return Through{true, false};
                 },
                 [](const Close&) {
                   return Through{false, true};
                 },
                 [](const Raise&) {
                   return Through{false, true};
                 },
                 [](const Set&) { return Through{}; }, [](const Switch&) { return Through{}; },
                 [](const Emit&) { return Through{}; }, [](const Record&) { return Through{}; }},
      here.act);
  made.at_once = made.at_once && !counts(here.if_);
  return made;
}

// ---- through a list -------------------------------------------------------------------------

// Which steps can be reached, and last whether out of the list; with `at_once` without waiting.
std::vector<bool> FlowWalk::reached(const Graph& graph, std::vector<std::size_t> from,
                                    bool at_once) {
  std::vector<bool> seen(graph.ways.size() + 1);
  while (!from.empty()) {
    const std::size_t at = from.back();
    from.pop_back();
    if (seen[at]) continue;
    seen[at] = true;
    if (at == graph.ways.size()) continue;
    for (const Way& way : graph.ways[at]) {
      const bool open = !way.counted && (graph.at_once[at] || way.entry);
      if (!at_once || open) from.push_back(way.to);
    }
  }
  return seen;
}

// Takes away, again and again, what nothing leads to; what is left goes round without waiting.
void FlowWalk::find_loop(const List& list, const Graph& graph) {
  const std::vector<bool>& at_once = graph.at_once;
  std::vector<int> entries(list.size() + 1);
  std::vector<std::size_t> free;
  const auto each_next = [&](std::size_t at, auto use) {
    for (const Way& way : graph.ways[at]) {
      if (!way.counted && !way.entry && way.to < list.size()) use(way.to);
    }
  };
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (at_once[i]) each_next(i, [&](std::size_t next) { ++entries[next]; });
  }
  std::size_t left = static_cast<std::size_t>(std::count(at_once.begin(), at_once.end(), true));
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (at_once[i] && entries[i] == 0) free.push_back(i);
  }
  std::vector<bool> gone(list.size());
  while (!free.empty()) {
    const std::size_t at = free.back();
    free.pop_back();
    gone[at] = true;
    --left;
    each_next(at, [&](std::size_t next) {
      if (--entries[next] == 0 && at_once[next]) free.push_back(next);
    });
  }
  for (std::size_t i = 0; left > 0 && i < list.size(); ++i) {
    if (!at_once[i] || gone[i]) continue;
    loops_.push_back(list[i]);
    return;
  }
}

void FlowWalk::find_guards(const List& list, const Graph& graph) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::vector<Step::Guard>& guards = step(list[i]).guards;
    for (std::size_t g = 0; g < guards.size(); ++g) {
      Ways first;
      follow(list, i, guards[g].otherwise, first);
      const bool back = !first.empty() && reached(graph, {first[0].to}, true)[i];
      if (back) guarded_.emplace_back(list[i], g);
    }
  }
}

FlowWalk::Through FlowWalk::walk(const List& list, std::vector<std::size_t> from) {
  if (list.empty()) return {};
  Graph graph;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Through inside = through(step(list[i]));
    graph.ways.push_back(ways_of(list, i, inside.out));
    graph.at_once.push_back(inside.at_once);
  }
  const std::vector<bool> seen = reached(graph, std::move(from), false);
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!seen[i]) unreachable_.push_back(list[i]);
  }
  find_loop(list, graph);
  find_guards(list, graph);
  return {seen.back(), reached(graph, {0}, true).back()};
}

}  // namespace liaison::language
