// The table of contents of the machine: which command is decided where.
#include "engine/machine/draft.h"

namespace liaison {

namespace {

void change_manager(Draft& draft, const PersonId& manager) {
  if (draft.now.manager == manager) return;
  const PersonId former = draft.now.manager;
  const auto stood_in = resolve(draft, Address{}, nullptr);  // the head, where there was no manager
  draft.emit(ManagerChanged{manager, manager.empty() && stood_in ? stood_in->person : PersonId{}});
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

void run(Draft& draft) {
  std::visit(
      [&](const auto& body) {
        using Body = std::decay_t<decltype(body)>;
        if constexpr (std::is_same_v<Body, OpenCaseNow>) open_case(draft, body);
        if constexpr (std::is_same_v<Body, TakeReply>) take_reply(draft, body);
        if constexpr (std::is_same_v<Body, JoinCase>) {
          draft.emit(CaseJoined{draft.command.origin, body.data});
        }
        if constexpr (std::is_same_v<Body, ChangeManager>) change_manager(draft, body.manager);
      },
      draft.command.body);
}

// The refusal that stands for a command which the case could not follow to its end.
Events stuck_events(const Case& before, const Draft& failed, const Stuck& stuck) {
  if (std::holds_alternative<OpenCaseNow>(failed.command.body)) {
    return {{failed.command.at, Refused{"stuck", {stuck.reason}}}};
  }
  Draft draft(before, failed.definition, failed.context, failed.command);
  draft.routes = false;
  settle(draft, failed.command.at);
  draft.at = failed.command.at;
  if (before.phase != Phase::kStuck || before.reason != stuck.reason) {
    draft.emit(CaseStuck{stuck.step, stuck.reason, stuck.error});
  }
  if (const auto* reply = std::get_if<TakeReply>(&failed.command.body)) {
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
    if (!draft.refused() && before.phase == Phase::kStuck &&
        std::holds_alternative<TakeReply>(command.body)) {
      draft.emit(CaseWentOn{before.stuck_at});
    }
    settle(draft, command.at);  // a clock set with its date already past is breached in this turn
  } catch (const Stuck& stuck) {
    return stuck_events(before, draft, stuck);
  }
  return draft.events;
}

}  // namespace liaison
