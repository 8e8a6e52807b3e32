#include "tests/simulation/watch.h"

#include <algorithm>

#include "engine/runtime/timestamp.h"
#include "engine/scenario/public_record.h"

namespace liaison::simulation {

namespace {

Instant instant_in(const Json& data, const char* name) {
  const auto parsed = parse_time(text_in(data, name), "UTC");
  return parsed ? parsed->at : kNever;
}

bool is_rung(const std::string& verb) {
  return verb == "warning" || verb == "escalated" || verb == "breached" || verb == "target-passed";
}

}  // namespace

void Watch::look(const std::vector<OutputRecord>& told) {
  for (; seen_ < told.size(); ++seen_) {
    const OutputRecord& record = told[seen_];
    if (record.tombstone) {
      if (record.topic == "tasks.current" && open.erase(record.key) > 0)
        ended.push_back(record.key);
      continue;
    }
    const Json event = Json::parse(record.value);
    const std::string type = text_in(event, "type");
    const Json data = event.value("data", Json::object());
    if (record.topic == "tasks.current") {
      open[record.key] = data;
      continue;
    }
    if (record.topic == "deadlines.current") continue;
    ++types[type];
    by_customer[std::to_string(record.partition) + " " + record.key].push_back(record.topic + " " +
                                                                               record.value);
    if (record.topic != "rejected" &&
        !ids_.insert(record.topic + " " + text_in(event, "id")).second)
      say("told twice: " + text_in(event, "id") + " on " + record.topic);
    if (record.topic == "deadlines") deadline(type.substr(9), data, instant_in(event, "time"));
    if (record.topic == "messages" && type != "message.withdrawn") messages.push_back(data);
    if (type == "case.opened") cases.insert(text_in(data, "case"));
    if (type == "case.stuck" || type == "case.faulted")
      stuck[text_in(data, "case")] = text_in(data, "step");
    if (type == "case.went-on" || type == "case.closed" || type == "case.cancelled")
      stuck.erase(text_in(data, "case"));
  }
}

void Watch::deadline(const std::string& verb, const Json& data, Instant at) {
  const std::string clock = text_in(data, "clock");
  const std::string epoch = clock + " epoch " + data.value("epoch", Json()).dump();
  Count& count = counts_[epoch];
  const Instant due = instant_in(data, "due");
  of_case_[clock.substr(0, clock.find('.'))] +=
      "\n  " + text_in(data, "at") + " " + verb + " " + epoch + " due " + text_in(data, "due");
  if (verb == "set" || verb == "moved" || verb == "resumed" || verb == "corrected")
    count.open = true, count.due = due;
  // A step that was returned counts on from the due instant that it missed; a date that has passed
  // when a clock is set is breached at once, as often as it is set.
  if (verb == "set" && data.contains("budget")) {
    Count& former = latest_[clock];
    count.breached |= former.breached && former.due == due;
  }
  if (verb == "paused") count.due = kNever;
  if (verb == "breached") {
    if (count.breached)
      say("breached twice: " + epoch + of_case_[clock.substr(0, clock.find('.'))]);
    if (count.due == kNever || at < count.due)
      say("breached before it is due: " + epoch + of_case_[clock.substr(0, clock.find('.'))]);
    count.breached = true;
  }
  if (is_rung(verb)) {
    clocks.push_back(clock);
    const std::string rung = epoch + " " + verb + " " + data.value("rung", Json()).dump() + " " +
                             data.value("repeat", Json(0)).dump();
    if (!rungs_.insert(rung).second) say("a rung fired twice: " + rung);
  }
  if (verb == "met" && count.open && at > count.due && !count.breached)
    say("met after it was due, and never breached: " + epoch +
        of_case_[clock.substr(0, clock.find('.'))]);
  if (verb == "met" || verb == "cancelled") count.open = false;
  latest_[clock] = count;
}

void Watch::end(Instant now) {
  for (const auto& [epoch, count] : counts_) {
    if (count.open && count.due < now && !count.breached)
      say("was due " + to_text(count.due, "UTC") + " and is not breached: " + epoch +
          of_case_[epoch.substr(0, epoch.find('.'))]);
  }
}

std::string difference(const Watch& one, const Watch& other) {
  std::set<std::string> customers;
  for (const auto& [customer, records] : one.by_customer) customers.insert(customer);
  for (const auto& [customer, records] : other.by_customer) customers.insert(customer);
  static const std::vector<std::string> kNone;
  for (const std::string& customer : customers) {
    const auto first = one.by_customer.find(customer), second = other.by_customer.find(customer);
    const auto& a = first == one.by_customer.end() ? kNone : first->second;
    const auto& b = second == other.by_customer.end() ? kNone : second->second;
    if (a == b) continue;
    const auto at = static_cast<std::size_t>(
        std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
    return "of " + customer + ", record " + std::to_string(at) + "\n  " +
           (at < a.size() ? a[at] : "nothing more") + "\n  " +
           (at < b.size() ? b[at] : "nothing more");
  }
  return {};
}

}  // namespace liaison::simulation
