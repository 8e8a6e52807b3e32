// The machine's clock is set: forward, back, by a year. Time never falls, no rung is lost or doubled.
#include <gtest/gtest.h>

#include <mutex>
#include <set>

#include "engine/runtime/clock_watch.h"
#include "engine/runtime/node.h"
#include "tests/patience.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

using namespace std::chrono_literals;

constexpr Milliseconds kYear = std::chrono::hours{24 * 365};

class ClockJump : public testing::Test {
 protected:
  void start() {
    NodeOptions options;
    options.workers = 2;
    options.clock = [this] { return wall_.load(); };
    options.log = [this](const std::string& line) {
      const std::lock_guard lock(mutex_);
      said_ += line + "\n";
    };
    node_ = std::make_unique<Node>(journal_, std::move(options));
    ASSERT_TRUE(node_->load());
    ASSERT_TRUE(node_->activate(two_steps()));
    node_->start();
  }
  void stop() { node_.reset(); }

  Outcome send(const Json& given) {
    auto submitted = node_->submit(given);
    EXPECT_TRUE(submitted);
    EXPECT_EQ(submitted->outcome.wait_for(kPatience), std::future_status::ready);
    return submitted->outcome.get();
  }
  std::vector<StoredRecord> all(const std::string& topic) const {
    std::vector<StoredRecord> records;
    for (PartitionNumber i = 0; i < journal_.partitions(); ++i) {
      const auto some = journal_.read(topic, i, 0, 1000);
      records.insert(records.end(), some->begin(), some->end());
    }
    return records;
  }
  int count(const std::string& type) const {
    int found = 0;
    for (const StoredRecord& record : all("deadlines")) {
      found += Json::parse(record.value)["type"] == type ? 1 : 0;
    }
    return found;
  }
  // As many, by themselves, and not one more.
  void expect_count(const std::string& type, int wanted) {
    comes_true([&] { return count(type) >= wanted; });
    let_all_fire();
    EXPECT_EQ(count(type), wanted);
  }
  // An input is taken when all has fired that was due before it. The first may be taken by a turn
  // that has read the clock before it was set; the second is not.
  void let_all_fire() {
    for (const std::string turn : {"a", "b"}) {
      std::set<PartitionNumber> asked;
      for (int i = 0; asked.size() < journal_.partitions(); ++i) {
        const std::string customer = "nobody-" + std::to_string(i);
        if (!asked.insert(partition_of(customer, journal_.partitions())).second) continue;
        const std::string id = turn + std::to_string(++probes_);
        send(event("customer.request.unknown", id, "customer:" + customer, Json::object()));
      }
    }
  }
  bool was_said(const std::string& text) {
    return comes_true([&] {
      const std::lock_guard lock(mutex_);
      return said_.find(text) != std::string::npos;
    });
  }
  void expect_sound() const {
    std::set<std::string> ids;
    for (const StoredRecord& record : all("deadlines")) {
      EXPECT_TRUE(ids.insert(Json::parse(record.value)["id"].get<std::string>()).second);
    }
    for (PartitionNumber i = 0; i < journal_.partitions(); ++i) {
      for (const char* topic : {"requests", "replies", "deadlines", "cases"}) {
        Instant last = kBeginning;
        const auto records = journal_.read(topic, i, 0, 1000);
        for (const StoredRecord& record : *records) {
          EXPECT_GE(record.arrival, last) << topic;
          last = record.arrival;
        }
      }
      const auto wrong = check_indexes(journal_.rows(i));
      EXPECT_TRUE(wrong && !*wrong);
    }
  }

  std::atomic<Instant> wall_ = at(0);
  FaultyJournal journal_{2};
  std::unique_ptr<Node> node_;
  std::mutex mutex_;
  std::string said_;
  int probes_ = 0;
};

TEST_F(ClockJump, BackTimeStandsStillAndThenGoesOn) {
  start();
  send(request("r-1", "c-1"));
  wall_ = at(-60);
  EXPECT_TRUE(was_said("the machine's clock is 60 minutes behind: time stands still"));
  EXPECT_NEAR(node_->metrics().clock_behind_seconds, 3600, 1);
  EXPECT_EQ(send(request("r-2", "c-2")).kind, Outcome::Kind::kApplied);
  wall_ = at(-1);
  expect_count("deadline.breached", 0);
  wall_ = at(61);
  EXPECT_TRUE(was_said("time goes on"));
  expect_count("deadline.breached", 2);
  expect_sound();
}

TEST_F(ClockJump, AYearForwardFiresOnceWhatWasDueAndSaysSo) {
  start();
  const Outcome opened = send(request("r-1", "c-1"));
  wall_ = at(0) + kYear + 12h;  // less what has passed since, a thousandth of a second or a minute
  EXPECT_TRUE(was_said("went forward by 365 days at once"));
  expect_count("deadline.breached", 1);
  EXPECT_EQ(send(complete(opened.case_id, "first", "a-1")).kind, Outcome::Kind::kApplied);
  wall_ = at(0) + 2 * kYear + 12h;
  expect_count("deadline.breached", 2);
  expect_sound();
}

TEST_F(ClockJump, AYearBackAfterAYearForwardDoublesNothing) {
  start();
  send(request("r-1", "c-1"));
  wall_ = at(0) + kYear;
  expect_count("deadline.breached", 1);
  wall_ = at(1);
  EXPECT_TRUE(was_said("is 364 days behind"));
  EXPECT_EQ(send(request("r-2", "c-2")).kind, Outcome::Kind::kApplied);
  expect_count("deadline.breached", 1);
  stop();
  start();  // the store knows its time
  EXPECT_GT(node_->metrics().clock_behind_seconds, 300.0 * 24 * 3600);
  EXPECT_EQ(send(request("r-3", "c-1")).kind, Outcome::Kind::kApplied);
  expect_count("deadline.breached", 1);
  wall_ = at(0) + kYear + std::chrono::hours{2};
  expect_count("deadline.breached", 3);
  expect_sound();
}

TEST(ClockWatch, SaysEachChangeOnce) {
  ClockWatch watch;
  const ClockWatch::Steady begun{};
  EXPECT_FALSE(watch.look(at(0), begun, at(0)));
  EXPECT_FALSE(watch.look(at(1), begun + 1min, at(1)));
  EXPECT_FALSE(watch.look(at(1) + 4s, begun + 61s, at(1) + 4s)) << "a time server";
  EXPECT_TRUE(watch.look(at(0), begun + 62s, at(1) + 4s));
  EXPECT_FALSE(watch.look(at(0) + 1s, begun + 63s, at(1) + 4s));
  EXPECT_TRUE(watch.look(at(2), begun + 2min, at(2)));
  EXPECT_TRUE(watch.look(at(10), begun + 121s, at(10)));
  EXPECT_FALSE(watch.look(at(11), begun + 181s, at(11)));
}

}  // namespace
}  // namespace liaison
