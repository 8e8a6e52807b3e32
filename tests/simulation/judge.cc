#include "tests/simulation/judge.h"

#include <algorithm>
#include <chrono>

#include "engine/model/ids.h"
#include "engine/time/duration.h"

namespace liaison::simulation {

namespace {

constexpr Milliseconds kTolerated{
    60'000};  // a rung later than this may be left out for a later one

Instant hours_after(Instant at, int hours) { return at + std::chrono::hours{hours}; }
std::string at_text(Instant at) { return std::to_string(at.time_since_epoch().count()); }

std::string at_text(const Json& data, const char* name) {
  const auto parsed = parse_time(text_in(data, name), "UTC");
  return parsed ? at_text(parsed->at) : "?";
}

std::string entry_in(const std::string& task) {  // CASE.step.entry.slot.attempt
  const auto step = task.find('.') + 1, entry = task.find('.', step) + 1;
  return task.substr(step, task.find('.', entry) - step);
}

}  // namespace

std::string line_for_judge(const std::string& topic, const Json& record) {
  const std::string type = text_in(record, "type");
  const Json data = record.value("data", Json::object());
  const std::string of = text_in(data, "case") + " ";
  if (type == "case.opened" || type == "case.closed" || type == "case.joined") return of + type;
  if (type == "task.assigned" || type == "task.cancelled")
    return of + type + " " + entry_in(text_in(data, "task")) + " " + text_in(data, "department");
  if (topic != "deadlines") return type.starts_with("case.") ? of + type : "";
  const std::string name = " " + text_in(data, "name") + " ";
  if (type == "deadline.set") return of + "set" + name + at_text(data, "due");
  if (type == "deadline.met") return of + "met" + name + (data.contains("lateBy") ? "late" : "");
  if (type == "deadline.cancelled") return of + "cancelled" + name;
  if (type == "deadline.breached") return of + "breached" + name + at_text(data, "at");
  return of + "rung" + name + data.value("rung", Json()).dump() + " " +
         data.value("repeat", Json(0)).dump() + " " + at_text(data, "at");
}

std::string Judge::faults(const std::multiset<std::string>& told) const {
  std::string lines;
  for (const std::string& wrong : wrong_) lines += wrong + "\n";
  std::vector<std::string> more, less;
  std::set_difference(told.begin(), told.end(), must_.begin(), must_.end(),
                      std::back_inserter(more));
  std::set_difference(must_.begin(), must_.end(), told.begin(), told.end(),
                      std::back_inserter(less));
  for (const std::string& line : more)
    if (!may_.contains(line)) lines += "is told, and should not be: " + line + "\n";
  for (const std::string& line : less)
    if (!may_.contains(line)) lines += "should be told, and is not: " + line + "\n";
  return lines;
}

// ---- inputs ---------------------------------------------------------------------------------

void Judge::expect(bool must_fail, const std::string& refused, const Json& event) {
  if (must_fail == refused.empty())
    wrong_.push_back(
        (must_fail ? "should be refused, and is not: " : "is refused, " + refused + ": ") +
        event.dump());
}

bool Judge::seen_before(const Json& event, const std::string& refused) {
  const auto known = taken_.find(text_in(event, "id"));
  if (known == taken_.end()) return false;
  expect(known->second != event.dump(), refused, event);
  return true;
}

void Judge::take(Instant arrival, const Json& event, const std::string& refused) {
  if (seen_before(event, refused)) return;
  if (text_in(event, "type").starts_with("reply.")) reply(arrival, event, refused);
  else request(arrival, event, refused);
  if (refused.empty()) taken_[text_in(event, "id")] = event.dump();
}

void Judge::request(Instant at, const Json& event, const std::string& refused) {
  const Json& data = event.at("data");
  const bool fits = data.contains("n") && data["n"].is_number_integer() && data.contains("items");
  expect(!fits, refused, event);
  if (!fits || !refused.empty()) return;
  const std::string customer = text_in(event, "subject").substr(9);
  const std::string place = customer + " " + text_in(data, "no");
  if (const auto open = open_.find(place); open != open_.end()) {
    must_.insert(open->second + " case.joined");
    return;
  }
  auto made = std::make_unique<OneCase>();
  made->id =
      case_id(CustomerKey{customer}, text_in(event, "source"), text_in(event, "id"), "made-up")
          .text;
  made->place = place;
  made->n = data["n"];
  made->items = static_cast<int>(data["items"].size());
  OneCase& c = *made;
  cases_[c.id] = std::move(made);
  open_[place] = c.id;
  say(c, "case.opened");
  if (made_.whole.hours > 0) start(c, c.root, "whole", made_.whole, at);
  c.root.list = &made_.list;
  go_on(c, c.root, at);
}

void Judge::reply(Instant at, const Json& event, const std::string& refused) {
  const std::string task = text_in(event, "subject"), verb = text_in(event, "type").substr(6);
  const auto found = cases_.find(task.substr(0, task.find('.')));
  if (found == cases_.end()) return expect(true, refused, event);
  OneCase& c = *found->second;
  const std::string at_step = entry_in(task);  // step.entry
  const auto dot = at_step.find('.');
  const bool is_latest = c.entries[at_step.substr(0, dot)] == std::stoi(at_step.substr(dot + 1));
  if (verb == "comment") {  // always, but an earlier entry's task may be forgotten
    if (is_latest) expect(false, refused, event);
    return;
  }
  Frame* frame = task_of(c, c.root, at_step.substr(0, dot), std::stoi(at_step.substr(dot + 1)));
  if (!frame) return expect(true, refused, event);
  const Json& data = event.at("data");
  if (verb == "complete") {
    const bool fits = data.contains("result") && data["result"].contains("ok");
    expect(!fits, refused, event);
    if (refused.empty() && fits) leave(c, *frame, at);
  } else if (verb == "claim") {
    expect(frame->claimed, refused, event);
    frame->claimed = true;
  } else if (verb == "return") {
    const bool may = !frame->node->returns_to.empty() && !text_in(data, "reason").empty();
    const int used = c.returns[frame->node->name];
    const bool either = may && frame->in_rounds && used > 0;
    if (!either) expect(!may || used >= frame->node->returns_at_most, refused, event);
    if (refused.empty() && may) give_back(c, frame, at);
  }
}

void Judge::give_back(OneCase& c, Frame* task, Instant at) {
  ++c.returns[task->node->name];
  Frame& list = *task->parent;
  const std::string to = task->node->returns_to;
  for (std::size_t i = 0; i < list.list->size(); ++i)
    if ((*list.list)[i].name == to) list.at = i;
  list.inner.clear();
  go_on(c, list, at);
}

Judge::Frame* Judge::task_of(OneCase& c, Frame& frame, const std::string& step, int entry) {
  const bool is_task = frame.node && frame.node->kind == Node::Kind::kTask;
  if (is_task && frame.node->name == step && frame.entry == entry) return &frame;
  for (const auto& inner : frame.inner)
    if (Frame* found = task_of(c, *inner, step, entry)) return found;
  return nullptr;
}

// ---- the way through the tree -----------------------------------------------------------------

void Judge::go_on(OneCase& c, Frame& frame, Instant at) {
  if (frame.at == frame.list->size()) return leave(c, frame, at);
  const Node& node = (*frame.list)[frame.at++];
  if (node.kind != Node::Kind::kSwitch) return enter(c, frame, node, at);
  if (c.n > node.more_than && node.then == "end") return close(c, at);
  if (c.n > node.more_than && !node.then.empty())
    while ((*frame.list)[frame.at].name != node.then) ++frame.at;
  go_on(c, frame, at);
}

void Judge::enter(OneCase& c, Frame& parent, const Node& node, Instant at) {
  if (node.kind == Node::Kind::kFor && c.items == 0) return go_on(c, parent, at);
  Frame& frame = *parent.inner.emplace_back(std::make_unique<Frame>());
  frame.node = &node;
  frame.parent = &parent;
  frame.entry = ++c.entries[node.name];
  frame.in_rounds = parent.in_rounds || node.kind == Node::Kind::kFor;
  if (node.kind == Node::Kind::kTask) {
    say(c,
        "task.assigned " + node.name + "." + std::to_string(frame.entry) + " " + node.department);
  }
  if (node.limit.hours > 0) start(c, frame, node.name, node.limit, at);
  switch (node.kind) {
    case Node::Kind::kList:
    case Node::Kind::kFor:
      frame.list = &node.inner;
      go_on(c, frame, at);
      break;
    case Node::Kind::kFork:
    case Node::Kind::kRace:
      for (const Node& branch : node.inner) enter(c, frame, branch, at);
      break;
    default: break;
  }
}

void Judge::leave(OneCase& c, Frame& frame, Instant at) {
  if (!frame.parent) return close(c, at);
  const Node::Kind kind = frame.node->kind;
  if (kind == Node::Kind::kFor && ++frame.round < c.items) {
    frame.at = 0;
    return go_on(c, frame, at);
  }
  stop(c, frame, at);
  Frame& parent = *frame.parent;
  auto& around = parent.inner;
  const auto self = std::find_if(around.begin(), around.end(),
                                 [&](const auto& each) { return each.get() == &frame; });
  around.erase(self);  // `frame` is gone
  const bool forks = parent.node && (parent.node->kind == Node::Kind::kFork ||
                                     parent.node->kind == Node::Kind::kRace);
  if (!forks) return go_on(c, parent, at);
  if (parent.node->kind == Node::Kind::kRace)
    for (const auto& other : around) cancel(c, *other);
  if (parent.node->kind == Node::Kind::kRace) around.clear();
  if (around.empty()) leave(c, parent, at);
}

void Judge::cancel(OneCase& c, Frame& frame) {
  if (frame.node && frame.node->kind == Node::Kind::kTask) {
    say(c, "task.cancelled " + frame.node->name + "." + std::to_string(frame.entry) + " " +
               frame.node->department);
  }
  if (frame.clock) say(c, "cancelled " + frame.clock->name + " ");
  for (const auto& inner : frame.inner) cancel(c, *inner);
}

void Judge::close(OneCase& c, Instant at) {
  stop(c, c.root, at);
  for (const auto& inner : c.root.inner) cancel(c, *inner);
  c.root.inner.clear();
  c.closed = true;
  open_.erase(c.place);
  say(c, "case.closed");
}

// ---- clocks -------------------------------------------------------------------------------------

void Judge::start(OneCase& c, Frame& frame, const std::string& name, const Limit& limit,
                  Instant at) {
  auto clock = std::make_unique<Running>();
  clock->name = name;
  clock->due = hours_after(at, limit.hours);
  clock->rungs.push_back({clock->due, "breached " + name + " " + at_text(clock->due), true});
  for (std::size_t i = 0; i < limit.ladder.size(); ++i) {
    const MarkOfLadder& mark = limit.ladder[i];
    Instant rung = clock->due;
    if (mark.kind == MarkOfLadder::Kind::kShare)
      rung = at + Milliseconds{36'000LL * limit.hours * mark.amount};
    if (mark.kind == MarkOfLadder::Kind::kLate) rung = hours_after(clock->due, mark.amount);
    for (int repeat = 0; repeat <= mark.at_most; ++repeat) {
      const Instant then = hours_after(rung, repeat * mark.every);
      clock->rungs.push_back({then, "rung " + name + " " + std::to_string(i) + " " +
                                        std::to_string(repeat) + " " + at_text(then)});
    }
  }
  std::stable_sort(clock->rungs.begin(), clock->rungs.end(),
                   [](const RungAt& a, const RungAt& b) { return a.at < b.at; });
  say(c, "set " + name + " " + at_text(clock->due));
  frame.clock = std::move(clock);
}

void Judge::stop(OneCase& c, Frame& frame, Instant at) {
  if (!frame.clock) return;
  say(c, "met " + frame.clock->name + (at > frame.clock->due ? " late" : " "));
  frame.clock.reset();
}

void Judge::pass(Instant to, Instant observed) {
  for (const auto& [id, c] : cases_) pass(*c, c->root, to, observed);
}

void Judge::pass(OneCase& c, Frame& frame, Instant to, Instant observed) {
  if (frame.clock) {
    auto& rungs = frame.clock->rungs;
    while (!rungs.empty() && rungs.front().at < to) {
      const RungAt& rung = rungs.front();
      if (!rung.breach && observed - rung.at > kTolerated) may_.insert(c.id + " " + rung.line);
      else say(c, rung.line);
      rungs.erase(rungs.begin());
    }
  }
  for (const auto& inner : frame.inner) pass(c, *inner, to, observed);
}

}  // namespace liaison::simulation
