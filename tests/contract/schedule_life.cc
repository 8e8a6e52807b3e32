#include "tests/contract/schedule_life.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <utility>

#include "connectors/local_log/local_journal.h"
#include "engine/language/load.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/node.h"
#include "engine/runtime/paging.h"
#include "engine/runtime/partition_rows.h"
#include "tests/contract/load.h"

namespace liaison {

namespace {

using Minutes = std::chrono::minutes;

struct Kept {
  const char *workflow, *schedule;
  Minutes period;
};
// Counted from the begin of the first run, which is a full hour.
constexpr Kept kSchedules[] = {
    {"fives", "{ every: 5 minutes }", Minutes{5}},
    {"sevens", "{ every: 7 minutes }", Minutes{7}},
    {"tens", "{ cron: '*/10 * * * *' }", Minutes{10}},
    {"hours", "{ cron: '0 * * * *' }", Minutes{60}},
};

Loaded workflows() {
  std::vector<SourceFile> files = {{"common.yaml", "departments: { managers: { title: M } }"}};
  for (const Kept& kept : kSchedules) {
    const std::string name = kept.workflow;
    files.push_back({name + ".yaml", "document: { dsl: '1.0.3', namespace: test, name: " + name +
                                         ", version: '1.0.0' }\nschedule: " + kept.schedule +
                                         "\ndo: [{ note: { set: { done: true } } }]\n"});
  }
  return load(files);
}

std::string customer_on(PartitionNumber partition) {
  for (int i = 0;; ++i) {
    std::string key = "c-" + std::to_string(i);
    if (partition_of(key, kSchedulePartitions) == partition) return key;
  }
}

// One input for each partition, waited for: what was due before has been seen to.
void tick(Node& node, const std::string& id) {
  std::vector<Submitted> sent;
  for (PartitionNumber i = 0; i < kSchedulePartitions; ++i) {
    auto submitted = node.submit({{"specversion", "1.0"},
                                  {"id", id},
                                  {"source", "/tick"},
                                  {"type", "customer.registered"},
                                  {"subject", "customer:" + customer_on(i)},
                                  {"data", {{"name", id}}}});
    check(bool(submitted), "a node that serves takes events");
    sent.push_back(std::move(*submitted));
  }
  for (Submitted& each : sent) each.outcome.get();
}

// When a case was due: behind the @ of its request's id.
Instant due_of(const CaseHead& head) {
  const auto due = parse_time(head.request.id.substr(head.request.id.find('@') + 1), "UTC");
  return due ? due->at : Instant{};
}

std::string text(Instant at) { return to_text(at, "UTC"); }

}  // namespace

int run_schedules(const std::filesystem::path& store, Instant begin, int reports) {
  auto journal = LocalJournal::open(store, kSchedulePartitions, load_options());
  if (!journal) {
    std::fprintf(stderr, "%s\n", journal.error().message.c_str());
    return 1;
  }
  std::atomic<Instant> now = begin;
  NodeOptions options;
  options.clock = [&] { return now.load(); };
  Node node(**journal, std::move(options));
  const Loaded loaded = workflows();
  check(loaded.ok() && node.load() && node.activate(loaded.definitions), "a good store serves");
  node.start();
  check(::write(reports, "x", 1) == 1, "the parent reads");
  while (true) {
    tick(node, text(now));
    now = now.load() + Minutes{1};
  }
}

// ---- what is there then ---------------------------------------------------------------------

std::string ScheduleCheck::look(const std::filesystem::path& store, Instant begin) {
  const auto journal = LocalJournal::open(store, kSchedulePartitions);
  if (!journal) return journal.error().message;
  std::map<std::string, Instants> opened;
  for (PartitionNumber i = 0; i < kSchedulePartitions; ++i) {
    const Rows& rows = (*journal)->rows(i);
    const auto replayed = check_replay(rows);
    if (!replayed || !replayed->empty()) return replayed ? replayed->front() : "no replay";
    const auto indexed = check_indexes(rows);
    if (!indexed || *indexed) return indexed ? **indexed : indexed.error().message;
  }
  const StoreView view(**journal);
  for (std::string next;;) {
    const auto page = list_cases(view, {.limit = 1000, .next = next});
    if (!page) return page.error().message;
    for (const Json& item : page->items) {
      const CaseId id{item.at("case").get<std::string>()};
      const auto partition = partition_of_id(id.text, kSchedulePartitions);
      const auto head = row_of<CaseHead>((*journal)->rows(*partition), keys::case_head(id));
      if (!head) return head.error().message;
      if (!opened[head->workflow].insert(due_of(*head)).second) {
        return "two cases of " + head->workflow + " for " + text(due_of(*head));
      }
    }
    next = page->next;
    if (next.empty()) break;
  }
  for (const Kept& kept : kSchedules) {
    const Rows& home = (*journal)->rows(partition_of(kept.workflow, kSchedulePartitions));
    const auto row = row_of<PartitionRow>(home, keys::partition());
    if (!row) return row.error().message;
    time_ = std::max(time_, row->time);
    auto wrong = look_at(kept.workflow, opened[kept.workflow], begin, row->time);
    if (!wrong.empty()) return std::string(kept.workflow) + ": " + wrong;
  }
  return {};
}

// Of what came due before the run only the last one; of what came due in it every one. What was due
// at the very instant at which its time ends may have been opened or not.
std::string ScheduleCheck::look_at(const std::string& workflow, const Instants& opened,
                                   Instant begin, Instant end) {
  const auto kept = std::find_if(std::begin(kSchedules), std::end(kSchedules),
                                 [&](const Kept& each) { return each.workflow == workflow; });
  if (first_ == Instant{}) first_ = begin;
  if (!ends_.contains(workflow)) ends_[workflow] = begin;
  const Instants& before = opened_[workflow];
  Instant last_missed{};
  Instants must;
  for (Instant due = first_ + kept->period; due < end || due <= begin; due += kept->period) {
    if (due < ends_[workflow] || before.contains(due)) continue;
    if (due > begin) must.insert(due);
    else skipped_ += std::exchange(last_missed, due) != Instant{} ? 1 : 0;
  }
  if (last_missed != Instant{} && last_missed < end) must.insert(last_missed);
  Instants may = must;
  may.insert(before.begin(), before.end());
  may.insert(end);
  if (last_missed != Instant{}) may.insert(last_missed);
  must.insert(before.begin(), before.end());
  for (const Instant due : must) {
    if (!opened.contains(due)) return "no case for " + text(due) + ", and it is " + text(end);
  }
  for (const Instant due : opened) {
    if (!may.contains(due)) return "a case for " + text(due) + " that nobody expects";
  }
  fired_ += opened.size() - before.size();
  opened_[workflow] = opened;
  ends_[workflow] = end;
  return {};
}

}  // namespace liaison
