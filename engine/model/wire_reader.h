// Reader: MessagePack read where it stands, item by item, with no tree of objects in between. Half
// of what decoding a case's head took was building that tree.
//
//   wire::Reader in(row);
//   const std::uint32_t fields = in.array();      // so many items follow
//   const std::int64_t due = in.integer();
//   in.skip();                                    // one whole item, whatever is in it
//   Json sheet = in.json();
//
// Anything that is not what was asked for throws Malformed, as does an item that claims to be
// larger than what is left; so bad bytes cost no more memory than their own number.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/model/json.h"

namespace liaison::wire {

struct Malformed {};  // thrown inside decode() only

// Deeper than any sheet of expressions' values of 512 levels, in any event; what walks it does so
// on the stack.
inline constexpr std::size_t kDepthMax = 4096;

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint32_t array();  // how many items it has
  std::int64_t integer();
  std::uint64_t natural();
  double number();
  bool truth();
  std::string_view text();
  bool nil();  // true: there was one, and it is taken
  Json json();
  void skip();
  bool at_end() const { return rest_.empty(); }

 private:
  enum class Kind : std::uint8_t {
    kNil,
    kTruth,
    kNatural,
    kNegative,
    kNumber,
    kText,
    kArray,
    kMap
  };
  struct Head {
    Kind kind;
    std::uint64_t value;  // or the bits of a double, or how long, or how many
  };
  Head head();
  Head expect(Kind kind);
  std::uint8_t byte();
  std::uint64_t bytes(std::size_t count);  // big-endian
  std::string_view take(std::uint64_t size);
  Head items(Kind kind, std::uint64_t count) const;
  Json json(std::size_t depth);
  Json object(std::uint64_t count, std::size_t depth);

  std::string_view rest_;
};

}  // namespace liaison::wire
