#include "tests/contract/served_child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <thread>

#include "connectors/local_log/hand_file.h"
#include "engine/language/load.h"
#include "engine/runtime/forwarding_journal.h"
#include "engine/runtime/node.h"
#include "tests/patience.h"
#include "tests/runtime/deadly_rows.h"

namespace liaison {

namespace {

constexpr PartitionNumber kPartitions = 2;

class DeadlyJournal final : public ForwardingJournal<Journal&> {
 public:
  DeadlyJournal(Journal& journal, const Poison& poison) : ForwardingJournal(journal) {
    for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
      rows_.emplace_back(journal.rows(i), poison);
    }
  }
  const Rows& rows(PartitionNumber number) const override { return rows_[number]; }

 private:
  std::deque<DeadlyRows> rows_;
};

std::vector<std::shared_ptr<const Definition>> one_step() {
  return load({{"common.yaml", "departments: { alpha: { title: A }, managers: { title: M } }"},
               {"one.yaml", R"(
document: { dsl: '1.0.3', namespace: test, name: one, version: '1.0.0', title: One }
opens: { with: { type: customer.request.one }, key: .no }
do:
  - first: { forward: { to: alpha, title: First }, deadline: 1 hour }
)"}}).definitions;
}

Json event_of(const std::string& id, const std::string& customer) {
  return {{"specversion", "1.0"},
          {"id", id},
          {"source", "/test"},
          {"type", "customer.request.one"},
          {"subject", "customer:" + customer},
          {"data", {{"no", id}}}};
}

// Until the stack is full; what it does must not be seen through.
[[gnu::noinline]] int deep(volatile int* up) {
  volatile int here[256] = {};
  here[0] = up ? *up + 1 : 0;
  return here[0] < 0 ? 0 : deep(here) + here[1];
}

std::function<void()> death(const std::string& how) {
  if (how == "fault") return [] { *reinterpret_cast<volatile int*>(8) = 1; };
  if (how == "stack") return [] { std::exit(deep(nullptr)); };
  if (how == "kill") {
    return [] {
      ::kill(::getpid(), SIGKILL);
      ::pause();
    };
  }
  return [] { std::abort(); };
}

// It dies by the signal itself: the report of a sanitizer about a death that is meant only costs
// time, and the thread sanitizer's own may never end.
void die_without_a_report() {
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT}) ::signal(signal, SIG_DFL);
}

const char* word_of(const Outcome& outcome) {
  switch (outcome.kind) {
    case Outcome::Kind::kApplied: return "applied";
    case Outcome::Kind::kDuplicate: return "duplicate";
    case Outcome::Kind::kRefused: return "refused";
    default: return "unknown";
  }
}

std::string value_of(const std::string& word) { return word.substr(word.find('=') + 1); }

}  // namespace

int run_served_child(const OpenJournal& open, const std::string& store,
                     const std::vector<std::string>& words, int reports) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // it ends with the test
  Poison poison;
  poison.die = death("abort");
  std::string poisoned;
  std::chrono::minutes later{0};
  std::vector<Json> events;
  for (const std::string& word : words) {
    const std::string value = value_of(word);
    if (word.starts_with("poison=")) poisoned = value;
    if (word.starts_with("die=")) poison.die = death(value);
    if (word.starts_with("at=")) later = std::chrono::minutes(std::stoi(value));
    const std::size_t colon = value.find(':');
    if (word.starts_with("send=")) {
      events.push_back(event_of(value.substr(0, colon), value.substr(colon + 1)));
    }
  }
  const auto opened = open();
  if (!opened) return 1;
  auto hands = HandFile::open(store, kPartitions);
  if (!hands) return 1;
  die_without_a_report();
  HandFile::watch_for_crashes();
  DeadlyJournal journal(*opened, poison);
  NodeOptions options;
  options.partition.hands = std::move(*hands);
  options.clock = [later] {
    return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()) + later;
  };
  Node node(journal, std::move(options));
  if (!node.load() || !node.activate(one_step())) return 1;
  poison.text = poisoned;
  node.start();
  std::vector<Submitted> sent;
  for (const Json& event : events) {
    auto submitted = node.submit(event);
    if (!submitted) return 1;
    sent.push_back(std::move(*submitted));
  }
  std::string said = "up\n";
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const Outcome outcome = sent[i].outcome.get();
    said += events[i]["id"].get<std::string>() + " " + word_of(outcome) +
            (outcome.cause.empty() ? "" : " " + outcome.cause) + "\n";
  }
  if (events.empty()) comes_true([&] { return !node.metrics().oldest_unfired_due; });
  node.stop();
  return ::write(reports, said.data(), said.size()) > 0 ? 0 : 1;
}

}  // namespace liaison
