// Between nlohmann's JSON and libjq's, without text in between.
//
//   Jv value(to_jq(Json{{"kva", 50}}));
//   std::optional<Json> back = from_jq(value.get());
//
// libjq's numbers are doubles: whole ones come back as integers, those beyond 2^53 have lost digits
// on the way in. What from_jq() cannot give back is a number that is infinite or none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/model/json.h"

extern "C" {
#include <jv.h>
}

namespace liaison {

inline constexpr int kMaxJsonDepth = 512;

// Owns one reference.
class Jv {
 public:
  explicit Jv(jv value) : value_(value) {}
  Jv(const Jv&) = delete;
  Jv& operator=(const Jv&) = delete;
  ~Jv() { jv_free(value_); }

  jv get() const { return value_; }            // lent
  jv copy() const { return jv_copy(value_); }  // given away
  jv_kind kind() const { return jv_get_kind(value_); }

 private:
  jv value_;
};

jv to_jq(const Json& value);
std::optional<Json> from_jq(jv lent);

std::string_view text_of(jv lent);  // of a string; holds as long as `lent`
jv text_to_jq(std::string_view text);

// The value with whole numbers as integers, as it would come back from jq.
void make_integers(Json& value);

// Bytes of the value as compact JSON, and how deep it is nested. Counting stops beyond `most`.
std::size_t json_bytes(const Json& value, std::size_t most);
bool deeper_than(const Json& value, int most);
// One for each value in it, and for every 16 bytes of text: as the meter counts (jq_meter.h).
std::int64_t steps_of(const Json& value);

}  // namespace liaison
