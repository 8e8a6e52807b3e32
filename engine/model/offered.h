// OfferedEvent: an event about a customer, as the customer's cases are offered it. It came from
// outside, or another case has put it out. (What decide() makes is an Event.)
#pragma once

#include <cstdint>

#include "engine/model/actor.h"

namespace liaison {

struct OfferedEvent {
  std::uint64_t number = 0;  // among those kept for the customer; 0: it is not kept
  Origin origin;
  Doc data;
  CaseId from;  // the case that put it out; "" = it came from outside
  friend bool operator==(const OfferedEvent&, const OfferedEvent&) = default;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("number", &OfferedEvent::number), field("origin", &OfferedEvent::origin),
        field("data", &OfferedEvent::data), field("from", &OfferedEvent::from);
  }
};

}  // namespace liaison
