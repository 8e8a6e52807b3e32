// What an expectation of a scenario may name: the families of public records, their events and
// their fields (contracts.md section 2), in one list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace liaison {

struct ExpectedFamily {
  std::string name;                // as the scenario writes it: task, deadline, …
  std::string verb;                // meant when none is written
  std::vector<std::string> verbs;  // empty: this family has one event only
  std::vector<std::string> fields;
};

const ExpectedFamily* expected_family(std::string_view name);  // null: there is none
std::vector<std::string> expected_families();

}  // namespace liaison
