#include "engine/language/fields.h"

#include <algorithm>

namespace liaison::language {
namespace {

struct Kinds {  // which nodes fit a shape, and how a fault names them
  bool text, list, map;
  std::string_view expected;
};

Kinds kinds_of(Shape shape) {
  switch (shape) {
    case Shape::kAny: return {true, true, true, "a value"};
    case Shape::kText: return {true, false, false, "text"};
    case Shape::kWords: return {true, false, true, "text, or { zh: …, en: … }"};
    case Shape::kWhole: return {true, false, false, "a whole number"};
    case Shape::kWord: return {true, false, false, "a word"};
    case Shape::kForm: return {true, false, true, "the name of a form, or a JSON Schema"};
    case Shape::kObject: return {false, false, true, "a map of keys"};
    case Shape::kTextOrObject: return {true, false, true, "text, or a map of keys"};
    case Shape::kObjectOrList: return {false, true, true, "a map of keys, or a list of them"};
    case Shape::kNamed: return {false, false, true, "a map of names"};
    case Shape::kNamedCases:
    case Shape::kNamedLists: return {false, false, true, "a map from names to lists"};
    case Shape::kCases: return {false, true, false, "a list of 'NAME: { … }'"};
    case Shape::kList: return {false, true, false, "a list"};
    case Shape::kTextOrList: return {true, true, false, "text, or a list"};
    case Shape::kTextOrListOrNamed: return {true, true, true, "text, a list, or a map of names"};
    case Shape::kSteps: return {false, true, false, "a list of steps"};
  }
  return {};
}

bool is_whole(const Node& node) {
  return node.is_text() && node.plain && to_json(node).is_number_integer();
}

}  // namespace

const Key* Table::find(std::string_view name) const {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; });
  return found == keys.end() ? nullptr : &*found;
}

Names Table::names() const {
  Names names;
  for (const Key& key : keys) {
    if (key.executes()) names.emplace_back(key.name);
  }
  return names;
}

Fields::Fields(const Node& node, const Table& table, Faults& faults, bool open)
    : node_(node), table_(table), faults_(faults), open_(open) {
  if (!node.is_map()) {
    faults.add(node.mark(), "expected a map of keys for " + std::string(table.what) + " (" +
                                listed(table.names()) + "), but " + shown(node));
    return;
  }
  for (std::size_t i = 0; i < node.keys.size(); ++i) read_key(node.keys[i], node.items[i]);
  for (const Key& key : table.keys) {
    if (key.state != Key::State::kRequired || has(key.name)) continue;
    faults.add(node.mark(), "expected the key '" + std::string(key.name) + "' in " +
                                std::string(table.what) + ", but it is missing");
  }
}

const Node* Fields::operator[](std::string_view key) const {
  check(table_.find(key) != nullptr, "a key that is read stands in its table");
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : found->second;
}

void Fields::read_key(const Node& key, const Node& value) {
  const Key* known = table_.find(key.text);
  if (!known) {
    tell_unknown(key);
  } else if (known->state == Key::State::kLater) {
    faults_.later(key.mark(), key.text);
  } else if (known->state == Key::State::kRefused) {
    faults_.add(key.mark(), "expected a key that this engine runs, but " + said(key.text) +
                                " is refused: " + std::string(known->meaning));
  } else if (fits(*known, value)) {
    values_.emplace(known->name, &value);
  }
}

void Fields::tell_unknown(const Node& key) {
  Names all;
  for (const Key& each : table_.keys) all.emplace_back(each.name);
  std::string message = "expected one of " + listed(table_.names()) + " in " +
                        std::string(table_.what) + ", but " + said(key.text) +
                        did_you_mean(key.text, all);
  if (open_) faults_.warn(key.mark(), std::move(message));
  else faults_.add(key.mark(), std::move(message));
}

bool Fields::fits(const Key& key, const Node& value) {
  const Kinds kinds = kinds_of(key.shape);
  const bool kind_fits = value.is_nothing() ? key.shape == Shape::kAny
                         : value.is_text()  ? kinds.text
                         : value.is_list()  ? kinds.list
                                            : kinds.map;
  if (!kind_fits || (key.shape == Shape::kWhole && !is_whole(value))) {
    faults_.add(value.mark(), "expected " + std::string(kinds.expected) + " for '" +
                                  std::string(key.name) + "', but " + shown(value));
    return false;
  }
  if (key.shape != Shape::kWord) return true;
  if (std::find(key.words.begin(), key.words.end(), value.text) != key.words.end()) return true;
  tell_word(value, Names(key.words.begin(), key.words.end()), faults_);
  return false;
}

void tell_word(const Node& value, const Names& words, Faults& faults) {
  faults.add(value.mark(), "expected " + std::string(words.size() > 1 ? "one of " : "") +
                               listed(words) + ", but " + shown(value) +
                               (value.is_text() ? did_you_mean(value.text, words) : ""));
}

}  // namespace liaison::language
