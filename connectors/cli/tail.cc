// `tail`: the records of a topic, as JSON lines of the same shape as a play file.

#include <signal.h>

#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/words.h"
#include "connectors/http/client.h"

namespace liaison::cli {
namespace {

struct TailCommand {
  SourceOptions source;
  std::string topic, from = "start";
  bool follow = false;
};

Json as_line(const Json& record, const std::string& topic) {
  Json line{{"at", record.value("arrival", "")},
            {"topic", topic},
            {"partition", record.value("partition", 0)},
            {"offset", record.value("offset", std::uint64_t{0})},
            {"event", record.value("event", Json(nullptr))}};
  if (record.contains("key")) line["key"] = record["key"];
  return line;
}

void print_record(const Json& record, const TailCommand& command) {
  if (command.source.output != "text") {
    std::cout << http::to_bytes(as_line(record, command.topic)) << '\n';
    return;
  }
  const Json& event = record.at("event");
  std::cout << moment(record.value("arrival", "")) << "  " << text(event, "type") << "  "
            << text(event, "subject") << "  " << (event.is_object() ? text(event, "data") : "")
            << '\n';
}

// Prints a page; whether it held anything.
bool print_page(const Json& page, const TailCommand& command) {
  for (const Json& record : page.at("records")) print_record(record, command);
  std::cout << std::flush;
  return !page.at("records").empty();
}

int tail(const TailCommand& command) {
  Source source(command.source);
  if (command.follow && !command.source.data.empty()) {
    std::cerr << say("--follow needs a server: nobody writes to a store that is only read") << '\n';
    return kUsage;
  }
  std::string cursor = command.from;
  for (;;) {
    const Result<Json> page =
        source.get("/v1/topics/" + http::percent_encoded(command.topic) + "/records",
                   {{"cursor", cursor}, {"max", "1000"}, {"wait", command.follow ? "30s" : ""}});
    if (!page) return report(page.error());
    const bool any = print_page(*page, command);
    cursor = page->value("cursor", cursor);
    if (!std::cout) return kEnvironment;  // the reader went away
    if (!any && !command.follow) break;
  }
  if (command.source.output == "text") std::cerr << say("go on with --from {0}", {cursor}) << '\n';
  return kDone;
}

}  // namespace

void add_tail(CommandLine& line) {
  auto command = std::make_shared<TailCommand>();
  Command& tail_command = line.command("tail", say("prints the records of a topic as JSON lines"));
  tail_command
      .argument("topic", command->topic,
                say("requests, replies, tasks.DEPARTMENT, deadlines, cases, messages, rejected"))
      .option("--from", command->from, "WHERE", say("start, now or a cursor; default start"))
      .flag("--follow", command->follow, say("waits for more"))
      .example("liaison tail deadlines --from now --follow")
      .example("liaison tail tasks.operations --output text")
      .run([command] { return tail(*command); });
  add_source_options(tail_command, command->source);
}

}  // namespace liaison::cli
