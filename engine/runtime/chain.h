// Chain: all that one input sets off in this partition: its command, the commands that those send
// on, and so forth, first in first out.
//
//   ChainEnd end = chain.run({command});
//   if (end.refusal && !end.stands) { …undo… }
//
// For each command: decide, apply, announce, one entry of history. What is addressed to another
// partition goes to its internal lane. Whoever calls run() keeps or undoes all of it.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/quarantine.h"
#include "engine/runtime/stager.h"

namespace liaison {

inline constexpr int kCommandsAnInput = 1000;
inline constexpr int kHopsOfSends = 8;  // a machine that sends in circles over partitions ends

struct Refusal {
  std::string cause;
  std::vector<std::string> reasons;
};

struct ChainEnd {
  std::optional<Refusal> refusal;
  bool stands = false;  // refused, but what was noted of it stays
  CaseId case_id;       // the first case that anything happened to
  bool joined = false;  // a request joined a case: opening one is not all that it did
  std::size_t rungs = 0;
  Milliseconds worst_lag{0};
};

class Chain {
 public:
  struct Where {
    PartitionNumber self = 0, count = 1;
  };
  Chain(Where where, Aggregates& aggregates, Stager& stager, const Context& context,
        const Announcing& announcing, const Quarantine& quarantine)
      : where_(where),
        aggregates_(aggregates),
        stager_(stager),
        context_(context),
        announcing_(announcing),
        quarantine_(quarantine) {}

  ChainEnd run(std::vector<Command> first);

 private:
  void execute(const Command&);
  void to_case(const CaseId&, const Command&);
  void to_customer(const CustomerKey&, const Command&);
  void to_partition(const Command&);
  // Takes refusals and sends out of the events. False: refused, nothing may be applied.
  bool sort_out(Events&, const Command&);
  void send(Send&&, const Command& sender);
  void pass_on(PartitionNumber to, Command);
  void look_at(const Event&, const Origin&);
  void refuse(const Command&, Refusal);
  void refuse_quarantined(const CaseId&, const Command&);
  void refuse_endless();
  bool fails() const { return end_.refusal && !end_.stands; }

  const Where where_;
  Aggregates& aggregates_;
  Stager& stager_;
  const Context& context_;
  const Announcing& announcing_;
  const Quarantine& quarantine_;
  std::deque<Command> queue_;
  std::vector<Message> messages_;
  ChainEnd end_;
};

}  // namespace liaison
