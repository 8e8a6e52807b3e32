// Queries: what people may see, read from committed rows; nothing here changes anything. The same
// functions serve HTTP (over a running node) and the command line on a store nobody serves.
//
//   Page page = *list_cases(view, {.workflow = "lv-new-connection", .state = "open", .limit = 50});
//
// Answers are JSON objects with the field names of contracts.md section 2; instants are RFC 3339 in
// the zone of the case's calendar. Lists are ordered, at most `limit` long, with an opaque `next`.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/definition.h"
#include "engine/runtime/journal.h"
#include "engine/runtime/partition.h"

namespace liaison {

// All partitions' rows, and the definitions by id (loaded from their blobs, kept in a small cache).
class StoreView {
 public:
  explicit StoreView(const Journal& journal, DefinitionCodec codec = DefinitionCodec::of_language(),
                     const Archive* archive = nullptr);
  ~StoreView();
  PartitionNumber partitions() const;
  const Rows& rows(PartitionNumber) const;
  // The rows of one case: the partition's, or those of the file it is archived in; null: there is
  // no such case. Error: it is archived, but the file is not to be read.
  Result<std::shared_ptr<const Rows>> rows_of(PartitionNumber, const CaseId&) const;
  // Null when the blob is missing or cannot be read. Thread-safe.
  std::shared_ptr<const Definition> definition(PartitionNumber, const DefinitionId&) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// In the filters and questions below `by` is who asks, as a token proves it: a case that keeps them
// out (`except`) is not there for them. An empty one sees all.
struct Page {
  std::vector<Json> items;
  std::string next;  // empty: that was all
};

struct CaseFilter {
  std::string workflow, customer, key, state;  // state: open, stuck, completed, cancelled, ""
  std::size_t limit = 100;
  std::string next;
  Actor by = {};
  bool archived = false;  // those and no others
};
struct TaskFilter {
  std::string department, holder, case_id;
  bool overdue = false;
  std::size_t limit = 100;
  std::string next;
  Actor by = {};
};
struct DeadlineFilter {
  std::string department, workflow, manager;
  std::optional<Instant> due_before;  // `due`: first things first
  bool overdue = false;
  std::size_t limit = 100;
  std::string next;
  Actor by = {};
};

struct CustomerFilter {
  std::string manager, area, alias;
  std::size_t limit = 100;
  std::string next;
};
// What the definitions in force and before know by name, sorted; a filter by another name is a
// slip. Empty while nothing was ever put in force.
struct KnownNames {
  std::vector<std::string> workflows, departments;
  std::vector<std::string> topics;  // of the departments, without "tasks."
};

Result<Page> list_cases(const StoreView&, const CaseFilter&);
Result<Page> list_tasks(const StoreView&, const TaskFilter&, Instant now);
Result<Page> list_deadlines(const StoreView&, const DeadlineFilter&, Instant now);
Result<Page> list_customers(const StoreView&, const CustomerFilter&);
// Workflows that open cases by themselves, by name, and when they do so next.
Result<Page> list_schedules(const StoreView&, std::size_t limit, const std::string& next);
// Those of a partition that have not ended.
std::vector<std::string> running_schedules(const StoreView&, PartitionNumber);
Result<Json> show_customer(const StoreView&, const CustomerKey&, const Actor& by = {});
// Everything about one case as `case show` needs it: head, clocks with used/left at `now`, open
// tasks with title and form, steps so far, messages. Error kNotFound.
Result<Json> show_case(const StoreView&, const CaseId&, Instant now, const Actor& by = {});
// The history, one object per event in order: at, by, origin, event, and its fields.
Result<Json> show_history(const StoreView&, const CaseId&, const Actor& by = {});
// What has ended the process and is set aside, oldest first: id, since, and the record or the case.
Result<Json> list_quarantined(const StoreView&);
KnownNames known_names(const StoreView&);
std::map<std::string, DefinitionId> definitions_in_force(const StoreView&,
                                                         PartitionNumber = 0);  // by workflow
// Folds the history again and compares it with the stored rows: nothing when they are equal, else
// where they differ. Holds for every case, customer and partition at any time.
Result<std::optional<std::string>> check_replay(const Rows&, const CaseId&);
Result<std::vector<std::string>> check_replay(const Rows&);  // all of one partition
// Every archived case of a partition stands whole in its file, which folds to its rows.
Result<std::vector<std::string>> check_archive(const Rows&, PartitionNumber, const Archive&);
// Derives all indexes again from the heads and compares.
Result<std::optional<std::string>> check_indexes(const Rows&);

}  // namespace liaison
