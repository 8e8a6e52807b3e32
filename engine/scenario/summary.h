// Summary: what a head of department wants to know of a month, folded from the public records of a
// journal. What the quickstart shows last, and `liaison report`.
//
//   Summary summary = *summarize(journal, view);
//   std::cout << print(summary, "zh");
//
// Nothing here is an estimate: every figure is a count of records, and the weekends-only date is
// computed with the case's own calendar without its years.
#pragma once

#include <string>
#include <vector>

#include "engine/runtime/queries.h"

namespace liaison {

struct DepartmentFigures {
  std::string department, zh, en;
  std::int64_t tasks = 0;              // handed out (an attempt each)
  std::int64_t on_time = 0, late = 0;  // done, by the clocks of the steps
  std::int64_t open = 0, overdue = 0;
  double on_time_rate() const;         // of what was done; 1 when nothing was
};

struct TimelineLine {
  Instant at{};
  std::string mark;                    // "", "→", "✓", "!", "✗", "↩"
  std::string what_zh, what_en;        // "→ 运维检修部 勘查"
  std::string more_zh, more_en;        // "截止 09-20 日 17:30"
};

struct ExampleCase {
  std::string id, workflow_zh, workflow_en, customer, manager;
  std::vector<TimelineLine> lines;
  std::string due_step_zh, due_step_en;
  Instant due{}, due_weekends_only{};  // of one step where the two differ; equal: nowhere
};

struct Summary {
  Instant as_of{};                     // the last record
  std::string zone = "Asia/Shanghai";
  std::int64_t accepted = 0, closed = 0, cancelled = 0, open = 0, stuck = 0;
  std::int64_t promises = 0, promises_kept = 0;           // of cases closed
  std::int64_t all_nodes_on_time = 0;                     // closed cases without one late step
  std::int64_t warned = 0, breached = 0, escalated = 0, escalated_to_top = 0;
  std::int64_t returns = 0, declines = 0, refused_replies = 0, rejected = 0, joined = 0;
  double persons_a_case = 0;           // who spoke to the customer
  std::vector<DepartmentFigures> departments;             // most tasks first
  std::optional<ExampleCase> example;
};

struct SummaryOptions {
  std::string department;              // only this one's tasks; "" = all
  std::string top = "leading-group";   // the last rung of the ladders
};

Result<Summary> summarize(const Journal& journal, const StoreView& view,
                          const SummaryOptions& options = {});

// `lang` is "zh" or "en"; columns fit although a Chinese character is two wide.
std::string print(const Summary& summary, std::string_view lang);
Json to_json(const Summary& summary);

}  // namespace liaison
