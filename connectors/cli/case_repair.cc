// `case retry|skip|set|cancel`: what an operator does to a case; each with a reason.

#include "connectors/cli/case_page.h"
#include "connectors/cli/commands.h"
#include "connectors/cli/files.h"
#include "connectors/cli/lists.h"
#include "connectors/cli/sending.h"
#include "connectors/cli/store.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"
#include "engine/runtime/timestamp.h"

namespace liaison::cli {
namespace {

struct RepairCommand {
  SourceOptions source;
  std::string id, reason, sheet, as, event_id;
};

// The id holds the time: the same repair may be needed twice.
Json repair_event(const std::string& word, const std::string& case_id, Json data,
                  const RepairCommand& command) {
  Json event{{"specversion", "1.0"},
             {"source", kSource},
             {"type", "reply." + word},
             {"subject", case_id},
             {"data", std::move(data)}};
  if (const std::string person = person_of(command.as); !person.empty()) event["authid"] = person;
  if (!command.event_id.empty()) {
    event["id"] = command.event_id;
    return event;
  }
  Json with_time = event;
  std::string time;
  append_rfc3339(time, wall_clock());
  with_time["time"] = time;
  event["id"] = id_from_content(with_time);
  return event;
}

int repair(const std::string& word, const RepairCommand& command) {
  Json data{{"reason", command.reason}};
  if (word == "set") {
    Result<Json> fields = json_argument(command.sheet);
    if (!fields) return report(fields.error());
    data["set"] = std::move(*fields);
  }
  Source source(command.source);
  const Result<Json> found = one_case(source, command.id, "");
  if (!found) return report(found.error());
  const Json event = repair_event(word, text(*found, "case"), std::move(data), command);
  return send_events(source, {event}, command.source.json());
}

void add_repair(Command& cases, const std::string& word, const std::string& help,
                const std::string& example) {
  auto command = std::make_shared<RepairCommand>();
  Command& made = cases.sub(word, help);
  made.argument(say("case"), command->id, say("the case's id, or its business key"))
      .option("--reason", command->reason, "TEXT", say("why"))
      .required("--reason")
      .option("--as", command->as, "PERSON", say("who acts; default LIAISON_PERSON or the user"))
      .option("--id", command->event_id, "ID", say("of the event; default: a new one"))
      .example(example);
  if (word == "set") {
    made.option("--sheet", command->sheet, "JSON",
                say("the fields to change: JSON, or @FILE; null takes one away"))
        .required("--sheet");
  }
  add_server_options(made, command->source);
  made.run([word, command] { return repair(word, *command); });
}

}  // namespace

void add_case_repairs(Command& cases) {
  add_repair(cases, "retry", say("lets a stuck case try again what it was stuck at"),
             "liaison case retry L-0917-3 --reason 'the head of metering is appointed'");
  add_repair(cases, "skip", say("lets a stuck case pass the step without a result"),
             "liaison case skip L-0917-3 --reason 'done by telephone'");
  add_repair(cases, "set", say("corrects the data of a stuck case, then tries again"),
             "liaison case set L-0917-3 --sheet '{\"kva\": 50}' --reason 'typed wrong'");
  add_repair(cases, "cancel", say("ends a case"),
             "liaison case cancel L-0917-3 --reason 'asked for twice'");
}

}  // namespace liaison::cli
