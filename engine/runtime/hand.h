// Hand: what a partition is running right now, told to something that outlives the process, so that
// a record that ends the process is found and set aside (quarantine.h).
//
//   hand.take(fingerprint_of(bytes));  …run the record…      // each record, each due case
//   hand.put_down(true);                              // committed: nothing of it did harm
//
// A process that died with something in hand speaks against all that it held. One crash of our own
// (a fault, an abort) may be a memory error that another record has left behind, so two are needed;
// from then on the record is run in a turn of its own, and when the process dies again it was it.
// kill -9 speaks an eighth as much: whoever kills a server mostly means the server, but the kernel
// kills as well, when a record eats all memory.
//
// What was submitted and not committed is in no topic after a crash: it comes back when its sender
// sends it again. So prints go by what a record says, not by where it stood.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/model/actor.h"
#include "engine/model/instant.h"

namespace liaison {

// 64 bits; the same in every build.
using Fingerprint = std::uint64_t;
Fingerprint fingerprint_of(std::string_view bytes);  // a record as it came
Fingerprint fingerprint_of(const Origin&);  // an event, by who says what: its trace may differ
Fingerprint fingerprint_of_due(const CaseId&, Instant);  // a case that has something due

enum class Standing : std::uint8_t {
  kFree,
  kSuspect,    // run it alone
  kConvicted,  // do not run it
};

enum class Death : std::uint8_t {
  kCrash,  // by a fault in this partition's own turn
  kKill,   // from outside, or nobody knows
};

class Hand {
 public:
  virtual ~Hand() = default;
  virtual void take(Fingerprint) {}
  // What was taken last is better known by this.
  virtual void know(Fingerprint) {}
  // `well`: whatever was in hand is free of suspicion. Nothing in hand: nothing happens.
  virtual void put_down(bool well) { static_cast<void>(well); }
  // Whether there is anything but kFree: asked before every record, so it must cost nothing.
  virtual bool suspects() const { return false; }
  virtual Standing standing(Fingerprint) const { return Standing::kFree; }
  virtual void acquit(Fingerprint) {}
};

// One hand for each partition; outlives them.
class Hands {
 public:
  virtual ~Hands() = default;
  virtual Hand& of(PartitionNumber) = 0;
};

// What the deaths so far say. Pure: the same for every keeper of a hand.
class Suspects {
 public:
  static constexpr int kCrash = 8, kKill = 1;       // what a death weighs
  static constexpr int kAlone = 2 * kCrash;         // from here on it is run alone
  static constexpr int kConvicted = kCrash;         // of deaths alone, from here on it is not run
  static constexpr std::uint32_t kRemembered = 64;  // deaths; who was in hand in none is forgotten

  void died_with(const std::vector<Fingerprint>& in_hand, Death);
  Standing standing(Fingerprint) const;
  // Whether it stood under suspicion that changes how it is run.
  bool acquit(Fingerprint);
  bool any() const { return any_; }
  bool empty() const { return all_.empty(); }

  std::string bytes() const;
  static Suspects from(std::string_view bytes);  // other bytes: of nobody

 private:
  struct Deaths {
    std::uint32_t weight = 0, alone = 0, last = 0;
  };
  void look();

  std::unordered_map<Fingerprint, Deaths> all_;
  std::uint32_t deaths_ = 0;
  bool any_ = false;
};

// A hand in memory: for tests, where the process dies by word.
class MemoryHand : public Hand {
 public:
  void take(Fingerprint print) override { in_hand_.push_back(print); }
  void know(Fingerprint print) override { in_hand_.back() = print; }
  void put_down(bool well) override;
  bool suspects() const override { return suspects_.any(); }
  Standing standing(Fingerprint print) const override { return suspects_.standing(print); }
  void acquit(Fingerprint print) override { suspects_.acquit(print); }

  void die(Death);  // with all that is in hand

 private:
  std::vector<Fingerprint> in_hand_;
  Suspects suspects_;
};

}  // namespace liaison
