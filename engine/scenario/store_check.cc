#include "engine/scenario/store_check.h"

#include <map>
#include <set>

#include "engine/model/codec.h"
#include "engine/model/event.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/queries.h"
#include "engine/scenario/public_record.h"

namespace liaison {

namespace {

constexpr std::string_view kDeadlines = "deadlines", kCurrent = "deadlines.current";

// What all three accounts of a clock must agree on.
struct ClockView {
  std::string state;
  std::int64_t epoch = 0;
  Instant due{};
  bool operator==(const ClockView&) const = default;
};
using ClockViews = std::map<std::string, ClockView>;

std::string to_line(const std::string& id, const ClockView* view) {
  if (view == nullptr) return id + " is not there";
  return id + " is " + view->state + ", epoch " + std::to_string(view->epoch) + ", due " +
         to_text(view->due, "UTC");
}

ClockView view_of(const Json& data) {
  ClockView view;
  view.state = data.value("state", "");
  view.epoch = data.value("epoch", std::int64_t{0});
  const Json due = data.value("due", Json());  // none while it is paused
  const auto at = parse_time(due.is_string() ? due.get<std::string>() : "", "UTC");
  if (at) view.due = at->at;
  return view;
}

bool is_rung(const PublicRecord& record) {
  return record.verb == "warning" || record.verb == "escalated" || record.verb == "breached" ||
         record.verb == "target-passed";
}

class StoreCheck {
 public:
  StoreCheck(const Journal& journal, PartitionNumber partition)
      : journal_(journal), rows_(journal.rows(partition)), partition_(partition) {}

  std::vector<std::string> run(bool with_topics) {
    check_rows();
    if (with_topics) {
      check_records();
      check_clocks();
    }
    return std::move(wrong_);
  }

 private:
  void say(std::string what) {
    wrong_.push_back("partition " + std::to_string(partition_) + ": " + std::move(what));
  }
  void check_rows();
  void check_records();
  void check_clocks();
  void compare(const char* what, const ClockViews& a, const char* other, const ClockViews& b);
  bool trimmed() const;
  std::vector<StoredRecord> records(std::string_view topic);
  void look_at(const PublicRecord& record, std::set<std::string>& rungs);
  ClockViews current();
  ClockViews stored();

  const Journal& journal_;
  const Rows& rows_;
  const PartitionNumber partition_;
  std::vector<std::string> wrong_;
  ClockViews folded_;  // the clocks by the records of `deadlines`
};

std::vector<StoredRecord> StoreCheck::records(std::string_view topic) {
  auto all = read_all(journal_, topic, partition_);
  if (all) return std::move(*all);
  say(all.error().message);
  return {};
}

void StoreCheck::check_rows() {
  const auto replayed = check_replay(rows_);
  if (!replayed) return say(replayed.error().message);
  for (const std::string& wrong : *replayed) say(wrong);
  const auto differs = check_indexes(rows_);
  if (!differs) say(differs.error().message);
  else if (*differs) say("indexes differ from the rows: " + **differs);
}

void StoreCheck::check_records() {
  const auto topics = journal_.topics();
  if (!topics) return say(topics.error().message);
  std::set<std::string> ids;
  std::set<std::string> rungs;
  for (const std::string& topic : *topics) {
    if (topic.ends_with(".current") || topic == kRequestsTopic || topic == kRepliesTopic ||
        topic == "rejected" || topic.starts_with(kInternalTopic)) {
      continue;
    }
    for (const StoredRecord& stored : records(topic)) {
      const PublicRecord record = open_record(topic, stored.value);
      if (!ids.insert(record.id).second) say("two records have the id " + record.id);
      if (topic == kDeadlines) look_at(record, rungs);
    }
  }
}

// One of a clock.
void StoreCheck::look_at(const PublicRecord& record, std::set<std::string>& rungs) {
  const Json said = record.data.only({"clock", "state", "epoch", "due", "rung", "repeat"});
  const std::string clock = said.value("clock", "");
  if (record.verb == "met" || record.verb == "cancelled") folded_.erase(clock);
  else folded_[clock] = view_of(said);
  if (!is_rung(record)) return;
  const std::string rung = clock + " epoch " + said.value("epoch", Json()).dump() + " " +
                           record.verb + " " + said.value("rung", Json()).dump() + " repeat " +
                           said.value("repeat", Json(0)).dump();
  if (!rungs.insert(rung).second) say("a rung fired twice: " + rung);
}

void StoreCheck::check_clocks() {
  compare("deadlines folded", folded_, "deadlines.current", current());
  compare("deadlines folded", folded_, "the rows", stored());
}

void StoreCheck::compare(const char* what, const ClockViews& a, const char* other,
                         const ClockViews& b) {
  std::set<std::string> names;
  for (const auto& [name, view] : a) names.insert(name);
  if (!trimmed()) {
    for (const auto& [name, view] : b) names.insert(name);
  }
  for (const std::string& name : names) {
    const auto first = a.find(name), second = b.find(name);
    const ClockView* in_a = first == a.end() ? nullptr : &first->second;
    const ClockView* in_b = second == b.end() ? nullptr : &second->second;
    if (in_a && in_b && *in_a == *in_b) continue;
    say(std::string("by ") + what + " " + to_line(name, in_a) + ", but by " + other + " " +
        to_line(name, in_b));
  }
}

// Of a clock whose records are gone by retention the topic says nothing any more.
bool StoreCheck::trimmed() const {
  const auto start = journal_.start(kDeadlines, partition_);
  return start && *start > 0;
}

ClockViews StoreCheck::current() {
  ClockViews views;
  for (const StoredRecord& stored : records(kCurrent)) {
    if (stored.tombstone) views.erase(stored.key);
    else {
      const PublicRecord record = open_record(kCurrent, stored.value);
      views[stored.key] = view_of(record.data.only({"state", "epoch", "due"}));
    }
  }
  return views;
}

ClockViews StoreCheck::stored() {
  ClockViews views;
  const auto heads = case_heads(rows_);
  if (!heads) return views;
  for (const CaseHead& head : *heads) {
    for (const Clock& clock : head.clocks) {
      if (!clock.open()) continue;
      const Instant due = clock.state == ClockState::kPaused ? Instant{} : clock.due;
      views[clock_id(head.id, clock.name, clock.slot).text] = {to_word(clock.state), clock.epoch,
                                                               due};
    }
  }
  return views;
}

std::vector<std::string> faults_of_all(const Journal& journal, bool with_topics) {
  std::vector<std::string> all;
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    const auto wrong = StoreCheck(journal, i).run(with_topics);
    all.insert(all.end(), wrong.begin(), wrong.end());
  }
  return all;
}

}  // namespace

std::vector<std::string> store_faults(const Journal& journal) {
  return faults_of_all(journal, true);
}

std::vector<std::string> row_faults(const Journal& journal) {
  return faults_of_all(journal, false);
}

Result<std::vector<CaseHead>> case_heads(const Rows& rows) {
  std::vector<CaseHead> heads;
  std::optional<Error> broken;
  const std::string from = keys::cases();
  const auto scanned =
      rows.scan(from, keys::after(from), [&](std::string_view key, std::string_view value) {
        if (!keys::head_in(key)) return true;
        auto head = decode<CaseHead>(value);
        if (head) heads.push_back(std::move(*head));
        else broken = head.error();
        return !broken;
      });
  if (!scanned) return scanned.error();
  if (broken) return *broken;
  return heads;
}

Result<Json> output_of(const Rows& rows, const CaseId& id) {
  Json output;
  const std::string from = keys::case_history(id, 0), to = keys::case_history(id, UINT64_MAX);
  const auto scanned = rows.scan(from, to, [&](std::string_view, std::string_view value) {
    const auto entry = decode<HistoryEntry>(value);
    if (!entry) return true;  // check_replay says so
    for (const Event& event : entry->events) {
      if (const auto* closed = std::get_if<CaseClosed>(&event.body)) output = *closed->output;
    }
    return true;
  });
  if (!scanned) return scanned.error();
  return output;
}

Result<std::vector<StoredRecord>> read_all(const Journal& journal, std::string_view topic,
                                           PartitionNumber partition) {
  constexpr std::size_t kAtOnce = 1000;
  std::vector<StoredRecord> all;
  for (Offset next = 0;;) {
    auto some = journal.read(topic, partition, next, kAtOnce);
    if (!some) return some.error();
    if (some->empty()) return all;
    next = some->back().offset + 1;
    std::move(some->begin(), some->end(), std::back_inserter(all));
  }
}

}  // namespace liaison
