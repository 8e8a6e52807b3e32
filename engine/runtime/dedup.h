// Dedup: which inputs were accepted already, as far as no case row remembers them.
//
//   if (auto known = dedup.find(origin)) …a duplicate, or the same id with other content…
//   dedup.remember(origin, case_id, partition_time);
//   dedup.expire(partition_time);                  // a small portion of what is past its time
#pragma once

#include <optional>

#include "engine/runtime/loose_rows.h"

namespace liaison {

class Dedup {
 public:
  Dedup(const Rows& committed, LooseRows& rows, Milliseconds kept)
      : committed_(committed), rows_(rows), kept_(kept) {}

  std::optional<DedupRow> find(const Origin&) const;
  void remember(const Origin&, const CaseId&, Instant now);
  void expire(Instant now);
  void clear();  // what was not committed is forgotten

 private:
  const Rows& committed_;
  LooseRows& rows_;
  const Milliseconds kept_;
  std::string expired_to_;            // where the next search begins, behind what was deleted
  Instant next_expiry_ = kBeginning;  // nothing that is committed expires before this
  Instant newest_expiry_ = kNever;    // … of this turn's rows
};

}  // namespace liaison
