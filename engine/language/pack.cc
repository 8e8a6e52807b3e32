#include "engine/language/pack.h"

#include <algorithm>

#include "engine/language/calendar_file.h"
#include "engine/language/canonical.h"
#include "engine/model/json_text.h"

namespace liaison {
namespace language {
namespace {

using UsedEntry = Compiler::Used::const_iterator;

// What is used of one section.
void append_section(std::string& out, const Folder& folder, UsedEntry first, UsedEntry end) {
  const auto& [section, name] = *first;
  if (section == "calendar") return append_json_text(out, folder.calendar->text);
  if (name == Compiler::kWhole) {
    out += folder.whole.at(section);
    return;
  }
  const bool list = section == "overrides";
  out += list ? '[' : '{';
  for (auto each = first; each != end; ++each) {
    if (list && each != first) out += ',';
    append_canonical(list ? out : member(out, each->second),
                     list ? *folder.overrides.at(std::stoul(each->second))
                          : *folder.find(section, each->second)->value);
  }
  out += list ? ']' : '}';
}

std::string used_common(const Folder& folder, const Compiler::Used& used) {
  std::string common = "{";
  for (auto first = used.begin(); first != used.end();) {
    const auto end = std::find_if(first, used.end(),
                                  [&](const auto& each) { return each.first != first->first; });
    append_section(member(common, first->first), folder, first, end);
    first = end;
  }
  return common + "}";
}

std::string hash_of(const std::string& content) { return hex(sha256(content)); }

std::string used_calendars(const Definition& definition, const CalendarNodes& nodes) {
  std::string used = "{";
  for (const auto& [name, calendar] : definition.calendars) {
    const auto node = nodes.find(name);
    if (node != nodes.end()) append_canonical(member(used, name), *node->second);
  }
  return used + "}";
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
  const std::string common = used_common(folder, compiler.used());
  const std::string own_calendars = used_calendars(*definition, calendars);
  const std::string level = "{\"level\":" + std::to_string(kLanguageLevel);
  std::string content = level;
  append_canonical(member(content, "workflow"), root);
  member(content, "common") += common;
  member(content, "calendars") += own_calendars;
  content += '}';
  definition->id = DefinitionId{hash_of(content)};
  definition->shown_version = definition->version;
  if (common != "{}" || own_calendars != "{}") {
    const std::string shared = hash_of("[" + common + "," + own_calendars + "]");
    definition->shown_version.append("+").append(shared, 0, 6);
  }
  std::string& packed = definition->packed = level;
  append_json_text(member(packed, "path"), file.path);
  append_json_text(member(packed, "text"), file.text);
  member(packed, "common") += common;
  member(packed, "calendars") += own_calendars;
  append_json_text(member(packed, "zone"), folder.zone);
  packed += '}';
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
