// The JSON Schema of workflow files for editors, made of the tables that the loader checks by: what
// an editor offers is what the loader takes. It knows keys and shapes; names and values are the
// loader's matter.
#include <map>

#include "engine/language/tables.h"

namespace liaison {
namespace language {
namespace {

class SchemaWriter {
 public:
  Json write();

 private:
  Json ref(const Table* table);
  Json inside_or_any(const Key& key) { return key.inside ? inside(key) : Json(true); }
  Json inside(const Key& key);
  Json of_shape(const Key& key);
  Json of_table(const Table& table);

  Json definitions_ = Json::object();
  std::map<const Table*, std::string> names_;
};

Json any_of(std::initializer_list<Json> schemas) { return {{"anyOf", Json(schemas)}}; }
Json text() { return {{"type", {"string", "number", "boolean"}}}; }
Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }
Json named(Json value) { return {{"type", "object"}, {"additionalProperties", std::move(value)}}; }

Json one_named(Json value) {
  Json map = named(std::move(value));
  map["minProperties"] = map["maxProperties"] = 1;
  return map;
}

// "a step" is defined as "step", "a case of switch" as "case-of-switch".
std::string name_of(const Table& table) {
  std::string name(table.what.substr(table.what.starts_with("a ") ? 2 : 0));
  for (char& c : name) {
    if (c == ' ') c = '-';
  }
  return name;
}

Json SchemaWriter::ref(const Table* table) {
  const auto [known, fresh] = names_.emplace(table, name_of(*table));
  const std::string name = known->second;
  if (fresh) {
    check(!definitions_.contains(name), "every table has a name of its own");
    definitions_[name] = nullptr;  // its place, should it name itself
    definitions_[name] = of_table(*table);
  }
  return {{"$ref", "#/definitions/" + name}};
}

Json SchemaWriter::inside(const Key& key) {
  if (key.inside != &deadline_table()) return ref(key.inside);
  return any_of({ref(&duration_table()), ref(key.inside)});
}

Json SchemaWriter::of_shape(const Key& key) {
  switch (key.shape) {
    case Shape::kAny: return Json::object();
    case Shape::kText: return text();
    case Shape::kWords: return any_of({text(), ref(&words_table())});
    case Shape::kWhole: return {{"type", "integer"}};
    case Shape::kWord: return {{"enum", key.words}};
    case Shape::kForm: return {{"type", {"string", "object"}}};
    case Shape::kObject: return key.inside ? ref(key.inside) : Json{{"type", "object"}};
    case Shape::kTextOrObject:
      return any_of({text(), key.inside ? inside(key) : Json{{"type", "object"}}});
    case Shape::kObjectOrList: return any_of({inside_or_any(key), list_of(inside_or_any(key))});
    case Shape::kNamed: return named(key.inside ? any_of({text(), inside(key)}) : Json(true));
    case Shape::kNamedLists: return named(list_of(inside_or_any(key)));
    case Shape::kNamedCases: return named(list_of(one_named(inside_or_any(key))));
    case Shape::kList: return list_of(inside_or_any(key));
    case Shape::kCases: return list_of(one_named(inside_or_any(key)));
    case Shape::kTextOrList:
      return any_of({text(), list_of(key.inside ? ref(key.inside) : text())});
    case Shape::kTextOrListOrNamed:
      return any_of({text(), list_of(text()), named(inside_or_any(key))});
    case Shape::kSteps: return list_of(one_named(ref(&step_table())));
  }
  return {};
}

Json SchemaWriter::of_table(const Table& table) {
  Json properties = Json::object(), required = Json::array();
  for (const Key& key : table.keys) {
    if (!key.executes()) continue;
    Json schema = of_shape(key);
    if (schema.contains("$ref")) schema = any_of({std::move(schema)});  // a $ref stands alone
    schema["description"] = key.meaning;
    properties[std::string(key.name)] = std::move(schema);
    if (key.state == Key::State::kRequired) required.push_back(key.name);
  }
  Json made = {
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) made["required"] = std::move(required);
  return made;
}

Json SchemaWriter::write() {
  Json schema = of_table(workflow_table());
  Json one_task = Json::array();
  for (const std::string& task : task_keys()) {
    if (!step_table().find(task)->executes()) continue;
    Json one = {{"required", {task}}};
    if (task == "do") one["not"] = {{"required", {"for"}}};  // its steps are those of a loop
    one_task.push_back(std::move(one));
  }
  definitions_["step"]["oneOf"] = std::move(one_task);
  schema["$schema"] = "http://json-schema.org/draft-07/schema#";
  schema["title"] = "liaison workflow";
  schema["definitions"] = std::move(definitions_);
  return schema;
}

}  // namespace
}  // namespace language

std::string workflow_schema() { return language::SchemaWriter().write().dump(2) + "\n"; }

}  // namespace liaison
