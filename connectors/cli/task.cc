// `task`: what departments and managers have to do, and their answers to it.

#include "connectors/cli/commands.h"
#include "connectors/cli/files.h"
#include "connectors/cli/lists.h"
#include "connectors/cli/sending.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/store.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"
#include "engine/runtime/timestamp.h"

namespace liaison::cli {
namespace {

struct ListCommand {
  SourceOptions source;
  std::string department, holder, case_id, limit = "100";
  bool overdue = false;
};

int list_tasks(const ListCommand& command) {
  const Result<std::size_t> limit = limit_of(command.limit);
  if (!limit) return report(limit.error());
  Source source(command.source);
  const Result<Json> page = source.list("/v1/tasks", "tasks",
                                        {{"department", command.department},
                                         {"holder", command.holder},
                                         {"case", command.case_id},
                                         {"overdue", command.overdue ? "true" : ""}},
                                        *limit);
  if (!page) return report(page.error());
  if (command.source.json()) {
    print_json(page->at("tasks"));
    return kDone;
  }
  Table table(
      {say("DUE"), say("TASK"), say("TITLE"), say("DEPARTMENT"), say("HOLDER"), say("STATE")});
  for (const Json& task : page->at("tasks")) {
    table.row({moment(text(task, "due")), text(task, "task"), text(task, "title"),
               text(task, "department"), text(task, "holder"), say(text(task, "state"))});
  }
  print_table(table, *page, say("no open tasks"));
  return kDone;
}

struct ReplyCommand {
  SourceOptions source;
  std::string task, as, result, reason, to, id;
};

// A completed task has this id for good, so that sending it again is recognised. Claims may come
// again after a release: their id holds the time.
std::string reply_id(const Json& event, bool once) {
  if (once) return id_from_content(event);
  Json with_time = event;
  append_rfc3339(with_time["time"].get_ref<std::string&>(), wall_clock());
  return id_from_content(with_time);
}

int reply(const std::string& word, const ReplyCommand& command) {
  Json data = Json::object();
  if (!command.result.empty()) {
    Result<Json> result = json_argument(command.result);
    if (!result) return report(result.error());
    data["result"] = std::move(*result);
  } else if (word == "complete") {
    data["result"] = Json::object();
  }
  if (!command.reason.empty()) data["reason"] = command.reason;
  if (!command.to.empty()) data["to"] = command.to;
  Json event{{"specversion", "1.0"},    {"source", kSource},       {"type", "reply." + word},
             {"subject", command.task}, {"data", std::move(data)}, {"time", ""}};
  if (const std::string person = person_of(command.as); !person.empty()) event["authid"] = person;
  const bool once = word != "claim" && word != "release";
  event["id"] = command.id.empty() ? reply_id(event, once) : command.id;
  event.erase("time");
  Source source(command.source);
  return send_events(source, {event}, command.source.json());
}

Command& add_reply(Command& tasks, const std::string& word, const std::string& help) {
  auto command = std::make_shared<ReplyCommand>();
  Command& made = tasks.sub(word, help);
  made.argument("task", command->task, say("the task's id"))
      .option("--as", command->as, "PERSON", say("who acts; default LIAISON_PERSON or the user"))
      .option("--id", command->id, "ID", say("of the event; default: from the content"));
  if (word == "complete") {
    made.option("--result", command->result, "JSON", say("the answer: JSON, or @FILE"));
  }
  if (word == "assign") {
    made.option("--to", command->to, "ADDRESS", say("a department, or person:ID")).required("--to");
  }
  if (word == "return" || word == "decline" || word == "assign") {
    made.option("--reason", command->reason, "TEXT", say("why"));
    if (word != "assign") made.required("--reason");
  }
  add_server_options(made, command->source);
  return made.run([word, command] { return reply(word, *command); });
}

void add_list(Command& tasks) {
  auto command = std::make_shared<ListCommand>();
  Command& list = tasks.sub("list", say("lists open tasks, first things first"));
  list.option("--department", command->department, "NAME", say("only this department's"))
      .option("--holder", command->holder, "PERSON", say("only this person's"))
      .option("--case", command->case_id, "ID", say("only this case's"))
      .option("--limit", command->limit, "N", say("at most so many; default 100"))
      .flag("--overdue", command->overdue, say("only those past due"))
      .example("liaison task list --department operations")
      .run([command] { return list_tasks(*command); });
  add_source_options(list, command->source);
}

}  // namespace

void add_task(CommandLine& line) {
  Command& tasks = line.command("task", say("what is to be done, and the answers to it"));
  add_list(tasks);
  add_reply(tasks, "claim", say("takes a task for oneself"))
      .example("liaison task claim 3f2-K7QW81XNBA0P5RDT.survey.1.0.1 --as wang.er");
  add_reply(tasks, "complete", say("answers a task with its result; sending it again is harmless"))
      .example(
          "liaison task complete 3f2-K7QW81XNBA0P5RDT.survey.1.0.1 "
          "--result '{\"feasible\":true}'")
      .example("liaison task complete 3f2-K7QW81XNBA0P5RDT.survey.1.0.1 --result @answer.json");
  add_reply(tasks, "return", say("sends a task back to an earlier step"))
      .example("liaison task return 3f2-K7QW81XNBA0P5RDT.survey.1.0.1 --reason 'no site plan'");
  add_reply(tasks, "decline", say("says that a task is not this department's"))
      .example("liaison task decline 3f2-K7QW81XNBA0P5RDT.survey.1.0.1 --reason 'for metering'");
  add_reply(tasks, "assign", say("hands a task to another department or person"))
      .example("liaison task assign 3f2-K7QW81XNBA0P5RDT.survey.1.0.1 --to person:wang.er");
}

}  // namespace liaison::cli
