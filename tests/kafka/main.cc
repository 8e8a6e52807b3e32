// The tests over Kafka, and what their child processes do.
#include <gtest/gtest.h>

#include <cstdlib>

#include "connectors/kafka/kafka_journal.h"
#include "tests/contract/served_child.h"

namespace liaison::kafka {
namespace {

constexpr int kReports = 3;  // the pipe to the test, see tests/contract/child.h

// Where the brokers are, and the prefix, stand in the environment.
std::unique_ptr<Journal> open(const std::string& store) {
  KafkaJournalOptions options;
  options.cluster.bootstrap = std::getenv("TEST_BOOTSTRAP");
  options.cluster.prefix = std::getenv("TEST_PREFIX");
  auto journal = KafkaJournal::open(store, 2, options);
  return journal ? std::move(*journal) : nullptr;
}

}  // namespace
}  // namespace liaison::kafka

int main(int argc, char** argv) {
  if (argc > 2 && std::string(argv[1]) == "served-child") {
    const auto open = [&] { return liaison::kafka::open(argv[2]); };
    return liaison::run_served_child(open, argv[2], {argv + 3, argv + argc},
                                     liaison::kafka::kReports);
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
