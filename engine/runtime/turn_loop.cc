#include "engine/runtime/turn_loop.h"

#include <algorithm>

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"

namespace liaison {

namespace {

constexpr std::size_t kTurnBytes = 16 * 1024 * 1024;  // of rows and records; then the turn ends
constexpr std::size_t kRecordBytesLeast = 64 * 1024;  // a rejection must always fit

template <class T>
Result<T> stored(const Rows& rows, const std::string& key) {
  auto row = rows.get(key);
  if (!row) return row.error();
  return *row ? decode<T>(**row) : Result<T>(T{});
}

Hand& hand_of(const PartitionOptions& options, PartitionNumber number) {
  static Hand nobody;
  return options.hands ? options.hands->of(number) : nobody;
}

}  // namespace

TurnLoop::TurnLoop(PartitionNumber number, Journal& journal, const PartitionOptions& options)
    : number_(number),
      journal_(journal),
      rows_(journal.rows(number)),
      options_(options),
      hand_(hand_of(options_, number)),
      aggregates_(rows_, options_),
      context_(aggregates_, options_.machine),
      stager_(number, std::max(options_.record_bytes, kRecordBytesLeast)),
      quarantine_(rows_, aggregates_.loose),
      chain_({number, journal.partitions()}, aggregates_, stager_, context_, options_.announcing,
             quarantine_),
      router_({number, journal.partitions()}, aggregates_),
      dedup_(rows_, aggregates_.loose, options_.dedup_kept) {}

Result<void> TurnLoop::load() {
  stager_.clear();
  aggregates_.clear();
  dedup_.clear();
  window_.clear();
  lost_ = true;
  if (auto ours = journal_.take_over(number_); !ours) return ours;
  auto loaded = load_rows();
  lost_ = !loaded;
  return loaded && row_.level < kPartitionLevel ? upgrade() : loaded;
}

Result<void> TurnLoop::load_rows() {
  auto row = stored<PartitionRow>(rows_, keys::partition());
  if (!row) return row.error();
  if (row->level > kPartitionLevel) {
    return Error{Error::Kind::kNewerFormat, "expected partition " + std::to_string(number_) +
                                                " at level " + std::to_string(kPartitionLevel) +
                                                ", but a newer liaison has raised it to " +
                                                std::to_string(row->level)};
  }
  auto figures = stored<Figures>(rows_, keys::figures());
  if (!figures) return figures.error();
  row_ = std::move(*row);
  figures_ = *figures;
  if (auto people = aggregates_.load(row_.state); !people) return people;
  if (auto aside = quarantine_.load(); !aside) return aside;
  return window_.refill(rows_, options_.rungs_a_turn);
}

Result<TurnReport> TurnLoop::turn(Instant now) {
  if (lost_) {
    if (auto loaded = load(); !loaded) return loaded.error();
  }
  report_ = {};
  in_doubt_ = false;
  settled_ = 0;
  alone_ = false;
  lost_ = true;  // until the turn has come to its end
  const PutDown afterwards{hand_};
  try {
    return run_turn(now);
  } catch (const RowsFailed& failed) {
    return failed.error;
  }
}

Result<TurnReport> TurnLoop::run_turn(Instant now) {
  auto batch = journal_.poll(number_, row_.positions, options_.inputs_a_turn, now);
  if (!batch) return batch.error();
  if (auto filled = window_.refill(rows_, options_.rungs_a_turn); !filled) return filled.error();
  context_.observe(now);
  for (const std::uint64_t ticket : batch->unanswered)
    report_.outcomes.emplace_back(ticket, Outcome{});
  const bool is_known = !batch->inputs.empty() || batch->at_end;
  const std::size_t taken = take_all(batch->inputs);
  const bool caught_up = taken == batch->inputs.size() && batch->at_end;
  report_.more = is_known && (!caught_up || !settle_due(std::max(now, row_.time)));
  batch->inputs.resize(taken);
  return commit(std::move(batch->inputs));
}

std::size_t TurnLoop::take_all(const std::vector<InputRecord>& inputs) {
  std::size_t taken = 0;
  for (const InputRecord& input : inputs) {
    if (stager_.bytes() > kTurnBytes || !settle_due(input.arrival) || !may_take(input)) break;
    take(input);
    ++taken;
  }
  return taken;
}

Result<void> TurnLoop::activate(const std::vector<std::shared_ptr<const Definition>>& definitions,
                                Instant now) {
  if (lost_) {
    if (auto loaded = load(); !loaded) return loaded;
  }
  report_ = {};
  // Partition time stays: inputs that arrived before `now` may still be unread.
  const Instant at = row_.time == kBeginning ? now : row_.time;
  std::vector<Command> commands;
  for (const auto& definition : definitions) {
    aggregates_.shelf.add(definition);
    const auto active = aggregates_.state().active.find(definition->name);
    if (active != aggregates_.state().active.end() && active->second == definition->id) continue;
    const Origin origin{"liaison", definition->id.text, "definition.activated", at, {}, {}};
    const bool at_home = partition_of(definition->name, journal_.partitions()) == number_;
    commands.push_back(
        {at, engine_itself(), origin,
         ActivateDefinition{definition->name, definition->shown_version, definition->id,
                            options_.codec.pack(*definition), at_home && definition->schedule}});
  }
  try {
    add_schedules(definitions, std::max(now, at), commands);
    const ChainEnd end = chain_.run(std::move(commands));
    if (end.refusal) {
      undo();
      return invalid(end.refusal->reasons.empty() ? end.refusal->cause
                                                  : end.refusal->reasons.front());
    }
    keep();
    return commit_alone("the workflows");
  } catch (const RowsFailed& failed) {
    lost_ = true;
    return failed.error;
  }
}

// What is to change in the schedules of the workflows at home here.
void TurnLoop::add_schedules(const std::vector<std::shared_ptr<const Definition>>& definitions,
                             Instant now, std::vector<Command>& commands) {
  const Instant at = row_.time == kBeginning ? now : row_.time;
  std::map<std::string, DefinitionId> wanted;  // by workflow; "" = none
  for (const std::string& workflow : aggregates_.state().scheduled) wanted[workflow];
  for (const auto& definition : definitions) {
    const bool at_home = partition_of(definition->name, journal_.partitions()) == number_;
    if (at_home && definition->schedule) wanted[definition->name] = definition->id;
  }
  for (const auto& [workflow, id] : wanted) {
    const CustomerKey key = key_of_workflow(workflow);
    if (aggregates_.cases.customer(key).value.schedule.definition == id) continue;
    Origin origin{"liaison", workflow + " " + id.text, "schedule.set", at, {}, {}};
    commands.push_back({at, engine_itself(), std::move(origin), SetSchedule{key, id, now}});
  }
}

}  // namespace liaison
