// Node: a YAML file as a tree in which every value and every key knows where it stands.
//
//   std::optional<Node> root = read_yaml(file, faults);      // nothing when it is no YAML
//   if (const Node* title = root->find("title")) use(title->text, title->mark());
//
// YAML 1.2 with less: one document, text as keys, no duplicates, no tags, no tabs, aliases that do
// not nest. What yaml-cpp takes for granted (quotes never closed, values cut by a bracket) is a
// fault here. All is bounded: bytes, depth, nodes, also after aliases are put in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/language/faults.h"

namespace liaison::language {

struct YamlLimits {
  std::size_t bytes = 1024 * 1024;  // of a file, and of its text after aliases
  std::size_t nodes = 100'000;
  int depth = 64;  // deeper than any workflow a person can read
};
inline constexpr YamlLimits kYamlLimits;

struct Node {
  enum class Kind : std::uint8_t { kNothing, kText, kList, kMap };
  Kind kind = Kind::kNothing;
  bool plain = false;                 // kText: written without quotes, so perhaps a number
  const std::string* file = nullptr;  // path of the SourceFile, which lives longer
  int line = 0, column = 0;
  std::string text;         // kText
  std::vector<Node> keys;   // kMap: kText each, in the order written
  std::vector<Node> items;  // kList: the items; kMap: the values

  bool is_nothing() const { return kind == Kind::kNothing; }
  bool is_text() const { return kind == Kind::kText; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }
  SourceMark mark() const { return {file ? *file : "", line, column}; }
  const Node* find(std::string_view key) const;    // of a map; nullptr when it is not there
  const Node* key_of(std::string_view key) const;  // the key itself, for its mark
};

std::optional<Node> read_yaml(const SourceFile& file, Faults& faults);

// The value by the core schema: only plain text can be true, false, null or a number.
Json to_json(const Node& node);
MarkedJson marked(const Node& root);
// "a list", "a map", "nothing", "'text'": what stands there, for a fault.
std::string shown(const Node& node);
// What plain text is when it is no text: true, false or a number.
std::optional<Json> typed(std::string_view plain);

}  // namespace liaison::language
