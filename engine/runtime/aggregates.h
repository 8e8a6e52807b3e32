// Aggregates: all of a partition that a command can change, with one keep() and one undo() for what
// an input did to it. TurnContext is what the machine may see of it.
#pragma once

#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/runtime/definition_shelf.h"
#include "engine/runtime/rows_cache.h"

namespace liaison {

class Aggregates {
 public:
  Aggregates(const Rows& rows, const PartitionOptions& options)
      : loose(rows), shelf(loose, options.codec), cases(rows, options.cached_cases), rows_(rows) {}

  Result<void> load(PartitionState state);  // people and the definitions in force
  void keep();
  void undo();
  void committed();
  void clear();

  const PartitionState& state() const { return state_; }
  const Directory& people() const { return people_; }
  const CustomerKey* alias(const AliasId&);
  // Applies one event of the partition, with the rows of its own that it makes.
  void apply_to_partition(const Event&);
  void count_history();  // before the partition's history entry is written

  LooseRows loose;
  DefinitionShelf shelf;
  RowsCache cases;  // and customers

 private:
  void change_state();
  void undo_people();
  void set_person(const PersonSet&, const Event&);

  const Rows& rows_;
  PartitionState state_;
  std::optional<PartitionState> state_before_;
  Directory people_;
  std::vector<std::pair<PersonId, std::optional<Person>>> people_before_;
  std::unordered_map<AliasId, CustomerKey> aliases_;  // answers given in this turn
};

class TurnContext final : public Context {
 public:
  TurnContext(Aggregates& aggregates, const MachineLimits& limits)
      : aggregates_(aggregates), limits_(limits) {}
  void observe(Instant now) { observed_ = now; }

  const Directory& people() const override { return aggregates_.people(); }
  const Customer& customer(const CustomerKey&) const override;
  const CaseHead* case_head(const CaseId&) const override;
  std::vector<const Definition*> opened_by(std::string_view event_type) const override;
  std::vector<const Definition*> heard_by(std::string_view event_type) const override;
  std::vector<const Definition*> in_force() const override;
  const Definition* definition(const DefinitionId&) const override;
  const std::string* version_content(std::string_view workflow,
                                     std::string_view version) const override;
  const CustomerKey* alias(const AliasId&) const override;
  Instant observed() const override { return observed_; }
  const MachineLimits& limits() const override { return limits_; }

 private:
  Aggregates& aggregates_;
  const MachineLimits& limits_;
  Instant observed_{};
};

}  // namespace liaison
