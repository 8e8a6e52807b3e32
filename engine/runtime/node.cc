#include "engine/runtime/node.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/model/json_text.h"
#include "engine/runtime/clock_watch.h"
#include "engine/runtime/deployment.h"
#include "engine/runtime/desk.h"
#include "engine/runtime/meter.h"
#include "engine/runtime/rejection.h"
#include "engine/runtime/router.h"

namespace liaison {

namespace {

constexpr Milliseconds kLongestPause{100};  // so that activations and stops are not waited for
constexpr Milliseconds kShortestPause{1};
constexpr Milliseconds kPostponed{10};  // when the journal did not take a turn

bool says_who(std::string_view attribute) {
  constexpr std::string_view kWho[] = {"authtype", "authid",         "onbehalfof",
                                       "unit",     "authdepartment", "authrole"};
  return std::find(std::begin(kWho), std::end(kWho), attribute) != std::end(kWho);
}

// Who acts, as far as it is proven: without a token it is what the sender says, and marked so.
Actor actor_of(const Json& event, const std::optional<Actor>& proven) {
  Actor by = proven.value_or(Actor{});
  if (!proven) {
    by.type = "unauthenticated";
    by.id = text_in(event, "authid");
  }
  if (by.on_behalf_of.empty()) by.on_behalf_of = text_in(event, "onbehalfof");
  if (by.unit.empty()) by.unit = text_in(event, "unit");
  return by;
}

void append_attribute(std::string& out, const char* name, std::string_view text) {
  if (text.empty()) return;
  out += out.size() > 1 ? ",\"" : "\"";
  out += name;
  out += "\":";
  append_json_text(out, text);
}

// The event as it is stored: with this actor in place of what it said itself.
std::string stored_event(const Json& event, const Actor& by) {
  std::string out = "{";
  append_attribute(out, "authtype", by.type);
  append_attribute(out, "authid", by.id);
  append_attribute(out, "onbehalfof", by.on_behalf_of);
  append_attribute(out, "unit", by.unit);
  append_attribute(out, "authdepartment", by.department.text);
  append_attribute(out, "authrole", by.role);
  for (const auto& [name, value] : event.items()) {
    if (says_who(name)) continue;
    out += out.size() > 1 ? "," : "";
    append_json_text(out, name);
    out += ':';
    append_json(out, value);
  }
  out += '}';
  return out;
}

}  // namespace

struct Node::State {
  State(Journal& the_journal, NodeOptions the_options)
      : journal(the_journal),
        options(std::move(the_options)),
        view(the_journal, options.partition.codec, options.archive) {
    for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
      desks.push_back(std::make_unique<Desk>(i, journal, options.partition));
    }
  }

  Instant wall() const;  // as it is read
  Instant now() const;   // never falls
  void not_before(Instant) const;
  void watch_clock();
  void say(const std::string& line) const {
    if (options.log) options.log(line);
  }
  std::size_t worker_count() const;
  void work(std::size_t worker, std::size_t workers);
  std::vector<PartitionNumber> that_serve(std::vector<PartitionNumber> mine) const;
  bool serve(Desk&, Instant& next);  // whether there is more to do at once
  void count(const TurnReport&, double seconds);
  Milliseconds pause_before(Instant next) const;
  Result<void> activate(Desk&, const Definitions&);
  Result<void> catch_up(Desk&);
  Result<Submitted> hand_in(PartitionNumber, std::string_view topic, std::string value);

  Journal& journal;
  const NodeOptions options;
  const StoreView view;
  std::vector<std::unique_ptr<Desk>> desks;
  std::vector<std::thread> workers;
  std::atomic<bool> loaded = false, started = false, stopping = false;
  mutable std::atomic<Instant> last_now = kBeginning;
  Meter meter;
  std::mutex activating;   // one reload at a time
  ClockWatch clock_watch;  // of who starts, then of the first worker

  // What this node was told to put in force: for partitions that come later and have nothing.
  Definitions wanted() const {
    std::lock_guard lock(wanted_mutex);
    return wanted_definitions;
  }
  void want(const Definitions& told) {
    std::lock_guard lock(wanted_mutex);
    wanted_definitions = told;
  }
  mutable std::mutex wanted_mutex;
  Definitions wanted_definitions;

  mutable std::mutex records_mutex;
  mutable std::condition_variable records_came;
  std::uint64_t records_generation = 0;
};

Instant Node::State::wall() const {
  return options.clock ? options.clock()
                       : std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

void Node::State::not_before(Instant at) const {
  Instant last = last_now.load();
  while (last < at && !last_now.compare_exchange_weak(last, at)) {
  }
}

// The wall clock may be set back; ours stands still then.
Instant Node::State::now() const {
  not_before(wall());
  return last_now.load();
}

void Node::State::watch_clock() {
  const Instant ours = now();  // first: another worker may see a jump that the reading does not
  const auto line = clock_watch.look(wall(), std::chrono::steady_clock::now(), ours);
  if (line) say(*line);
}

std::size_t Node::State::worker_count() const {
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  return std::clamp<std::size_t>(options.workers == 0 ? cores : options.workers, 1, desks.size());
}

void Node::State::work(std::size_t worker, std::size_t count) {
  std::vector<PartitionNumber> mine;
  for (std::size_t i = worker; i < desks.size(); i += count) {
    mine.push_back(static_cast<PartitionNumber>(i));
  }
  while (!stopping) {
    bool more = false;
    Instant next = kNever;
    if (worker == 0) watch_clock();
    for (const PartitionNumber number : mine) more |= serve(*desks[number], next);
    if (!more && !stopping) journal.wait(that_serve(mine), pause_before(next));
  }
}

// For one that failed there may be work, but nobody who does it.
std::vector<PartitionNumber> Node::State::that_serve(std::vector<PartitionNumber> mine) const {
  std::erase_if(mine, [this](PartitionNumber number) { return desks[number]->failure(); });
  return mine;
}

bool Node::State::serve(Desk& desk, Instant& next) {
  if (!journal.is_ours(desk.number())) {
    desk.rest();
    return false;
  }
  if (desk.rests()) desk.wake(wanted());
  const auto begin = std::chrono::steady_clock::now();
  const Served served = desk.serve(now());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  if (served.again) say("serves again: partition " + std::to_string(desk.number()));
  if (served.failure) say("stopped: " + *served.failure);
  count(served.report, took.count());
  desk.answer(served.report);
  next = std::min(next, served.report.next_due);
  if (served.report.postponed) std::this_thread::sleep_for(kPostponed);
  return served.report.more;
}

void Node::State::count(const TurnReport& report, double seconds) {
  meter.count(report, seconds);
  if (report.records == 0) return;
  {
    std::lock_guard lock(records_mutex);
    ++records_generation;
  }
  records_came.notify_all();
}

// A rung fires once time is past its instant: a millisecond later.
Milliseconds Node::State::pause_before(Instant next) const {
  if (next == kNever) return kLongestPause;
  return std::clamp(next - now() + kShortestPause, kShortestPause, kLongestPause);
}

Result<Submitted> Node::State::hand_in(PartitionNumber partition, std::string_view topic,
                                       std::string value) {
  auto outcome = desks[partition]->submit(topic, std::move(value));
  if (!outcome) return outcome.error();
  return Submitted{partition, std::string(topic), std::move(*outcome)};
}

Node::Node(Journal& journal, NodeOptions options)
    : state_(std::make_unique<State>(journal, std::move(options))) {}

Node::~Node() { stop(); }

Result<void> Node::load() {
  for (const auto& desk : state_->desks) {
    if (!state_->journal.is_ours(desk->number())) {
      desk->rest();
      continue;
    }
    if (auto loaded = desk->load(); !loaded) {
      return Error{loaded.error().kind,
                   "partition " + std::to_string(desk->number()) + ": " + loaded.error().message};
    }
    state_->not_before(desk->time());
  }
  if (const auto even = catch_up(); !even) state_->say(even.error().message);
  state_->loaded = true;
  return {};
}

Result<void> Node::State::activate(Desk& desk, const Definitions& definitions) {
  auto done = desk.activate(definitions);
  if (!started) desk.do_chores(now());
  return done.get();
}

// An activation reaches one partition after the other; a crash in between leaves the later ones
// behind. What the first one has in force is what was wanted last.
Result<void> Node::State::catch_up(Desk& desk) {
  const auto wanted = definitions_in_force(view, 0);
  const auto active = definitions_in_force(view, desk.number());
  Definitions missing;
  for (const auto& [workflow, id] : wanted) {
    const auto found = active.find(workflow);
    if (found != active.end() && found->second == id) continue;
    auto definition = view.definition(0, id);
    if (!definition)
      return Error{Error::Kind::kCorrupt, "expected " + workflow + " to be readable"};
    missing.push_back(std::move(definition));
  }
  if (missing.empty()) return {};
  const std::size_t behind = missing.size();
  for (const std::string& workflow :
       running_schedules(view, desk.number())) {  // what is not told of stops
    const auto found = active.find(workflow);
    if (found == active.end() || wanted.at(workflow) != found->second) continue;
    if (auto definition = view.definition(0, found->second)) missing.push_back(definition);
  }
  if (auto taken = activate(desk, missing); !taken) return taken;
  say("partition " + std::to_string(desk.number()) + " was behind in " + std::to_string(behind) +
      " workflow(s) after a deployment that was broken off: it has them now");
  return {};
}

Result<void> Node::catch_up() {
  std::lock_guard lock(state_->activating);
  if (!state_->desks.front()->is_served()) return {};  // another node knows what was wanted last
  for (const auto& desk : state_->desks) {
    if (!desk->is_served()) continue;
    if (auto even = state_->catch_up(*desk); !even) {
      return Error{even.error().kind,
                   "expected partition " + std::to_string(desk->number()) +
                       " to take the workflows of the others, but: " + even.error().message};
    }
  }
  return {};
}

// All partitions have been told the same, so what the first one takes the others take too.
Result<void> Node::activate(const std::vector<std::shared_ptr<const Definition>>& definitions) {
  std::lock_guard lock(state_->activating);
  if (auto there = check_topics(state_->journal, definitions); !there) return there;
  const Definitions before = state_->wanted();
  state_->want(definitions);
  bool taken = false;
  for (const auto& desk : state_->desks) {
    if (!state_->journal.is_ours(desk->number())) continue;  // its node does
    auto activated = state_->activate(*desk, definitions);
    if (activated) {
      taken = true;
      continue;
    }
    if (!taken) {
      state_->want(before);
      return activated;
    }
    return Error{activated.error().kind,
                 activated.error().message + "; partitions below " +
                     std::to_string(desk->number()) +
                     " have taken the workflows; the others take them as soon as they can"};
  }
  return {};
}

std::vector<PartitionNumber> Node::elsewhere() const {
  std::vector<PartitionNumber> theirs;
  for (const auto& desk : state_->desks) {
    if (!state_->journal.is_ours(desk->number())) theirs.push_back(desk->number());
  }
  return theirs;
}

Result<std::size_t> Node::archive(PartitionNumber partition, const ArchiveMove& move) {
  Desk& desk = *state_->desks.at(partition);
  auto done = desk.archive(move);
  if (!state_->started) desk.do_chores(state_->now());
  return done.get();
}

void Node::start() {
  if (state_->started.exchange(true)) return;
  state_->watch_clock();  // a jump is told from here on, however late the first worker comes to run
  const std::size_t count = state_->worker_count();
  for (std::size_t i = 0; i < count; ++i) {
    state_->workers.emplace_back([this, i, count] { state_->work(i, count); });
  }
}

void Node::stop() {
  if (state_->stopping.exchange(true)) return;
  state_->journal.stop_waiting();
  for (std::thread& worker : state_->workers) worker.join();
  for (const auto& desk : state_->desks) desk->close();
  state_->records_came.notify_all();
}

bool Node::ready() const {
  return state_->loaded && state_->started && !state_->stopping && !failure();
}

std::optional<std::string> Node::failure() const {
  for (const auto& desk : state_->desks) {
    if (auto failed = desk->failure()) return failed;
  }
  return std::nullopt;
}

Result<Submitted> Node::submit(const Json& event, const std::optional<Actor>& by) {
  if (!event.is_object()) return invalid("expected a CloudEvent as a JSON object");
  const std::string type = text_in(event, "type");
  const auto data = event.find("data");
  const PartitionNumber partition =
      partition_for(type, text_in(event, "subject"), data == event.end() ? Json() : *data,
                    text_in(event, "id"), state_->journal.partitions());
  return state_->hand_in(partition, is_reply(type) ? kRepliesTopic : kRequestsTopic,
                         stored_event(event, actor_of(event, by)));
}

Result<Submitted> Node::reject(std::string_view bytes, std::vector<std::string> reasons,
                               std::string cause, const Origin& origin) {
  const PartitionNumber partition =
      partition_of(bytes.substr(0, 256), state_->journal.partitions());
  return state_->hand_in(partition, kRequestsTopic,
                         as_unfit(bytes, {std::move(cause), std::move(reasons)}, origin));
}

Result<Outcome> Node::release(std::string_view quarantine_id, Partition::Release how,
                              const Actor& by) {
  const auto id = parse_quarantine_id(quarantine_id);
  if (!id || id->partition >= state_->desks.size()) {
    return Error{Error::Kind::kNotFound,
                 "expected an id that the quarantine lists, such as 0-9f3a06c1d2e4b507, but '" +
                     std::string(quarantine_id) + "'"};
  }
  return state_->desks[id->partition]->release(id->print, how, by).get();
}

NodeMetrics Node::metrics() const {
  NodeMetrics metrics = state_->meter.read();
  const Instant now = state_->now();
  metrics.clock_behind_seconds = std::chrono::duration<double>(now - state_->wall()).count();
  for (const auto& desk : state_->desks) {
    const Figures figures = desk->figures();
    metrics.open_cases += figures.cases_opened - figures.cases_closed;
    metrics.stuck_cases += figures.cases_stuck;
    metrics.open_clocks += figures.open_clocks;
    metrics.open_tasks += figures.open_tasks;
    metrics.quarantined += figures.quarantined;
    const Instant due = desk->next_due();
    if (due < now)
      metrics.oldest_unfired_due = std::min(due, metrics.oldest_unfired_due.value_or(due));
  }
  return metrics;
}

Instant Node::now() const { return state_->now(); }
const StoreView& Node::view() const { return state_->view; }
const Journal& Node::journal() const { return state_->journal; }

std::uint64_t Node::wait_for_records(std::uint64_t seen, Milliseconds at_most) const {
  std::unique_lock lock(state_->records_mutex);
  state_->records_came.wait_for(
      lock, at_most, [&] { return state_->records_generation != seen || state_->stopping; });
  return state_->records_generation;
}

}  // namespace liaison
