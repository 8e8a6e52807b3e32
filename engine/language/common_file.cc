#include "engine/language/common_file.h"

#include <algorithm>

#include "engine/language/canonical.h"
#include "engine/language/tables.h"
#include "engine/language/values.h"

namespace liaison::language {
namespace {

std::string where(const Node& node) { return *node.file + ":" + std::to_string(node.line); }

void add_section(const std::string& name, const Node& map, Folder& folder, Faults& faults) {
  auto& section = folder.sections[name];
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    const Entry entry{&map.keys[i], &map.items[i]};
    const auto [former, fresh] = section.emplace(map.keys[i].text, entry);
    if (fresh || former->second.key->file == entry.key->file) continue;
    faults.add(entry.key->mark(), "expected " + said(entry.key->text) + " once in the " + name +
                                      " of the folder, but it stands in " +
                                      where(*former->second.key) + " too");
  }
}

// ---- departments ----------------------------------------------------------------------------

PersonId read_person(const Node* node, Faults& faults) {
  if (!node) return {};
  const bool good = !node->text.empty() && node->text.find(' ') == std::string::npos;
  if (!good) faults.add(node->mark(), "expected the id of a person, but " + shown(*node));
  return PersonId{node->text};
}

bool check_slug(const Node& node, std::string_view what, Faults& faults) {
  if (node.is_text() && is_department(node.text)) return true;
  faults.add(node.mark(), "expected lower-case letters, digits and - as the name of " +
                              std::string(what) + ", but " + shown(node));
  return false;
}

// tasks.current holds the open tasks of all departments.
void check_topic(const Node& node, Faults& faults) {
  if (node.text != "current") return;
  faults.add(node.mark(),
             "expected another name, but tasks.current is the topic of all open tasks");
}

void check_free_name(const Node& node, std::string_view what, Faults& faults) {
  static constexpr std::string_view kTaken[] = {"manager", "holder", "customer", "person", "case"};
  check_topic(node, faults);
  if (std::find(std::begin(kTaken), std::end(kTaken), node.text) == std::end(kTaken)) return;
  faults.add(node.mark(), "expected the name of " + std::string(what) + ", but " + said(node.text) +
                              " means something else in addresses");
}

Department::UnitRule read_unit(const Node& node, Faults& faults) {
  const Fields fields(node, unit_table(), faults);
  Department::UnitRule unit;
  if (!node.is_map()) return unit;
  if (fields["name"] && check_slug(*fields["name"], "a unit", faults)) {
    unit.name = DepartmentId{fields["name"]->text};
    check_free_name(*fields["name"], "a unit", faults);
  }
  if (fields["areas"]) {
    for (const Node& area : fields["areas"]->items) unit.areas.push_back(area.text);
  }
  unit.head = read_person(fields["head"], faults);
  return unit;
}

Department read_department(const Entry& entry, Faults& faults) {
  Department department;
  department.id = DepartmentId{entry.key->text};
  check_free_name(*entry.key, "a department", faults);
  check_slug(*entry.key, "a department", faults);
  const Fields fields(*entry.value, department_table(), faults);
  if (!entry.value->is_map()) return department;
  if (fields["title"]) department.title = read_words(*fields["title"], faults);
  department.head = read_person(fields["head"], faults);
  department.deputy = read_person(fields["deputy"], faults);
  if (fields["above"]) department.above = DepartmentId{fields["above"]->text};
  if (fields["calendar"]) department.calendar = fields["calendar"]->text;
  if (fields["topic"] && check_slug(*fields["topic"], "a topic", faults)) {
    department.topic = fields["topic"]->text;
    check_topic(*fields["topic"], faults);
  }
  if (fields["units"]) {
    for (const Node& unit : fields["units"]->items) {
      department.units.push_back(read_unit(unit, faults));
    }
  }
  return department;
}

// The chain of `above` must end.
void check_above(const Department& department, const Node& above, const Folder& folder,
                 Faults& faults) {
  check_department(above, department.above.text, folder, faults);
  const Department* at = &department;
  for (std::size_t level = 0; level <= folder.departments->size(); ++level) {
    const auto next = folder.departments->find(at->above);
    if (next == folder.departments->end()) return;
    at = &next->second;
  }
  faults.add(above.mark(), "expected departments one above the other, but " +
                               said(department.id.text) + " ends above itself");
}

const std::vector<Node>& items_in(const Node& map, std::string_view key) {
  static const std::vector<Node> kNone;
  const Node* list = map.is_map() ? map.find(key) : nullptr;
  return list ? list->items : kNone;
}

// The units of all departments: each name once, and each area once in its department.
void check_units(const std::map<std::string, Entry>& departments, Faults& faults) {
  std::map<std::string, const Node*> names;
  for (const auto& [department, entry] : departments) names.emplace(department, entry.key);
  for (const auto& [department, entry] : departments) {
    std::map<std::string, const Node*> areas;
    const auto once = [&](std::map<std::string, const Node*>& seen, const Node& node,
                          std::string_view expected) {
      const auto [former, fresh] = seen.emplace(node.text, &node);
      if (fresh || !node.is_text()) return;
      faults.add(node.mark(), "expected " + std::string(expected) + ", but " + said(node.text) +
                                  " stands in " + where(*former->second) + " already");
    };
    for (const Node& unit : items_in(*entry.value, "units")) {
      const Node* name = unit.is_map() ? unit.find("name") : nullptr;
      if (name) once(names, *name, "a name of its own for each unit and department");
      for (const Node& area : items_in(unit, "areas")) {
        once(areas, area, "each area in one unit of the department");
      }
    }
  }
}

void read_departments(Folder& folder, Faults& faults) {
  const auto section = folder.sections.find("departments");
  if (section == folder.sections.end()) return;
  Departments departments;
  for (const auto& [name, entry] : section->second) {
    departments.emplace(DepartmentId{name}, read_department(entry, faults));
  }
  folder.departments = std::move(departments);
  check_units(section->second, faults);
  for (const auto& [name, entry] : section->second) {
    if (!entry.value->is_map()) continue;
    const Node* above = entry.value->find("above");
    if (above && above->is_text()) {
      check_above(folder.departments->at(DepartmentId{name}), *above, folder, faults);
    }
    const Node* calendar = entry.value->find("calendar");
    if (calendar && calendar->is_text()) check_calendar(*calendar, folder, faults);
  }
}

void read_words(Folder& folder, Faults& faults) {
  std::map<std::string, Text> words;
  for (const auto& [name, entry] : folder.sections["words"]) {
    words[name] = language::read_words(*entry.value, faults);
  }
  folder.words = std::move(words);
}

std::string whole_section(const std::map<std::string, Entry>& entries) {
  std::string text = "{";
  for (const auto& [name, entry] : entries) append_canonical(member(text, name), *entry.value);
  return text + "}";
}

// ---- calendars ------------------------------------------------------------------------------

// The zone of the folder's own calendar; without one, that of all calendar files if they agree.
std::string zone_of(const Folder& folder) {
  if (folder.calendar) {
    const auto found = folder.calendars.find(folder.calendar->text);
    if (found != folder.calendars.end()) return found->second->zone();
  }
  std::string zone;
  for (const auto& [name, calendar] : folder.calendars) {
    if (!zone.empty() && zone != calendar->zone()) return "UTC";
    zone = calendar->zone();
  }
  return zone.empty() ? "UTC" : zone;
}

void add_built_in(Folder& folder) {
  for (auto make : {&Calendar::every_day_in, &Calendar::weekdays_in}) {
    Result<Calendar> calendar = make(folder.zone);
    check(static_cast<bool>(calendar), "the zone of a calendar makes the built-in ones too");
    auto shared = std::make_shared<const Calendar>(*std::move(calendar));
    folder.calendars.emplace(shared->name(), std::move(shared));
  }
}

}  // namespace

const Entry* Folder::find(std::string_view section, std::string_view name) const {
  const auto entries = sections.find(std::string(section));
  if (entries == sections.end()) return nullptr;
  const auto found = entries->second.find(std::string(name));
  return found == entries->second.end() ? nullptr : &found->second;
}

Names Folder::names(std::string_view section) const {
  Names names;
  const auto entries = sections.find(std::string(section));
  if (entries == sections.end()) return names;
  for (const auto& [name, entry] : entries->second) names.push_back(name);
  return names;
}

bool Folder::has_department(std::string_view name) const {
  if (name == "managers" || departments->contains(DepartmentId{name})) return true;
  return std::any_of(departments->begin(), departments->end(), [&](const auto& each) {
    const auto& units = each.second.units;
    return std::any_of(units.begin(), units.end(),
                       [&](const auto& unit) { return unit.name.text == name; });
  });
}

// With leading noughts, so that they stand in order among the names.
std::string override_name(std::size_t index) {
  const std::string digits = std::to_string(index);
  return std::string(8 - std::min<std::size_t>(8, digits.size()), '0') + digits;
}

void add_common(const Node& file, Folder& folder, Faults& faults) {
  const Fields fields(file, common_table(), faults);
  for (const Key& key : common_table().keys) {
    const Node* value = fields[key.name];
    if (!value || (key.shape != Shape::kNamed && key.shape != Shape::kNamedLists)) continue;
    add_section(std::string(key.name), *value, folder, faults);
  }
  if (const Node* overrides = fields["overrides"]) {
    for (const Node& each : overrides->items) folder.overrides.push_back(&each);
  }
  const Node* calendar = fields["calendar"];
  if (!calendar) return;
  if (folder.calendar) {
    faults.add(calendar->mark(), "expected one calendar for the folder, but there is one in " +
                                     where(*folder.calendar) + " already");
  }
  folder.calendar = calendar;
}

void finish(Folder& folder, Faults& faults, std::optional<std::string> zone) {
  folder.zone = zone ? *std::move(zone) : zone_of(folder);
  add_built_in(folder);
  if (folder.calendar) check_calendar(*folder.calendar, folder, faults);
  read_departments(folder, faults);
  read_words(folder, faults);
  for (const char* section : {"departments", "words"})
    folder.whole[section] = whole_section(folder.sections[section]);
}

void check_calendar(const Node& name, const Folder& folder, Faults& faults) {
  if (folder.calendars.contains(name.text)) return;
  Names known;
  for (const auto& [each, calendar] : folder.calendars) known.push_back(each);
  faults.add(name.mark(), "expected a calendar (" + listed(known) + "), but " + shown(name) +
                              did_you_mean(name.text, known));
}

void check_department(const Node& at, const std::string& name, const Folder& folder,
                      Faults& faults) {
  if (folder.has_department(name)) return;
  Names known = folder.names("departments");
  known.insert(known.end(), {"manager", "managers", "holder"});
  faults.add(at.mark(), "expected a department of the common files, but " + said(name) +
                            " is none" + did_you_mean(name, known));
}

}  // namespace liaison::language
