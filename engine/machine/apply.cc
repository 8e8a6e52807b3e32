// The only place where a case, a customer, a partition or the directory changes.
#include <algorithm>

#include "engine/machine/machine.h"
#include "engine/model/overloaded.h"

namespace liaison {

namespace {

// ---- the case -------------------------------------------------------------------------------

class CaseApplier {
 public:
  CaseApplier(Case& the_case, Instant at) : case_(the_case), at_(at) {}

  void operator()(const CaseOpened& e) {
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
  void operator()(const CaseJoined&) {
    ++case_.joined;
    ++case_.records;
  }
  void operator()(const LabelsChanged& e) { case_.data.labels = e.labels; }
  void operator()(const ManagerChanged& e) {
    case_.manager = e.manager;
    case_.stand_in = e.stand_in;
  }
  void operator()(const KeptOutChanged& e) {
    case_.kept_out = e.names;
    case_.stand_in = e.stand_in;
  }
  void operator()(const CaseClosed& e) {
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
  void operator()(const CaseStuck& e) {
    case_.phase = Phase::kStuck;
    case_.stuck_at = e.step;
    case_.reason = e.reason;
    case_.data.error = e.error;
    ++case_.records;
  }
  void operator()(const CaseRepaired& e) {
    goes_on();
    if (!e.sheet.is_null()) case_.data.sheet = e.sheet;
    if (e.how == "skip") case_.data.skips.push_back(e.step);
    ++case_.records;
  }
  void operator()(const ReplyParked& e) { case_.data.parked.push_back(e.reply); }
  void operator()(const ParkedReplyTaken& e) {
    std::erase_if(case_.data.parked, [&](const ParkedReply& p) {
      return p.origin.source == e.source && p.origin.id == e.id;
    });
  }
  void operator()(const StepSkipped& e) { std::erase(case_.data.skips, e.step); }
  void operator()(const CaseWentOn&) {
    goes_on();
    ++case_.records;
  }
  void operator()(const ReplyRefused&) { ++case_.records; }

  void operator()(const StepEntered& e) {
    case_.open.push_back({e.step, e.entry, at_});
    StepRecord* record = case_.step_record(e.step);
    if (!record) record = &case_.steps.emplace_back(StepRecord{.step = e.step});
    record->times = e.entry;
    record->started_at = at_;
    record->done_at = Instant{};
    if (e.input) case_.data.inputs[e.step] = *e.input;
    ++case_.records;
  }
  void operator()(const StepLeft& e) {
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
  void operator()(const BranchDone& e) { case_.data.branches[e.step][e.branch] = e.output; }
  void operator()(const RoundBegun& e) {
    Loop& loop = case_.data.loops[e.step];
    loop.round = e.round;
    if (e.round == 0) loop.items = e.items;
  }
  void operator()(const AlarmSet& e) {
    stop_alarm(e.alarm);
    if (e.alarm.at != kNever) case_.alarms.push_back(e.alarm);
  }
  void operator()(const AlarmRang& e) { stop_alarm(e.alarm); }
  void operator()(const ErrorCaught& e) {
    Attempts& attempts = case_.data.attempts[e.step];
    if (attempts.failed++ == 0) attempts.first_failed_at = at_;
    attempts.error = e.error;
  }

  void operator()(const EventTaken& e) {
    Heard& heard = case_.data.heard[e.step];
    if (e.value) heard.events.push_back(*e.value);
    if (e.filter >= 0) heard.filters.push_back(e.filter);
    heard.complete = e.complete;
    std::vector<std::uint64_t>& numbers = case_.data.events_taken;
    std::erase_if(numbers, [&](std::uint64_t number) { return has(e.forgotten, number); });
    if (e.number != 0 && !has(numbers, e.number)) numbers.push_back(e.number);
  }
  void operator()(const EventWorked& e) { case_.data.heard[e.step].outputs.push_back(e.output); }
  void operator()(const EventWaits& e) { case_.data.waiting_events.push_back(e.waiting); }
  void operator()(const EventCalled& e) {
    auto& waiting = case_.data.waiting_events;
    const auto first = std::find_if(waiting.begin(), waiting.end(), [&](const WaitingEvent& each) {
      return each.handler == e.handler;
    });
    if (first != waiting.end()) waiting.erase(first);
  }
  void operator()(const EventDropped&) { ++case_.events_dropped; }
  void operator()(const FlowBrokenOff& e) { case_.led_by = e.handler; }
  void operator()(const FlowLedOn&) { case_.led_by.clear(); }

  void operator()(const SheetMerged& e) {
    Json sheet = *case_.data.sheet;
    sheet[e.name] = *e.value;
    case_.data.sheet = std::move(sheet);
  }
  void operator()(const SheetReplaced& e) { case_.data.sheet = e.sheet; }

  void operator()(const ReplyTaken& e) {
    Task* task = case_.task(e.task);
    if (!task) return;
    if (task->replies.size() >= kRepliesKept) {
      keep(case_.former_replies, task->replies.front(), kFormerRepliesKept);
    }
    keep(task->replies, e.reply, kRepliesKept);
  }

  void operator()(const TaskAssigned& e) {
    std::erase_if(case_.tasks, [&](const Task& former) {
      if (former.step != e.step || former.slot != e.slot) return false;
      for (const ReplyMark& r : former.replies) keep(case_.former_replies, r, kFormerRepliesKept);
      return true;
    });
    case_.tasks.push_back({.id = e.id,
                           .step = e.step,
                           .entry = e.entry,
                           .slot = e.slot,
                           .attempt = e.attempt,
                           .kind = e.kind,
                           .department = e.department,
                           .unit = e.unit,
                           .holder = e.holder,
                           .as_written = e.as_written,
                           .to_assign = e.to_assign,
                           .declines = e.declines,
                           .declined_by = e.declined_by,
                           .reason = e.reason,
                           .assigned_at = at_,
                           .records = 1,
                           .said = e.said,
                           .about = e.about});
    for (Clock& clock : case_.clocks) {
      if (clock.open() && clock.step == e.step && clock.slot == e.slot) clock.task = e.id;
    }
  }
  void operator()(const TaskClaimed& e) {
    Task& task = touched(e.id);
    task.state = TaskState::kClaimed;
    task.holder = e.person;
  }
  void operator()(const TaskReleased& e) {
    Task& task = touched(e.id);
    task.state = TaskState::kOpen;
    task.holder = PersonId{};
  }
  void operator()(const TaskCompleted& e) {
    const Task& task = ended(e.id, TaskState::kDone, e.person);
    if (task.kind == TaskKind::kNotice) return;  // nobody waits for its result
    case_.data.answers[e.id] = e.result;
    if (StepRecord* record = case_.step_record(task.step)) {
      record->person = e.person;
      record->department = task.department;
    }
  }
  void operator()(const TaskReturned& e) {
    Task& task = ended(e.id, TaskState::kReturned, e.person);
    task.reason = e.reason;
    ++case_.returns;
    StepRecord* record = case_.step_record(task.step);
    if (!record) return;
    ++record->returned_count;
    record->returned_by = task.department;
    record->returned_person = e.person;
    record->returned_reason = e.reason;
  }
  void operator()(const TaskDeclined& e) {
    ended(e.id, TaskState::kDeclined, e.person).reason = e.reason;
  }
  void operator()(const TaskReassigned& e) {
    ended(e.id, TaskState::kReassigned, PersonId{}).reason = e.reason;
  }
  void operator()(const TaskCancelled& e) {
    ended(e.id, TaskState::kCancelled, PersonId{}).reason = e.reason;
  }
  void operator()(const TaskCommented& e) {  // also of one that another has followed
    if (Task* task = case_.task(e.id)) ++task->records;
  }
  void operator()(const MessageIssued& e) {
    Task* task = case_.task(e.id);
    if (!task || e.repeat == 0) return;
    ++task->records;
    task->state = TaskState::kOpen;
    task->repeats = e.repeat;
  }
  void operator()(const QuestionAsked& e) {
    Task& task = touched(e.id);
    task.state = TaskState::kAsked;
    task.holder = e.person;
  }
  void operator()(const MessageTold& e) {
    Task& task = touched(e.id);
    task.state = TaskState::kTold;
    task.holder = e.person;
    case_.data.answers[e.id] = e.how;
  }
  void operator()(const MessageUndelivered& e) {
    Task& task = touched(e.id);
    task.state = TaskState::kOpen;
    task.reason = e.reason;
  }

  void operator()(const ClockWaits& e) {
    waits_no_more(e.clock.name, e.clock.slot);
    case_.waiting.push_back(e.clock);
  }
  void operator()(const ClockSet& e) {
    waits_no_more(e.clock.name, e.clock.slot);
    Clock* clock = case_.clock(e.clock.name, e.clock.slot);
    if (!clock) clock = &case_.clocks.emplace_back();
    *clock = e.clock;
    clock->records = 1;
  }
  void operator()(const RungFired& e) {
    Clock& clock = counted(e.clock, e.slot);
    if (!clock.plan.empty()) clock.plan.erase(clock.plan.begin());
    if (e.next) {
      clock.plan.insert(
          std::upper_bound(clock.plan.begin(), clock.plan.end(), *e.next, fires_before), *e.next);
    }
    ++clock.rungs_fired;
    if (e.missed) return;
    remember_told(clock, e);
    if (e.rung.kind == RungKind::kTarget) clock.target_passed = true;
    if (e.rung.kind == RungKind::kEscalation) ++case_.escalations;
    if (e.rung.kind != RungKind::kBreach) return;
    clock.breached = true;
    ++clock.breaches;
    const Task* task = case_.task(clock.task);
    if (!task || task->kind != TaskKind::kNotice) ++case_.breaches;
  }
  void operator()(const RungAcknowledged& e) {
    Clock& clock = counted(e.clock, e.slot);
    const auto meant = [&](int rung) { return e.rung < 0 || e.rung == rung; };
    std::erase_if(clock.plan, [&](const PlannedRung& planned) {
      return planned.repeat > 0 && meant(planned.rung);
    });
    for (FiredRung& fired : clock.fired) {
      if (meant(fired.rung)) fired.acknowledged = true;
    }
  }
  void operator()(const ClockStopped& e) {
    Clock& clock = counted(e.clock, e.slot);
    clock.state = ClockState::kPaused;
    clock.used = e.used;
    clock.stopped_for = e.reason;
    clock.late_by = e.late_by;
  }
  void operator()(const ClockResumed& e) {
    Clock& clock = counted(e.clock, e.slot);
    clock.state = ClockState::kRunning;
    clock.running_since = at_;
    clock.task = e.task;
    clock.due = e.due;
    clock.provisional = e.provisional;
    clock.plan = e.plan;
    clock.stopped_for.clear();
  }
  void operator()(const ClockMoved& e) {
    Clock& clock = counted(e.clock, e.slot);
    clock.due = e.due;
    clock.target = e.target;
    clock.provisional = e.provisional;
    clock.plan = e.plan;
  }
  void operator()(const ClockMet& e) {
    Clock& clock = counted(e.clock, e.slot);
    clock.state = ClockState::kMet;
    clock.used = e.used;
    clock.late_by = e.late_by;
    clock.ended_at = at_;
    clock.plan.clear();
  }
  void operator()(const ClockCancelled& e) {
    Clock& clock = counted(e.clock, e.slot);
    clock.state = ClockState::kCancelled;
    clock.used = e.used;
    clock.ended_at = at_;
    clock.plan.clear();
  }
  template <class Other>
  void operator()(const Other&) {}  // events of other aggregates

 private:
  void goes_on() {
    if (case_.phase != Phase::kStuck) return;
    case_.phase = Phase::kOpen;
    case_.stuck_at.clear();
    case_.reason.clear();
    case_.data.error = {};
  }
  static bool has(const std::vector<std::uint64_t>& numbers, std::uint64_t number) {
    return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
  }
  void stop_alarm(const Alarm& alarm) {
    std::erase_if(case_.alarms, [&](const Alarm& former) {
      return former.step == alarm.step && former.kind == alarm.kind;
    });
  }
  static void remember_told(Clock& clock, const RungFired& e) {
    if (e.rung.rung < 0 || e.to.empty()) return;
    const auto known = std::find_if(clock.fired.begin(), clock.fired.end(),
                                    [&](const FiredRung& f) { return f.rung == e.rung.rung; });
    FiredRung& fired = known == clock.fired.end() ? clock.fired.emplace_back() : *known;
    fired.rung = e.rung.rung;
    for (const Notice& notice : e.to) {
      if (!notice.person.empty()) add_once(fired.persons, notice.person);
      else if (!notice.department.empty()) add_once(fired.departments, notice.department);
    }
  }
  template <class Id>
  static void add_once(std::vector<Id>& list, const Id& id) {
    if (std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
  }
  void waits_no_more(const std::string& name, int slot) {
    std::erase_if(case_.waiting,
                  [&](const WaitingClock& c) { return c.name == name && c.slot == slot; });
  }
  static void keep(std::vector<ReplyMark>& list, const ReplyMark& reply, std::size_t at_most) {
    if (list.size() >= at_most) list.erase(list.begin());
    list.push_back(reply);
  }
  Task& touched(const TaskId& id) {
    Task* task = case_.task(id);
    check(task != nullptr, "an event names a task of its case");
    ++task->records;
    return *task;
  }
  Task& ended(const TaskId& id, TaskState state, const PersonId& by) {
    Task& task = touched(id);
    task.state = state;
    task.ended_at = at_;
    task.ended_by = by;
    return task;
  }
  Clock& counted(std::string_view name, int slot) {
    Clock* clock = case_.clock(name, slot);
    check(clock != nullptr, "an event names a clock of its case");
    ++clock->records;
    return *clock;
  }

  Case& case_;
  Instant at_;
};

void merge(Doc& into, const Json& patch) {
  Json facts = into.is_null() ? Json::object() : *into;
  for (auto it = patch.begin(); it != patch.end(); ++it) {
    if (it->is_null()) facts.erase(it.key());
    else facts[it.key()] = *it;
  }
  into = std::move(facts);
}

}  // namespace

void apply(Case& the_case, const Event& event) {
  std::visit(CaseApplier(the_case, event.at), event.body);
}

void apply(Customer& customer, const Event& event) {
  std::visit(Overloaded{
                 [&](const CustomerHeardOf& e) {
                   customer.key = e.customer;
                   customer.known = true;
                 },
                 [&](const FactsChanged& e) {
                   merge(customer.facts, *e.facts);
                   customer.registered = customer.registered || e.registered;
                 },
                 [&](const ManagerAssigned& e) { customer.manager = e.manager; },
                 [&](const AliasAdded& e) { customer.aliases.push_back(e.alias); },
                 [&](const CaseListed& e) {
                   for (OpenCase& open : customer.open_cases) {
                     if (open.id != e.open.id) continue;
                     open = e.open;
                     return;
                   }
                   customer.open_cases.push_back(e.open);
                 },
                 [&](const CaseUnlisted& e) {
                   std::erase_if(customer.open_cases,
                                 [&](const OpenCase& open) { return open.id == e.id; });
                 },
                 [&](const EventKept& e) {
                   std::erase_if(customer.kept, [&](const KeptEvent& former) {
                     const auto& gone = e.forgotten;
                     return std::find(gone.begin(), gone.end(), former.event.number) != gone.end();
                   });
                   customer.kept.push_back(e.kept);
                   customer.events = e.kept.event.number;
                 },
                 [&](const ScheduleSet& e) { customer.schedule = e.schedule; },
                 [&](const ScheduleMoved& e) {
                   customer.schedule.next = e.next;
                   customer.schedule.missed_since = e.missed_since;
                 },
                 [&](const ScheduleFired& e) {
                   customer.schedule.next = e.next;
                   customer.schedule.missed_since = {};
                 },
                 [&](const ScheduleHeard& e) {
                   if (e.id.empty()) customer.schedule.heard.push_back({e.filter, e.event});
                   else customer.schedule.heard.clear();
                 },
                 [](const auto&) {},
             },
             event.body);
}

void apply(PartitionState& partition, const Event& event) {
  if (const auto* e = std::get_if<DefinitionActivated>(&event.body)) {
    partition.active[e->workflow] = e->definition;
    partition.versions[e->workflow + " " + e->version] = e->definition;
    auto& scheduled = partition.scheduled;
    const bool known =
        std::find(scheduled.begin(), scheduled.end(), e->workflow) != scheduled.end();
    if (e->keeps_schedule && !known) scheduled.push_back(e->workflow);
  }
}

void apply(Directory& directory, const Event& event) {
  if (const auto* e = std::get_if<PersonSet>(&event.body)) directory.set(e->person);
}

}  // namespace liaison
