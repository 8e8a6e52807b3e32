#include "engine/runtime/hand.h"

#include <algorithm>
#include <cstring>

namespace liaison {

namespace {

// Eight bytes at a time, each step a multiplication: a record of a kilobyte costs a tenth of a
// microsecond. Not against people who look for two records with one print: all that they would get
// is that both of them, which must end the process, are set aside together.
constexpr Fingerprint kStep = 0x9E3779B97F4A7C15;

Fingerprint mixed(Fingerprint print, Fingerprint word) {
  print = (print ^ word) * kStep;
  return print ^ (print >> 29);
}

Fingerprint added(Fingerprint print, std::string_view bytes) {
  print = mixed(print, bytes.size() + 1);
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    Fingerprint word = 0;
    std::memcpy(&word, bytes.data(), 8);
    print = mixed(print, word);
  }
  Fingerprint rest = 0;
  if (!bytes.empty()) std::memcpy(&rest, bytes.data(), bytes.size());
  return mixed(print, rest);
}

constexpr Fingerprint kRecord = 1, kEvent = 2, kDue = 3;  // what kind of thing it is

// Of a stored list: print u64, weight u32, alone u32, last u32; before them the number of deaths.
constexpr std::size_t kEntryBytes = 20;

template <class T>
void put(std::string& out, T number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}
template <class T>
T taken(std::string_view& bytes) {
  T number{};
  std::memcpy(&number, bytes.data(), sizeof number);
  bytes.remove_prefix(sizeof number);
  return number;
}

}  // namespace

Fingerprint fingerprint_of(std::string_view bytes) { return added(kRecord, bytes); }

Fingerprint fingerprint_of(const Origin& origin) {
  return added(added(added(kEvent, origin.source), origin.id), origin.digest);
}

Fingerprint fingerprint_of_due(const CaseId& id, Instant at) {
  return mixed(added(kDue, id.text), static_cast<Fingerprint>(at.time_since_epoch().count()));
}

void Suspects::died_with(const std::vector<Fingerprint>& in_hand, Death death) {
  if (in_hand.empty()) return;
  ++deaths_;
  const auto weight = static_cast<std::uint32_t>(death == Death::kCrash ? kCrash : kKill);
  for (const Fingerprint print : in_hand) {
    Deaths& of = all_[print];
    if (of.last == deaths_) continue;  // twice in hand
    if (in_hand.size() == 1 && of.weight >= kAlone) of.alone += weight;
    of.weight += weight;
    of.last = deaths_;
  }
  std::erase_if(all_, [&](const auto& one) { return one.second.last + kRemembered < deaths_; });
  look();
}

Standing Suspects::standing(Fingerprint print) const {
  const auto found = all_.find(print);
  if (found == all_.end() || found->second.weight < kAlone) return Standing::kFree;
  return found->second.alone >= kConvicted ? Standing::kConvicted : Standing::kSuspect;
}

bool Suspects::acquit(Fingerprint print) {
  const bool mattered = standing(print) != Standing::kFree;
  all_.erase(print);
  if (mattered) look();
  return mattered;
}

void Suspects::look() {
  any_ = std::any_of(all_.begin(), all_.end(),
                     [](const auto& one) { return one.second.weight >= kAlone; });
}

std::string Suspects::bytes() const {
  std::string out;
  put(out, deaths_);
  for (const auto& [print, of] : all_) {
    put(out, print), put(out, of.weight), put(out, of.alone), put(out, of.last);
  }
  return out;
}

Suspects Suspects::from(std::string_view bytes) {
  Suspects made;
  if (bytes.size() < sizeof made.deaths_ ||
      (bytes.size() - sizeof made.deaths_) % kEntryBytes != 0) {
    return made;
  }
  made.deaths_ = taken<std::uint32_t>(bytes);
  while (!bytes.empty()) {
    Deaths& of = made.all_[taken<Fingerprint>(bytes)];
    of.weight = taken<std::uint32_t>(bytes);
    of.alone = taken<std::uint32_t>(bytes);
    of.last = taken<std::uint32_t>(bytes);
  }
  made.look();
  return made;
}

void MemoryHand::put_down(bool well) {
  if (well && !suspects_.empty()) {
    for (const Fingerprint print : in_hand_) suspects_.acquit(print);
  }
  in_hand_.clear();
}

void MemoryHand::die(Death death) {
  suspects_.died_with(in_hand_, death);
  in_hand_.clear();
}

}  // namespace liaison
