// Events of the partition: its people, aliases and definitions. See event.h.
#pragma once

#include <string>

#include "engine/model/command.h"

namespace liaison {

struct PersonSet {
  static constexpr const char* kWord = "person-set";
  Person person;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("person", &PersonSet::person);
  }
};
struct AliasLinked {
  static constexpr const char* kWord = "alias-linked";
  AliasId alias;
  CustomerKey customer;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("alias", &AliasLinked::alias), field("customer", &AliasLinked::customer);
  }
};
struct DefinitionActivated {
  static constexpr const char* kWord = "definition-activated";
  std::string workflow, version;
  DefinitionId definition;
  std::string blob;  // stored once under its id, not in the history
  bool keeps_schedule = false;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using E = DefinitionActivated;
    field("workflow", &E::workflow), field("version", &E::version),
        field("definition", &E::definition), field("blob", &E::blob),
        field("keepsSchedule", &E::keeps_schedule);
  }
};

}  // namespace liaison
