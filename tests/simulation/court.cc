#include "tests/simulation/court.h"

#include <algorithm>

#include "engine/scenario/store_check.h"
#include "tests/simulation/blueprint.h"
#include "tests/simulation/judge.h"

namespace liaison::simulation {

namespace {

constexpr int kScenesOfCourt = 70;

const Instant kCourtOpens =
    Instant{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}} + std::chrono::hours{1};

std::vector<SourceFile> files_of(const Blueprint& made) {
  return {{"common.yaml", kBlueprintCommon}, {"made-up.yaml", text_of(made)}};
}

class Court {
 public:
  explicit Court(unsigned seed)
      : random_(seed),
        made_(made_up(seed, true)),
        engine_(static_cast<PartitionNumber>(1U << any(3)), options(), seed, 6 + any(30)),
        judge_(made_) {}

  std::string play() {
    const Loaded loaded = load(files_of(made_));
    for (const Fault& fault : loaded.faults)
      if (!fault.warning) return to_text(fault) + "\n" + text_of(made_);
    engine_.deploy(loaded.definitions, now_);
    for (int i = 0; i < kScenesOfCourt && wrong_.empty(); ++i) {
      let_time_pass();
      if (any(8) == 0) away();
      else one(event());
    }
    now_ += std::chrono::hours{24 * 8};
    judge_.pass(now_, now_);
    engine_.advance(now_);
    hear();
    if (wrong_.empty()) wrong_ = judge_.faults(told_);
    watch_.end(now_);
    if (wrong_.empty() && !watch_.wrong.empty()) wrong_ = watch_.wrong.front();
    for (const std::string& fault : store_faults(engine_.journal.inner))
      if (wrong_.empty()) wrong_ = "the store is not whole: " + fault;
    return wrong_.empty() ? wrong_ : wrong_ + text_of(made_);
  }

  void add_to(Totals& totals) const {
    ++totals.seeds;
    totals.inputs += engine_.inputs;
    totals.cases += watch_.cases.size();
    totals.rungs += engine_.rungs;
    totals.commits += engine_.journal.commits;
    totals.deaths += engine_.deaths;
    totals.records += judge_.predicted();
    for (std::size_t i = 0; i < totals.mishaps.size(); ++i)
      totals.mishaps[i] += engine_.journal.mishaps[i];
    for (const auto& [type, count] : watch_.types) totals.types[type] += count;
  }

 private:
  unsigned any(unsigned n) { return static_cast<unsigned>(random_() % n); }
  PartitionOptions options() {
    PartitionOptions options;
    options.inputs_a_turn = 1 + any(5);
    options.rungs_a_turn = 1 + any(5);
    options.cached_cases = 1 + any(10);
    return options;
  }

  void let_time_pass() {
    const Instant due = engine_.next_due();
    if (due != kNever && due > now_ && any(3) == 0)
      now_ = std::max(now_ + Milliseconds{1}, due + Milliseconds{static_cast<int>(any(3)) - 1});
    else now_ += Milliseconds{1 + any(60 * 60'000 * (1 + any(9)))};
  }

  // Told to the engine at once; the judge is told what came of it.
  void one(const Json& event) {
    engine_.advance(now_);
    judge_.pass(now_, now_);
    engine_.put(event, now_);
    engine_.settle(now_);
    hear();
    judge_.take(now_, event, refused_[text_in(event, "id")]);
    refused_.erase(text_in(event, "id"));
  }

  // Several that lie unread, and are taken by arrival when the engine is there again.
  void away() {
    std::vector<std::pair<Instant, Json>> lying;
    for (unsigned i = any(5); i > 0; --i) {
      Json next = event();
      const auto same = [&](const auto& other) { return other.second["id"] == next["id"]; };
      if (std::none_of(lying.begin(), lying.end(), same)) lying.emplace_back(now_, next);
      now_ += Milliseconds{1 + any(3 * 60 * 60'000)};
    }
    for (const auto& [at, event] : lying) engine_.put(event, at);
    now_ += Milliseconds{1 + any(5 * 60 * 60'000)};
    engine_.settle(now_);
    hear();
    for (const auto& [at, event] : lying) {
      judge_.pass(at, now_);
      judge_.take(at, event, refused_[text_in(event, "id")]);
    }
    refused_.clear();
    judge_.pass(now_, now_);
  }

  void hear() {
    const auto& told = engine_.journal.told;
    for (; heard_ < told.size(); ++heard_) {
      const OutputRecord& record = told[heard_];
      if (record.tombstone || record.topic.ends_with(".current")) continue;
      const Json event = Json::parse(record.value);
      if (record.topic == "rejected")
        refused_[event["data"]["origin"].value("id", "")] = event["data"].value("cause", "");
      const std::string line = line_for_judge(record.topic, event);
      if (!line.empty()) told_.insert(line);
    }
    watch_.look(told);
    if (engine_.wrong()) wrong_ = *engine_.wrong();
    else if (!watch_.wrong.empty()) wrong_ = watch_.wrong.front();
  }

  Json event() {
    Json made = fresh();
    if (!sent_.empty() && any(10) == 0) made = sent_[any(static_cast<unsigned>(sent_.size()))];
    else if (!sent_.empty() && any(20) == 0)
      (made = sent_[any(static_cast<unsigned>(sent_.size()))])["data"]["more"] = 1;
    sent_.push_back(made);
    return made;
  }

  Json fresh() {
    const std::string id = "e-" + std::to_string(++ids_);
    Json event = {{"specversion", "1.0"},
                  {"id", id},
                  {"source", "/sim"},
                  {"authtype", "user"},
                  {"authid", "w.one"}};
    if (watch_.open.empty() || any(5) == 0) {
      event["type"] = "test.made-up";
      event["subject"] = "customer:c-" + std::to_string(any(4));
      event["data"] = {{"no", std::to_string(any(3))}, {"n", any(6)}};
      event["data"]["items"] = Json::array();
      for (unsigned i = 1 + any(3); i > 0; --i) event["data"]["items"].push_back(i);
      if (any(12) == 0) event["data"].erase("n");
      return event;
    }
    constexpr const char* kVerbs[] = {"complete", "complete", "complete", "complete",
                                      "claim",    "comment",  "return"};
    const std::string verb = kVerbs[any(7)];
    auto task = watch_.open.begin();
    std::advance(task, any(static_cast<unsigned>(watch_.open.size())));
    std::string subject = task->first;
    if (!watch_.ended.empty() && any(8) == 0)
      subject = watch_.ended[any(static_cast<unsigned>(watch_.ended.size()))];
    event["type"] = "reply." + verb;
    event["subject"] = subject;
    event["data"] = {{"reason", any(6) == 0 ? "" : "not enough"}, {"text", "a word"}};
    event["data"]["result"] = any(8) == 0 ? Json{{"no", 1}} : Json{{"ok", true}};
    return event;
  }

  std::mt19937 random_;
  const Blueprint made_;
  Driver engine_;
  Judge judge_;
  Watch watch_;
  Instant now_ = kCourtOpens;
  int ids_ = 0;
  std::size_t heard_ = 0;
  std::vector<Json> sent_;
  std::map<std::string, std::string> refused_;  // the cause, by the id of the event
  std::multiset<std::string> told_;
  std::string wrong_;
};

}  // namespace

std::string play_court(unsigned seed, Totals& totals) {
  Court court(seed);
  std::string wrong = court.play();
  court.add_to(totals);
  return wrong;
}

std::string play_made_up(unsigned seed, Totals& totals) {
  const Blueprint made = made_up(seed, false);
  Corpus corpus = corpus_of("made-up", files_of(made));
  if (corpus.releases.front().empty()) return "the loader does not take it\n" + text_of(made);
  for (int n = 0; n < 4; ++n) {
    Json items = Json::array();
    for (int i = 0; i < n; ++i) items.push_back(i);
    corpus.sends.push_back({{"type", n == 3 ? "test.word" : "test.made-up"},
                            {"customer", "c-0"},
                            {"data", {{"no", "1"}, {"n", n}, {"items", items}}}});
  }
  std::string wrong = play_twins(corpus, seed, totals);
  return wrong.empty() ? wrong : wrong + "\n" + text_of(made);
}

}  // namespace liaison::simulation
