// Tables of keys, and Fields: one map of a file, checked against its table.
//
//   Fields fields(node, deadline_table(), faults);
//   if (const Node* within = fields["within"]) …
//
// The tables (tables.cc) are the one list of what may be written: from them come the check of
// unknown keys with the nearest known one, the keys that come later, the keys that must be there,
// the shape of each value, and the JSON Schema for editors. Asking for a key that is not in the
// table is a broken rule: what nothing lists, nothing executes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/language/yaml.h"

namespace liaison::language {

enum class Shape : std::uint8_t {
  kAny,
  kText,    // text, a number, true or false: read as text
  kWords,   // text for people, or { zh, en }
  kWhole,   // a whole number
  kWord,    // one of the key's `words`
  kForm,    // the name of a form, or a JSON Schema
  kObject,  // a map with the keys of `inside`
  kTextOrObject,
  kObjectOrList,  // one such map, or a list of them
  kNamed,         // a map from names to anything, or to maps with the keys of `inside`
  kNamedLists,    // a map from names to lists of such maps
  kNamedCases,    // a map from names to lists of maps with one name each, and under it such a map
  kList,          // a list of anything, or of such maps
  kCases,         // a list of maps with one name each, and under it such a map
  kTextOrList,
  kTextOrListOrNamed,
  kSteps,  // a list of steps
};

struct Table;

struct Key {
  enum class State : std::uint8_t {
    kKnown,
    kRequired,
    kLater,    // part of the language, not of this version
    kRefused,  // of the standard, and not of this engine; `meaning` says why
  };
  std::string_view name;
  Shape shape = Shape::kAny;
  std::string_view meaning;  // for editors
  State state = State::kKnown;
  const Table* inside = nullptr;
  std::vector<std::string_view> words = {};

  bool executes() const { return state == State::kKnown || state == State::kRequired; }
};

struct Table {
  std::string_view what;  // "a deadline"
  std::vector<Key> keys;

  const Key* find(std::string_view name) const;
  Names names() const;  // those that execute
};

class Fields {
 public:
  // Tells all faults of the keys and shapes. A node that is no map has no fields, and one fault.
  // `open`: keys that the table has not are only warned of.
  Fields(const Node& node, const Table& table, Faults& faults, bool open = false);

  // The value; nullptr when it is absent or its fault is told already.
  const Node* operator[](std::string_view key) const;
  // Whether it is written at all, right or wrong.
  bool has(std::string_view key) const { return node_.key_of(key) != nullptr; }
  const Node& node() const { return node_; }

 private:
  void read_key(const Node& key, const Node& value);
  void tell_unknown(const Node& key);
  bool fits(const Key& key, const Node& value);

  const Node& node_;
  const Table& table_;
  Faults& faults_;
  bool open_ = false;
  std::map<std::string_view, const Node*> values_;
};

// Told when a value is not one of the words.
void tell_word(const Node& value, const Names& words, Faults& faults);

}  // namespace liaison::language
