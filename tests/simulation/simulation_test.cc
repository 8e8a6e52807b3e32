// The real engine on a journal in memory, in virtual time, from a seed: commits that fail or whose
// result is lost, processes that die between turns, an engine that is away for hours, inputs that
// come twice, late and out of order, partitions that send to each other. Judged by a model that was
// fed the same inputs in their order of arrival; and after every turn history must fold to the rows.
//
//   test_simulation                            60 seeds
//   LIAISON_SEEDS=1000:500 test_simulation     500 seeds from 1000 on; a failure names its seed
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "engine/scenario/store_check.h"
#include "tests/runtime/world.h"
#include "tests/simulation/model.h"

namespace liaison::simulation {
namespace {

PartitionOptions options_for(std::mt19937& random) {
  PartitionOptions options;
  options.inputs_a_turn = 1 + random() % 6;
  options.rungs_a_turn = 1 + random() % 4;
  options.cached_cases = 1 + random() % 20;
  return options;
}

class Simulation {
 public:
  explicit Simulation(unsigned seed)
      : random_(seed), world_(seed % 3 == 0 ? 1 : 2, options_for(random_)) {}

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFatalFailure(); ++i) {
      pass_time();
      act();
      if (one_in(3)) serve();
    }
    now_ += std::chrono::hours{10};
    serve();
    serve();
    judge();
  }

 private:
  bool one_in(unsigned n) { return random_() % n == 0; }

  // Up to forty minutes; often just to an instant at which something is due, where order matters.
  void pass_time() {
    const Instant due = model_.next_due(now_);
    if (due != kNever && one_in(4)) now_ = due + Milliseconds{random_() % 2};
    else now_ += Milliseconds{1 + random_() % 2'400'000};
  }

  // ---- inputs -------------------------------------------------------------------------------

  void act() {
    const unsigned what = random_() % 100;
    if (what < 35) put(fresh_request());
    else if (what < 75) put(fresh_reply());
    else if (what < 88) again();
    else if (what < 92) reuse_an_id();
    else put(of_people());
  }

  void put(const Json& event) {
    world_.put(event, now_);
    model_.take(now_, event);
    sent_.push_back(event);
    now_ += Milliseconds{1};
  }

  std::string fresh_id(const char* kind) { return kind + std::to_string(++ids_); }

  Json fresh_request() {
    const std::string customer = "c-" + std::to_string(random_() % 6);
    const std::string number = std::to_string(random_() % 3);
    const std::string id = fresh_id("r-");
    const CaseId key = case_id(CustomerKey{customer}, "/test", id, "two-steps");
    names_[key.text] = id;
    keys_.push_back(key);
    return request(id, customer, {{"no", number}});
  }

  // To any case, known or joined only, at any step: right, early, late or twice.
  Json fresh_reply() {
    if (keys_.empty()) return fresh_request();
    const std::size_t back = std::min<std::size_t>(keys_.size(), 8);
    const CaseId& id = keys_[keys_.size() - 1 - random_() % back];
    constexpr const char* kVerbs[] = {"complete", "complete", "complete", "claim", "comment"};
    return reply(kVerbs[random_() % 5], id, one_in(2) ? "first" : "second", fresh_id("a-"),
                 {{"result", {{"n", ids_}}}});
  }

  void again() {
    if (sent_.empty()) return;
    put(Json(sent_[sent_.size() - 1 - random_() % std::min<std::size_t>(sent_.size(), 10)]));
  }

  void reuse_an_id() {
    for (auto at = sent_.rbegin(); at != sent_.rend(); ++at) {
      if ((*at)["type"] != "customer.request.two-steps") continue;
      Json other = *at;
      other["data"]["more"] = "other content";
      return put(other);
    }
  }

  Json of_people() {
    const std::string n = std::to_string(random_() % 6);
    if (one_in(2)) {
      return event("person.appointed", fresh_id("p-"), "person:m-" + n,
                   {{"person", "m-" + n}, {"department", "managers"}, {"customers", {"c-" + n}}});
    }
    const std::string id = fresh_id("l-");
    return event("customer.alias-added", id, "customer:c-" + n, {{"alias", "account:" + id}});
  }

  // ---- the engine, when it is there ---------------------------------------------------------

  // Works until all is quiet; commits go wrong and the process dies on the way.
  void serve() {
    fates();
    for (bool busy = true; busy;) {
      busy = false;
      for (PartitionNumber i = 0; i < world_.journal.partitions(); ++i) {
        if (one_in(10)) world_.restart();  // kill -9: only rows are left
        const auto report = world_.partition(i).turn(now_);
        if (!report) world_.restart();
        busy |= !report || report->more || report->inputs > 0 || report->rungs > 0;
      }
    }
    world_.expect_sound();
  }

  void fates() {
    constexpr Fate kFates[] = {Fate::kRetry, Fate::kLostBefore, Fate::kLostAfter, Fate::kDead};
    std::deque<Fate> coming;
    for (int i = 0; i < 12; ++i) {
      coming.push_back(one_in(4) ? kFates[random_() % 4] : Fate::kWell);
    }
    world_.journal.next_commits(coming);
  }

  // ---- the judgement ------------------------------------------------------------------------

  void judge() {
    model_.pass(now_);
    std::multiset<std::string> told;
    for (const char* topic : {"cases", "tasks.alpha", "tasks.beta", "deadlines", "rejected"}) {
      for (const Json& record : world_.records(topic)) {
        if (record["type"] == "task.reply-refused") continue;  // beside each rejected reply
        told.insert(line_of(topic, record, names_));
      }
    }
    EXPECT_EQ(only_in(told, model_.expected()), "") << "is told, and should not be";
    EXPECT_EQ(only_in(model_.expected(), told), "") << "should be told, and is not";
    EXPECT_EQ(store_faults(world_.journal), std::vector<std::string>{});
  }

  static std::string only_in(const std::multiset<std::string>& these,
                             const std::multiset<std::string>& those) {
    std::vector<std::string> found;
    std::set_difference(these.begin(), these.end(), those.begin(), those.end(),
                        std::back_inserter(found));
    std::string lines;
    for (const std::string& line : found) lines += line + "\n";
    return lines;
  }

  std::mt19937 random_;
  World world_;
  Model model_;
  Instant now_ = at(0);
  int ids_ = 0;
  std::vector<Json> sent_;
  std::vector<CaseId> keys_;
  std::map<std::string, std::string> names_;  // case id -> the request that may have opened it
};

std::pair<unsigned, unsigned> seeds() {
  const char* wanted = std::getenv("LIAISON_SEEDS");
  unsigned from = 1, count = 60;
  if (wanted) std::sscanf(wanted, "%u:%u", &from, &count);
  return {from, count};
}

TEST(Simulation, is_as_the_model_says) {
  const auto [from, count] = seeds();
  for (unsigned seed = from; seed < from + count && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("again: LIAISON_SEEDS=" + std::to_string(seed) + ":1 test_simulation");
    Simulation(seed).run(80);
  }
}

}  // namespace
}  // namespace liaison::simulation
