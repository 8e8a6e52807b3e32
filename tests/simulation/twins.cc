#include "tests/simulation/twins.h"

#include "engine/scenario/store_check.h"

namespace liaison::simulation {

namespace {

constexpr int kScenes = 60;

PartitionOptions options_of_twins(std::mt19937& random) {
  PartitionOptions options;
  options.inputs_a_turn = 1 + random() % 6;
  options.rungs_a_turn = 1 + random() % 4;
  options.cached_cases = 1 + random() % 20;
  return options;
}

class Twins {
 public:
  Twins(const Corpus& corpus, unsigned seed)
      : corpus_(corpus),
        random_(seed),
        partitions_(static_cast<PartitionNumber>(1U << random_() % 3)),
        well_(partitions_, {}, seed, 0),
        ill_(partitions_, options_of_twins(random_), seed + 1, 6 + random_() % 30),
        author_(corpus, seed, of_well_) {}

  std::string play() {
    tell({{.kind = Happening::Kind::kDeploys, .at = author_.now(), .event = {}, .release = 0}});
    tell(author_.beginning());
    for (int i = 0; i < kScenes && wrong_.empty(); ++i) {
      tell(author_.next(well_.next_due()));
      if (i % 15 == 14) check_stores();
    }
    tell({{.kind = Happening::Kind::kPasses, .at = author_.now() + std::chrono::hours{24 * 20}}});
    if (wrong_.empty()) check_stores();
    if (wrong_.empty()) check_end();
    return wrong_;
  }

  void add_to(Totals& totals) const {
    ++totals.seeds;
    totals.inputs += well_.inputs;
    totals.cases += of_well_.cases.size();
    totals.rungs += well_.rungs;
    totals.commits += ill_.journal.commits;
    totals.deaths += ill_.deaths;
    totals.records += ill_.journal.told.size();
    for (std::size_t i = 0; i < totals.mishaps.size(); ++i)
      totals.mishaps[i] += ill_.journal.mishaps[i];
    for (const auto& [type, count] : of_well_.types) totals.types[type] += count;
  }

 private:
  void tell(const Story& story) {
    for (const Happening& happening : story) {
      if (!wrong_.empty()) return;
      tell(happening, well_, of_well_, "without mishaps");
      tell(happening, ill_, of_ill_, "with mishaps");
    }
    last_ = story.empty() ? last_ : story.back().at;
    if (wrong_.empty() && std::string_view(difference(of_well_, of_ill_)) != "")
      wrong_ = "the two tell different things " + difference(of_well_, of_ill_);
  }

  void tell(const Happening& happening, Driver& driver, Watch& watch, const char* who) {
    switch (happening.kind) {
      case Happening::Kind::kArrives:
        driver.advance(happening.at);
        driver.put(happening.event, happening.at);
        driver.settle(happening.at);
        break;
      case Happening::Kind::kLies: driver.put(happening.event, happening.at); break;
      case Happening::Kind::kPasses: driver.advance(happening.at); break;
      case Happening::Kind::kWakes: driver.settle(happening.at); break;
      case Happening::Kind::kDeploys:
        driver.deploy(corpus_.releases[happening.release], happening.at);
        break;
    }
    watch.look(driver.journal.told);
    if (driver.wrong()) wrong_ = std::string(who) + ": " + *driver.wrong();
    else if (!watch.wrong.empty()) wrong_ = std::string(who) + ": " + watch.wrong.front();
  }

  void check_stores() {
    for (const Driver* driver : {&well_, &ill_}) {
      for (const std::string& wrong : store_faults(driver->journal.inner)) {
        if (wrong_.empty()) wrong_ = "the store is not whole: " + wrong;
      }
    }
  }

  void check_end() {
    of_well_.end(last_);
    of_ill_.end(last_);
    for (const Watch* watch : {&of_well_, &of_ill_}) {
      if (wrong_.empty() && !watch->wrong.empty()) wrong_ = watch->wrong.front();
    }
  }

  const Corpus& corpus_;
  std::mt19937 random_;
  const PartitionNumber partitions_;
  Driver well_, ill_;
  Watch of_well_, of_ill_;
  Author author_;
  Instant last_{};
  std::string wrong_;
};

}  // namespace

std::string play_twins(const Corpus& corpus, unsigned seed, Totals& totals) {
  Twins twins(corpus, seed);
  std::string wrong = twins.play();
  twins.add_to(totals);
  return wrong.empty() ? wrong : corpus.name + ": " + wrong;
}

std::string play_twins(unsigned seed, Totals& totals) {
  return play_twins(corpora()[seed % corpora().size()], seed, totals);
}

}  // namespace liaison::simulation
