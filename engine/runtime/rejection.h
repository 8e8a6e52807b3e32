// Rejection: the record that says an input was refused: why, where it came from, and what it was.
#pragma once

#include "engine/runtime/chain.h"
#include "engine/runtime/journal.h"

namespace liaison {

inline constexpr std::size_t kRejectedBytesShown = 16 * 1024;

// `origin` is what is known of it: empty when the bytes could not be read. `cut`: the input is only
// the beginning of what came.
Message rejection(const InputRecord& input, PartitionNumber partition, const Origin& origin,
                  const Refusal& refusal, Instant at, bool cut = false);

// An input as people may see it: text where it is text, a command as JSON, else base64.
struct ShownRecord {
  std::string text;
  const char* encoding = "text";  // or "base64"
  bool truncated = false;
};
ShownRecord shown_record(const InputRecord&);

// Of an event that a case has put out: what it would have led to.
Message rejection_of_emitted(const Command&, PartitionNumber, const Refusal&);

// What somebody else has found unfit to be an input (unreadable, too large), as a record that the
// turn loop will refuse for the same cause; and back (nothing: it is no such record). Of the bytes
// only as many are kept as a rejection shows, so that what is too large is not stored either.
struct Unfit {
  std::string bytes;
  bool cut = false;
  Refusal refusal;
  Origin origin;  // source, id and type, as far as they could be read
};
std::string as_unfit(std::string_view bytes, const Refusal& refusal, const Origin& origin);
std::optional<Unfit> unfit_in(std::string_view value);

}  // namespace liaison
