// The load of the benchmarks says what it says it is: eleven public records a case.
#include "tests/bench/load.h"

#include <gtest/gtest.h>

#include <map>

#include "engine/runtime/memory_journal.h"
#include "engine/scenario/lockstep.h"
#include "engine/scenario/public_record.h"

namespace liaison {
namespace {

using Types = std::map<std::string, int>;

// The types of all public records of each case.
std::map<std::string, Types> types_by_case(const Journal& journal) {
  std::map<std::string, Types> all;
  const auto topics = journal.topics();
  for (const std::string& topic : *topics) {
    if (topic == "requests" || topic == "replies" || topic.starts_with(kInternalTopic)) continue;
    for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
      const auto records = journal.read(topic, i, 0, 100000);
      for (const StoredRecord& stored : *records) {
        const PublicRecord record = open_record(topic, stored.value);
        ++all[text_in(*record.data, "case")][record.family + "." + record.verb];
      }
    }
  }
  return all;
}

TEST(Load, ThreeDepartmentsGiveElevenPublicRecordsACase) {
  constexpr std::size_t kCases = 20;
  MemoryJournal journal(2);
  PartitionOptions options;
  options.announcing.current_topics = false;
  Lockstep engine(journal, options);
  Instant at{Milliseconds{1'788'400'000'000}};
  ASSERT_TRUE(engine.load());
  ASSERT_TRUE(engine.activate(bench::definitions("three-departments.yaml"), at));
  const auto put = [&](const Json& event) {
    at += Milliseconds{1000};
    journal.append(engine.place(event), topic_of(event), at, event.dump());
    ASSERT_TRUE(engine.settle(at));
  };
  for (std::size_t n = 0; n < kCases; ++n) put(bench::request(n));
  for (int step = 0; step < 3; ++step) {
    for (std::size_t n = 0; n < kCases; ++n) put(bench::reply(n, step));
  }

  const auto cases = types_by_case(journal);
  ASSERT_EQ(cases.size(), kCases);
  const Types eleven = {{"case.opened", 1},
                        {"case.closed", 1},
                        {"task.assigned", 3},
                        {"deadline.set", 3},
                        {"deadline.met", 3}};
  for (const auto& [id, types] : cases) EXPECT_EQ(types, eleven) << id;
}

}  // namespace
}  // namespace liaison
