// `deploy`: a folder of workflows into a running server, or a store that nobody serves.
#include <algorithm>
#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/files.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/store.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"
#include "engine/runtime/deployment.h"

namespace liaison::cli {
namespace {

struct DeployCommand {
  SourceOptions source;
  std::string folder;
  bool dry = false;
};

// Every word has its text, so that the test of words sees it.
std::string what_happens(const std::string& change) {
  if (change == "new") return say("new");
  if (change == "version") return say("new version");
  if (change == "unchanged") return say("unchanged");
  return say("stays in force, not in the folder");
}

std::string of_schedule(const std::string& change) {
  if (change == "begins") return say("begins");
  if (change == "begins-anew") return say("begins anew");
  if (change == "goes-on") return say("goes on");
  return change == "ends" ? say("ends") : "";
}

// Nobody may miss that a workflow stops opening cases because it was not among what is deployed.
void tell_of_ended_schedules(const Json& answer, bool dry) {
  for (const Json& change : answer.at("workflows")) {
    if (text(change, "schedule") != "ends") continue;
    const std::string name = text(change, "workflow");
    std::cerr << (dry ? say("{0} would open no more cases by itself: its schedule ends", {name})
                      : say("{0} opens no more cases by itself: its schedule has ended", {name}))
              << '\n';
  }
}

std::string stay_on(const Json& change) {
  std::string text_of_all;
  for (const Json& one : change.at("openCases")) {
    if (!text_of_all.empty()) text_of_all += ", ";
    text_of_all += say("{0} on {1}", {text(one, "cases"), text(one, "version")});
  }
  return text_of_all;
}

int tell(const DeployCommand& command, const Json& answer) {
  if (command.source.json()) {
    print_json(answer);
    return kDone;
  }
  Table table({say("WORKFLOW"), say("CHANGE"), say("BEFORE"), say("VERSION"), say("SCHEDULE"),
               say("OPEN CASES")});
  for (const Json& change : answer.at("workflows")) {
    table.row({text(change, "workflow"), what_happens(text(change, "change")), text(change, "was"),
               text(change, "version"), of_schedule(text(change, "schedule")), stay_on(change)});
  }
  std::cout << table.text();
  tell_of_ended_schedules(answer, command.dry);
  std::cerr << (command.dry ? say("nothing was changed: without --dry-run it is deployed")
                            : say("in force; open cases stay on the version they began with"))
            << '\n';
  return kDone;
}

int refuse(const std::string& faults, const std::string& folder) {
  std::cerr << faults << '\n' << say("nothing of {0} was loaded", {folder}) << '\n';
  return kFaults;
}

// The server reads the files again: it may know other words than we do.
int to_server(const DeployCommand& command, const std::vector<SourceFile>& files) {
  Json body{{"files", Json::array()}, {"dryRun", command.dry}};
  for (const SourceFile& file : files) {
    body["files"].push_back({{"path", file.path}, {"text", file.text}});
  }
  Source source(command.source);
  const auto answer = source.post("/v1/definitions", body.dump(), "application/json");
  if (!answer) return report(answer.error());
  if (answer->status == 200) return tell(command, answer->body);
  if (answer->status == 422) return refuse(problem_text(answer->body), command.folder);
  std::cerr << problem_text(answer->body) << '\n';
  if (answer->status >= 500 || answer->status == 429) return kEnvironment;
  return answer->status == 401 || answer->status == 403 ? kRefused : kUsage;
}

int to_store(const DeployCommand& command, const Loaded& loaded) {
  auto store = OpenStore::open(command.source.data);
  if (!store) return report(store.error());
  if (auto ours = check_embedded((*store)->journal(), command.source.data); !ours) {
    return report(ours.error());
  }
  Node& node = (*store)->node();
  const auto changes = deployment(node.view(), loaded.definitions, command.dry);
  if (!changes) return report(changes.error());
  if (const std::string faults = faults_of(*changes); !faults.empty()) {
    return refuse(faults, command.folder);
  }
  if (!command.dry) {
    if (const auto ready = node.load(); !ready) return report(ready.error());
    if (const auto done = node.activate(loaded.definitions); !done) return report(done.error());
  }
  return tell(command, {{"deployed", !command.dry}, {"workflows", liaison::shown(*changes)}});
}

int deploy(const DeployCommand& command) {
  std::vector<Fault> faults;
  const std::vector<SourceFile> files = read_paths({command.folder}, faults);
  if (!faults.empty() || files.empty()) {
    std::string lines;
    for (const Fault& fault : faults) lines += (lines.empty() ? "" : "\n") + to_text(fault);
    if (lines.empty())
      lines = say("expected workflow files in {0}, but there are none", {command.folder});
    return refuse(lines, command.folder);
  }
  const Loaded loaded = load(files);
  if (!loaded.ok()) {
    print_faults(loaded, std::cerr);
    std::cerr << say("nothing of {0} was loaded", {command.folder}) << '\n';
    return kFaults;
  }
  return command.source.data.empty() ? to_server(command, files) : to_store(command, loaded);
}

}  // namespace

void add_deploy(CommandLine& line) {
  auto command = std::make_shared<DeployCommand>();
  Command& deploys = line.command(
      "deploy", say("puts a folder of workflows in force: the whole of it or nothing"));
  deploys.argument(say("folder"), command->folder, say("of workflow files"))
      .flag("--dry-run", command->dry, say("only tells what would change, and for how many cases"))
      .example("liaison deploy workflows --dry-run")
      .example("liaison deploy workflows --server http://127.0.0.1:8080")
      .example("liaison deploy workflows --data .liaison")
      .run([command] { return deploy(*command); });
  add_server_options(deploys, command->source);
  deploys.option("--data", command->source.data, "DIR", say("a store that no server holds"));
}

}  // namespace liaison::cli
