// Between the marked tree and JSON: typed values, and parse_yaml().
#include <algorithm>

#include "engine/language/yaml.h"
#include "engine/model/text.h"

namespace liaison::language {
namespace {

// -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?
bool is_number(std::string_view text) {
  const auto take = [&](char c) {
    const bool there = text.starts_with(c);
    if (there) text.remove_prefix(1);
    return there;
  };
  const auto take_digits = [&] {
    const std::size_t before = text.size();
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
    return text.size() < before;
  };
  take('-');
  if (!take('0') && !take_digits()) return false;
  if (take('.') && !take_digits()) return false;
  if (take('e') || take('E')) {
    if (!take('-')) take('+');
    if (!take_digits()) return false;
  }
  return text.empty();
}

// As a JSON pointer writes it.
void append_token(std::string& pointer, std::string_view key) {
  pointer += '/';
  for (const char c : key) {
    if (c == '~') pointer += "~0";
    else if (c == '/') pointer += "~1";
    else pointer += c;
  }
}

void collect_marks(const Node& node, std::string& pointer,
                   std::map<std::string, SourceMark>& marks) {
  marks[pointer] = node.mark();
  const std::size_t length = pointer.size();
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    append_token(pointer, node.is_map() ? node.keys[i].text : std::to_string(i));
    collect_marks(node.items[i], pointer, marks);
    pointer.resize(length);
  }
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const Node& each) { return each.text == key; });
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

const Node* Node::key_of(std::string_view key) const {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const Node& each) { return each.text == key; });
  return found == keys.end() ? nullptr : &*found;
}

std::optional<Json> typed(std::string_view plain) {
  if (plain == "true") return true;
  if (plain == "false") return false;
  if (!is_number(plain)) return std::nullopt;
  Json number = Json::parse(plain, nullptr, false);
  return number.is_discarded() ? std::nullopt : std::optional(std::move(number));  // 1e999 is text
}

Json to_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNothing: return nullptr;
    case Node::Kind::kText: {
      auto value = node.plain ? typed(node.text) : std::nullopt;
      return value ? *std::move(value) : Json(node.text);
    }
    case Node::Kind::kList: {
      Json list = Json::array();
      for (const Node& item : node.items) list.push_back(to_json(item));
      return list;
    }
    case Node::Kind::kMap: break;
  }
  Json map = Json::object();
  for (std::size_t i = 0; i < node.keys.size(); ++i)
    map[node.keys[i].text] = to_json(node.items[i]);
  return map;
}

std::string shown(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNothing: return "nothing";
    case Node::Kind::kText: return said(node.text);
    case Node::Kind::kList: return "a list";
    case Node::Kind::kMap: return "a map";
  }
  return "";
}

MarkedJson marked(const Node& root) {
  MarkedJson made{to_json(root), {}};
  std::string pointer;
  collect_marks(root, pointer, made.marks);
  return made;
}

}  // namespace liaison::language

namespace liaison {

Result<MarkedJson> parse_yaml(const SourceFile& file, std::vector<Fault>& faults) {
  language::Faults found;
  const std::optional<language::Node> root = language::read_yaml(file, found);
  const bool good = root && !found.any();
  for (Fault& fault : found.take()) faults.push_back(std::move(fault));
  if (!good) return invalid("expected YAML, but " + file.path + " has faults");
  return language::marked(*root);
}

}  // namespace liaison
