// Actor and Origin: who acted, for whom, in which unit, and by which record. Kept with every input
// and in the history, because people's assessment and pay rest on it.
//
//   Actor{.type = "user", .id = "desk.8812", .on_behalf_of = "customer", .unit = "jiangcheng/east"}
//
// Without tokens the type is "unauthenticated": what the sender says of himself, unproven.
#pragma once

#include <string>

#include "engine/model/describe.h"

namespace liaison {

struct Actor {
  std::string type;  // authtype: user, service_account, system, unauthenticated, …
  std::string id;    // authid
  std::string on_behalf_of;
  std::string unit;
  DepartmentId department;  // proven by a token; empty: not known
  std::string role;         // proven by a token: head, deputy, manager, operator, …
  friend bool operator==(const Actor&, const Actor&) = default;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("authtype", &Actor::type), field("authid", &Actor::id),
        field("onbehalfof", &Actor::on_behalf_of), field("unit", &Actor::unit),
        field("department", &Actor::department), field("role", &Actor::role);
  }
};

// Who acts when a clock or the start of the engine does.
inline Actor engine_itself() {
  Actor by;
  by.type = "system";
  by.id = "liaison";
  return by;
}

// The record that caused something: `source` + `id` is its dedup key.
struct Origin {
  std::string source, id, type;
  Instant time{};      // the record's own `time`; its arrival where it gave none
  std::string digest;  // 8 bytes of SHA-256 over type, subject and data: same id, other content?
  std::string traceparent;
  friend bool operator==(const Origin&, const Origin&) = default;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("source", &Origin::source), field("id", &Origin::id), field("type", &Origin::type),
        field("time", &Origin::time), field("digest", &Origin::digest),
        field("traceparent", &Origin::traceparent);
  }
};

}  // namespace liaison
