// The table of contents of the machine: which command is decided where.
#include <algorithm>

#include "engine/machine/draft.h"

namespace liaison {

namespace {

// Of changes that waited the last one counts.
void forget_owed_manager(Draft& draft) {
  const std::vector<ParkedReply> parked = draft.now.data.parked;
  for (const ParkedReply& each : parked) {
    if (each.verb == kManagerOwed) draft.emit(ParkedReplyTaken{each.origin.source, each.origin.id});
  }
}

}  // namespace

void change_manager(Draft& draft, const PersonId& manager) {
  forget_owed_manager(draft);
  if (draft.now.manager == manager) return;
  const PersonId former = draft.now.manager;
  const auto stood_in = resolve(draft, Address{}, nullptr);  // the head, where there was no manager
  Draft trial(draft.now, draft.definition, draft.context, draft.command, draft.work);
  trial.emit(ManagerChanged{manager, {}});
  draft.emit(ManagerChanged{manager, speaker_instead(trial)});
  const auto next = resolve(draft, Address{}, nullptr);
  if (!next) return;  // nobody there: the tasks stay where they are
  const std::vector<Task> tasks = draft.now.tasks;
  for (const Task& task : tasks) {
    const bool managers_own =
        task.department == managers_department() && (task.holder == former || task.holder.empty() ||
                                                     (stood_in && task.holder == stood_in->person));
    if (task.open() && managers_own) {
      assign_next(draft, task, *next, task.to_assign, "the customer has another manager");
    }
  }
}

namespace {

// What a command offers the case.
OfferedEvent event_in(const Command& command) {
  if (const auto* join = std::get_if<JoinCase>(&command.body)) {
    return {join->number, command.origin, join->data, {}};
  }
  const auto& offer = std::get<OfferEvent>(command.body);
  return {offer.number, command.origin, offer.data, offer.from};
}

bool offers(const Command& command) {
  return std::holds_alternative<JoinCase>(command.body) ||
         std::holds_alternative<OfferEvent>(command.body);
}

void run(Draft& draft) {
  std::visit(
      [&](const auto& body) {
        using Body = std::decay_t<decltype(body)>;
        if constexpr (std::is_same_v<Body, OpenCaseNow>) {
          if (!begin_case(draft, body)) return;
          begin_clocks(draft);
          start_flow(draft);
        }
        if constexpr (std::is_same_v<Body, TakeReply>) take_reply(draft, body);
        if constexpr (std::is_same_v<Body, JoinCase>) {
          draft.emit(CaseJoined{draft.command.origin, body.data});
          offer_event(draft, event_in(draft.command));
        }
        if constexpr (std::is_same_v<Body, OfferEvent>) {
          offer_event(draft, event_in(draft.command));
        }
        if constexpr (std::is_same_v<Body, TakeWaiting>) take_waiting(draft);
        if constexpr (std::is_same_v<Body, ChangeManager>) change_manager(draft, body.manager);
      },
      draft.command.body);
}

// Whether a stuck case got past what had stopped it: mended by an operator, or the flow moved. A
// comment does not move it.
bool went_on(const Draft& draft, const Case& before) {
  if (before.phase != Phase::kStuck || !draft.now.is_open()) return false;
  if (draft.now.phase == Phase::kOpen) return true;
  return std::any_of(draft.events.begin(), draft.events.end(), [](const Event& event) {
    return std::holds_alternative<StepEntered>(event.body) ||
           std::holds_alternative<StepLeft>(event.body);
  });
}

void go_on(Draft& draft, const Case& before) {
  if (draft.now.phase == Phase::kStuck) draft.emit(CaseWentOn{before.stuck_at});
  replay_parked(draft, false);
  if (!has_waiting(draft.now, "")) return;
  draft.emit(Send{Send::To::kCase, draft.now.id.text, TakeWaiting{draft.now.id}});
}

// The case is there, with its clocks where they can be set; its flow starts when it is mended.
Events open_but_stuck(const Draft& failed, const Stuck& stuck) {
  const Command& command = failed.command;
  for (const bool with_clocks : {true, false}) {
    Draft draft(Case{}, failed.definition, failed.context, command);
    try {
      begin_case(draft, std::get<OpenCaseNow>(command.body));
      if (with_clocks) begin_clocks(draft);
    } catch (const Stuck&) {
      continue;
    }
    draft.emit(AlarmSet{{"", Alarm::Kind::kStart, draft.at}});
    draft.emit(CaseStuck{stuck.step, stuck.reason, stuck.error});
    return draft.events;
  }
  return {{command.at, Refused{"stuck", {stuck.reason}}}};  // not even its figures were found
}

// The refusal that stands for a command which the case could not follow to its end.
Events stuck_events(const Case& before, const Draft& failed, const Stuck& stuck) {
  if (std::holds_alternative<OpenCaseNow>(failed.command.body))
    return open_but_stuck(failed, stuck);
  Draft draft(before, failed.definition, failed.context, failed.command);
  draft.routes = false;
  settle(draft, failed.command.at);
  draft.at = failed.command.at;
  if (before.phase != Phase::kStuck || before.reason != stuck.reason) {
    draft.emit(CaseStuck{stuck.step, stuck.reason, stuck.error});
  }
  if (std::holds_alternative<JoinCase>(failed.command.body)) {
    draft.emit(CaseJoined{failed.command.origin, std::get<JoinCase>(failed.command.body).data});
  }
  if (offers(failed.command)) offer_event(draft, event_in(failed.command));  // it waits
  for (const ParkedReply& route : stuck.owed) draft.emit(ReplyParked{route});
  if (const auto* change = std::get_if<ChangeManager>(&failed.command.body)) {
    forget_owed_manager(draft);
    draft.emit(ReplyParked{
        {kManagerOwed, change->manager.text, {}, failed.command.by, failed.command.origin}});
  }
  const auto* reply = std::get_if<TakeReply>(&failed.command.body);
  if (reply && (is_repair(reply->verb) || !park(draft, *reply))) {
    const Task* task = before.task(TaskId{reply->subject});
    draft.emit(refused_reply(failed.command, *reply, task, "stuck", {stuck.reason}));
  }
  return draft.events;
}

}  // namespace

Events decide(const Case& before, const Definition& definition, const Context& context,
              const Command& command) {
  Draft draft(before, definition, context, command);
  try {
    const auto* due = std::get_if<SettleDue>(&command.body);
    settle(draft, due ? due->until : command.at);
    draft.at = command.at;
    if (due) return draft.events;
    run(draft);
    if (went_on(draft, before)) go_on(draft, before);
    settle(draft, command.at);  // a clock set with its date already past is breached in this turn
  } catch (const Stuck& stuck) {
    return stuck_events(before, draft, stuck);
  }
  return draft.events;
}

}  // namespace liaison
