// Author: writes what happens next, from a seed and from what the engine has told so far: requests,
// facts, people who come and go, answers to the tasks at hand: right, wrong, late, twice.
//
//   Author author(corpus, seed, watch);
//   Happening next = author.next();           // and tell it to the engine, and to its twin
#pragma once

#include <random>
#include <vector>

#include "tests/simulation/corpus.h"
#include "tests/simulation/watch.h"

namespace liaison::simulation {

struct Happening {
  enum class Kind : std::uint8_t {
    kArrives,  // an event, at `at`
    kLies,     // an event that nobody reads yet: the engine is away
    kWakes,    // it is there again
    kPasses,   // time goes on to `at`, through every due instant
    kDeploys,  // another release of the workflows
  } kind = Kind::kPasses;
  Instant at{};
  Json event;
  std::size_t release = 0;
};
using Story = std::vector<Happening>;

class Author {
 public:
  Author(const Corpus& corpus, unsigned seed, const Watch& watch);

  Story beginning();  // people and customers
  // The next things that happen together.
  Story next(Instant next_due);
  Instant now() const { return now_; }

 private:
  std::size_t any(std::size_t n) { return n == 0 ? 0 : random_() % n; }
  bool one_in(unsigned n) { return random_() % n == 0; }
  template <class T>
  const T& any_of(const std::vector<T>& all) {
    return all[any(all.size())];
  }

  Happening arrives(Json event, bool away = false);
  void let_time_pass(Instant next_due);
  Story while_away(Instant next_due);
  Json some_event();
  Json request();
  Json of_people();
  Json of_customers();
  Json answer();
  Json answer_to(const std::string& task, const Json& data);
  Json answer_to_message();
  Json repair();
  Json acknowledgement();
  Json spoilt(Json event);
  Json event_of(std::string type, std::string subject, Json data);
  std::string customer();

  const Corpus& corpus_;
  std::mt19937 random_;
  const Watch& watch_;
  Instant now_;
  int ids_ = 0;
  std::vector<Json> sent_;
};

// Some value that fits the form, as far as its plain keywords go.
Json value_for(const Json& form, std::mt19937& random, int depth = 0);

}  // namespace liaison::simulation
