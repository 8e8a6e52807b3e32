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
#include "engine/time/duration.h"

namespace liaison::cli {
namespace {

constexpr const char* kZone = "Asia/Shanghai";  // of times that are typed without offset

struct ListCommand {
  SourceOptions source;
  std::string department, holder, case_id, limit = "100";
  bool overdue = false;
};

bool is_question(const Json& task) { return text(task, "kind") == "ask"; }
bool is_message(const Json& task) { return text(task, "kind") == "tell" || is_question(task); }

std::string title_of(const Json& task) {
  if (!is_message(task)) return text(task, "title");
  return glued({is_question(task) ? say("ask the customer") : say("tell the customer"), " · ",
                text(task, "step")});
}

std::string state_of(const Json& task) {
  const std::string word = text(task, "state");
  const std::string state = word != "open"      ? say(word)
                            : is_question(task) ? say("to ask")
                            : is_message(task)  ? say("to tell")
                                                : say("unclaimed");
  if (task.value("overdue", Json(false)) != true) return state;
  return coloured(Colour::kRed, glued({say("OVERDUE"), say(", "), state}));
}

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
    table.row({moment(text(task, "due")), text(task, "task"), title_of(task),
               text(task, "department"), text(task, "holder"), state_of(task)});
  }
  print_table(table, *page, say("no open tasks"));
  return kDone;
}

struct ReplyCommand {
  SourceOptions source;
  std::string task, as, result, reason, to, id, channel, at, evidence, text, rung;
};

// What may be said more than once of the same task: its id holds the time. The rest has the same id
// for good, so that sending it again is recognised.
bool may_repeat(const std::string& word) {
  return word == "claim" || word == "release" || word == "told" || word == "undelivered" ||
         word == "asked" || word == "acknowledge";
}

std::string reply_id(const Json& event, bool repeats) {
  if (!repeats) return id_from_content(event);
  Json with_time = event;
  append_rfc3339(with_time["time"].get_ref<std::string&>(), wall_clock());
  return id_from_content(with_time);
}

Result<Json> data_of(const std::string& word, const ReplyCommand& command) {
  Json data = Json::object();
  if (!command.result.empty()) {
    Result<Json> result = json_argument(command.result);
    if (!result) return result;
    data["result"] = std::move(*result);
  } else if (word == "complete" || word == "answered") {
    data["result"] = Json::object();
  }
  if (!command.rung.empty()) {
    const Result<std::size_t> rung = limit_of(command.rung);
    if (!rung) return rung.error();
    data["rung"] = *rung;
  }
  for (const auto& [name, value] :
       {std::pair{"reason", &command.reason}, std::pair{"to", &command.to},
        std::pair{"channel", &command.channel}, std::pair{"evidence", &command.evidence},
        std::pair{"text", &command.text}}) {
    if (!value->empty()) data[name] = *value;
  }
  if (command.at.empty()) return data;
  const Result<ParsedTime> at = parse_time(command.at, kZone);
  if (!at) return at.error();
  const char* name = word == "told" ? "toldAt" : word == "asked" ? "askedAt" : "receivedAt";
  data[name] = liaison::to_text(at->at, kZone);
  return data;
}

int reply(const std::string& word, const ReplyCommand& command) {
  Result<Json> data = data_of(word, command);
  if (!data) return report(data.error());
  Json event{{"specversion", "1.0"},    {"source", kSource},        {"type", "reply." + word},
             {"subject", command.task}, {"data", std::move(*data)}, {"time", ""}};
  if (const std::string person = person_of(command.as); !person.empty()) event["authid"] = person;
  event["id"] = command.id.empty() ? reply_id(event, may_repeat(word)) : command.id;
  event.erase("time");
  Source source(command.source);
  return send_events(source, {event}, command.source.json());
}

Command& add_reply(Command& tasks, const std::string& word, const std::string& help) {
  auto command = std::make_shared<ReplyCommand>();
  Command& made = tasks.sub(word, help);
  const bool of_message = word == "told" || word == "received" || word == "undelivered" ||
                          word == "asked" || word == "answered";
  std::string what =
      of_message ? say("the message's id, which is that of its task") : say("the task's id");
  if (word == "acknowledge") what = say("the clock's id, or that of its task");
  made.argument(say("task"), command->task, what)
      .option("--as", command->as, "PERSON", say("who acts; default LIAISON_PERSON or the user"))
      .option("--id", command->id, "ID", say("of the event; default: from the content"));
  if (word == "complete" || word == "answered") {
    made.option("--result", command->result, "JSON", say("the answer: JSON, or @FILE"));
  }
  if (word == "assign") {
    made.option("--to", command->to, "ADDRESS", say("a department, or person:ID")).required("--to");
  }
  if (word == "return" || word == "decline" || word == "assign" || word == "undelivered") {
    made.option("--reason", command->reason, "TEXT", say("why"));
    if (word != "assign") made.required("--reason");
  }
  if (word == "comment") {
    made.option("--text", command->text, "TEXT", say("the comment")).required("--text");
  }
  if (word == "told" || word == "asked") {
    made.option("--channel", command->channel, "WORD", say("how, e.g. phone or sms"));
  }
  if (word == "told" || word == "received" || word == "asked") {
    made.option("--at", command->at, "TIME", say("when it happened; default: when it arrives"));
  }
  if (word == "received" || word == "answered") {
    made.option("--evidence", command->evidence, "TEXT", say("where the receipt is kept"));
  }
  if (word == "acknowledge") {
    made.option("--rung", command->rung, "N", say("only this one; default: all that have fired"));
  }
  add_server_options(made, command->source);
  return made.run([word, command] { return reply(word, *command); });
}

void add_message_replies(Command& tasks) {
  add_reply(tasks, "told", say("says that the customer was told a message"))
      .example("liaison task told 3f2-K7QW81XNBA0P5RDT.replyPlan.1.0.1 --channel phone")
      .example("liaison task told 3f2-K7QW81XNBA0P5RDT.replyPlan.1.0.1 --at '2026-09-23 09:35'");
  add_reply(tasks, "received", say("says that the customer's receipt for a message is there"))
      .example("liaison task received 3f2-K7QW81XNBA0P5RDT.replyPlan.1.0.1 --evidence scan-17");
  add_reply(tasks, "undelivered", say("says that a message did not reach the customer"))
      .example(
          "liaison task undelivered 3f2-K7QW81XNBA0P5RDT.replyPlan.1.0.1 --reason 'no answer'");
  add_reply(tasks, "asked", say("says that the customer was asked a question"))
      .example("liaison task asked 3f2-K7QW81XNBA0P5RDT.sign.1.0.1 --channel phone");
  add_reply(tasks, "answered",
            say("gives the customer's answer to a question, asked before or not"))
      .example(
          "liaison task answered 3f2-K7QW81XNBA0P5RDT.sign.1.0.1 "
          "--result '{\"decision\":\"signed\"}'")
      .example("liaison task answered 3f2-K7QW81XNBA0P5RDT.sign.1.0.1 --result @answer.json");
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
  add_reply(tasks, "release", say("gives a claimed task back to its department"))
      .example("liaison task release 3f2-K7QW81XNBA0P5RDT.survey.1.0.1");
  add_reply(tasks, "comment", say("writes something beside a task"))
      .example("liaison task comment 3f2-K7QW81XNBA0P5RDT.survey.1.0.1 --text 'gate code 4711'");
  add_reply(tasks, "acknowledge", say("says that a warning or escalation was seen: no repeats"))
      .example("liaison task acknowledge 3f2-K7QW81XNBA0P5RDT.survey.0 --as wang.er");
  add_message_replies(tasks);
}

}  // namespace liaison::cli
