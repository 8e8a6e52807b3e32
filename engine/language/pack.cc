#include "engine/language/pack.h"

#include "engine/language/calendar_file.h"

namespace liaison {
namespace language {
namespace {

OrderedJson used_common(const Folder& folder, const Compiler::Used& used) {
  OrderedJson common = OrderedJson::object();
  for (const auto& [section, name] : used) {
    if (section == "calendar") common["calendar"] = folder.calendar->text;
    else if (section == "overrides")
      common[section].push_back(canonical(*folder.overrides.at(std::stoul(name))));
    else common[section][name] = canonical(*folder.find(section, name)->value);
  }
  return common;
}

std::string hash_of(const OrderedJson& content) { return hex(sha256(content.dump())); }

OrderedJson used_calendars(const Definition& definition, const CalendarNodes& nodes) {
  OrderedJson used = OrderedJson::object();
  for (const auto& [name, calendar] : definition.calendars) {
    const auto node = nodes.find(name);
    if (node != nodes.end()) used[name] = canonical(*node->second);
  }
  return used;
}

// The sections in the blob, as if they were a common file of their own.
Result<std::shared_ptr<const Definition>> unpacked(const OrderedJson& blob) {
  static const std::string kPath = "(stored)";
  const SourceFile file{blob.at("path").get<std::string>(), blob.at("text").get<std::string>()};
  Faults faults;
  const Node common = from_canonical(blob.at("common"), &kPath);
  std::map<std::string, Node> calendar_nodes;
  CalendarNodes calendars;
  Folder folder;
  for (const auto& [name, value] : blob.at("calendars").items()) {
    const Node& node = calendar_nodes[name] = from_canonical(value, &kPath);
    calendars[name] = &node;
    if (auto calendar = read_calendar(node, faults)) folder.calendars[name] = calendar;
  }
  add_common(common, folder, faults);
  finish(folder, faults, blob.at("zone").get<std::string>());
  const std::optional<Node> root = read_yaml(file, faults);
  std::shared_ptr<const Definition> definition;
  if (root) definition = make_definition(file, *root, folder, calendars, faults);
  if (definition && !faults.any()) return definition;
  const std::vector<Fault> all = faults.take();
  return Error{Error::Kind::kCorrupt, "expected a definition that this version reads, but " +
                                          (all.empty() ? "it is empty" : to_text(all.front()))};
}

}  // namespace

std::shared_ptr<const Definition> make_definition(const SourceFile& file, const Node& root,
                                                  const Folder& folder,
                                                  const CalendarNodes& calendars, Faults& faults,
                                                  JqCheck* jq) {
  Compiler compiler(folder, root, faults, jq);
  std::shared_ptr<Definition> definition = compiler.compile();
  if (!definition) return nullptr;
  OrderedJson content = {{"level", kLanguageLevel}, {"workflow", canonical(root)}};
  const OrderedJson common = used_common(folder, compiler.used());
  const OrderedJson own_calendars = used_calendars(*definition, calendars);
  content["common"] = common;
  content["calendars"] = own_calendars;
  definition->id = DefinitionId{hash_of(content)};
  definition->shown_version = definition->version;
  if (!common.empty() || !own_calendars.empty()) {
    definition->shown_version.append("+").append(hash_of({common, own_calendars}), 0, 6);
  }
  definition->packed =
      OrderedJson{{"level", kLanguageLevel}, {"path", file.path},          {"text", file.text},
                  {"common", common},        {"calendars", own_calendars}, {"zone", folder.zone}}
          .dump();
  return definition;
}

}  // namespace language

std::string pack(const Definition& definition) { return definition.packed; }

Result<std::shared_ptr<const Definition>> unpack(std::string_view blob) {
  using language::OrderedJson;
  const OrderedJson json = OrderedJson::parse(blob, nullptr, false);
  const auto is = [&](const char* key, auto kind) {
    return json.is_object() && json.contains(key) && (json.at(key).*kind)();
  };
  if (!is("level", &OrderedJson::is_number_unsigned)) {
    return Error{Error::Kind::kCorrupt, "expected a stored definition, but the bytes are none"};
  }
  if (json.at("level").get<unsigned>() > language::kLanguageLevel) {
    return Error{Error::Kind::kNewerFormat, "expected a definition of language level " +
                                                std::to_string(language::kLanguageLevel) +
                                                ", but it has level " + json.at("level").dump()};
  }
  const bool whole = is("path", &OrderedJson::is_string) && is("text", &OrderedJson::is_string) &&
                     is("zone", &OrderedJson::is_string) && is("common", &OrderedJson::is_object) &&
                     is("calendars", &OrderedJson::is_object);
  if (!whole)
    return Error{Error::Kind::kCorrupt, "expected a whole definition, but parts are missing"};
  return language::unpacked(json);
}

}  // namespace liaison
