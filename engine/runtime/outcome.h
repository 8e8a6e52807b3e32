// Outcome: what became of one input; known, and told, only after its turn is committed.
#pragma once

#include <string>
#include <vector>

#include "engine/runtime/journal.h"

namespace liaison {

struct Outcome {
  enum class Kind : std::uint8_t {
    kApplied,
    kDuplicate,  // this source and id was applied before: nothing happened now
    kRefused,    // changed nothing; stands on the rejected topic
    kUnknown,    // nobody knows whether its turn was committed (another owner), or another
                 //   partition will tell
    kNotTaken,   // nothing of it is kept, now or later: `reasons` says why, it may be sent again
  } kind = Kind::kUnknown;
  Lane lane;
  PartitionNumber partition = 0;
  Offset offset = 0;
  CaseId case_id;                    // the case it opened, joined or answered, if any
  std::string cause;                 // of a refusal: a word ("task-done", "result-mismatch", …)
  std::vector<std::string> reasons;  // all of them, each "expected X, but Y"
};

}  // namespace liaison
