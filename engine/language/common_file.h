// Folder: what all workflows of a folder share: the entries of common files, and the calendars.
//
//   Folder folder;
//   for (const Node& file : common_files) add_common(file, folder, faults);
//   finish(folder, faults);                      // departments and words are read, names looked up
//   if (const Entry* ladder = folder.find("escalations", "urgent")) …
//
// Entries whose meaning depends on the workflow (ladders, forms, settings) stay nodes: each
// workflow compiles those it uses, with its own expressions and forms.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "engine/language/yaml.h"

namespace liaison::language {

struct Entry {
  const Node* key = nullptr;
  const Node* value = nullptr;
};

struct Folder {
  std::map<std::string, std::map<std::string, Entry>> sections;  // "departments", "results", …
  std::vector<const Node*> overrides;                            // in the order of the files
  const Node* calendar = nullptr;                                // name of the default
  std::string zone = "UTC";                                      // of the built-in calendars
  std::map<std::string, std::shared_ptr<const Calendar>> calendars;
  Shared<Departments> departments;
  Shared<std::map<std::string, Text>> words;
  // Of the sections of which a workflow holds all entries or none: the canonical text.
  std::map<std::string, std::string> whole;

  const Entry* find(std::string_view section, std::string_view name) const;
  Names names(std::string_view section) const;
  // A department or one of its units; `managers` is always there.
  bool has_department(std::string_view name) const;
};

// The name of `overrides[index]` among what a definition uses.
std::string override_name(std::size_t index);

void add_common(const Node& file, Folder& folder, Faults& faults);
// `calendars` must be complete but for the built-in ones, which are put in here: in
// `zone`, or in that of the folder's own calendar.
void finish(Folder& folder, Faults& faults, std::optional<std::string> zone = {});
// Tells a name that no calendar has.
void check_calendar(const Node& name, const Folder& folder, Faults& faults);
void check_department(const Node& at, const std::string& name, const Folder& folder,
                      Faults& faults);

}  // namespace liaison::language
