// Rejection: the record that says an input was refused: why, where it came from, and what it was.
#pragma once

#include "engine/runtime/chain.h"
#include "engine/runtime/journal.h"

namespace liaison {

inline constexpr std::size_t kRejectedBytesShown = 16 * 1024;

// `origin` is what is known of it: empty when the bytes could not be read.
Message rejection(const InputRecord& input, PartitionNumber partition, const Origin& origin,
                  const Refusal& refusal, Instant at);

// Bytes that somebody else has found unreadable, as a record that the turn loop will refuse with
// these reasons; and back (nothing: it is no such record).
std::string as_unreadable(std::string_view bytes, const std::vector<std::string>& reasons);
struct Unreadable {
  std::string bytes;
  std::vector<std::string> reasons;
};
std::optional<Unreadable> unreadable_in(std::string_view value);

}  // namespace liaison
