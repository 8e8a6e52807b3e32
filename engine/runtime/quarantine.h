// Quarantine: records and cases that have ended the process again and again (hand.h). They are
// rows, so that they are there after every crash, in backups, and wherever the store is moved to.
//
//   quarantine.put(print, row);            // is not run any more
//   if (quarantine.holds(print)) …         // no row is read for that
//   quarantine.take_out(print);            // released, or dropped
//
// A case is set aside when its due rungs end the process: its clocks stand still, and what comes
// for it is refused, until somebody releases it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "engine/runtime/hand.h"
#include "engine/runtime/loose_rows.h"

namespace liaison {

inline constexpr const char* kQuarantined = "quarantined";  // the cause of the refusal

struct QuarantineRow {
  Fingerprint print = 0;
  CaseId case_id;  // "" = it is a record
  Instant due{};   // of the case
  Lane lane;       // of the record, with all that is needed to run it
  Offset offset = 0;
  Instant arrival{};
  std::string value;
  std::string source, id, type;  // as far as they could be read
  Instant since{};               // partition time
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    using Q = QuarantineRow;
    field("print", &Q::print), field("case", &Q::case_id), field("due", &Q::due),
        field("lane", &Q::lane), field("offset", &Q::offset), field("arrival", &Q::arrival),
        field("value", &Q::value), field("source", &Q::source), field("id", &Q::id),
        field("type", &Q::type), field("since", &Q::since);
  }
};

// What people call it by: "2-9f3a06c1d2e4b507", its partition and its print.
std::string quarantine_id(PartitionNumber, Fingerprint);
struct QuarantineId {
  PartitionNumber partition = 0;
  Fingerprint print = 0;
};
std::optional<QuarantineId> parse_quarantine_id(std::string_view);

class Quarantine {
 public:
  Quarantine(const Rows& committed, LooseRows& rows) : committed_(committed), rows_(rows) {}

  Result<void> load();
  bool empty() const { return held_.empty(); }
  std::size_t size() const { return held_.size(); }
  bool holds(Fingerprint print) const { return !held_.empty() && held_.contains(print); }
  bool holds_case(const CaseId& id) const { return !cases_.empty() && cases_.contains(id); }
  std::optional<QuarantineRow> find(Fingerprint) const;  // throws RowsFailed

  void put(const QuarantineRow&);
  void take_out(const QuarantineRow&);

 private:
  const Rows& committed_;
  LooseRows& rows_;
  std::set<Fingerprint> held_;
  std::set<CaseId> cases_;
};

}  // namespace liaison
