#include "tests/simulation/driver.h"

#include <algorithm>

#include "engine/runtime/router.h"
#include "engine/scenario/lockstep.h"

namespace liaison::simulation {

namespace {

constexpr Milliseconds kPast{1};  // a rung fires once time is past its instant
constexpr int kTries = 10'000;

}  // namespace

Driver::Driver(PartitionNumber partitions, const PartitionOptions& options, unsigned seed,
               unsigned one_in)
    : journal(partitions, seed, one_in), options_(options) {
  begin_anew();
}

void Driver::begin_anew() {
  partitions_.clear();
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    partitions_.push_back(std::make_unique<Partition>(i, journal, options_));
  }
  for (std::size_t i = 0; i < partitions_.size();) {
    try {
      if (partitions_[i]->load()) ++i;
    } catch (const Died&) {
    }
  }
}

void Driver::deploy(const Definitions& definitions, Instant now) {
  for (std::size_t i = 0; i < partitions_.size();) {
    try {
      const auto done = partitions_[i]->activate(definitions, now);
      if (done) ++i;
      else if (done.error().kind == Error::Kind::kInvalid) wrong_ = done.error().message, ++i;
    } catch (const Died&) {
      ++deaths;
      begin_anew();
    }
  }
  settle(now);
}

void Driver::put(const Json& event, Instant arrival) {
  const PartitionNumber place = partition_for(text_in(event, "type"), text_in(event, "subject"),
                                              event.value("data", Json::object()),
                                              text_in(event, "id"), journal.partitions());
  journal.inner.append(place, topic_of(event), arrival, event.dump());
}

void Driver::advance(Instant to) {
  while (!wrong_ && next_due() < to) {
    const Instant due = next_due();
    settle(due + kPast);
    if (!wrong_ && next_due() <= due) wrong_ = "what was due is still planned";
  }
  settle(to);
}

void Driver::settle(Instant now) {
  for (int tries = 0; tries < kTries; ++tries) {
    if (wrong_ || !turn_all(now)) return;
  }
  wrong_ = "the partitions do not come to rest";
}

bool Driver::turn_all(Instant now) {
  bool busy = false;
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    try {
      busy |= turn(*partitions_[i], now);
    } catch (const Died&) {
      ++deaths;
      begin_anew();
      busy = true;
    }
  }
  return busy;
}

bool Driver::turn(Partition& partition, Instant now) {
  const auto report = partition.turn(now);
  if (!report) {
    const auto kind = report.error().kind;
    if (kind != Error::Kind::kIo && kind != Error::Kind::kUnavailable)
      wrong_ = report.error().message;
    return true;
  }
  inputs += report->inputs;
  rungs += report->rungs;
  for (const std::string& cause : report->causes) {
    if (cause == "unsettled") wrong_ = "a case or schedule that is due cannot be settled";
  }
  return report->more || report->inputs > 0 || report->rungs > 0 || report->schedules > 0;
}

Instant Driver::next_due() const {
  Instant due = kNever;
  for (const auto& partition : partitions_) due = std::min(due, partition->next_due());
  return due;
}

}  // namespace liaison::simulation
