// `report`: a month for a head of department, folded from the records and rows of a store.

#include <cstdlib>
#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/store.h"
#include "connectors/cli/words.h"
#include "engine/runtime/keys.h"
#include "engine/scenario/summary.h"

namespace liaison::cli {
namespace {

struct ReportCommand {
  std::string data, example, output;
};

std::string data_of(const ReportCommand& command) {
  if (!command.data.empty()) return command.data;
  const char* variable = std::getenv("LIAISON_DATA");
  return variable != nullptr && *variable != '\0' ? variable : ".liaison";
}

// Whether records are gone by retention, or cases into the archive.
bool is_cut(const Journal& journal) {
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    const auto start = journal.start("cases", i);
    const auto archive = journal.rows(i).get(keys::archive());
    if ((start && *start > 0) || (archive && *archive)) return true;
  }
  return false;
}

int show_report(const ReportCommand& command) {
  auto store = OpenStore::open(data_of(command));
  if (!store) return report(store.error());
  SummaryOptions options;
  if (!command.example.empty()) options.example = CaseId{command.example};
  const Node& node = (*store)->node();
  const auto summary = summarize(node.journal(), node.view(), options);
  if (!summary) return report(summary.error());
  if (is_cut(node.journal())) {
    std::cerr
        << say("old records are gone by retention, or old cases archived: those are not counted")
        << '\n';
  }
  if (command.output == "json") print_json(to_json(*summary));
  else std::cout << print(*summary, spoken() == Language::kChinese ? "zh" : "en");
  return kDone;
}

}  // namespace

void add_report(CommandLine& line) {
  auto command = std::make_shared<ReportCommand>();
  line.command("report", say("shows how many cases and tasks were on time, by department"))
      .option("--data", command->data, "DIR", say("where the store is; default .liaison"))
      .option("--case", command->example, "CASE",
              say("the case told in full, instead of one chosen"))
      .option("--output", command->output, "FORMAT", say("json or text"))
      .example("liaison report --data /tmp/september --lang zh")
      .run([command] { return show_report(*command); });
}

}  // namespace liaison::cli
