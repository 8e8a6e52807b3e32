// RowsCache: the aggregates of a partition, decoded: what is committed plus what this turn has
// changed.
//
//   Case& the_case = cache.change(cache.the_case(id));   // apply() may change it now
//   cache.keep();                                        // the input in hand counts
//   cache.undo();                                        // … or nothing of it does
//
// An aggregate that was as committed when an input touched it is simply read again after an undo;
// only one that earlier inputs of the same turn have changed is copied first. A reference stays
// good until undo(), committed() or clear(). Reading throws RowsFailed.
#pragma once

#include <optional>
#include <vector>

#include "engine/runtime/loose_rows.h"
#include "engine/runtime/partition.h"
#include "engine/runtime/recent.h"

namespace liaison {

struct CachedCase {
  Case value;
  CaseData stored_data;                  // as in the rows
  std::vector<std::string> stored_keys;  // of its derived rows, sorted
  Figures counted;                       // what it adds to the stored figures
  Instant hinted = kNever;               // what the due window holds for it
  bool dirty = false;                    // differs from the rows
  std::optional<CaseHead> archived;      // what is left of it here; then `value` is empty
};
struct CachedCustomer {
  Customer value;
  std::optional<IndexEntry> stored_due;  // of its schedule, as in the rows
  Instant hinted = kNever;
  bool dirty = false;
};

// What one case adds to the figures of its partition, and its derived keys: both from the head
// alone.
Figures figures_of(const CaseHead&);
std::vector<std::string> derived_keys(const CaseHead&);  // sorted
std::optional<IndexEntry> due_of(const Customer&);       // its schedule's

class RowsCache {
 public:
  RowsCache(const Rows& rows, std::size_t cases_max) : rows_(rows), cases_max_(cases_max) {}

  CachedCase& the_case(const CaseId&);          // an empty one when there is none
  void read_ahead(const std::vector<CaseId>&);  // those not in hand yet, all at once
  CachedCustomer& customer(const CustomerKey&);
  Case& change(CachedCase&, const CaseId&);
  Customer& change(CachedCustomer&);

  void keep();
  void undo();
  const std::vector<CaseId>& cases_in_hand() const { return cases_in_hand_; }
  std::vector<CustomerKey> workflows_in_hand() const;  // in a customer's place
  const std::vector<CaseId>& dirty_cases() const { return dirty_cases_; }
  const std::vector<CustomerKey>& dirty_customers() const { return dirty_customers_; }
  void committed();  // nothing is dirty any more; closed cases are let go, and what is too much
  // Some cases are archived: one that is not there may be among them.
  void expect_archived(bool any) { any_archived_ = any; }
  void forget(const CaseId& id) { cases_.forget(id); }  // its rows are gone
  void clear();

 private:
  template <class Name, class Value>
  struct Before {
    Name name;
    std::optional<Value> value;  // none: as in the rows
  };
  using Row = std::optional<std::string>;
  Row row(const std::string& key) const;

  const Rows& rows_;
  const std::size_t cases_max_;
  bool any_archived_ = false;
  Recent<CaseId, CachedCase> cases_;
  Recent<CustomerKey, CachedCustomer> customers_;
  std::vector<Before<CaseId, Case>> cases_before_;
  std::vector<Before<CustomerKey, Customer>> customers_before_;
  std::vector<CaseId> cases_in_hand_, dirty_cases_;
  std::vector<CustomerKey> dirty_customers_;
};

}  // namespace liaison
