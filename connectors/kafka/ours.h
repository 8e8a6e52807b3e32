// Ours: one partition as its owner has it: the producer that nobody else has, its inputs, and who
// waits for what was submitted to it.
//
//   ours.take_over(mark, came);   ours.poll(positions, 1000);   ours.commit(turn);
//
// All three by the partition's own thread; the others by any.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "connectors/kafka/inputs.h"
#include "connectors/kafka/position.h"
#include "connectors/kafka/turn_producer.h"
#include "connectors/rocksdb/store.h"
#include "engine/runtime/journal.h"

namespace liaison::kafka {

struct Committed {
  Commit how = Commit::kLost;
  std::vector<Offset> offsets;  // of the turn's records
};

class Ours {
 public:
  Ours(const Cluster& cluster, Store& store, PartitionNumber number, std::size_t limit);

  Result<void> take_over(const std::string& mark, const std::function<void()>& came);
  Result<Batch> poll(const Positions&, std::size_t max);
  Result<Committed> commit(const Turn&);
  bool is_taken() const { return producer_ != nullptr; }
  // It is another's now.
  Error let_go();

  // A record is on its way to its topic, and somebody waits for what becomes of it. Error
  // kUnavailable: so many wait already.
  Result<void> wait_for(std::uint64_t ticket);
  void forget(std::uint64_t ticket);  // it was not sent
  // It stands in its topic, at this offset; or nobody knows whether it does.
  // It is read `here` only where the partition is ours.
  void stood(std::uint64_t ticket, std::string_view lane, std::optional<Offset>, bool here);
  // The lane has not ended before this is read.
  void expect(std::string_view lane, Offset);

 private:
  Result<std::vector<Outgoing>> outgoing(const Turn&);
  Result<Committed> refused(Written);
  Result<void> store_rows(const Turn&, Offset changelog);
  void answered(const std::vector<InputRecord>&);
  void give_up_all();
  Result<std::string_view> full_name(const std::string& topic);

  const Cluster& cluster_;
  Store& store_;
  const PartitionNumber number_;
  const std::size_t limit_;
  const std::string changelog_;

  std::unique_ptr<TurnProducer> producer_;  // none: to be taken over
  Position position_;
  Changes changes_;
  std::map<std::string, std::string> full_names_;

  std::mutex mutex_;  // guards what follows
  std::unique_ptr<Inputs> inputs_;
  std::set<std::uint64_t> waiting_;
  std::size_t on_their_way_ = 0;  // of these, not yet in their topic
  std::vector<std::uint64_t> given_up_;
};

}  // namespace liaison::kafka
