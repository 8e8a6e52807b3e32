// `quarantine list|release|drop`: what has ended the server again and again, and is set aside.

#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/lists.h"
#include "connectors/cli/sending.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"

namespace liaison::cli {
namespace {

struct QuarantineCommand {
  SourceOptions source;
  std::string id, as;
};

int list(const QuarantineCommand& command) {
  Source source(command.source);
  const Result<Json> page = source.get("/v1/quarantine");
  if (!page) return report(page.error());
  if (command.source.json()) {
    print_json(page->at("quarantine"));
    return kDone;
  }
  Table table(
      {say("QUARANTINE"), say("SINCE"), say("WHAT"), say("SOURCE"), say("ID"), say("CASE")});
  for (const Json& one : page->at("quarantine")) {
    table.row({text(one, "quarantine"), moment(text(one, "since")), text(one, "type"),
               text(one, "source"), text(one, "id"), text(one, "case")});
  }
  print_table(table, *page, say("nothing is in quarantine"));
  return kDone;
}

int act(const std::string& word, const QuarantineCommand& command) {
  Source source(command.source);
  const Json asked = {{"quarantine", command.id}, {"by", person_of(command.as)}};
  const auto answer = source.post("/v1/quarantine/" + word, asked.dump(), "application/json");
  if (!answer) return report(answer.error());
  if (answer->status != 200) {
    return report(Error{answer->status == 404  ? Error::Kind::kNotFound
                        : answer->status < 500 ? Error::Kind::kInvalid
                                               : Error::Kind::kIo,
                        problem_text(answer->body)});
  }
  if (command.source.json()) {
    print_json(answer->body);
    return kDone;
  }
  const std::string outcome = text(answer->body, "outcome"), cause = text(answer->body, "cause");
  std::cout << say("{0}: {1}", {command.id, say(outcome) + (cause.empty() ? "" : ", " + cause)})
            << '\n';
  for (const Json& reason : answer->body.value("reasons", Json::array())) {
    std::cout << text(reason) << '\n';
  }
  return kDone;
}

void add_act(Command& quarantine, const std::string& word, const std::string& help) {
  auto command = std::make_shared<QuarantineCommand>();
  Command& made = quarantine.sub(word, help);
  made.argument(say("id"), command->id, say("as the list shows it"))
      .option("--as", command->as, "PERSON", say("who acts; default LIAISON_PERSON or the user"))
      .example("liaison quarantine " + word + " 0-9f3a06c1d2e4b507");
  add_server_options(made, command->source);
  made.run([word, command] { return act(word, *command); });
}

}  // namespace

void add_quarantine(CommandLine& line) {
  Command& quarantine = line.command(
      "quarantine", say("records and cases that have ended the server again and again"));
  auto command = std::make_shared<QuarantineCommand>();
  Command& lists = quarantine.sub("list", say("shows what is set aside and was not applied"));
  lists.example("liaison quarantine list").run([command] { return list(*command); });
  add_source_options(lists, command->source);
  add_act(quarantine, "release",
          say("runs it now; should that end the server again, it stays where it is"));
  add_act(quarantine, "drop", say("forgets it: it is never applied"));
}

}  // namespace liaison::cli
