#include "engine/runtime/aggregates.h"

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"

namespace liaison {

Result<void> Aggregates::load(PartitionState state) {
  state_ = std::move(state);
  const auto archive = rows_.get(keys::archive());
  if (!archive) return archive.error();
  cases.expect_archived(archive->has_value());
  people_ = Directory{};
  std::optional<Error> broken;
  const std::string from = keys::person(PersonId{});
  const auto read =
      rows_.scan(from, keys::after(from), [&](std::string_view, std::string_view row) {
        auto person = decode<Person>(row);
        if (person) people_.set(std::move(*person));
        else broken = person.error();
        return !broken;
      });
  if (!read) return read;
  if (broken) return *broken;
  try {
    const std::string unreadable = shelf.put_in_force(state_.active);
    if (unreadable.empty()) return {};
    return Error{Error::Kind::kCorrupt,
                 "expected every workflow in force to be readable, but " + unreadable + " is not"};
  } catch (const RowsFailed& failed) {
    return failed.error;
  }
}

void Aggregates::keep() {
  loose.keep();
  cases.keep();
  state_before_.reset();
  people_before_.clear();
}

void Aggregates::undo() {
  loose.undo();
  cases.undo();
  undo_people();
  if (state_before_) {
    state_ = std::move(*state_before_);
    state_before_.reset();
    shelf.put_in_force(state_.active);
  }
  aliases_.clear();
}

// A directory forgets nobody: whoever was new is left out of a fresh one.
void Aggregates::undo_people() {
  if (people_before_.empty()) return;
  std::map<PersonId, Person> all = people_.all();
  for (; !people_before_.empty(); people_before_.pop_back()) {
    auto& [id, person] = people_before_.back();
    if (person) all[id] = std::move(*person);
    else all.erase(id);
  }
  people_ = Directory{};
  for (auto& [id, person] : all) people_.set(std::move(person));
}

void Aggregates::committed() {
  loose.clear();
  cases.committed();
  aliases_.clear();
  keep();
}

void Aggregates::clear() {
  keep();
  loose.clear();
  cases.clear();
  aliases_.clear();
}

const CustomerKey* Aggregates::alias(const AliasId& id) {
  const auto known = aliases_.find(id);
  if (known != aliases_.end()) return &known->second;
  auto row = loose.get(keys::alias(id));
  if (!row) return nullptr;
  return &aliases_.emplace(id, CustomerKey{std::move(*row)}).first->second;
}

void Aggregates::change_state() {
  if (!state_before_) state_before_ = state_;
}

void Aggregates::set_person(const PersonSet& set, const Event& event) {
  const Person* former = people_.person(set.person.id);
  people_before_.emplace_back(set.person.id, former ? std::optional(*former) : std::nullopt);
  apply(people_, event);
  loose.put(keys::person(set.person.id), encode(set.person));
}

void Aggregates::apply_to_partition(const Event& event) {
  change_state();
  apply(state_, event);
  if (const auto* set = std::get_if<PersonSet>(&event.body)) set_person(*set, event);
  if (const auto* linked = std::get_if<AliasLinked>(&event.body)) {
    loose.put(keys::alias(linked->alias), linked->customer.text);
    aliases_.erase(linked->alias);
  }
  if (const auto* activated = std::get_if<DefinitionActivated>(&event.body)) {
    loose.put(keys::definition(activated->definition), activated->blob);
    shelf.put_in_force(state_.active);
  }
}

void Aggregates::count_history() {
  change_state();
  ++state_.history;
}

const Customer& TurnContext::customer(const CustomerKey& key) const {
  return aggregates_.cases.customer(key).value;
}

const CaseHead* TurnContext::case_head(const CaseId& id) const {
  const CachedCase& found = aggregates_.cases.the_case(id);
  if (found.archived) return &*found.archived;
  return found.value.exists() ? &found.value : nullptr;
}

std::vector<const Definition*> TurnContext::opened_by(std::string_view event_type) const {
  return aggregates_.shelf.opened_by(event_type);
}

std::vector<const Definition*> TurnContext::heard_by(std::string_view event_type) const {
  return aggregates_.shelf.heard_by(event_type);
}

const Definition* TurnContext::definition(const DefinitionId& id) const {
  return aggregates_.shelf.definition(id);
}

std::vector<const Definition*> TurnContext::in_force() const {
  return aggregates_.shelf.in_force();
}

const std::string* TurnContext::version_content(std::string_view workflow,
                                                std::string_view version) const {
  const auto& versions = aggregates_.state().versions;
  const auto found = versions.find(std::string(workflow) + ' ' + std::string(version));
  return found == versions.end() ? nullptr : &found->second.text;
}

const CustomerKey* TurnContext::alias(const AliasId& id) const { return aggregates_.alias(id); }

}  // namespace liaison
