// A disk that stands still for one partition: the others go on, the server is ready, and who sends more
// than fits into the queue is told to come again.
#include <gtest/gtest.h>

#include "engine/model/ids.h"
#include "tests/http/served.h"
#include "tests/patience.h"

namespace liaison::http {
namespace {

using namespace std::chrono_literals;

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
  const auto is_taken = [&](const Json& event) { return served.post(event).status == 200; };
  served.journal().held_partition = 0;
  served.journal().hold(true);

  EXPECT_EQ(served.post(event("s-1", "S-1", slow)).status, 202) << "it is not committed yet";
  for (int i = 0; i < 5; ++i) {
    const std::string n = std::to_string(i);
    EXPECT_TRUE(comes_true([&] { return is_taken(event("f-" + n, "F-" + n, fast)); }));
  }
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

  served.journal().hold(false);
  EXPECT_TRUE(comes_true([&] { return is_taken(event("x-2", "X-2", slow)); }));
  Answered first;
  EXPECT_TRUE(comes_true([&] {
    first = served.post(event("s-1", "S-1", slow));
    return first.status == 200;
  }));
  EXPECT_EQ(first.json()["duplicate"], true) << "what was answered 202 is there";
}

}  // namespace
}  // namespace liaison::http
