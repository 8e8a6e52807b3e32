// The first walk: every step gets its number, its name, its place and the variables around it, so
// that the second may name any step.
#include <algorithm>

#include "engine/language/compiler.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {
namespace {

// What holds the steps inside; what else the step does is read later.
Act holder_of(const Node& body) {
  if (!body.is_map()) return Do{};
  if (body.find("fork")) return Fork{};
  if (body.find("for")) return For{};
  if (body.find("listen")) return Listen{};
  if (body.find("try")) return Try{};
  return Do{};
}

const Node* list_under(const Node& body, std::initializer_list<std::string_view> path) {
  const Node* at = &body;
  for (const std::string_view key : path) at = at && at->is_map() ? at->find(key) : nullptr;
  return at && at->is_list() ? at : nullptr;
}

std::string name_under(const Node& body, std::string_view map, std::string_view key,
                       const char* otherwise) {
  const Node* of = body.find(map);
  const Node* name = of && of->is_map() ? of->find(key) : nullptr;
  return name && name->is_text() ? name->text : otherwise;
}

Names with(Names scope, const Names& more) {
  scope.insert(scope.end(), more.begin(), more.end());
  return scope;
}

}  // namespace

StepIndex Compiler::add_step(const Node& key, const Node& body, Step step, const Names& scope) {
  const auto index = static_cast<StepIndex>(definition_->steps.size());
  step.mark = key.mark();
  definition_->steps.push_back(std::move(step));
  sources_.push_back({&key, &body, scope});
  return index;
}

void Compiler::collect_steps(const Node& list, Place place, const std::string& pointer,
                             const Names& scope) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    collect_step(list.items[i], place, pointer + "/" + std::to_string(i), scope);
  }
  if (list.items.empty()) fault(list, "expected at least one step, but an empty list");
}

// NAME: { … }, or a fault.
bool Compiler::is_one_step(const Node& item) {
  if (item.is_map() && item.keys.size() == 1) return true;
  flow_unclear_ = true;
  fault(item,
        "expected one step as 'NAME: { … }', but " +
            (item.is_map() ? std::to_string(item.keys.size()) + " keys (is the indentation right?)"
                           : shown(item)));
  return false;
}

void Compiler::collect_step(const Node& item, Place place, const std::string& pointer,
                            const Names& scope) {
  if (!is_one_step(item)) return;
  const Node& key = item.keys.front();
  const Node& body = item.items.front();
  check_step_name(key);
  Step step;
  step.name = key.text;
  step.pointer = pointer + "/" + key.text;
  step.parent = place.of;
  step.list = place.list;
  step.position = static_cast<int>(list_at(place).size());
  step.act = holder_of(body);
  const StepIndex index = add_step(key, body, std::move(step), scope);
  by_name_.emplace(key.text, index);
  list_at(place).push_back(index);
  if (body.is_map()) collect_inside(index);
}

// The steps in the lists of this one, and those that its clocks' breaches begin.
void Compiler::collect_inside(StepIndex index) {
  const Source source = sources_[static_cast<std::size_t>(index)];
  const Node& body = *source.body;
  const std::string here = definition_->steps[static_cast<std::size_t>(index)].pointer;
  const auto collect = [&](int number, std::initializer_list<std::string_view> path,
                           const char* pointer, const Names& scope) {
    if (const Node* list = list_under(body, path)) {
      collect_steps(*list, {index, number}, here + pointer, scope);
    }
  };
  const Act act = definition_->steps[static_cast<std::size_t>(index)].act;
  if (std::holds_alternative<Fork>(act)) {
    collect(0, {"fork", "branches"}, "/fork/branches", source.scope);
  } else if (std::holds_alternative<For>(act)) {
    const Names names{name_under(body, "for", "each", "item"),
                      name_under(body, "for", "at", "index")};
    collect(0, {"do"}, "/for/do", with(source.scope, names));
  } else if (std::holds_alternative<Listen>(act)) {
    const Names names{name_under(body, "foreach", "item", "item"),
                      name_under(body, "foreach", "at", "index")};
    collect(0, {"foreach", "do"}, "/foreach/do", with(source.scope, names));
  } else if (std::holds_alternative<Try>(act)) {
    collect(0, {"try"}, "/try", source.scope);
    collect(1, {"catch", "do"}, "/catch/do",
            with(source.scope, {name_under(body, "catch", "as", "error")}));
  } else {
    collect(0, {"do"}, "/do", source.scope);
  }
  if (const Node* deadline = body.find("deadline")) {
    collect_beside(*source.key, *deadline, here + "/deadline");
  }
  collect_all_beside(body.find("deadlines"), here);
}

void Compiler::collect_all_beside(const Node* deadlines, const std::string& pointer) {
  if (!deadlines || !deadlines->is_map()) return;
  for (std::size_t i = 0; i < deadlines->keys.size(); ++i) {
    const Node& name = deadlines->keys[i];
    collect_beside(name, deadlines->items[i], pointer + "/deadlines/" + name.text);
  }
}

// What runs beside the flow after a breach: a step in no list that holds the steps of `do`.
void Compiler::collect_beside(const Node& clock, const Node& deadline, const std::string& pointer) {
  const Node* list = list_under(deadline, {"onBreach", "do"});
  if (!list) return;
  Step step;
  step.name = "onBreach:" + clock.text;
  step.pointer = pointer + "/onBreach";
  step.act = Do{};
  const Node& rule = *deadline.find("onBreach");
  const StepIndex index = add_step(*deadline.key_of("onBreach"), rule, std::move(step), Names{});
  beside_[&rule] = index;
  collect_steps(*list, {index, 0}, pointer + "/onBreach/do", {});
}

// Each handler is a step in no list.
void Compiler::collect_handlers(const Node& list) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Node& item = list.items[i];
    if (!is_one_step(item)) continue;
    const Node& key = item.keys.front();
    check_step_name(key);
    Step step;
    step.name = key.text;
    step.pointer = "/whenever/" + std::to_string(i) + "/" + key.text;
    step.position = static_cast<int>(definition_->handlers.size());
    step.act = Listen{};
    const StepIndex index = add_step(key, item.items.front(), std::move(step), {});
    by_name_.emplace(key.text, index);
    definition_->handlers.push_back(index);
    if (item.items.front().is_map()) collect_inside(index);
  }
  if (list.items.empty()) fault(list, "expected at least one handler, but an empty list");
}

void Compiler::check_step_name(const Node& key) {
  if (is_directive(key.text)) {
    fault(key, "expected the name of a step, but " + said(key.text) + " is a word of 'then'");
  }
  if (ours_) {
    check_identifier(key, "a step", faults_);
  } else if (!is_identifier(key.text)) {
    warn(key, "expected letters, digits and _, so that $steps." + key.text +
                  " can be written, but " + said(key.text));
  }
  const auto former = by_name_.find(key.text);
  if (former != by_name_.end()) {
    twice_.insert(key.text);
    fault(key, "expected each step name once in the file, but " + said(key.text) +
                   " stands in line " +
                   std::to_string(sources_[static_cast<std::size_t>(former->second)].key->line));
  }
  if (ours_ && input_fields_.contains(key.text)) {
    fault(key, "expected a name that no field of the input has, but " + said(key.text) +
                   " is one: the step's result is kept under its name");
  }
}

// Steps inside what comes later are known by name, so that nothing else is said of them.
void Compiler::collect_later_names(const Node& node) {
  const Names& tasks = task_keys();
  for (const Node& item : node.items) {
    if (node.is_list() && item.is_map() && item.keys.size() == 1) {
      const Node& body = item.items.front();
      const bool step =
          body.is_map() && std::any_of(tasks.begin(), tasks.end(),
                                       [&](const auto& t) { return body.find(t) != nullptr; });
      if (step && !by_name_.contains(item.keys.front().text)) {
        later_names_.push_back(item.keys.front().text);
      }
    }
    collect_later_names(item);
  }
}

}  // namespace liaison::language
