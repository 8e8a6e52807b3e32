// The node: many callers, worker threads, answers after the commit, failure and stop.
#include "engine/runtime/node.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/patience.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

using namespace std::chrono_literals;

class Served : public testing::Test {
 protected:
  void start(NodeOptions options = {}) {
    options.workers = 2;
    node_ = std::make_unique<Node>(journal_, std::move(options));
    ASSERT_TRUE(node_->load());
    ASSERT_TRUE(node_->activate(two_steps()));
    EXPECT_FALSE(node_->ready());
    node_->start();
    EXPECT_TRUE(node_->ready());
  }
  Outcome send(const Json& given, const std::optional<Actor>& by = {}) {
    auto submitted = node_->submit(given, by);
    EXPECT_TRUE(submitted) << submitted.error().message;
    if (!submitted || submitted->outcome.wait_for(kPatience) != std::future_status::ready)
      return {};
    return submitted->outcome.get();
  }
  Json record(const std::string& topic, std::size_t number) const {
    std::vector<Json> all;
    for (PartitionNumber i = 0; i < journal_.partitions(); ++i) {
      const auto records = journal_.read(topic, i, 0, 1000);
      for (const StoredRecord& stored : *records) all.push_back(Json::parse(stored.value));
    }
    return number < all.size() ? all[number] : Json();
  }

  FaultyJournal journal_{4};
  std::unique_ptr<Node> node_;
};

TEST_F(Served, AnswersAfterTheCommit) {
  start();
  const Outcome opened = send(request("r-1", "c-1"));
  ASSERT_EQ(opened.kind, Outcome::Kind::kApplied);
  EXPECT_EQ(record("cases", 0)["type"], "case.opened");
  EXPECT_EQ(send(complete(opened.case_id, "first", "a-1")).case_id, opened.case_id);
  EXPECT_EQ(send(request("r-1", "c-1")).kind, Outcome::Kind::kDuplicate);
  const NodeMetrics metrics = node_->metrics();
  EXPECT_EQ(metrics.inputs, 3U);
  EXPECT_EQ(metrics.duplicates, 1U);
  EXPECT_EQ(metrics.open_cases, 1);
  EXPECT_EQ(metrics.turn_size_buckets.back(), metrics.turns);
}

// A stop in the middle of a deployment: the first partitions have it, the others do not.
TEST_F(Served, PartitionsThatADeploymentDidNotReachTakeItAtTheNextStart) {
  start();
  const auto next = two_steps("2.0.0", "3 hours");
  journal_.next_commits({Fate::kWell, Fate::kWell, Fate::kDead});
  const auto broken = node_->activate(next);
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message.find("partitions below 2 have taken"), std::string::npos)
      << broken.error().message;
  node_->stop();
  std::vector<std::string> said;
  NodeOptions options;
  options.log = [&](const std::string& line) { said.push_back(line); };
  node_ = std::make_unique<Node>(journal_, std::move(options));
  ASSERT_TRUE(node_->load());
  EXPECT_EQ(said.size(), 2U);
  const auto first = definitions_in_force(node_->view(), 0);
  EXPECT_EQ(first.begin()->second, next.front()->id);
  for (PartitionNumber i = 1; i < journal_.partitions(); ++i) {
    EXPECT_EQ(definitions_in_force(node_->view(), i), first);
  }
}

// The same while it serves: nobody has to stop it.
TEST_F(Served, PartitionsThatADeploymentDidNotReachTakeItWhileTheyServe) {
  start();
  const auto next = two_steps("2.0.0", "3 hours");
  journal_.next_commits({Fate::kWell, Fate::kWell, Fate::kDead});
  ASSERT_FALSE(node_->activate(next));
  EXPECT_NE(definitions_in_force(node_->view(), 3), definitions_in_force(node_->view(), 0));
  journal_.next_commits({Fate::kDead});
  EXPECT_FALSE(node_->catch_up());
  EXPECT_TRUE(node_->catch_up());
  for (PartitionNumber i = 0; i < journal_.partitions(); ++i) {
    EXPECT_EQ(definitions_in_force(node_->view(), i).begin()->second, next.front()->id);
  }
}

TEST_F(Served, ManyCallersAtOnce) {
  start();
  std::atomic<int> applied = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 50; ++i) {
        const std::string name = std::to_string(caller) + "-" + std::to_string(i);
        if (send(request("r-" + name, "c-" + name)).kind == Outcome::Kind::kApplied) ++applied;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(applied, 200);
  EXPECT_EQ(node_->metrics().open_cases, 200);
}

TEST_F(Served, WithoutATokenNobodyIsProven) {
  start();
  Json given = request("r-1", "c-1");
  given["authtype"] = "user";
  given["authid"] = "desk.8812";
  given["authrole"] = "head";
  send(given);
  EXPECT_EQ(record("cases", 0)["authtype"], "unauthenticated");
  EXPECT_EQ(record("cases", 0)["authid"], "desk.8812");
  EXPECT_FALSE(record("requests", 0).contains("authrole"));
}

TEST_F(Served, ATokenGoesBeforeWhatTheEventSays) {
  start();
  Json given = request("r-1", "c-1");
  given["authid"] = "somebody.else";
  given["onbehalfof"] = "customer";
  Actor by;
  by.type = "user";
  by.id = "wang.er";
  by.department = DepartmentId{"alpha"};
  send(given, by);
  EXPECT_EQ(record("cases", 0)["authid"], "wang.er");
  EXPECT_EQ(record("cases", 0)["onbehalfof"], "customer");
  EXPECT_EQ(record("requests", 0)["authdepartment"], "alpha");
}

TEST_F(Served, RejectsWhatOthersFoundUnreadable) {
  start();
  auto submitted = node_->reject("not \xff json", {"expected JSON, but it is not"});
  ASSERT_TRUE(submitted);
  const Outcome outcome = submitted->outcome.get();
  EXPECT_EQ(outcome.kind, Outcome::Kind::kRefused);
  EXPECT_EQ(outcome.reasons, std::vector<std::string>{"expected JSON, but it is not"});
  EXPECT_EQ(record("rejected", 0)["data"]["encoding"], "base64");
  EXPECT_EQ(node_->metrics().refused["unreadable"], 1U);
}

TEST_F(Served, FiresWhatIsDueWithoutInput) {
  std::atomic<Instant> now = at(0);
  NodeOptions options;
  options.clock = [&] { return now.load(); };
  start(std::move(options));
  const CaseId id = send(request("r-1", "c-1")).case_id;
  const std::uint64_t seen = node_->wait_for_records(~0ULL, 0ms);
  now = at(61);
  EXPECT_NE(node_->wait_for_records(seen, kPatience), seen);
  EXPECT_EQ(node_->metrics().rungs, 1U);
  now = at(0);
  EXPECT_EQ(node_->now(), at(61)) << "time never goes back";
  node_->stop();
}

TEST_F(Served, ActivatesWhileRunning) {
  start();
  EXPECT_FALSE(node_->activate(two_steps("1.0.0", "3 hours")));
  ASSERT_TRUE(node_->activate(two_steps("1.1.0", "3 hours")));
  send(request("r-1", "c-1"));
  EXPECT_TRUE(record("cases", 0)["data"]["version"].get<std::string>().starts_with("1.1.0"));
}

TEST_F(Served, AFailedPartitionStopsAloneAndSaysWhy) {
  start();
  journal_.next_commits({Fate::kDamaged});
  const Outcome lost = send(request("r-1", "c-1"));
  EXPECT_EQ(lost.kind, Outcome::Kind::kNotTaken);
  EXPECT_NE(lost.reasons.at(0).find("expected it whole"), std::string::npos);
  EXPECT_FALSE(node_->ready());
  ASSERT_TRUE(node_->failure());
  EXPECT_NE(node_->failure()->find("expected it whole"), std::string::npos);
  EXPECT_EQ(node_->submit(request("r-1", "c-1")).error().kind, Error::Kind::kStopped);
  const PartitionNumber failed = partition_of("c-1", 4);
  for (int i = 2;; ++i) {
    const std::string customer = "c-" + std::to_string(i);
    if (partition_of(customer, 4) == failed) continue;
    EXPECT_EQ(send(request("r-9", customer)).kind, Outcome::Kind::kApplied);
    break;
  }
}

TEST_F(Served, AFullDiskIsTriedAgainUntilThereIsRoom) {
  NodeOptions options;
  std::mutex mutex;
  std::string log;
  options.log = [&](const std::string& line) {
    std::lock_guard lock(mutex);
    log += line + "\n";
  };
  start(std::move(options));
  journal_.next_commits(std::deque<Fate>(1'000, Fate::kDead));  // the turn, and every try
  const Outcome failed = send(request("r-1", "c-1"));
  EXPECT_EQ(failed.kind, Outcome::Kind::kNotTaken);
  EXPECT_NE(failed.reasons.at(0).find("expected room on the disk"), std::string::npos);
  EXPECT_FALSE(node_->ready());
  EXPECT_EQ(node_->submit(request("r-1", "c-1")).error().kind, Error::Kind::kStopped);
  journal_.next_commits({});
  ASSERT_TRUE(comes_true([&] { return node_->ready(); }));
  EXPECT_EQ(node_->metrics().open_cases, 0) << "what was answered as not kept came back";
  EXPECT_EQ(send(request("r-1", "c-1")).kind, Outcome::Kind::kApplied);
  node_->stop();
  EXPECT_NE(log.find("stopped: partition"), std::string::npos) << log;
  EXPECT_NE(log.find("serves again: partition"), std::string::npos) << log;
}

TEST_F(Served, OnlyAnExceptionInACommitLeavesItOpen) {
  start();
  journal_.next_commits({Fate::kThrows});
  EXPECT_EQ(send(request("r-1", "c-1")).kind, Outcome::Kind::kUnknown);
  ASSERT_TRUE(node_->failure());
  EXPECT_NE(node_->failure()->find("no memory"), std::string::npos);
}

TEST_F(Served, WhoWaitsAtTheEndHearsThatNothingIsKept) {
  node_ = std::make_unique<Node>(journal_, NodeOptions{});
  ASSERT_TRUE(node_->load());
  auto submitted = node_->submit(request("r-1", "c-1"));
  ASSERT_TRUE(submitted);
  node_->stop();
  const Outcome outcome = submitted->outcome.get();
  EXPECT_EQ(outcome.kind, Outcome::Kind::kNotTaken);
  EXPECT_EQ(outcome.reasons, std::vector<std::string>{"the node is stopping"});
}

TEST_F(Served, AnActivationThatIsNotCommittedDoesNotComeLater) {
  start();
  for (const Fate fate : {Fate::kDead, Fate::kRetry}) {
    journal_.next_commits({fate});
    EXPECT_FALSE(node_->activate(two_steps("1.1.0", "3 hours")));
    send(request("r-" + std::to_string(static_cast<int>(fate)), "c-1"));
  }
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(record("cases", i)["data"]["version"].get<std::string>().starts_with("1.0.0"));
  }
}

TEST_F(Served, StopsAndTakesNothingAfterwards) {
  start();
  send(request("r-1", "c-1"));
  node_->stop();
  EXPECT_FALSE(node_->ready());
  EXPECT_FALSE(node_->submit(request("r-2", "c-1")));
}

}  // namespace
}  // namespace liaison
