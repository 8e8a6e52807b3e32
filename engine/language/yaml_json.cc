// Between the marked tree and JSON: typed values, the canonical form, and parse_yaml().
#include <algorithm>

#include "engine/language/yaml.h"

namespace liaison::language {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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

Json typed(const std::string& text) {
  if (text == "true") return true;
  if (text == "false") return false;
  if (!is_number(text)) return text;
  Json number = Json::parse(text, nullptr, false);
  return number.is_discarded() ? Json(text) : number;  // 1e999 is text
}

void collect_marks(const Node& node, const std::string& pointer,
                   std::map<std::string, SourceMark>& marks) {
  marks[pointer] = node.mark();
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    std::string token = node.is_map() ? node.keys[i].text : std::to_string(i);
    Json::json_pointer at;
    at.push_back(std::move(token));
    collect_marks(node.items[i], pointer + at.to_string(), marks);
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

Json to_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNothing: return nullptr;
    case Node::Kind::kText: return node.plain ? typed(node.text) : Json(node.text);
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

// Plain text that JSON would write otherwise (1.10) stands as {"": "1.10"}: no key is empty.
OrderedJson canonical(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNothing: return nullptr;
    case Node::Kind::kText: {
      const Json value = node.plain ? typed(node.text) : Json(node.text);
      if (value.is_string()) return node.text;
      if (value.dump() == node.text) return OrderedJson::parse(node.text);
      return OrderedJson{{"", node.text}};
    }
    case Node::Kind::kList: {
      OrderedJson list = OrderedJson::array();
      for (const Node& item : node.items) list.push_back(canonical(item));
      return list;
    }
    case Node::Kind::kMap: break;
  }
  OrderedJson map = OrderedJson::object();
  for (std::size_t i = 0; i < node.keys.size(); ++i)
    map[node.keys[i].text] = canonical(node.items[i]);
  return map;
}

Node from_canonical(const OrderedJson& value, const std::string* file) {
  Node node;
  node.file = file;
  if (value.is_null()) return node;
  if (value.is_array()) {
    node.kind = Node::Kind::kList;
    for (const OrderedJson& item : value) node.items.push_back(from_canonical(item, file));
    return node;
  }
  const bool odd = value.is_object() && value.size() == 1 && value.contains("");
  if (value.is_object() && !odd) {
    node.kind = Node::Kind::kMap;
    for (const auto& [key, item] : value.items()) {
      node.keys.push_back(from_canonical(OrderedJson(key), file));
      node.items.push_back(from_canonical(item, file));
    }
    return node;
  }
  node.kind = Node::Kind::kText;
  node.plain = !value.is_string();
  node.text = odd                 ? value.at("").get<std::string>()
              : value.is_string() ? value.get<std::string>()
                                  : value.dump();
  return node;
}

}  // namespace liaison::language

namespace liaison {

Result<MarkedJson> parse_yaml(const SourceFile& file, std::vector<Fault>& faults) {
  language::Faults found;
  const std::optional<language::Node> root = language::read_yaml(file, found);
  const bool good = root && !found.any();
  for (Fault& fault : found.take()) faults.push_back(std::move(fault));
  if (!good) return invalid("expected YAML, but " + file.path + " has faults");
  MarkedJson marked;
  marked.value = language::to_json(*root);
  language::collect_marks(*root, "", marked.marks);
  return marked;
}

}  // namespace liaison
