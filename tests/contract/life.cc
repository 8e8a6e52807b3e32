#include "tests/contract/life.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <thread>

#include "connectors/local_log/local_journal.h"
#include "connectors/rocksdb/sst_archive.h"
#include "engine/language/load.h"
#include "engine/runtime/archiver.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/paging.h"
#include "engine/runtime/partition_rows.h"
#include "tests/contract/load.h"

namespace liaison {

namespace {

constexpr auto kDay = std::chrono::hours{24};
constexpr const char* kWorkflow = R"(
document: { dsl: '1.0.3', namespace: test, name: life, version: '1.0.0' }
opens: { with: { type: customer.request.life }, key: .no }
do:
  - look: { forward: { to: alpha, title: Look }, deadline: 1 hour }
)";
constexpr const char* kCommon = R"(
departments:
  alpha: { title: A }
  managers: { title: M }
)";

std::string key_of(const LifeReport& report) {
  return std::to_string(report.run) + "-" + std::to_string(report.number);
}

Json event(const std::string& type, const std::string& id, const std::string& subject, Json data) {
  return {{"specversion", "1.0"}, {"id", id},           {"source", "/life"},
          {"type", type},         {"subject", subject}, {"data", std::move(data)}};
}

Outcome taken(Node& node, const Json& event) {
  auto submitted = node.submit(event);
  check(bool(submitted), "a node that serves takes events");
  return submitted->outcome.get();
}

void report(int reports, const LifeReport& report) {
  check(::write(reports, &report, sizeof report) == sizeof report, "the parent reads");
}

Instant last_time(const Journal& journal) {
  Instant last = Instant{std::chrono::sys_days{std::chrono::year{2026} / 9 / 14}};
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    const auto row = row_of<PartitionRow>(journal.rows(i), keys::partition());
    if (row) last = std::max(last, row->time);
  }
  return last;
}

// What `serve` does now and then, all the time.
void keep_up(LocalJournal& journal, Node& node, SstArchive& archive) {
  const ArchiveOptions options{
      .after = 20 * kDay, .wait = Milliseconds{0}, .cases_a_file = 7, .cases_a_turn = 3};
  while (true) {
    check(bool(journal.trim({.age = 30 * kDay})), "a good store is trimmed");
    for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
      check(bool(Archiver(node, archive, options).pass(i)), "a good store is archived");
    }
  }
}

}  // namespace

int run_life(const std::filesystem::path& store, std::uint32_t run, int reports) {
  auto journal = LocalJournal::open(store, kLifePartitions, load_options());
  if (!journal) {
    std::fprintf(stderr, "%s\n", journal.error().message.c_str());
    return 1;
  }
  SstArchive archive(store);
  std::atomic<Instant> now = last_time(**journal) + kDay;
  NodeOptions options;
  options.clock = [&] { return now.load(); };
  options.archive = &archive;
  Node node(**journal, std::move(options));
  const Loaded loaded = load({{"common.yaml", kCommon}, {"life.yaml", kWorkflow}});
  check(loaded.ok() && node.load() && node.activate(loaded.definitions), "a good store serves");
  node.start();
  report(reports, {});
  std::thread upkeep([&] { keep_up(**journal, node, archive); });
  for (std::uint32_t number = 0;; ++number) {
    const std::string key = key_of({run, number});
    const Outcome opened =
        taken(node, event("customer.request.life", "r" + key, "customer:c-" + key, {{"no", key}}));
    taken(node, event("reply.complete", "a" + key, task_id(opened.case_id, "look", 1, 0, 1).text,
                      {{"result", {{"done", true}}}}));
    report(reports, {run, number});
    now = now.load() + kDay;
  }
}

// ---- what is there then ---------------------------------------------------------------------

void LifeCheck::closed(const LifeReport& report) { closed_.insert(key_of(report)); }

Offset LifeCheck::trimmed() const {
  Offset all = 0;
  for (const auto& [topic, start] : starts_) all += start;
  return all;
}

std::string LifeCheck::look(const std::filesystem::path& store) {
  const auto journal = LocalJournal::open(store, kLifePartitions);
  if (!journal) return journal.error().message;
  if (const auto whole = (*journal)->store().verify(); !whole) return whole.error().message;
  const SstArchive archive(store);
  for (PartitionNumber i = 0; i < kLifePartitions; ++i) {
    const Rows& rows = (*journal)->rows(i);
    const auto replayed = check_replay(rows);
    if (!replayed || !replayed->empty()) return replayed ? replayed->front() : "no replay";
    const auto indexed = check_indexes(rows);
    if (!indexed || *indexed) return indexed ? **indexed : indexed.error().message;
    const auto kept = check_archive(rows, i, archive);
    if (!kept || !kept->empty()) return kept ? kept->front() : kept.error().message;
  }
  if (auto wrong = look_at_topics(**journal); !wrong.empty()) return wrong;
  return look_at_cases(StoreView(**journal, DefinitionCodec::of_language(), &archive));
}

std::string LifeCheck::look_at_topics(const LocalJournal& journal) {
  const auto wrong = journal.check_log();
  if (!wrong || !wrong->empty()) return wrong ? wrong->front() : wrong.error().message;
  const auto topics = journal.topics();
  if (!topics) return topics.error().message;
  for (const std::string& topic : *topics) {
    for (PartitionNumber i = 0; i < kLifePartitions; ++i) {
      const Offset start = *journal.start(topic, i);
      Offset& before = starts_[topic + " " + std::to_string(i)];
      if (start < before) return "what was gone of " + topic + " is there again";
      before = start;
    }
  }
  return {};
}

std::string LifeCheck::look_at_cases(const StoreView& view) {
  std::set<std::string> seen;
  archived_ = 0;
  for (const bool archived : {false, true}) {
    for (std::string next;;) {
      const auto page = list_cases(view, {.limit = 1000, .next = next, .archived = archived});
      if (!page) return page.error().message;
      archived_ += archived ? page->items.size() : 0;
      for (const Json& item : page->items) {
        const std::string key = item.at("key");
        if (!seen.insert(key).second) return "case " + key + " is there twice";
        const bool is_closed = item.at("state") == "completed";
        if (closed_.contains(key) && !is_closed) return "case " + key + " is open again";
      }
      next = page->next;
      if (next.empty()) break;
    }
  }
  for (const std::string& key : closed_) {
    if (!seen.contains(key)) return "case " + key + " is lost";
  }
  return {};
}

}  // namespace liaison
