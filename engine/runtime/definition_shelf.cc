#include "engine/runtime/definition_shelf.h"

#include <algorithm>

#include "engine/runtime/keys.h"

namespace liaison {

namespace {

bool hears_any(const Definition& definition) {
  return std::any_of(definition.steps.begin(), definition.steps.end(), [](const Step& step) {
    return std::holds_alternative<Listen>(step.act) || std::holds_alternative<Ask>(step.act);
  });
}

}  // namespace

const Definition* DefinitionShelf::definition(const DefinitionId& id) {
  const auto found = known_.find(id);
  if (found != known_.end()) return found->second.get();
  const std::optional<std::string> blob = rows_.get(keys::definition(id));
  if (!blob) return nullptr;
  auto unpacked = codec_.unpack(*blob);
  if (!unpacked) return nullptr;
  return known_.emplace(id, std::move(*unpacked)).first->second.get();
}

void DefinitionShelf::add(std::shared_ptr<const Definition> definition) {
  const DefinitionId id = definition->id;
  known_.try_emplace(id, std::move(definition));
}

std::string DefinitionShelf::put_in_force(const std::map<std::string, DefinitionId>& active) {
  active_.clear();
  opened_by_.clear();
  listening_.clear();
  std::string unreadable;
  for (const auto& [workflow, id] : active) {
    const Definition* in_force = definition(id);
    if (!in_force) {
      if (unreadable.empty()) unreadable = workflow;
      continue;
    }
    active_[workflow] = in_force;
    if (hears_any(*in_force)) listening_.push_back(in_force);
    for (const Opens& opens : in_force->opens) {
      Opened& list = opened_by_[opens.type];
      if (std::find(list.begin(), list.end(), in_force) == list.end()) list.push_back(in_force);
    }
  }
  return unreadable;
}

std::vector<const Definition*> DefinitionShelf::opened_by(std::string_view event_type) const {
  const auto found = opened_by_.find(event_type);
  return found == opened_by_.end() ? Opened{} : found->second;
}

std::vector<const Definition*> DefinitionShelf::heard_by(std::string_view event_type) const {
  Opened found;
  for (const Definition* definition : listening_) {
    if (hears(*definition, event_type)) found.push_back(definition);
  }
  return found;
}

std::vector<const Definition*> DefinitionShelf::in_force() const {
  std::vector<const Definition*> all;
  for (const auto& [workflow, definition] : active_) all.push_back(definition);
  return all;
}

}  // namespace liaison
