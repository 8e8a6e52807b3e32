// A recorded month played at once, and played in pieces with the engine gone in between: the same
// rows.
#include "engine/scenario/play.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "engine/runtime/memory_journal.h"
#include "engine/scenario/store_check.h"
#include "engine/scenario/summary.h"

namespace liaison {
namespace {

const std::string kMonth =
    std::string(LIAISON_SOURCE) + "/workflows/plays/jiangcheng-2026-09.jsonl";

const Loaded& workflows() {
  static const Loaded kLoaded = load_path(std::string(LIAISON_SOURCE) + "/workflows");
  return kLoaded;
}

PlayResult play_all(MemoryJournal& journal, PlayOptions options = {}) {
  auto result = play(kMonth, journal, workflows().definitions, options);
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  return result ? *result : PlayResult{};
}

std::string written(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path) << text;
  return path;
}

TEST(Play, KilledAnywhereGoesOnToTheSameRows) {
  MemoryJournal whole(2), pieces(2);
  const PlayReport report = play_all(whole).report;
  EXPECT_TRUE(report.finished);
  std::size_t played = 0;
  for (const std::size_t piece :
       {1, 3, 400, 401, 1200}) {  // each time a new engine on the same store
    std::size_t lines = 0;
    PlayOptions options;
    options.stop = [&] { return ++lines > piece; };
    const PlayReport part = play_all(pieces, options).report;
    EXPECT_FALSE(part.finished);
    EXPECT_EQ(part.skipped, played);
    played = part.lines;
  }
  EXPECT_EQ(play_all(pieces).report.lines, report.lines);
  for (PartitionNumber i = 0; i < 2; ++i) EXPECT_EQ(whole.all_rows(i), pieces.all_rows(i));
}

TEST(Play, OnceMoreChangesNothing) {
  MemoryJournal journal(1);
  play_all(journal);
  const auto rows = journal.all_rows(0);
  const PlayReport again = play_all(journal).report;
  EXPECT_EQ(again.skipped, again.lines);
  EXPECT_EQ(journal.all_rows(0), rows);
}

TEST(Play, LeavesAWholeStore) {
  MemoryJournal journal(4);
  play_all(journal);
  EXPECT_EQ(store_faults(journal), std::vector<std::string>{});
}

TEST(Play, TouchesNoStoreWithOtherInputs) {
  MemoryJournal journal(1);
  journal.append(0, "requests", Instant{Milliseconds{1}}, "{}");
  const auto result = play(kMonth, journal, workflows().definitions, {});
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("expected a store that is new"), std::string::npos);
}

TEST(Play, ChecksTheWholeFileFirst) {
  const std::string path = written("bad.jsonl",
                                   "{\"at\": \"2026-09-01T09:00:00+08:00\"}\n"
                                   "{\"at\": \"2026-08-01T09:00:00+08:00\"}\n"
                                   "\n"
                                   "{\"at\": \"later\", \"evnt\": {}}\n"
                                   "no json\n");
  MemoryJournal journal(1);
  const auto result = play(path, journal, workflows().definitions, {});
  ASSERT_TRUE(result);
  ASSERT_EQ(result->faults.size(), 4u);
  EXPECT_EQ(result->faults[0].at.line, 2);
  EXPECT_NE(result->faults[0].message.find("never to fall"), std::string::npos);
  EXPECT_NE(result->faults[1].message.find("did you mean 'event'"), std::string::npos);
  EXPECT_EQ(result->faults[3].at.line, 5);
  EXPECT_EQ(*journal.end("requests", 0), 0u);
}

// What is nested without end must not be walked: that would end the process.
TEST(Play, ALineNestedWithoutEndIsAFault) {
  constexpr std::size_t kDeep = 2'000'000;
  const std::string event =
      "{\"at\": \"2026-09-01T09:00:00+08:00\", \"topic\": \"requests\", "
      "\"event\": {\"data\": ";
  const std::string objects = [] {
    std::string text;
    for (std::size_t i = 0; i < kDeep; ++i) text += "{\"a\":";
    return text;
  }();
  for (const std::string& line :
       {std::string(kDeep, '['), std::string(kDeep, '[') + std::string(kDeep, ']'), event + objects,
        event + std::string(kDeep, '[') + std::string(kDeep, ']') + "}}",
        "{\"at\": " + std::string(kDeep, '[') + std::string(kDeep, ']') + "}"}) {
    MemoryJournal journal(1);
    const auto result =
        play(written("deep.jsonl", line + '\n'), journal, workflows().definitions, {});
    ASSERT_TRUE(result);
    ASSERT_EQ(result->faults.size(), 1u);
    EXPECT_EQ(to_text(result->faults[0]),
              result->faults[0].at.file +
                  ":1:1: expected at most 64 levels of nesting, but there are more");
    EXPECT_EQ(*journal.end("requests", 0), 0u);
  }
}

// Every figure twice: once by the summary, once by counting.
TEST(Summary, SumsAgree) {
  MemoryJournal journal(2);
  const PlayReport report = play_all(journal).report;
  const auto summary = summarize(journal, StoreView(journal));
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->accepted, report.cases_opened);
  EXPECT_EQ(summary->closed + summary->cancelled, report.cases_closed);
  EXPECT_EQ(summary->open, report.cases_opened - report.cases_closed);
  EXPECT_EQ(summary->stuck, 0);
  for (const DepartmentFigures& each : summary->departments) {
    EXPECT_GE(each.elsewhere(), 0) << each.id.text;
    EXPECT_GE(each.open, each.overdue) << each.id.text;
  }
  ASSERT_TRUE(summary->example);
  EXPECT_NE(summary->example->due, summary->example->due_weekends_only);
  EXPECT_FALSE(print(*summary, "zh").empty());
  EXPECT_EQ(to_json(*summary)["accepted"], summary->accepted);
}

// What each workflow promised, counted from the records; and what a department did, from its tasks:
// what is neither done nor open has gone elsewhere, which the month's complaints and faults hardly do.
TEST(Summary, WorkflowsAndDepartmentsAddUp) {
  MemoryJournal journal(2);
  play_all(journal);
  const auto summary = summarize(journal, StoreView(journal));
  ASSERT_TRUE(summary);
  ASSERT_EQ(summary->workflows.size(), 3u);
  std::int64_t accepted = 0, closed = 0, promises = 0, kept = 0;
  for (const WorkflowFigures& each : summary->workflows) {
    accepted += each.accepted, closed += each.closed;
    promises += each.promises, kept += each.promises_kept;
    EXPECT_GE(each.promises, each.promises_kept) << each.workflow;
    // A company at work; the faults of one stormy night are a fifth of the month's.
    EXPECT_GT(10 * each.promises_kept, 7 * each.promises) << each.workflow;
    EXPECT_GT(10 * each.on_time, 5 * each.closed) << each.workflow;
  }
  EXPECT_EQ(accepted, summary->accepted);
  EXPECT_EQ(closed, summary->closed);
  EXPECT_EQ(promises, summary->promises);
  EXPECT_EQ(kept, summary->promises_kept);
  for (const DepartmentFigures& each : summary->departments) {
    EXPECT_LT(10 * each.elsewhere(), each.handed_out) << each.id.text;  // returned, declined, …
  }
}

// Refused replies stand among the rejected too, but are no requests.
TEST(Summary, CountsRejectedRequestsWithoutReplies) {
  MemoryJournal journal(2);
  const PlayReport report = play_all(journal).report;
  std::int64_t requests = 0, replies = 0;
  for (PartitionNumber i = 0; i < 2; ++i) {
    const auto records = journal.read("rejected", i, 0, 100000);
    for (const StoredRecord& record : *records) {
      const std::string type = Json::parse(record.value)["data"]["origin"]["type"];
      ++(type.starts_with("reply.") ? replies : requests);
    }
  }
  const auto summary = summarize(journal, StoreView(journal));
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->rejected, requests);
  EXPECT_EQ(summary->refused_replies, replies);
  EXPECT_EQ(requests + replies, static_cast<std::int64_t>(report.refused));
  EXPECT_GT(requests, 0);
}

TEST(Summary, OneClockIsWarnedBreachedAndEscalatedOnce) {
  MemoryJournal journal(1);
  play_all(journal);
  const auto summary = summarize(journal, StoreView(journal));
  ASSERT_TRUE(summary);
  EXPECT_GE(summary->warned, summary->breached);
  EXPECT_GE(summary->breached, summary->escalated);
  EXPECT_GT(summary->escalated, summary->escalated_to_top);
  std::set<std::string> breached;
  const auto records = journal.read("deadlines", 0, 0, 1000000);
  for (const StoredRecord& record : *records) {
    const Json event = Json::parse(record.value);
    if (event["type"] != "deadline.breached" || event["data"]["kind"] == "guide") continue;
    breached.insert(event["data"]["clock"].get<std::string>());
  }
  EXPECT_EQ(summary->breached, static_cast<std::int64_t>(breached.size()));
}

TEST(Summary, WhereNothingWasDoneThereIsNoRate) {
  MemoryJournal journal(1);
  const auto summary = summarize(journal, StoreView(journal));
  ASSERT_TRUE(summary);
  for (const char* lang : {"zh", "en"}) {
    const std::string page = print(*summary, lang);
    EXPECT_NE(page.find("–"), std::string::npos) << page;
    EXPECT_EQ(page.find("%"), std::string::npos) << page;
  }
}

TEST(Summary, PagesSpeakOneLanguageAndEndTheirLines) {
  MemoryJournal journal(2);
  play_all(journal);
  const auto summary = summarize(journal, StoreView(journal));
  ASSERT_TRUE(summary);
  const std::string zh = print(*summary, "zh"), en = print(*summary, "en");
  EXPECT_NE(zh.find("个工作日"), std::string::npos) << zh;
  EXPECT_EQ(zh.find("workday"), std::string::npos) << zh;
  EXPECT_EQ(zh.find("replyPlan"), std::string::npos) << zh;
  EXPECT_NE(en.find("workdays"), std::string::npos) << en;
  for (const std::string& page : {zh, en}) {
    EXPECT_EQ(page.find(" \n"), std::string::npos) << page;
  }
}

}  // namespace
}  // namespace liaison
