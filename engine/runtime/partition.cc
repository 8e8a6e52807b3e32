#include "engine/runtime/partition.h"

#include "engine/runtime/turn_loop.h"

namespace liaison {

struct Partition::State : TurnLoop {
  using TurnLoop::TurnLoop;
};

Partition::Partition(PartitionNumber number, Journal& journal, PartitionOptions options)
    : state_(std::make_unique<State>(number, journal, std::move(options))) {}
Partition::~Partition() = default;

Result<void> Partition::load() { return state_->load(); }
Result<TurnReport> Partition::turn(Instant now) { return state_->turn(now); }
Result<void> Partition::prove() { return state_->prove(); }
bool Partition::in_doubt() const { return state_->in_doubt(); }
Result<void> Partition::activate(const std::vector<std::shared_ptr<const Definition>>& definitions,
                                 Instant now) {
  return state_->activate(definitions, now);
}
Result<std::size_t> Partition::archive(const ArchiveMove& move) { return state_->archive(move); }
Result<Outcome> Partition::release(Fingerprint print, Release how, const Actor& by, Instant now) {
  return state_->release(print, how, by, now);
}
Instant Partition::time() const { return state_->time(); }
Instant Partition::next_due() const { return state_->next_due(); }
Figures Partition::figures() const { return state_->figures(); }

}  // namespace liaison
