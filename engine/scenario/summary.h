// Summary: what a head of department wants to know of a month, folded from the public records and
// the rows of a journal. What the quickstart shows last, and `liaison report`.
//
//   Summary summary = *summarize(journal, view);
//   std::cout << print(summary, "zh");
//
// Nothing here is an estimate: every figure is a count, and the weekends-only date is computed with
// the case's own calendar without its years.
#pragma once

#include <string>
#include <vector>

#include "engine/model/case.h"
#include "engine/runtime/queries.h"

namespace liaison {

struct DepartmentFigures {
  DepartmentId id;
  Text title;
  std::int64_t handed_out = 0;         // tasks, and messages to tell with a receipt; each attempt
  std::int64_t on_time = 0, late = 0;  // done, by the clocks of the steps
  std::int64_t unmeasured = 0;         // done, where the clock is only a guide
  std::int64_t open = 0, overdue = 0;  // overdue: of those open
  // Went elsewhere: returned, declined, handed on, cancelled.
  std::int64_t elsewhere() const { return handed_out - on_time - late - unmeasured - open; }
  std::int64_t done() const { return on_time + late; }
  double on_time_rate() const;  // of what was done; 1 when nothing was, and then not shown
};

struct TimelineLine {
  Instant at{};
  std::string mark;  // "→", "✓", "!", "✗", "↩", "·"
  Text what, more;   // "运维检修部 现场勘查", "截止 09-20 日 17:30"
};

struct ExampleCase {
  CaseId id;
  Text workflow, due_of;  // due_of: the step whose due date is compared below
  std::string customer, manager;
  std::vector<TimelineLine> lines;
  Instant due{}, due_weekends_only{};  // equal: a plain week would have said the same everywhere
};

struct WorkflowFigures {
  std::string workflow;
  Text title;
  std::int64_t accepted = 0, closed = 0, on_time = 0;  // on time: every step of it
  std::int64_t promises = 0, promises_kept = 0;        // of those that have ended
};

struct Summary {
  Instant as_of{};  // the last record
  std::string zone = "UTC";
  std::int64_t accepted = 0, closed = 0, cancelled = 0, open = 0, stuck = 0, joined = 0;
  std::int64_t promises = 0, promises_kept = 0;  // to customers, of those that have ended
  std::int64_t all_nodes_on_time = 0;            // closed cases without one late clock
  // Clocks of steps and promises, each counted once however often it was told of; guides are not.
  std::int64_t warned = 0, breached = 0, escalated = 0, escalated_to_top = 0;
  std::int64_t returns = 0, declines = 0;
  std::int64_t refused_replies = 0, rejected = 0;  // rejected: all that is not a reply
  double persons_a_case = 0;                       // who spoke to the customer
  std::vector<DepartmentFigures> departments;      // most tasks first
  std::vector<WorkflowFigures> workflows;          // most cases first
  std::optional<ExampleCase> example;  // a case that was late somewhere, if there is one
};

struct SummaryOptions {
  std::string top = "leading-group";  // the last rung of the ladders
  std::optional<CaseId> example;      // this case instead of one chosen
};

Result<Summary> summarize(const Journal& journal, const StoreView& view,
                          const SummaryOptions& options = {});
// One case as a head of department would tell it; nothing when its definition cannot be read.
std::optional<ExampleCase> tell_case(const StoreView& view, PartitionNumber, const CaseHead& head);
// Whether a calendar of plain weeks would have got one of its due dates wrong.
bool needs_calendar(const CaseHead& head, const Definition& definition);

// `lang` is "zh" or "en"; columns fit although a Chinese character is two wide.
std::string print(const Summary& summary, std::string_view lang);
Json to_json(const Summary& summary);

}  // namespace liaison
