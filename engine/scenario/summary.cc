#include "engine/scenario/summary.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/scenario/public_record.h"
#include "engine/scenario/store_check.h"

namespace liaison {

namespace {

class Folding {
 public:
  Folding(const Journal& journal, const StoreView& view, const SummaryOptions& options)
      : journal_(journal), view_(view), options_(options) {}

  Result<Summary> run();

 private:
  Result<void> fold_topic(const std::string& topic);
  void fold(const PublicRecord& record);
  void fold_case(const PublicRecord& record);
  void fold_task(const PublicRecord& record);
  void fold_message(const PublicRecord& record);
  void fold_deadline(const PublicRecord& record);
  Result<void> fold_rows(PartitionNumber partition);
  void fold_head(const CaseHead& head);
  void consider(PartitionNumber partition, const CaseHead& head);
  int interest(const CaseHead& head) const;
  void learn_from(const Definition& definition);
  DepartmentFigures& department(const std::string& id);
  void count_met(const PublicRecord& record);
  void count_done();
  void count_clocks();
  void sort_figures();

  const Journal& journal_;
  const StoreView& view_;
  const SummaryOptions& options_;
  Summary summary_;
  std::map<std::string, DepartmentFigures> departments_;
  std::map<std::string, WorkflowFigures> workflows_;
  struct Done {  // a task, by those of its clocks that were met when it was done
    std::string department;
    bool measured = false, late = false;
  };
  std::map<std::string, Done> done_;                       // by case, step, slot and instant
  std::map<std::string, std::set<std::string>> speakers_;  // by case
  std::set<std::string> warned_, breached_, escalated_, at_the_top_;  // clocks
  std::set<DefinitionId> known_;
  std::optional<std::pair<PartitionNumber, CaseHead>> example_;
  int best_ = 0;  // its score
};

// Input topics are not ours to count, and compacted ones say again what others have said.
bool is_public(const std::string& topic) {
  return topic.starts_with("tasks.") ? topic != "tasks.current"
                                     : topic == "cases" || topic == "deadlines" ||
                                           topic == "messages" || topic == "rejected";
}

DepartmentFigures& Folding::department(const std::string& id) {
  DepartmentFigures& figures = departments_[id];
  figures.id = DepartmentId{id};
  return figures;
}

Result<Summary> Folding::run() {
  const auto topics = journal_.topics();
  if (!topics) return topics.error();
  for (const std::string& topic : *topics) {
    if (!is_public(topic)) continue;
    if (auto folded = fold_topic(topic); !folded) return folded.error();
  }
  for (PartitionNumber i = 0; i < view_.partitions(); ++i) {
    if (auto folded = fold_rows(i); !folded) return folded.error();
  }
  for (const auto& [name, people] : speakers_) {
    summary_.persons_a_case += static_cast<double>(people.size());
  }
  if (!speakers_.empty()) summary_.persons_a_case /= static_cast<double>(speakers_.size());
  if (example_) summary_.example = tell_case(view_, example_->first, example_->second);
  count_done();
  count_clocks();
  sort_figures();
  return std::move(summary_);
}

void Folding::count_clocks() {
  const auto size = [](const std::set<std::string>& clocks) {
    return static_cast<std::int64_t>(clocks.size());
  };
  summary_.warned = size(warned_);
  summary_.breached = size(breached_);
  summary_.escalated = size(escalated_);
  summary_.escalated_to_top = size(at_the_top_);
}

// ---- records --------------------------------------------------------------------------------

Result<void> Folding::fold_topic(const std::string& topic) {
  constexpr std::size_t kAtOnce = 1000;
  for (PartitionNumber i = 0; i < journal_.partitions(); ++i) {
    for (Offset next = 0;;) {
      const auto some = journal_.read(topic, i, next, kAtOnce);
      if (!some) return some.error();
      if (some->empty()) break;
      next = some->back().offset + 1;
      for (const StoredRecord& stored : *some) {
        summary_.as_of = std::max(summary_.as_of, stored.arrival);
        fold(open_record(topic, stored.value));
      }
    }
  }
  return {};
}

void Folding::fold(const PublicRecord& record) {
  if (record.family == "case") return fold_case(record);
  if (record.family == "task") return fold_task(record);
  if (record.family == "message") return fold_message(record);
  if (record.family == "deadline") return fold_deadline(record);
  if (record.family != "rejected") return;
  const std::string type = text_in(record.data->value("origin", Json::object()), "type");
  if (!type.starts_with("reply.")) ++summary_.rejected;  // replies are counted as refused
}

void Folding::fold_case(const PublicRecord& record) {
  WorkflowFigures& workflow = workflows_[text_in(*record.data, "workflow")];
  if (record.verb == "opened") {
    ++summary_.accepted;
    ++workflow.accepted;
  }
  if (record.verb == "joined") ++summary_.joined;
  if (record.verb == "cancelled") ++summary_.cancelled;
  if (record.verb != "closed") return;
  ++summary_.closed;
  ++workflow.closed;
  const Json figures = record.data->value("figures", Json::object());
  if (!figures.value("onTime", false)) return;
  ++summary_.all_nodes_on_time;
  ++workflow.on_time;
}

void Folding::fold_task(const PublicRecord& record) {
  if (record.verb == "reply-refused") ++summary_.refused_replies;
  if (record.verb != "assigned") return;
  ++department(text_in(*record.data, "department")).handed_out;
  if (record.data->value("toAssign", false)) ++summary_.declines;
}

void Folding::fold_message(const PublicRecord& record) {
  if (record.verb != "tell") return;
  speakers_[text_in(*record.data, "case")].insert(text_in(*record.data, "manager"));
  if (text_in(*record.data, "receipt") != "none") ++department("managers").handed_out;
}

void Folding::fold_deadline(const PublicRecord& record) {
  if (record.verb == "met") count_met(record);
  if (text_in(*record.data, "kind") == "guide") return;
  const std::string clock = text_in(*record.data, "clock");
  if (record.verb == "warning") warned_.insert(clock);
  if (record.verb == "breached") breached_.insert(clock);
  if (record.verb == "escalated") {
    escalated_.insert(clock);
    const Json to = record.data->value("to", Json::array());
    if (std::find(to.begin(), to.end(), options_.top) != to.end()) at_the_top_.insert(clock);
  }
}

// A promise on a step is also that department's; a task with several clocks is one task.
void Folding::count_met(const PublicRecord& record) {
  const std::string kind = text_in(*record.data, "kind"), id = text_in(*record.data, "department");
  const bool late = record.data->contains("lateBy");
  if (kind == "promise") {
    WorkflowFigures& workflow = workflows_[text_in(*record.data, "workflow")];
    ++summary_.promises, ++workflow.promises;
    if (!late) ++summary_.promises_kept, ++workflow.promises_kept;
  }
  if (id.empty()) return;
  const std::string clock = text_in(*record.data, "clock");
  Done& done = done_[text_in(*record.data, "case") + " " + text_in(*record.data, "step") + " " +
                     clock.substr(clock.rfind('.') + 1) + " " +
                     std::to_string(record.time.time_since_epoch().count())];
  done.department = id;
  if (kind == "guide") return;
  done.measured = true;
  done.late = done.late || late;
}

void Folding::count_done() {
  for (const auto& [task, done] : done_) {
    DepartmentFigures& figures = department(done.department);
    ++(!done.measured ? figures.unmeasured : done.late ? figures.late : figures.on_time);
  }
}

// ---- rows -----------------------------------------------------------------------------------

Result<void> Folding::fold_rows(PartitionNumber partition) {
  const auto heads = case_heads(view_.rows(partition));
  if (!heads) return heads.error();
  for (const CaseHead& head : *heads) {
    fold_head(head);
    consider(partition, head);
  }
  return {};
}

void Folding::fold_head(const CaseHead& head) {
  summary_.returns += head.returns;
  summary_.stuck += head.phase == Phase::kStuck ? 1 : 0;
  if (head.phase != Phase::kOpen && head.phase != Phase::kStuck) return;
  ++summary_.open;
  for (const Task& task : head.tasks) {
    if (!task.open()) continue;
    DepartmentFigures& figures = department(task.department.text);
    ++figures.open;
    const bool overdue =
        std::any_of(head.clocks.begin(), head.clocks.end(), [&](const Clock& clock) {
          return clock.task == task.id && clock.open() && clock.breached;
        });
    figures.overdue += overdue ? 1 : 0;
  }
}

// The example is a closed case that was late at one step and yet kept its promise, with few
// detours.
int Folding::interest(const CaseHead& head) const {
  if (options_.example) return head.id == *options_.example ? 1 : 0;
  if (head.phase != Phase::kCompleted || head.clocks.empty()) return 0;
  int late = 0, promises_late = 0;
  for (const Clock& clock : head.clocks) {
    (clock.step.empty() ? promises_late : late) += clock.breached ? 1 : 0;
  }
  return 1 + (late == 1 ? 8 : 0) + (late > 0 && promises_late == 0 ? 4 : 0) +
         (head.returns == 0 ? 2 : 0) + (head.customer_name.empty() ? 0 : 1);
}

void Folding::consider(PartitionNumber partition, const CaseHead& head) {
  const auto definition = view_.definition(partition, head.definition);
  if (!definition) return;
  learn_from(*definition);
  int score = 2 * interest(head);
  if (score == 0 || score + 1 < best_) return;
  score += needs_calendar(head, *definition) ? 1 : 0;
  if (score < best_ || (score == best_ && example_->second.id < head.id)) return;
  best_ = score;
  example_ = {partition, head};
}

void Folding::learn_from(const Definition& definition) {
  if (!known_.insert(definition.id).second) return;
  summary_.zone = definition.calendar_named(definition.calendar).zone();
  workflows_[definition.name].title = definition.title;
  for (auto& [id, figures] : departments_) {
    const Department* known = definition.department(DepartmentId{id});
    if (known && figures.title.empty()) figures.title = known->title;
  }
}

void Folding::sort_figures() {
  for (auto& [name, figures] : workflows_) {
    figures.workflow = name;
    if (figures.accepted > 0) summary_.workflows.push_back(figures);
  }
  std::stable_sort(summary_.workflows.begin(), summary_.workflows.end(),
                   [](const auto& a, const auto& b) { return a.accepted > b.accepted; });
  for (auto& [id, figures] : departments_) {
    if (figures.title.empty()) figures.title = {id, id};
    summary_.departments.push_back(std::move(figures));
  }
  std::stable_sort(summary_.departments.begin(), summary_.departments.end(),
                   [](const auto& a, const auto& b) { return a.handed_out > b.handed_out; });
}

}  // namespace

double DepartmentFigures::on_time_rate() const {
  return done() == 0 ? 1.0 : static_cast<double>(on_time) / static_cast<double>(done());
}

Result<Summary> summarize(const Journal& journal, const StoreView& view,
                          const SummaryOptions& options) {
  return Folding(journal, view, options).run();
}

}  // namespace liaison
