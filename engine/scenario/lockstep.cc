#include "engine/scenario/lockstep.h"

#include <algorithm>

#include "engine/runtime/cloud_event.h"
#include "engine/runtime/router.h"

namespace liaison {

namespace {

constexpr Milliseconds kPast{1};  // a rung fires once time is past its instant
constexpr int kTurnsAtOneInstant = 100'000;

}  // namespace

Lockstep::Lockstep(Journal& journal, const PartitionOptions& options) : journal_(journal) {
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    partitions_.push_back(std::make_unique<Partition>(i, journal, options));
  }
}

Result<void> Lockstep::load() {
  for (const auto& partition : partitions_) {
    if (auto loaded = partition->load(); !loaded) return loaded;
  }
  return {};
}

Result<void> Lockstep::activate(const std::vector<std::shared_ptr<const Definition>>& definitions,
                                Instant now) {
  for (const auto& partition : partitions_) {
    if (auto activated = partition->activate(definitions, now); !activated) return activated;
  }
  return {};
}

Result<void> Lockstep::advance(Instant to) {
  while (next_due() < to) {
    const Instant due = next_due();
    if (auto fired = settle(due + kPast); !fired) return fired;
    if (next_due() <= due) return invalid("expected what was due to fire, but it is still planned");
  }
  return settle(to);
}

Result<void> Lockstep::settle(Instant now) {
  for (int turns = 0; turns < kTurnsAtOneInstant; ++turns) {
    auto busy = turn_all(now);
    if (!busy) return busy.error();
    if (!*busy) return {};
  }
  return invalid("expected the partitions to come to rest at one instant, but they go on and on");
}

Result<bool> Lockstep::turn_all(Instant now) {
  bool busy = false;
  for (const auto& partition : partitions_) {
    auto report = partition->turn(now);
    if (!report) return report.error();
    totals_.inputs += report->inputs;
    totals_.refused += report->refused;
    totals_.duplicates += report->duplicates;
    totals_.rungs += report->rungs;
    busy |= report->more || report->inputs > 0 || report->rungs > 0 || report->schedules > 0;
  }
  return busy;
}

Instant Lockstep::next_due() const {
  Instant due = kNever;
  for (const auto& partition : partitions_) due = std::min(due, partition->next_due());
  return due;
}

Instant Lockstep::time() const {
  Instant time = kBeginning;
  for (const auto& partition : partitions_) time = std::max(time, partition->time());
  return time;
}

Figures Lockstep::figures() const {
  Figures sum;
  for (const auto& partition : partitions_) {
    const Figures part = partition->figures();
    Figures::fields([&](const char*, auto member) { sum.*member += part.*member; });
  }
  return sum;
}

PartitionNumber Lockstep::place(const Json& event) const {
  return partition_for(text_in(event, "type"), text_in(event, "subject"),
                       event.value("data", Json::object()), text_in(event, "id"),
                       journal_.partitions());
}

const char* topic_of(const Json& event) {
  return is_reply(text_in(event, "type")) ? kRepliesTopic.data() : kRequestsTopic.data();
}

}  // namespace liaison
