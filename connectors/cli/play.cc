// `play`: recorded inputs into a store, in virtual time; goes on where a killed one stopped.

#include "engine/scenario/play.h"

#include <signal.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/files.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/store.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"

namespace liaison::cli {
namespace {

struct PlayCommand {
  std::string file, workflows, data, partitions, output;
};

volatile sig_atomic_t interrupted = 0;
void interrupt(int) { interrupted = 1; }

Result<PartitionNumber> partitions_of(const std::string& text) {
  PartitionNumber count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc{} && end == text.data() + text.size() && count > 0 &&
      (count & (count - 1)) == 0) {
    return count;
  }
  return invalid(say("expected --partitions to be a power of two, but '{0}'", {text}));
}

std::string data_of(const PlayCommand& command) {
  if (!command.data.empty()) return command.data;
  const char* variable = std::getenv("LIAISON_DATA");
  return variable != nullptr && *variable != '\0' ? variable : ".liaison";
}

// Without a wish a store keeps the partitions it has, and a new one gets four.
Result<std::unique_ptr<LocalJournal>> open_journal(const std::string& data,
                                                   const std::string& wish) {
  if (!wish.empty()) {
    const Result<PartitionNumber> partitions = partitions_of(wish);
    if (!partitions) return partitions.error();
    return LocalJournal::open(data, *partitions);
  }
  auto journal = LocalJournal::open(data, 0);
  if (journal || journal.error().kind != Error::Kind::kNotFound) return journal;
  return LocalJournal::open(data, 4);
}

// A store whose inputs came at real times must not get virtual ones, nor the other way round.
Result<std::unique_ptr<LocalJournal>> open_store(const PlayCommand& command) {
  const std::string data = data_of(command);
  auto journal = open_journal(data, command.partitions);
  if (!journal) return journal.error();
  if (auto ours = check_embedded(**journal, data); !ours) return ours.error();
  const Result<bool> played = is_played(**journal);
  if (!played) return played.error();
  if (*played) return journal;
  const Result<bool> inputs = has_inputs(**journal);
  if (!inputs) return inputs.error();
  if (*inputs) {
    return invalid(
        say("expected an empty or played store, but {0} holds inputs of real time", {data}));
  }
  if (const auto marked = mark_played(**journal); !marked) return marked.error();
  return journal;
}

// A bar on a terminal, ten times a second; nothing elsewhere.
class ProgressBar {
 public:
  void show(const PlayProgress& progress) {
    if (!wanted_) return;
    const auto now = std::chrono::steady_clock::now();
    if (progress.lines < progress.of_lines && now - shown_ < std::chrono::milliseconds(100)) return;
    shown_ = now;
    constexpr std::size_t kWidth = 30;
    const std::size_t done =
        progress.of_lines == 0 ? kWidth : kWidth * progress.lines / progress.of_lines;
    std::string bar;
    for (std::size_t i = 0; i < kWidth; ++i) bar += i < done ? "█" : "░";
    std::cerr << '\r' << bar << "  " << progress.lines << '/' << progress.of_lines << "  "
              << liaison::to_text(progress.now, "UTC") << "  " << std::flush;
    open_ = true;
  }
  ~ProgressBar() {
    if (open_) std::cerr << '\n';
  }

 private:
  const bool wanted_ = stderr_is_terminal();
  bool open_ = false;
  std::chrono::steady_clock::time_point shown_{};
};

Json as_json(const PlayReport& report) {
  return {{"lines", report.lines},
          {"skipped", report.skipped},
          {"refused", report.refused},
          {"duplicates", report.duplicates},
          {"rungs", report.rungs},
          {"casesOpened", report.cases_opened},
          {"casesClosed", report.cases_closed},
          {"casesStuck", report.cases_stuck},
          {"from", liaison::to_text(report.from, "UTC")},
          {"to", liaison::to_text(report.to, "UTC")},
          {"seconds", report.seconds},
          {"finished", report.finished}};
}

void print_report(const PlayReport& report, bool json) {
  if (json) return print_json(as_json(report));
  const auto number = [](auto value) { return std::to_string(value); };
  std::cout << say("{0} inputs ({1} were there), {2} refused, {3}; {4} warnings, breaches and "
                   "escalations fired",
                   {number(report.lines), number(report.skipped), number(report.refused),
                    how_many(report.duplicates, "{0} duplicate", "{0} duplicates"),
                    number(report.rungs)})
            << '\n'
            << say("{0}, {1} closed, {2} stuck; {3} s",
                   {how_many(static_cast<std::size_t>(report.cases_opened), "{0} case opened",
                             "{0} cases opened"),
                    number(report.cases_closed), number(report.cases_stuck),
                    number(report.seconds).substr(0, 6)})
            << '\n';
}

// Whether the store has other definitions in force than those given: its lines were played with
// those.
bool has_others(const LocalJournal& journal, const Loaded& loaded) {
  const auto in_force = definitions_in_force(StoreView(journal));
  return !in_force.empty() &&
         std::any_of(loaded.definitions.begin(), loaded.definitions.end(), [&](const auto& one) {
           const auto found = in_force.find(one->name);
           return found == in_force.end() || found->second != one->id;
         });
}

void say_nothing_new(const std::string& data, bool others) {
  std::cerr << say("every line stands in {0} already: nothing was played anew", {data}) << '\n';
  if (!others) return;
  std::cerr << say("the workflow files are not those these lines were played with: name another "
                   "folder with --data to play them with these")
            << '\n';
}

int play_into(const PlayCommand& command, LocalJournal& journal, const Loaded& loaded) {
  const bool others = has_others(journal, loaded);

  ProgressBar bar;
  PlayOptions options;
  options.progress = [&bar](const PlayProgress& progress) { bar.show(progress); };
  options.stop = [] { return interrupted != 0; };
  ::signal(SIGINT, interrupt);
  ::signal(SIGTERM, interrupt);
  const Result<PlayResult> result =
      liaison::play(command.file, journal, loaded.definitions, options);
  if (!result) return report(result.error());
  for (const Fault& fault : result->faults) std::cerr << to_text(fault) << '\n';
  if (!result->faults.empty()) return kFaults;
  print_report(result->report, command.output == "json");
  const PlayReport& played = result->report;
  if (played.lines > 0 && played.skipped == played.lines) say_nothing_new(data_of(command), others);
  if (result->report.finished) return kDone;
  std::cerr << say("stopped early: the same command goes on from here") << '\n';
  return kEnvironment;
}

int play_file(const PlayCommand& command) {
  const Loaded loaded = load_paths({command.workflows});
  if (!loaded.ok()) {
    print_faults(loaded, std::cerr);
    return kFaults;
  }
  auto journal = open_store(command);
  if (!journal) return report(journal.error());
  return play_into(command, **journal, loaded);
}

}  // namespace

void add_play(CommandLine& line) {
  auto command = std::make_shared<PlayCommand>();
  line.command("play", say("plays recorded inputs into a store, in virtual time"))
      .argument(say("file"), command->file, say("JSON lines {at, topic, event}"))
      .option("--workflows", command->workflows, "DIR",
              say("workflow files to put in force at start"))
      .option("--data", command->data, "DIR", say("where the store is; default .liaison"))
      .option("--partitions", command->partitions, "N", say("of a new store; default 4"))
      .option("--output", command->output, "FORMAT", say("json or text"))
      .required("--workflows")
      .example("liaison play september.jsonl --workflows workflows --data /tmp/september")
      .example("liaison serve --virtual --data /tmp/september")
      .run([command] { return play_file(*command); });
}

}  // namespace liaison::cli
