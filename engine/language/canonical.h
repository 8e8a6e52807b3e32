// Canonical text: everything of a tree but its marks as JSON, so that the same content gives the
// same bytes; and back. Definitions are stored and named by it.
//
//   std::string text = "{";
//   append_canonical(member(text, "workflow"), root);
//   text += '}';                                        // {"workflow":{"document":…}}
#pragma once

#include "engine/language/yaml.h"

namespace liaison::language {

using OrderedJson = nlohmann::ordered_json;

void append_canonical(std::string& out, const Node& node);
// The next member of the object that is being written: its value must follow.
std::string& member(std::string& object, std::string_view name);
Node from_canonical(const OrderedJson& value, const std::string* file);

}  // namespace liaison::language
