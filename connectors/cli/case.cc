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
  bool archived = false;
};

std::string joined(const Json& list) {
  std::string out;
  for (const Json& one : list) out += (out.empty() ? "" : ", ") + text(one);
  return out;
}

// The newest first, where all of them are there; a part of a list keeps the server's order.
std::vector<Json> newest_first(const Json& page) {
  const Json& cases = page.at("cases");
  std::vector<Json> sorted(cases.begin(), cases.end());
  if (page.value("next", Json(nullptr)).is_string()) return sorted;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Json& a, const Json& b) {
    return text(a, "openedAt") > text(b, "openedAt");
  });
  return sorted;
}

int list_cases(const ListCommand& command) {
  const Result<std::size_t> limit = limit_of(command.limit);
  if (!limit) return report(limit.error());
  Source source(command.source);
  const Result<Json> page = source.list("/v1/cases", "cases",
                                        {{"workflow", command.workflow},
                                         {"customer", command.customer},
                                         {"key", command.key},
                                         {"state", command.state},
                                         {"archived", command.archived ? "true" : ""}},
                                        *limit);
  if (!page) return report(page.error());
  if (command.source.json()) {
    print_json(page->at("cases"));
    return kDone;
  }
  Table table({say("CASE"), say("WORKFLOW"), say("KEY"), say("CUSTOMER"), say("STATE"), say("AT"),
               say("OPENED"), say("NEXT DUE")});
  for (const Json& one : newest_first(*page)) {
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

Error several_cases(const std::string& key, const Json& cases) {
  std::string list;
  for (const Json& one : cases) {
    list += glued({"\n  ", text(one, "case"), "  ", text(one, "workflow"), "  ",
                   say(upper(text(one, "state"))), "  ", moment(text(one, "openedAt"))});
  }
  return invalid(say("expected one case with the key {0}, but there are {1}:",
                     {key, std::to_string(cases.size())}) +
                 list);
}

}  // namespace

Result<Json> one_case(Source& source, const std::string& name, const std::string& part) {
  const auto path = [&](const std::string& id) {
    return "/v1/cases/" + http::percent_encoded(id) + part;
  };
  Result<Json> found = source.get(path(name));
  if (found || found.error().kind != Error::Kind::kNotFound) return found;
  constexpr std::size_t kCandidates = 20;
  Result<Json> page = source.list("/v1/cases", "cases", {{"key", name}}, kCandidates);
  if (page && page->at("cases").empty()) {
    page = source.list("/v1/cases", "cases", {{"key", name}, {"archived", "true"}}, kCandidates);
  }
  if (!page) return page.error();
  const Json& cases = page->at("cases");
  if (cases.size() == 1) return source.get(path(text(cases[0], "case")));
  if (cases.size() > 1) return several_cases(name, cases);
  return Error{Error::Kind::kNotFound,
               say("expected a case, but there is none with the id or key {0}", {name}) + ": " +
                   say("`liaison case list` shows them, with --key or --customer only some")};
}

namespace {

int show(const OneCommand& command) {
  Source source(command.source);
  const Result<Json> found = one_case(source, command.id, "");
  if (!found) return report(found.error());
  if (command.source.json()) print_json(*found);
  else std::cout << case_page(*found);
  return kDone;
}

int history(const OneCommand& command) {
  Source source(command.source);
  const Result<Json> found = one_case(source, command.id, "/history");
  if (!found) return report(found.error());
  const Json& events = found->is_array() ? *found : found->at("history");
  if (command.source.json()) {
    for (const Json& event : events) std::cout << http::to_bytes(event) << '\n';
  } else {
    std::cout << case_history(events);
  }
  return kDone;
}

void add_list(Command& cases) {
  auto command = std::make_shared<ListCommand>();
  Command& list = cases.sub("list", say("lists cases"));
  list.option("--workflow", command->workflow, "NAME", say("only this workflow's"))
      .option("--customer", command->customer, "KEY", say("only this customer's"))
      .option("--key", command->key, "KEY", say("only those with this business key"))
      .option("--state", command->state, "STATE", say("open, stuck, completed or cancelled"))
      .flag("--archived", command->archived, say("those closed long ago, out of the archive"))
      .option("--limit", command->limit, "N", say("at most so many; default 50"))
      .example("liaison case list --archived --customer c-8f31")
      .example("liaison case list --state open --workflow lv-new-connection")
      .example("liaison case list --state stuck --output json")
      .run([command] { return list_cases(*command); });
  add_source_options(list, command->source);
}

void add_one(Command& cases, const std::string& name, const std::string& help,
             int (*action)(const OneCommand&)) {
  auto command = std::make_shared<OneCommand>();
  Command& one = cases.sub(name, help);
  one.argument(say("case"), command->id, say("the case's id, or its business key"))
      .example("liaison case " + name + " 3f2-K7QW81XNBA0P5RDT")
      .example("liaison case " + name + " L-0917-3")
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
  add_case_repairs(cases);
}

}  // namespace liaison::cli
