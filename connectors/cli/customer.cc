// `customer`: whom the company serves, by which manager, and their cases.

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

struct CustomersCommand {
  SourceOptions source;
  std::string manager, area, alias, limit = "50";
};

std::string aliases_of(const Json& customer) {
  std::string out;
  for (const Json& one : customer.value("aliases", Json::array())) {
    out += (out.empty() ? "" : ", ") + text(one);
  }
  return out;
}

int list_customers(const CustomersCommand& command) {
  const Result<std::size_t> limit = limit_of(command.limit);
  if (!limit) return report(limit.error());
  Source source(command.source);
  const Result<Json> page = source.list(
      "/v1/customers", "customers",
      {{"manager", command.manager}, {"area", command.area}, {"alias", command.alias}}, *limit);
  if (!page) return report(page.error());
  if (command.source.json()) {
    print_json(page->at("customers"));
    return kDone;
  }
  Table table({say("CUSTOMER"), say("NAME"), say("AREA"), say("MANAGER"), say("OPEN CASES"),
               say("ALIASES")});
  for (const Json& one : page->at("customers")) {
    const Json facts = one.value("facts", Json::object());
    table.row({text(one, "customer"), text(facts, "name"), text(facts, "area"),
               text(one, "manager"), text(one, "openCases"), aliases_of(one)});
  }
  print_table(table, *page, say("no customers"));
  return kDone;
}

struct CustomerCommand {
  SourceOptions source;
  std::string key;
};

std::string customer_page(const Json& customer) {
  std::string out = glued({text(customer, "customer"), "\n"});
  const auto line = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) out += glued({padded(name, 12), value, "\n"});
  };
  const std::string manager = text(customer, "manager");
  line(say("Manager"), manager.empty() ? say("nobody yet") : manager);
  line(say("Aliases"), aliases_of(customer));
  const Json facts = customer.value("facts", Json::object());
  for (const auto& [name, value] : facts.items()) line(name, text(value));
  Table table({say("CASE"), say("WORKFLOW"), say("KEY"), say("STATE"), say("OPENED")});
  for (const Json& one : customer.value("cases", Json::array())) {
    table.row({text(one, "case"), text(one, "workflow"), text(one, "key"),
               coloured_state(text(one, "state")), moment(text(one, "openedAt"))});
  }
  return table.empty() ? out : glued({out, "\n", table.text()});
}

int show_customer(const CustomerCommand& command) {
  Source source(command.source);
  const Result<Json> found = source.get("/v1/customers/" + http::percent_encoded(command.key));
  if (!found) return report(found.error());
  if (command.source.json()) print_json(*found);
  else std::cout << customer_page(*found);
  return kDone;
}

}  // namespace

void add_customer(CommandLine& line) {
  Command& customers = line.command("customer", say("customers: whom we serve, and by whom"));
  auto command = std::make_shared<CustomersCommand>();
  Command& list = customers.sub("list", say("lists customers"));
  list.option("--manager", command->manager, "PERSON", say("only this manager's customers"))
      .option("--area", command->area, "AREA", say("only those of this area"))
      .option("--alias", command->alias, "ALIAS", say("only who has it, e.g. account:4711"))
      .option("--limit", command->limit, "N", say("at most so many; default 50"))
      .example("liaison customer list --manager li.min")
      .run([command] { return list_customers(*command); });
  add_source_options(list, command->source);
  auto one = std::make_shared<CustomerCommand>();
  Command& show = customers.sub("show", say("shows one customer with the cases"));
  show.argument(say("customer"), one->key, say("the customer's key"))
      .example("liaison customer show c-8f31")
      .run([one] { return show_customer(*one); });
  add_source_options(show, one->source);
}

}  // namespace liaison::cli
