// `send`: events to a server, from a file or from options.

#include <iostream>
#include <sstream>

#include "connectors/cli/commands.h"
#include "connectors/cli/files.h"
#include "connectors/cli/sending.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/words.h"
#include "engine/runtime/strict_json.h"

namespace liaison::cli {
namespace {

struct SendCommand {
  SourceOptions source;
  std::string file, type, subject, data, id, from, as, on_behalf_of, time;
};

// Lines of `tail` and of play files hold the event inside.
Json unwrapped(Json value) {
  if (value.is_object() && value.contains("event") && !value.contains("specversion")) {
    Json event = std::move(value["event"]);
    return event;
  }
  return value;
}

// One event, an array, or JSON lines.
Result<std::vector<Json>> events_in(const std::string& path, const std::string& text) {
  auto whole = parse_strict(text);
  if (auto* value = std::get_if<Json>(&whole)) {
    if (!value->is_array()) return std::vector<Json>{unwrapped(std::move(*value))};
    std::vector<Json> events;
    for (Json& one : *value) events.push_back(unwrapped(std::move(one)));
    return events;
  }
  std::vector<Json> events;
  std::istringstream in(text);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    auto parsed = parse_strict(line);
    if (const auto* no = std::get_if<NotJson>(&parsed)) {
      return invalid(path + ":" + std::to_string(number) + ": " + no->reason);
    }
    events.push_back(unwrapped(std::get<Json>(std::move(parsed))));
  }
  if (events.empty()) return invalid(path + ": " + say("expected events, but there are none"));
  return events;
}

// What an event from people's hands may leave out.
void complete(Json& event, const SendCommand& command) {
  if (!event.is_object()) return;
  if (!event.contains("specversion")) event["specversion"] = "1.0";
  if (!event.contains("source")) event["source"] = command.from.empty() ? kSource : command.from;
  if (!event.contains("authid")) {
    if (const std::string person = person_of(command.as); !person.empty()) event["authid"] = person;
  }
  if (event.contains("id")) return;
  event["id"] = command.id.empty() ? id_from_content(event) : command.id;
}

Result<Json> from_options(const SendCommand& command) {
  if (command.type.empty()) return invalid(say("expected a file, - or --type"));
  Json event{{"type", command.type}};
  if (!command.subject.empty()) event["subject"] = command.subject;
  if (!command.time.empty()) event["time"] = command.time;
  if (!command.on_behalf_of.empty()) event["onbehalfof"] = command.on_behalf_of;
  if (command.data.empty()) return event;
  Result<Json> data = json_argument(command.data);
  if (!data) return data.error();
  event["data"] = std::move(*data);
  return event;
}

Result<std::vector<Json>> events_of(const SendCommand& command) {
  if (command.file.empty()) {
    Result<Json> event = from_options(command);
    if (!event) return event.error();
    return std::vector<Json>{std::move(*event)};
  }
  if (!command.type.empty()) return invalid(say("expected a file or --type, but both are given"));
  const Result<std::string> text = read_all(command.file);
  if (!text) return text.error();
  return events_in(command.file, *text);
}

int send(const SendCommand& command) {
  Result<std::vector<Json>> events = events_of(command);
  if (!events) return report(events.error());
  for (Json& event : *events) complete(event, command);
  Source source(command.source);
  return send_events(source, *events, command.source.json());
}

}  // namespace

void add_send(CommandLine& line) {
  auto command = std::make_shared<SendCommand>();
  Command& send_command = line.command(
      "send", say("sends events; an id that is not given follows from the content, so that sending "
                  "the same again is harmless"));
  send_command
      .argument(say("file"), command->file,
                say("CloudEvents: one, an array or JSON lines; - is standard input"), false)
      .option("--type", command->type, "TYPE",
              say("of one event, e.g. customer.request.meter-check"))
      .option("--subject", command->subject, "SUBJECT",
              say("customer:KEY, an alias, or a task's id"))
      .option("--data", command->data, "JSON", say("what it says: JSON, or @FILE"))
      .option("--id", command->id, "ID", say("default: from the content"))
      .option("--source", command->from, "URI", say("default {0}", {kSource}))
      .option("--time", command->time, "TIME", say("when it happened; default: when it arrives"))
      .option("--as", command->as, "PERSON", say("who acts; default LIAISON_PERSON or the user"))
      .option("--on-behalf-of", command->on_behalf_of, "WHO", say("for whom"))
      .example("liaison send request.json")
      .example(
          "liaison send --type customer.request.lv-new-connection --subject customer:c-1 "
          "--data '{\"applicationNo\":\"L-1\",\"kva\":50}'")
      .example("liaison send - < events.jsonl")
      .run([command] { return send(*command); });
  add_server_options(send_command, command->source);
}

}  // namespace liaison::cli
