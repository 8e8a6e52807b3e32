// `due`: what is due, first things first.

#include <algorithm>
#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/lists.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/store.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"
#include "engine/runtime/timestamp.h"
#include "engine/time/duration.h"

namespace liaison::cli {
namespace {

struct DueCommand {
  SourceOptions source;
  std::string department, workflow, manager, within, before, limit = "50";
  bool overdue = false;
};

// The instant up to which things are shown, as the server takes it; "" = all.
Result<std::string> until_of(const DueCommand& command) {
  if (!command.before.empty() && !command.within.empty()) {
    return invalid(say("expected --within or --before, but both are given"));
  }
  if (!command.before.empty()) {
    const Result<ParsedTime> at = parse_time(command.before, "Asia/Shanghai");
    if (!at) return at.error();
    return liaison::to_text(at->at, "UTC");
  }
  return std::string();
}

// The department with whom it lies; of a clock of the whole case its manager.
std::string who_of(const Json& deadline) {
  const std::string holder = text(deadline, "holder"), department = text(deadline, "department");
  if (holder.empty() || holder == department) return department;
  return department.empty() ? holder : glued({department, "/", holder});
}

// What stands still has no date: it comes after what is due.
std::vector<Json> dated_first(const Json& deadlines) {
  std::vector<Json> sorted(deadlines.begin(), deadlines.end());
  std::stable_partition(sorted.begin(), sorted.end(),
                        [](const Json& one) { return !text(one, "due").empty(); });
  return sorted;
}

std::string state_of(const Json& deadline) {
  const std::string state = say(text(deadline, "state"));
  if (deadline.value("breached", false) || deadline.value("overdue", false)) {
    return coloured(Colour::kRed, say("OVERDUE") + (state.empty() ? "" : say(", ") + state));
  }
  return state;
}

int show_due(const DueCommand& command) {
  const Result<std::string> until = until_of(command);
  if (!until) return report(until.error());
  const Result<std::size_t> limit = limit_of(command.limit);
  if (!limit) return report(limit.error());
  Source source(command.source);
  const Result<Json> page = source.list("/v1/deadlines", "deadlines",
                                        {{"department", command.department},
                                         {"workflow", command.workflow},
                                         {"manager", command.manager},
                                         {"dueBefore", *until},
                                         {"dueWithin", command.within},
                                         {"overdue", command.overdue ? "true" : ""}},
                                        *limit);
  if (!page) return report(page.error());
  if (command.source.json()) {
    print_json(page->at("deadlines"));
    return kDone;
  }
  Table table({say("DUE"), say("WHAT"), say("CASE"), say("WORKFLOW"), say("WHO"), say("CUSTOMER"),
               say("STATE")});
  for (const Json& one : dated_first(page->at("deadlines"))) {
    table.row({moment(text(one, "due")), what_of(one), text(one, "case"), text(one, "workflow"),
               who_of(one), customer_of(one), state_of(one)});
  }
  print_table(table, *page, say("nothing is due"));
  return kDone;
}

}  // namespace

void add_due(CommandLine& line) {
  auto command = std::make_shared<DueCommand>();
  Command& due = line.command("due", say("shows what is due, first things first"));
  due.option("--within", command->within, "DURATION", say("from now, e.g. '24 hours' or '3 days'"))
      .option("--before", command->before, "TIME", say("an instant or a date"))
      .option("--department", command->department, "NAME", say("only this department's"))
      .option("--workflow", command->workflow, "NAME", say("only this workflow's"))
      .option("--manager", command->manager, "PERSON", say("only this manager's customers"))
      .option("--limit", command->limit, "N", say("at most so many; default 50"))
      .flag("--overdue", command->overdue, say("only those past due"))
      .example("liaison due --department operations --within '24 hours'")
      .example("liaison due --overdue --output json")
      .run([command] { return show_due(*command); });
  add_source_options(due, command->source);
}

}  // namespace liaison::cli
