// Describe: one list of fields per struct, from which follow its stored bytes and its JSON view.
//
//   struct Actor {
//     std::string type, id;
//     template <class Visit>
//     static constexpr void fields(Visit&& field) {
//       field("type", &Actor::type), field("id", &Actor::id);
//     }
//   };
//   std::string bytes = encode(actor);           // codec.h: a MessagePack array, in that order
//   Actor back = *decode<Actor>(bytes);
//   Json shown = view(actor);                    // {"type":"user","id":"desk.8812"}
//
// Stored rows must be readable by every later liaison: a field is only ever added at the END of its
// list, an alternative at the end of its variant, an enumerator at the end of its enum. A reader
// that finds fewer fields leaves the rest at their defaults; one that finds more ignores them (the
// format number of the store says when that is not enough). Equal values give equal bytes.
//
// The list is a template so that a file which neither stores nor shows anything does not pay for
// it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/model/ids.h"
#include "engine/model/instant.h"
#include "engine/model/json.h"
#include "engine/model/result.h"

namespace liaison {

// The word of an enumerator; one that a newer liaison has stored has none here.
template <class Enum, std::size_t N>
constexpr const char* word_in(const char* const (&words)[N], Enum value) {
  const auto at = static_cast<std::size_t>(value);
  return at < N ? words[at] : "unknown";
}

// Specialised for structs that cannot carry the list themselves (those of engine/time).
template <class T>
struct FieldsOf {
  template <class Visit>
  static constexpr void list(Visit&& field) {
    T::fields(field);
  }
};

}  // namespace liaison
