// A record that ends the process, and stands in Kafka for good: it comes again with every start.
#include <cstdlib>

#include "engine/runtime/queries.h"
#include "tests/contract/child.h"
#include "tests/kafka/kafka_bench.h"

namespace liaison::kafka {
namespace {

// All that it said; "": it died.
std::string run(const std::filesystem::path& store, const std::vector<std::string>& words) {
  std::vector<std::string> arguments = {"served-child", store.string()};
  arguments.insert(arguments.end(), words.begin(), words.end());
  Child child(arguments);
  std::string said;
  for (char c = 0; child.read(&c, 1);) said += c;
  return said;
}

TEST(CrashingRecordInKafka, IsQuarantinedAlsoForOtherMachines) {
  KafkaBench bench;
  bench.make(2, 100).reset();
  Cluster& cluster = bench.cluster();
  ASSERT_TRUE(create_topics(cluster, {{cluster.topic("tasks.alpha"), 2, 0, {}},
                                      {cluster.topic("tasks.managers"), 2, 0, {}}}));
  ::setenv("TEST_BOOTSTRAP", cluster.bootstrap.c_str(), 1);
  ::setenv("TEST_PREFIX", cluster.prefix.c_str(), 1);
  const std::vector<std::string> words = {"poison=c-poison", "die=abort", "send=g-1:c-1",
                                          "send=bad:c-poison", "send=g-2:c-2"};
  std::string said;
  int deaths = 0;
  while (deaths < 10 && (said = run(bench.path("store"), words)).empty()) ++deaths;
  EXPECT_EQ(deaths, 3);
  EXPECT_NE(said.find("bad refused quarantined\n"), std::string::npos) << said;
  EXPECT_NE(said.find("g-1 duplicate\n"), std::string::npos) << said;
  EXPECT_NE(said.find("g-2 duplicate\n"), std::string::npos) << said;
  // Another machine, which has seen none of the deaths: what was set aside is set aside there, too.
  const std::string elsewhere = run(bench.path("elsewhere"), words);
  EXPECT_NE(elsewhere.find("bad refused quarantined\n"), std::string::npos) << elsewhere;
  const auto journal = bench.open("elsewhere");
  const Json aside = *list_quarantined(StoreView(*journal));
  ASSERT_EQ(aside.size(), 1U);
  EXPECT_EQ(aside[0]["id"], "bad");
}

}  // namespace
}  // namespace liaison::kafka
