#include "engine/runtime/chain.h"

#include <algorithm>

#include "engine/model/overloaded.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/rejection.h"

namespace liaison {

namespace {

HistoryEntry entry_of(const Command& command, Events events) {
  return {command.at, command.by, command.origin, std::move(events)};
}

// A blob is stored once under its own key: the history of the partition names it only.
void drop_blobs(Events& events) {
  for (Event& event : events) {
    if (auto* activated = std::get_if<DefinitionActivated>(&event.body)) activated->blob.clear();
  }
}

const DefinitionId& definition_of(const Case& the_case, const Command& command) {
  const auto* open = std::get_if<OpenCaseNow>(&command.body);
  return open && !the_case.exists() ? open->definition : the_case.definition;
}

}  // namespace

ChainEnd Chain::run(std::vector<Command> first) {
  end_ = {};
  queue_.assign(std::make_move_iterator(first.begin()), std::make_move_iterator(first.end()));
  for (int count = 0; !queue_.empty() && !fails(); ++count) {
    const Command next = std::move(queue_.front());
    queue_.pop_front();
    if (count < kCommandsAnInput) execute(next);
    else refuse_endless();
  }
  queue_.clear();
  return std::move(end_);
}

void Chain::execute(const Command& command) {
  std::visit(Overloaded{
                 [&](const OpenCaseNow& body) { to_case(body.id, command); },
                 [&](const JoinCase& body) {
                   end_.joined = true;
                   to_case(body.id, command);
                 },
                 [&](const TakeReply& body) {
                   to_case(case_of(body.subject).value_or(CaseId{}), command);
                 },
                 [&](const SettleDue& body) { to_case(body.id, command); },
                 [&](const ChangeManager& body) { to_case(body.id, command); },
                 [&](const OfferEvent& body) { to_case(body.id, command); },
                 [&](const TakeWaiting& body) { to_case(body.id, command); },
                 [&](const RecordFacts& body) { to_customer(body.customer, command); },
                 [&](const TakeRequest& body) { to_customer(body.customer, command); },
                 [&](const TakeFacts& body) { to_customer(body.customer, command); },
                 [&](const AssignManager& body) { to_customer(body.customer, command); },
                 [&](const ListCase& body) { to_customer(body.customer, command); },
                 [&](const UnlistCase& body) { to_customer(body.customer, command); },
                 [&](const KeepAlias& body) { to_customer(body.customer, command); },
                 [&](const SetSchedule& body) { to_customer(body.key, command); },
                 [&](const RunSchedule& body) { to_customer(body.key, command); },
                 [&](const SpreadEvent&) { to_partition(command); },
                 [&](const TakePerson&) { to_partition(command); },
                 [&](const LinkAlias&) { to_partition(command); },
                 [&](const ActivateDefinition&) { to_partition(command); },
             },
             command.body);
}

void Chain::to_case(const CaseId& id, const Command& command) {
  if (quarantine_.holds_case(id)) return refuse_quarantined(id, command);
  CachedCase& cached = aggregates_.cases.the_case(id);
  const bool opens = std::holds_alternative<OpenCaseNow>(command.body);
  if (cached.archived) {
    return refuse(command, {"case-archived",
                            {"expected an open case, but " + id.text + " is " +
                             to_word(cached.archived->phase) + " and archived"}});
  }
  if (!cached.value.exists() && !opens) {
    return refuse(command, {"unknown-case",
                            {"expected a case, task or message that exists, but there is no case " +
                             id.text}});
  }
  const DefinitionId& name = definition_of(cached.value, command);
  const Definition* definition = aggregates_.shelf.definition(name);
  if (!definition) {
    return refuse(command, {"no-definition",
                            {"expected the definition " + name.text +
                             " to be stored and readable, but it is not"}});
  }
  Events events = decide(cached.value, *definition, context_, command);
  if (!sort_out(events, command) || events.empty()) return;
  if (end_.case_id.empty()) end_.case_id = id;
  Case& changing = aggregates_.cases.change(cached, id);
  messages_.clear();
  for (const Event& event : events) {
    apply(changing, event);
    announce(changing, *definition, event, announcing_, messages_);
    look_at(event, command.origin);
  }
  for (Message& message : messages_) {
    stager_.message(std::move(message), command.by, command.origin.traceparent);
  }
  stager_.history(keys::case_history(id, ++changing.history), entry_of(command, std::move(events)));
}

void Chain::to_customer(const CustomerKey& key, const Command& command) {
  CachedCustomer& cached = aggregates_.cases.customer(key);
  Events events = decide(cached.value, context_, command);
  if (!sort_out(events, command) || events.empty()) return;
  Customer& changing = aggregates_.cases.change(cached);
  for (const Event& event : events) apply(changing, event);
  stager_.history(keys::customer_history(key, ++changing.history),
                  entry_of(command, std::move(events)));
}

void Chain::to_partition(const Command& command) {
  Events events = decide(aggregates_.state(), context_, command);
  if (!sort_out(events, command) || events.empty()) return;
  for (const Event& event : events) aggregates_.apply_to_partition(event);
  drop_blobs(events);
  aggregates_.count_history();
  stager_.history(keys::partition_history(aggregates_.state().history),
                  entry_of(command, std::move(events)));
}

bool Chain::sort_out(Events& events, const Command& command) {
  for (Event& event : events) {
    if (auto* refused = std::get_if<Refused>(&event.body)) {
      refuse(command, {std::move(refused->cause), std::move(refused->reasons)});
      return false;
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (auto* out = std::get_if<Send>(&events[i].body)) {
      send(std::move(*out), command);
      continue;
    }
    if (kept != i) events[kept] = std::move(events[i]);
    ++kept;
  }
  events.resize(kept);
  return !fails();
}

void Chain::send(Send&& out, const Command& sender) {
  Command command{sender.at,   sender.by,   sender.origin, std::move(out.command),
                  sender.hops, sender.aside};
  if (out.as) {
    command.by = std::move(out.as->by);
    command.origin = std::move(out.as->origin);
    command.aside = true;
  }
  switch (out.to) {
    case Send::To::kCase:
      return pass_on(partition_of_id(out.key, where_.count).value_or(where_.self),
                     std::move(command));
    case Send::To::kCustomer:
    case Send::To::kPartition:
      return pass_on(partition_of(out.key, where_.count), std::move(command));
    case Send::To::kEveryOtherPartition:
      for (PartitionNumber to = 0; to < where_.count; ++to) {
        if (to != where_.self) pass_on(to, command);
      }
      return;
  }
}

void Chain::pass_on(PartitionNumber to, Command command) {
  if (to == where_.self) {
    queue_.push_back(std::move(command));
    return;
  }
  if (++command.hops > kHopsOfSends) {
    return refuse(command,
                  {"too-many-hops",
                   {"expected a command to reach its place in at most " +
                    std::to_string(kHopsOfSends) + " hops between partitions, but it did not"}});
  }
  stager_.send(to, command);
}

// A reply that had waited in its case may be refused by another input: its sender hears of it, this
// one's is not refused.
void Chain::look_at(const Event& event, const Origin& origin) {
  if (const auto* fired = std::get_if<RungFired>(&event.body)) {
    ++end_.rungs;
    end_.worst_lag = std::max(end_.worst_lag, fired->fired_late);
  }
  const auto* refused = std::get_if<ReplyRefused>(&event.body);
  if (refused && refused->id == origin.id && refused->source == origin.source) {
    end_.refusal = Refusal{refused->cause, refused->reasons};
    end_.stands = true;
  }
}

void Chain::refuse_endless() {
  refuse({}, {"too-many-commands",
              {"expected an input to lead to at most " + std::to_string(kCommandsAnInput) +
               " commands in this partition, but there are more"}});
}

// Who answers a case or joins it hears of it and can do so again. What others only tell it stands
// on the rejected topic, and they go on.
void Chain::refuse_quarantined(const CaseId& id, const Command& command) {
  const bool for_it_alone = std::holds_alternative<TakeReply>(command.body) ||
                            std::holds_alternative<JoinCase>(command.body);
  Command told = command;
  told.aside = told.aside || !for_it_alone;
  refuse(told, {kQuarantined,
                {"expected a case that the engine can run, but " + id.text +
                 " has ended the process again and again: it waits for an operator"}});
}

// What an event of a case leads to is no part of the input that the case has followed.
void Chain::refuse(const Command& command, Refusal refusal) {
  if (command.aside) {
    return stager_.message(rejection_of_emitted(command, where_.self, refusal), command.by,
                           command.origin.traceparent);
  }
  end_.refusal = std::move(refusal);
  end_.stands = false;
}

}  // namespace liaison
