// Router: which partition an event or command belongs to, and to whom it is addressed there.
//
//   auto body = command_of(input);                          // TakeReply, TakeRequest, …, by type
//   Route route = router.place(command, lookup);            // here, or the partition to send it to
//
// A subject is a task or message id (replies), `customer:KEY`, or an alias such as `account:4711`.
// A command whose subject is still an alias carries it in place of the customer's key: the colon
// tells. It goes first to the partition that keeps the alias, then to the customer's: at most two
// hops.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "engine/runtime/chain.h"
#include "engine/runtime/cloud_event.h"

namespace liaison {

inline constexpr int kHopsOfInputs = 2;

std::variant<CommandBody, Refusal> command_of(const Input&);
// Where to submit an event from outside; any partition will do for what cannot be placed.
PartitionNumber partition_for(std::string_view type, std::string_view subject, const Json& data,
                              std::string_view id, PartitionNumber count);

struct Route {
  std::optional<Refusal> refusal;
  PartitionNumber to = 0;         // if it is not here, the command goes on
  std::optional<LinkAlias> link;  // a customer heard of for the first time, by an alias
};

class Router {
 public:
  Router(Chain::Where where, Aggregates& aggregates) : where_(where), aggregates_(aggregates) {}
  // Fills in what is known here: the customer an alias stands for, the task that is meant.
  Route place(Command& command) const;

 private:
  Route place_customer(CustomerKey& name, const Origin&, bool may_be_new) const;
  Route place_reply(TakeReply&, const Origin&) const;
  std::optional<Refusal> select(TakeReply&, const CustomerKey&) const;

  const Chain::Where where_;
  Aggregates& aggregates_;
};

// What came from outside, now or by another partition: it leaves a dedup row, and hops are few.
bool is_input(const CommandBody&);

}  // namespace liaison
