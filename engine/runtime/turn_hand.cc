// Of TurnLoop: what is in hand, what must be alone in it, and what is set aside.
#include "engine/model/json_text.h"
#include "engine/runtime/cloud_event.h"
#include "engine/runtime/rejection.h"
#include "engine/runtime/turn_loop.h"

namespace liaison {

// Nearly always nobody is suspected, and nothing is looked at.
bool TurnLoop::may_run(Fingerprint print) {
  if (alone_) return false;
  if (!hand_.suspects() || hand_.standing(print) != Standing::kSuspect) return true;
  if (report_.inputs > 0 || settled_ > 0) return false;
  alone_ = true;
  return true;
}

bool TurnLoop::may_take(const InputRecord& record) {
  if (!hand_.suspects()) return !alone_;
  if (hand_.standing(fingerprint_of(record.value)) == Standing::kSuspect) {
    return may_run(fingerprint_of(record.value));
  }
  const auto decoded = decode_cloud_event(std::string_view(record.value));
  const auto* input = std::get_if<Input>(&decoded);
  return input ? may_run(fingerprint_of(input->origin)) : !alone_;
}

bool TurnLoop::is_set_aside(Fingerprint print) const {
  return quarantine_.holds(print) ||
         (hand_.suspects() && hand_.standing(print) == Standing::kConvicted);
}

// Sent again while it is there: refused once more, kept once. What is refused for its case's sake
// is not kept: its sender has it.
void TurnLoop::set_aside(const InputRecord& record, const Reading& reading) {
  if (!is_set_aside(reading.print) || quarantine_.holds(reading.print)) return;
  QuarantineRow row;
  row.print = reading.print;
  row.lane = record.lane;
  row.offset = record.offset;
  row.arrival = record.arrival;
  row.value = record.value;
  row.source = reading.command.origin.source;
  row.id = reading.command.origin.id;
  row.type = reading.command.origin.type;
  put_aside(row);
}

void TurnLoop::set_aside(const DueWindow::Hint& hint) {
  QuarantineRow row;
  row.print = fingerprint_of_due(CaseId{hint.id}, hint.at);
  row.case_id = CaseId{hint.id};
  row.due = hint.at;
  row.type = "rung.due";
  put_aside(row);
  InputRecord shown;
  shown.lane = "due";
  shown.offset = static_cast<Offset>(hint.at.time_since_epoch().count());
  shown.value = to_json_text(Json{{"case", hint.id}});
  const Origin origin{"liaison", hint.id, row.type, hint.at, {}, {}};
  const Refusal why{kQuarantined,
                    {"expected the clocks of " + hint.id +
                     " to be run, but they have ended the process again and again: the case waits "
                     "for an operator"}};
  Message message = rejection(shown, number_, origin, why, row_.time);
  message.id += "." + hint.id;
  message.key = message.id;
  stager_.message(std::move(message), engine_itself(), {});
  stager_.keep();
  ++figures_.refused;
  report_.causes.emplace_back(kQuarantined);
}

void TurnLoop::put_aside(const QuarantineRow& aside) {
  QuarantineRow row = aside;
  row.since = row_.time;
  quarantine_.put(row);
  hand_.take(row.print);  // once that is committed, the row is what keeps it from being run
  aggregates_.keep();
  figures_.quarantined = static_cast<std::int64_t>(quarantine_.size());
}

// ---- released ---------------------------------------------------------------------------------

Result<Outcome> TurnLoop::release(Fingerprint print, Partition::Release how, const Actor& by,
                                  Instant now) {
  if (lost_) {
    if (auto loaded = load(); !loaded) return loaded.error();
  }
  report_ = {};
  settled_ = 0;
  alone_ = false;
  context_.observe(now);
  const PutDown afterwards{hand_};
  try {
    const auto row = quarantine_.find(print);
    if (!row) {
      return Error{Error::Kind::kNotFound, "expected something in quarantine, but there is no " +
                                               quarantine_id(number_, print)};
    }
    lost_ = true;  // until it is committed; and afterwards, because hints of the case are missing
    hand_.acquit(print);
    quarantine_.take_out(*row);
    aggregates_.keep();
    figures_.quarantined = static_cast<std::int64_t>(quarantine_.size());
    Outcome outcome;
    outcome.kind = Outcome::Kind::kApplied;
    outcome.partition = number_;
    if (how == Partition::Release::kRun) outcome = run_again(*row);
    tell_release(*row, how, by);
    const auto committed = commit({});
    lost_ = true;
    if (!committed) return committed.error();
    if (!committed->postponed) return outcome;
    return Error{Error::Kind::kUnavailable,
                 "expected the journal to take it, but it did not: try again"};
  } catch (const RowsFailed& failed) {
    lost_ = true;
    return failed.error;
  }
}

// As on the day it came, but at the partition's time of today.
Outcome TurnLoop::run_again(const QuarantineRow& row) {
  if (row.case_id.empty()) {
    return run({row.lane + ".released", row.offset, row.arrival, row.value, 0});
  }
  settle({row.due, row.case_id.text}, std::max(row_.time, row.due + Milliseconds{1}));
  Outcome outcome;
  outcome.partition = number_;
  outcome.case_id = row.case_id;
  const bool settled = report_.causes.empty();
  outcome.kind = settled ? Outcome::Kind::kApplied : Outcome::Kind::kRefused;
  if (!settled) outcome.cause = report_.causes.front();
  return outcome;
}

void TurnLoop::tell_release(const QuarantineRow& row, Partition::Release how, const Actor& by) {
  Message message;
  message.topic = "rejected";
  message.type = "record.released";
  message.id = "quarantine." + quarantine_id(number_, row.print) + "." +
               std::to_string(row.since.time_since_epoch().count());
  message.key = message.id;
  message.time = row_.time;
  JsonObject data;
  data.set("quarantine", quarantine_id(number_, row.print));
  data.set("outcome", how == Partition::Release::kRun ? "run" : "dropped");
  data.set("case", or_null(row.case_id.text)).set("source", or_null(row.source));
  data.set("id", or_null(row.id)).set("type", or_null(row.type));
  message.data = std::move(data).text();
  stager_.message(std::move(message), by, {});
  stager_.keep();
}

}  // namespace liaison
