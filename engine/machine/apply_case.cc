// What the events of model/event_case.h make of a case.
#include <algorithm>

#include "engine/machine/apply.h"

namespace liaison {

namespace {

bool has(const std::vector<std::uint64_t>& numbers, std::uint64_t number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

}  // namespace

void CaseApplier::operator()(const CaseOpened& e) {
  case_.id = e.id;
  case_.phase = Phase::kOpen;
  case_.workflow = e.workflow;
  case_.version = e.version;
  case_.definition = e.definition;
  case_.customer = e.customer;
  case_.customer_name = e.customer_name;
  case_.key = e.key;
  case_.manager = e.manager;
  case_.stand_in = e.stand_in;
  case_.kept_out = e.kept_out;
  case_.unit = e.unit;
  case_.area = e.area;
  case_.request = e.request;
  case_.requested_by = e.by;
  case_.opened_at = e.opened_at;
  case_.data.sheet = e.sheet;
  case_.data.settings = e.settings;
  case_.data.labels = e.labels;
  ++case_.records;
}
void CaseApplier::operator()(const CaseJoined&) {
  ++case_.joined;
  ++case_.records;
}
void CaseApplier::operator()(const LabelsChanged& e) { case_.data.labels = e.labels; }
void CaseApplier::operator()(const ManagerChanged& e) {
  case_.manager = e.manager;
  case_.stand_in = e.stand_in;
}
void CaseApplier::operator()(const KeptOutChanged& e) {
  case_.kept_out = e.names;
  case_.stand_in = e.stand_in;
}
void CaseApplier::operator()(const CaseClosed& e) {
  case_.phase = e.cancelled ? Phase::kCancelled : Phase::kCompleted;
  case_.reason = e.reason;
  case_.closed_at = at_;
  case_.open.clear();
  case_.waiting.clear();
  case_.alarms.clear();
  case_.data.inputs.clear();
  case_.data.answers.clear();
  case_.data.branches.clear();
  case_.data.loops.clear();
  case_.data.attempts.clear();
  case_.data.parked.clear();
  case_.data.skips.clear();
  case_.data.error = {};
  case_.data.heard.clear();
  case_.data.waiting_events.clear();
  case_.data.events_taken.clear();
  ++case_.records;
}
void CaseApplier::operator()(const CaseStuck& e) {
  case_.phase = Phase::kStuck;
  case_.stuck_at = e.step;
  case_.reason = e.reason;
  case_.data.error = e.error;
  ++case_.records;
}
void CaseApplier::operator()(const CaseRepaired& e) {
  goes_on();
  if (!e.sheet.is_null()) case_.data.sheet = e.sheet;
  if (e.how == "skip") case_.data.skips.push_back(e.step);
  ++case_.records;
}
void CaseApplier::operator()(const ReplyParked& e) { case_.data.parked.push_back(e.reply); }
void CaseApplier::operator()(const ParkedReplyTaken& e) {
  std::erase_if(case_.data.parked, [&](const ParkedReply& p) {
    return p.origin.source == e.source && p.origin.id == e.id;
  });
}
void CaseApplier::operator()(const StepSkipped& e) { std::erase(case_.data.skips, e.step); }
void CaseApplier::operator()(const CaseWentOn&) {
  goes_on();
  ++case_.records;
}
void CaseApplier::operator()(const ReplyRefused&) { ++case_.records; }

void CaseApplier::operator()(const StepEntered& e) {
  case_.open.push_back({e.step, e.entry, at_});
  StepRecord* record = case_.step_record(e.step);
  if (!record) record = &case_.steps.emplace_back(StepRecord{.step = e.step});
  record->times = e.entry;
  record->started_at = at_;
  record->done_at = Instant{};
  if (e.input) case_.data.inputs[e.step] = *e.input;
  ++case_.records;
}
void CaseApplier::operator()(const StepLeft& e) {
  std::erase_if(case_.open, [&](const OpenStep& s) { return s.step == e.step; });
  std::erase_if(case_.waiting, [&](const WaitingClock& c) { return c.step == e.step; });
  std::erase_if(case_.alarms, [&](const Alarm& a) { return a.step == e.step; });
  case_.data.inputs.erase(e.step);
  case_.data.branches.erase(e.step);
  case_.data.loops.erase(e.step);
  case_.data.attempts.erase(e.step);
  case_.data.heard.erase(e.step);
  StepRecord* record = case_.step_record(e.step);
  if (record && e.how == StepLeft::How::kDone) record->done_at = at_;
  std::erase_if(case_.data.answers, [&](const auto& answer) {
    const Task* task = case_.task(answer.first);
    return !task || task->step == e.step;
  });
  ++case_.records;
}
void CaseApplier::operator()(const BranchDone& e) {
  case_.data.branches[e.step][e.branch] = e.output;
}
void CaseApplier::operator()(const RoundBegun& e) {
  Loop& loop = case_.data.loops[e.step];
  loop.round = e.round;
  if (e.round == 0) loop.items = e.items;
}
void CaseApplier::operator()(const AlarmSet& e) {
  stop_alarm(e.alarm);
  if (e.alarm.at != kNever) case_.alarms.push_back(e.alarm);
}
void CaseApplier::operator()(const AlarmRang& e) { stop_alarm(e.alarm); }
void CaseApplier::operator()(const ErrorCaught& e) {
  Attempts& attempts = case_.data.attempts[e.step];
  if (attempts.failed++ == 0) attempts.first_failed_at = at_;
  attempts.error = e.error;
}

void CaseApplier::operator()(const EventTaken& e) {
  Heard& heard = case_.data.heard[e.step];
  if (e.value) heard.events.push_back(*e.value);
  if (e.filter >= 0) heard.filters.push_back(e.filter);
  heard.complete = e.complete;
  std::vector<std::uint64_t>& numbers = case_.data.events_taken;
  std::erase_if(numbers, [&](std::uint64_t number) { return has(e.forgotten, number); });
  if (e.number != 0 && !has(numbers, e.number)) numbers.push_back(e.number);
}
void CaseApplier::operator()(const EventWorked& e) {
  case_.data.heard[e.step].outputs.push_back(e.output);
}
void CaseApplier::operator()(const EventWaits& e) {
  case_.data.waiting_events.push_back(e.waiting);
}
void CaseApplier::operator()(const EventCalled& e) {
  auto& waiting = case_.data.waiting_events;
  const auto first = std::find_if(waiting.begin(), waiting.end(), [&](const WaitingEvent& each) {
    return each.handler == e.handler;
  });
  if (first != waiting.end()) waiting.erase(first);
}
void CaseApplier::operator()(const EventDropped&) { ++case_.events_dropped; }
void CaseApplier::operator()(const FlowBrokenOff& e) { case_.led_by = e.handler; }
void CaseApplier::operator()(const FlowLedOn&) { case_.led_by.clear(); }

void CaseApplier::operator()(const SheetMerged& e) {
  Json sheet = *case_.data.sheet;
  sheet[e.name] = *e.value;
  case_.data.sheet = std::move(sheet);
}
void CaseApplier::operator()(const SheetReplaced& e) { case_.data.sheet = e.sheet; }

void CaseApplier::goes_on() {
  if (case_.phase != Phase::kStuck) return;
  case_.phase = Phase::kOpen;
  case_.stuck_at.clear();
  case_.reason.clear();
  case_.data.error = {};
}
void CaseApplier::stop_alarm(const Alarm& alarm) {
  std::erase_if(case_.alarms, [&](const Alarm& former) {
    return former.step == alarm.step && former.kind == alarm.kind;
  });
}

}  // namespace liaison
