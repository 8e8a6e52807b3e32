// `case`: list, show, history.

#include <algorithm>
#include <iostream>

#include "connectors/cli/case_page.h"
#include "connectors/cli/commands.h"
#include "connectors/cli/lists.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/words.h"
#include "connectors/http/client.h"

namespace liaison::cli {
namespace {

struct ListCommand {
  SourceOptions source;
  std::string workflow, customer, key, state, limit = "50";
};

std::string joined(const Json& list) {
  std::string out;
  for (const Json& one : list) out += (out.empty() ? "" : ", ") + text(one);
  return out;
}

int list_cases(const ListCommand& command) {
  const Result<std::size_t> limit = limit_of(command.limit);
  if (!limit) return report(limit.error());
  Source source(command.source);
  const Result<Json> page = source.list("/v1/cases", "cases",
                                        {{"workflow", command.workflow},
                                         {"customer", command.customer},
                                         {"key", command.key},
                                         {"state", command.state}},
                                        *limit);
  if (!page) return report(page.error());
  if (command.source.json()) {
    print_json(page->at("cases"));
    return kDone;
  }
  Table table({say("CASE"), say("WORKFLOW"), say("KEY"), say("CUSTOMER"), say("STATE"), say("AT"),
               say("OPENED"), say("NEXT DUE")});
  for (const Json& one : page->at("cases")) {
    table.row({text(one, "case"), text(one, "workflow"), text(one, "key"), customer_of(one),
               coloured_state(text(one, "state")), joined(one.value("at", Json::array())),
               moment(text(one, "openedAt")), moment(text(one, "nextDue"))});
  }
  print_table(table, *page, say("no cases"));
  return kDone;
}

struct OneCommand {
  SourceOptions source;
  std::string id;
};

int show(const OneCommand& command) {
  Source source(command.source);
  const Result<Json> found = source.get("/v1/cases/" + http::percent_encoded(command.id));
  if (!found) return report(found.error());
  if (command.source.json()) print_json(*found);
  else std::cout << case_page(*found);
  return kDone;
}

void add_detail(std::string& out, const std::string& name, const Json& value) {
  const bool empty = value.is_null() || value == "" || (value.is_structured() && value.empty());
  if (!empty) out += (out.empty() ? "" : "  ") + name + "=" + text(value);
}

// What an event says beside when, who and by which record: what people ask for first. A clock is
// named, with its due instant; all of it is in the JSON.
std::string details_of(const Json& event) {
  static const std::vector<std::string> first = {"step",   "task",   "clock", "department",
                                                 "holder", "person", "due",   "reason"};
  static const std::vector<std::string> never = {
      "at",    "arrivedAt", "by",        "origin",  "event",    "case", "definition",
      "entry", "slot",      "asWritten", "attempt", "declines", "kind", "epoch"};
  std::string out;
  for (const std::string& name : first) {
    const Json value = event.value(name, Json(nullptr));
    if (value.is_object()) {
      add_detail(out, name, value.value("name", Json(nullptr)));
      add_detail(out, "due", moment(text(value, "due")));
    } else {
      add_detail(out, name, value);
    }
  }
  for (const auto& [name, value] : event.items()) {
    const bool told = std::count(first.begin(), first.end(), name) > 0 ||
                      std::count(never.begin(), never.end(), name) > 0;
    if (!told) add_detail(out, name, value);
  }
  return fitted(out, std::min<std::size_t>(width_of(out), 120));
}

int history(const OneCommand& command) {
  Source source(command.source);
  const Result<Json> found =
      source.get("/v1/cases/" + http::percent_encoded(command.id) + "/history");
  if (!found) return report(found.error());
  const Json& events = found->is_array() ? *found : found->at("history");
  if (command.source.json()) {
    for (const Json& event : events) std::cout << http::to_bytes(event) << '\n';
    return kDone;
  }
  Table table({say("WHEN"), say("EVENT"), say("BY"), say("WHAT")});
  for (const Json& event : events) {
    table.row({moment(text(event, "at")), say(text(event, "event")),
               text(event.value("by", Json::object()), "authid"), details_of(event)});
  }
  std::cout << table.text();
  return kDone;
}

void add_list(Command& cases) {
  auto command = std::make_shared<ListCommand>();
  Command& list = cases.sub("list", say("lists cases"));
  list.option("--workflow", command->workflow, "NAME", say("only this workflow's"))
      .option("--customer", command->customer, "KEY", say("only this customer's"))
      .option("--key", command->key, "KEY", say("only those with this business key"))
      .option("--state", command->state, "STATE", say("open, stuck, completed or cancelled"))
      .option("--limit", command->limit, "N", say("at most so many; default 50"))
      .example("liaison case list --state open --workflow lv-new-connection")
      .example("liaison case list --state stuck --output json")
      .run([command] { return list_cases(*command); });
  add_source_options(list, command->source);
}

void add_one(Command& cases, const std::string& name, const std::string& help,
             int (*action)(const OneCommand&)) {
  auto command = std::make_shared<OneCommand>();
  Command& one = cases.sub(name, help);
  one.argument("case", command->id, say("the case's id"))
      .example("liaison case " + name + " 3f2-K7QW81XNBA0P5RDT")
      .example("liaison case " + name + " 3f2-K7QW81XNBA0P5RDT --data .liaison --output json")
      .run([command, action] { return action(*command); });
  add_source_options(one, command->source);
}

}  // namespace

void add_case(CommandLine& line) {
  Command& cases =
      line.command("case", say("cases: what runs, where it stands, how it came there"));
  add_list(cases);
  add_one(cases, "show", say("shows one case: clocks, open tasks, steps so far"), show);
  add_one(cases, "history", say("prints every event of one case"), history);
}

}  // namespace liaison::cli
