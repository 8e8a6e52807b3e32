// A disk that is slow for one partition: the others go on, the server is ready, and who sends more
// than fits into the queue is told to come again.
#include <gtest/gtest.h>

#include <thread>

#include "engine/model/ids.h"
#include "tests/http/served.h"

namespace liaison::http {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

std::string customer_on(PartitionNumber partition) {
  for (int i = 0;; ++i) {
    std::string key = "c-" + std::to_string(i);
    if (partition_of(key, 2) == partition) return key;
  }
}

TEST(SlowDisk, the_others_go_on_and_too_much_is_429) {
  HttpOptions options;
  options.answer_wait = 200ms;
  Served served(options, 2, /*queue_limit=*/20);
  const std::string slow = customer_on(0), fast = customer_on(1);
  served.journal().slow = 600ms;
  served.journal().slow_partition = 0;

  EXPECT_EQ(served.post(event("s-1", "S-1", slow)).status, 202) << "it is not committed yet";
  const auto began = Clock::now();
  for (int i = 0; i < 5; ++i) {
    const std::string n = std::to_string(i);
    EXPECT_EQ(served.post(event("f-" + n, "F-" + n, fast)).status, 200);
  }
  EXPECT_LT(Clock::now() - began, 600ms);
  EXPECT_EQ(served.get("/readyz").status, 200);

  Json batch = Json::array();
  for (int i = 0; i < 60; ++i) {
    batch.push_back(event("b-" + std::to_string(i), "B-" + std::to_string(i), slow));
  }
  int refused = 0;
  for (const Json& one : served.post(batch).json()) refused += one["status"] == 429 ? 1 : 0;
  EXPECT_GE(refused, 39) << "a queue of 20 holds no 60";
  const Answered again = served.post(event("x-1", "X-1", slow));
  EXPECT_TRUE(again.status == 429 || again.status == 202) << again.status;
  if (again.status == 429) {
    EXPECT_NE(again.head.find("Retry-After"), std::string::npos);
  }

  served.journal().slow = 0ms;
  int status = 0;
  for (int i = 0; i < 100 && status != 200; ++i) {
    status = served.post(event("x-2", "X-2", slow)).status;
    if (status != 200) std::this_thread::sleep_for(50ms);
  }
  EXPECT_EQ(status, 200);
  EXPECT_TRUE(served.post(event("s-1", "S-1", slow)).json()["duplicate"].get<bool>())
      << "what was answered 202 is there";
}

}  // namespace
}  // namespace liaison::http
