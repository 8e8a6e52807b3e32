// Of TurnLoop: one input, from its bytes to what it has done or why it was refused.
#include <algorithm>

#include "engine/model/codec.h"
#include "engine/model/text.h"
#include "engine/runtime/cloud_event.h"
#include "engine/runtime/rejection.h"
#include "engine/runtime/turn_loop.h"

namespace liaison {

namespace {

constexpr const char* kDuplicate = "duplicate";

bool by_another_partition(const InputRecord& record) {
  return record.lane.starts_with(kInternalTopic);
}

Refusal id_reused(const Origin& origin) {
  return {"id-reused",
          {"expected a new id, but " + origin.id + " of " + origin.source +
           " was taken before with other content"}};
}

Refusal of_exception(const std::exception& thrown) {
  const bool too_large = dynamic_cast<const TooLarge*>(&thrown) != nullptr;
  return {too_large ? "record-too-large" : "internal-error", {thrown.what()}};
}

bool names_a_task(const Command& command) {
  const auto* reply = std::get_if<TakeReply>(&command.body);
  return !reply || case_of(reply->subject).has_value();
}

}  // namespace

void TurnLoop::take(const InputRecord& record) {
  row_.time = std::max(row_.time, record.arrival);
  row_.positions[record.lane] = record.offset + 1;
  ++figures_.inputs;
  ++report_.inputs;
  Outcome outcome = run(record);
  if (record.ticket != 0) report_.outcomes.emplace_back(record.ticket, std::move(outcome));
}

Outcome TurnLoop::run(const InputRecord& record) {
  Outcome outcome{.kind = Outcome::Kind::kApplied,
                  .lane = record.lane,
                  .partition = number_,
                  .offset = record.offset,
                  .case_id = {},
                  .cause = {},
                  .reasons = {}};
  refusal_stands_ = false;
  Reading reading = read_in_hand(record);
  if (!reading.refusal) reading.refusal = follow_safely(reading.command, outcome);
  if (!reading.refusal || refusal_stands_) keep();
  else undo();
  if (!reading.refusal) return outcome;
  if (reading.refusal->cause == kQuarantined) set_aside(record, reading);
  refuse_safely(record, reading.command, *reading.refusal, outcome);
  return outcome;
}

// What it is known by before it is read, and after.
TurnLoop::Reading TurnLoop::read_in_hand(const InputRecord& record) {
  const auto aside = [] {
    return Refusal{kQuarantined,
                   {"expected a record that the engine can run, but it has ended the process again "
                    "and again: it waits for an operator"}};
  };
  const Fingerprint as_it_came = fingerprint_of(record.value);
  if (is_set_aside(as_it_came)) return {as_it_came, {}, aside()};
  hand_.take(as_it_came);
  Reading reading = read(record);
  reading.print = as_it_came;
  if (reading.refusal || by_another_partition(record)) return reading;
  reading.print = fingerprint_of(reading.command.origin);
  hand_.know(reading.print);
  if (is_set_aside(reading.print)) reading.refusal = aside();
  return reading;
}

TurnLoop::Reading TurnLoop::read(const InputRecord& record) {
  if (!by_another_partition(record)) return read_event(record);
  auto command = decode<Command>(record.value);
  if (!command) return {0, {}, Refusal{"unreadable", {command.error().message}}};
  command->at = row_.time;
  return {0, std::move(*command), {}};
}

// Who writes to Kafka by himself may give a record another key than its subject's.
bool TurnLoop::is_misplaced(const Input& input) const {
  return !input.subject.empty() && partition_for(input.origin.type, input.subject, *input.data,
                                                 input.origin.id, journal_.partitions()) != number_;
}

TurnLoop::Reading TurnLoop::read_event(const InputRecord& record) {
  if (record.value.size() > options_.record_bytes) {
    return {0,
            {},
            Refusal{"too-large",
                    {"expected a record of at most " + std::to_string(options_.record_bytes) +
                     " bytes, but it has " + std::to_string(record.value.size())}}};
  }
  auto decoded = decode_cloud_event(std::string_view(record.value));
  if (auto* error = std::get_if<DecodeError>(&decoded)) {
    return {0, {}, Refusal{"unreadable", std::move(error->reasons)}};
  }
  Input& input = std::get<Input>(decoded);
  if (is_misplaced(input)) ++report_.misplaced;
  auto body = command_of(input);
  if (input.origin.time == kBeginning) input.origin.time = record.arrival;
  Reading reading{0, {row_.time, std::move(input.by), std::move(input.origin), {}}, {}};
  if (auto* refusal = std::get_if<Refusal>(&body)) reading.refusal = std::move(*refusal);
  else reading.command.body = std::move(std::get<CommandBody>(body));
  return reading;
}

std::optional<Refusal> TurnLoop::follow_safely(const Command& command, Outcome& outcome) {
  try {
    return follow(command, outcome);
  } catch (const std::exception& thrown) {
    refusal_stands_ = false;
    return of_exception(thrown);
  }
}

std::optional<Refusal> TurnLoop::follow(Command command, Outcome& outcome) {
  const bool from_outside = is_input(command.body);
  if (from_outside) {
    if (auto known = known_before(command.origin, outcome)) return known;
  }
  const bool by_id = names_a_task(command);
  const Route route = router_.place(command);
  if (route.refusal) return route.refusal;
  std::vector<Command> commands;
  if (route.link) commands.push_back({command.at, command.by, command.origin, *route.link});
  const bool here = route.to == number_;
  if (here) commands.push_back(command);
  const ChainEnd end = run_chain(std::move(commands));
  outcome.case_id = end.case_id;
  if (end.refusal) {
    if (end.refusal->cause == kDuplicate) outcome.case_id = opened_before(command);
    refusal_stands_ = end.stands;
    return end.refusal;
  }
  if (!here) {
    ++command.hops;
    stager_.send(route.to, command);
    outcome.kind = Outcome::Kind::kUnknown;  // the other partition will know
  } else if (from_outside && (end.joined || !by_id || !remembered_by_case(command, end.case_id))) {
    dedup_.remember(command.origin, end.case_id, row_.time);
  }
  return std::nullopt;
}

std::optional<Refusal> TurnLoop::known_before(const Origin& origin, Outcome& outcome) const {
  const auto known = dedup_.find(origin);
  if (!known) return std::nullopt;
  outcome.case_id = known->case_id;
  return known->digest == origin.digest ? Refusal{kDuplicate, {}} : id_reused(origin);
}

// The case that a duplicate belongs to, for the answer to its sender.
CaseId TurnLoop::opened_before(const Command& command) {
  if (const auto* reply = std::get_if<TakeReply>(&command.body)) {
    return case_of(reply->subject).value_or(CaseId{});
  }
  const auto* request = std::get_if<TakeRequest>(&command.body);
  if (!request) return {};
  if (const auto workflow = workflow_of(request->customer); !workflow.empty()) {
    return case_id(request->customer, command.origin.source, command.origin.id, workflow);
  }
  for (const Definition* definition : context_.opened_by(command.origin.type)) {
    CaseId id =
        case_id(request->customer, command.origin.source, command.origin.id, definition->name);
    if (context_.case_head(id)) return id;
  }
  return {};
}

// The case that a request opened is its own dedup, and so is a task that ended with this reply. An
// open task forgets its older replies in time; those leave a row.
bool TurnLoop::remembered_by_case(const Command& command, const CaseId& id) {
  if (id.empty()) return false;
  const Case& the_case = aggregates_.cases.the_case(id).value;
  const Origin& origin = command.origin;
  if (const auto* reply = std::get_if<TakeReply>(&command.body)) {
    const Task* task = the_case.task(TaskId{reply->subject});
    return (!task || !task->open()) && the_case.reply(origin.source, origin.id);
  }
  return std::holds_alternative<TakeRequest>(command.body) && the_case.request.id == origin.id &&
         the_case.request.source == origin.source;
}

// Whatever one input is, it does not end a partition.
void TurnLoop::refuse_safely(const InputRecord& record, const Command& command,
                             const Refusal& refusal, Outcome& outcome) {
  try {
    refuse(record, command, refusal, outcome);
  } catch (const std::exception& thrown) {
    stager_.undo();
    InputRecord bare = record;
    bare.value.clear();
    refusal_stands_ = true;  // nothing goes back to the sender but the outcome
    refuse(bare, {}, {of_exception(thrown).cause, {"expected a refusal that fits into a record"}},
           outcome);
  }
}

void TurnLoop::refuse(const InputRecord& record, const Command& command, const Refusal& refusal,
                      Outcome& outcome) {
  if (refusal.cause == kDuplicate) {
    outcome.kind = Outcome::Kind::kDuplicate;
    ++report_.duplicates;
    return;
  }
  InputRecord shown = record;
  Refusal told{refusal.cause, bounded(refusal.reasons)};
  Origin origin = command.origin;
  auto unfit = unfit_in(record.value);
  if (unfit) {
    shown.value = std::move(unfit->bytes);
    told = {std::move(unfit->refusal.cause), bounded(std::move(unfit->refusal.reasons))};
    origin = std::move(unfit->origin);
  }
  Message rejected =
      rejection(shown, number_, origin, told, row_.time, /*cut=*/unfit && unfit->cut);
  if (!refusal_stands_) send_back(command, told, rejected.id);
  stager_.message(std::move(rejected), command.by, command.origin.traceparent);
  stager_.keep();
  ++figures_.refused;
  ++report_.refused;
  report_.causes.push_back(told.cause);
  outcome.kind = Outcome::Kind::kRefused;
  outcome.cause = std::move(told.cause);
  outcome.reasons = std::move(told.reasons);
}

// A reply that its case has refused is told by the case. One that has not come so far goes back
// here, where anything says to which department.
void TurnLoop::send_back(const Command& command, const Refusal& refusal,
                         const std::string& rejection_id) {
  const auto* reply = std::get_if<TakeReply>(&command.body);
  if (!reply) return;
  const Case no_case{};
  const auto id = case_of(reply->subject);
  const bool seen = id && !quarantine_.holds_case(*id);  // a case set aside is not looked at
  const Case& of = seen ? aggregates_.cases.the_case(*id).value : no_case;
  const ReplyRefused refused = refused_reply(command, *reply, of.task(TaskId{reply->subject}),
                                             refusal.cause, refusal.reasons);
  if (!is_department(refused.department.text)) return;  // becomes a part of a topic's name
  const Definition* definition = of.exists() ? aggregates_.shelf.definition(of.definition)
                                             : definition_with(refused.department);
  Message message =
      announce_refused(refused, of, definition, rejection_id + ".reply-refused", row_.time);
  if (message.key.empty()) message.key = message.id;
  stager_.message(std::move(message), command.by, command.origin.traceparent);
}

const Definition* TurnLoop::definition_with(const DepartmentId& department) const {
  for (const Definition* definition : aggregates_.shelf.in_force()) {
    if (definition->department(department)) return definition;
  }
  return nullptr;
}

ChainEnd TurnLoop::run_chain(std::vector<Command> commands) {
  ChainEnd end = chain_.run(std::move(commands));
  if (end.refusal && !end.stands) return end;
  report_.rungs += end.rungs;
  report_.worst_lag = std::max(report_.worst_lag, end.worst_lag);
  return end;
}

void TurnLoop::keep() {
  move_hints();
  aggregates_.keep();
  stager_.keep();
}

void TurnLoop::undo() {
  aggregates_.undo();
  stager_.undo();
}

}  // namespace liaison
