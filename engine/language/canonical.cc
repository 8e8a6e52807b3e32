#include "engine/language/canonical.h"

#include "engine/model/json_text.h"

namespace liaison::language {
namespace {

// Plain text that JSON would write otherwise (1.10) stands as {"": "1.10"}: no key is empty.
void append_text(std::string& out, const Node& node) {
  const auto value = node.plain ? typed(node.text) : std::nullopt;
  if (!value) {
    append_json_text(out, node.text);
  } else if (value->dump() == node.text) {
    out += node.text;
  } else {
    out += "{\"\":";
    append_json_text(out, node.text);
    out += '}';
  }
}

}  // namespace

void append_canonical(std::string& out, const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNothing: out += "null"; return;
    case Node::Kind::kText: return append_text(out, node);
    case Node::Kind::kList:
      out += '[';
      for (const Node& item : node.items) {
        if (&item != &node.items.front()) out += ',';
        append_canonical(out, item);
      }
      out += ']';
      return;
    case Node::Kind::kMap: break;
  }
  out += '{';
  for (std::size_t i = 0; i < node.keys.size(); ++i)
    append_canonical(member(out, node.keys[i].text), node.items[i]);
  out += '}';
}

std::string& member(std::string& object, std::string_view name) {
  if (object.back() != '{') object += ',';
  append_json_text(object, name);
  object += ':';
  return object;
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
