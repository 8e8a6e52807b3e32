// `schedule`: which workflows open cases by themselves, and when they do so next.

#include "connectors/cli/commands.h"
#include "connectors/cli/lists.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/words.h"

namespace liaison::cli {
namespace {

struct SchedulesCommand {
  SourceOptions source;
  std::string limit = "50";
};

// "cron 30 8 * * mon-fri", "every 4 hours"; of events only their kind.
std::string rule_of(const Json& schedule) {
  if (!schedule.is_object() || schedule.empty()) return "";
  const std::string kind = schedule.begin().key();
  const Json& value = schedule.begin().value();
  if (!value.is_object()) return glued({kind, " ", text(value)});
  return kind == "on" ? glued({kind, " ", value.empty() ? "" : value.begin().key()})
                      : glued({kind, " ", value.dump()});
}

int list_schedules(const SchedulesCommand& command) {
  const Result<std::size_t> limit = limit_of(command.limit);
  if (!limit) return report(limit.error());
  Source source(command.source);
  const Result<Json> page = source.list("/v1/schedules", "schedules", {}, *limit);
  if (!page) return report(page.error());
  if (command.source.json()) {
    print_json(page->at("schedules"));
    return kDone;
  }
  Table table({say("WORKFLOW"), say("VERSION"), say("SCHEDULE"), say("NEXT"), say("OPEN CASES")});
  for (const Json& one : page->at("schedules")) {
    table.row({text(one, "workflow"), text(one, "version"), rule_of(one.value("schedule", Json())),
               moment(text(one, "next")), text(one, "openCases")});
  }
  print_table(table, *page, say("no workflow opens cases by itself"));
  return kDone;
}

}  // namespace

void add_schedule(CommandLine& line) {
  Command& schedules = line.command("schedule", say("workflows that open cases by themselves"));
  auto command = std::make_shared<SchedulesCommand>();
  Command& list = schedules.sub("list", say("lists them, with when the next case is due"));
  list.option("--limit", command->limit, "N", say("at most so many; default 50"))
      .example("liaison schedule list")
      .run([command] { return list_schedules(*command); });
  add_source_options(list, command->source);
}

}  // namespace liaison::cli
