// `run`: one case in virtual time, nothing stored.

#include "engine/scenario/run.h"

#include <algorithm>
#include <fstream>
#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/files.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/words.h"

namespace liaison::cli {
namespace {

struct RunCommand {
  std::string file, input, at, answers, trace, workflows;
};

// The workflow with the common files and calendars of its folder.
std::vector<std::string> with_shared(const RunCommand& command) {
  std::vector<std::string> paths{command.file};
  for (std::string& one : command.workflows.empty() ? shared_beside({command.file})
                                                    : shared_in(command.workflows, paths)) {
    paths.push_back(std::move(one));
  }
  return paths;
}

bool concerns(const Loaded& loaded, const std::string& file) {
  return std::any_of(loaded.faults.begin(), loaded.faults.end(),
                     [&](const Fault& f) { return !f.warning && f.at.file == file; });
}

// Files that merely lie in the same folder must not keep a workflow from running that needs none.
Loaded load_for_run(const RunCommand& command) {
  Loaded loaded = load_paths(with_shared(command));
  if (loaded.ok() || !command.workflows.empty() || concerns(loaded, command.file)) return loaded;
  Loaded alone = load_path(command.file);
  if (!alone.ok()) return loaded;
  std::cerr << say("the other files of the folder have faults and were left out") << '\n';
  return alone;
}

Result<Json> input_of(const std::string& argument) {
  if (argument.empty()) return Json(Json::object());
  const bool inline_json = argument.starts_with("{") || argument == "-";
  return json_argument(inline_json || argument.starts_with("@") ? argument : "@" + argument);
}

// Prepares the options; kDone or an exit code with everything said.
int prepare(const RunCommand& command, RunOptions& options, std::ofstream& trace) {
  Result<Json> input = input_of(command.input);
  if (!input) return report(input.error());
  options.input = std::move(*input);
  if (!command.at.empty()) {
    const Result<ParsedTime> at = parse_time(command.at, "Asia/Shanghai");
    if (!at) return report(at.error());
    options.at = at->at;
  }
  if (!command.answers.empty()) {
    Result<std::string> text = read_all(command.answers);
    if (!text) return report(text.error());
    options.answers = SourceFile{command.answers, std::move(*text)};
  }
  if (command.trace.empty()) return kDone;
  trace.open(command.trace);
  if (!trace) {
    return report(
        {Error::Kind::kIo, say("expected to write {0}, but it cannot be opened", {command.trace})});
  }
  options.trace = [&trace](const Json& line) { trace << http::to_bytes(line) << '\n'; };
  return kDone;
}

int exit_of_kind(RunResult::Kind kind) {
  switch (kind) {
    case RunResult::Kind::kCompleted: return kDone;
    case RunResult::Kind::kFaulted: return kFaults;
    case RunResult::Kind::kWaiting: return kWaits;
    case RunResult::Kind::kRefused: return kRefused;
  }
  return kEnvironment;
}

// Each reason on a line of its own; what is missing can be given.
void say_refusal(const Json& value, const RunCommand& command) {
  const Json reasons = value.value("reasons", Json::array());
  const std::string cause = value.value("cause", "");
  for (const Json& reason : reasons) std::cerr << text(reason) << '\n';
  if (reasons.empty()) {
    std::cerr << say("expected a case to begin, but it was refused: {0}", {cause}) << '\n';
  }
  if (cause != "input-mismatch") return;
  std::cerr << (command.input.empty() ? say("give it with --input FILE, as JSON or YAML")
                                      : say("correct it in {0}", {command.input}))
            << '\n';
}

int run_file(const RunCommand& command) {
  RunOptions options;
  std::ofstream trace;
  if (const int code = prepare(command, options, trace); code != kDone) return code;
  const Loaded loaded = load_for_run(command);
  if (!loaded.ok()) {
    print_faults(loaded, std::cerr);
    return kFaults;
  }
  if (loaded.definitions.size() != 1) {
    std::cerr << say("expected one workflow in {0}, but there are {1}",
                     {command.file, std::to_string(loaded.definitions.size())})
              << '\n';
    return kUsage;
  }
  const Result<RunResult> result = run_workflow(loaded.definitions.front(), options);
  if (!result) return report(result.error());
  for (const Fault& fault : result->faults) std::cerr << to_text(fault) << '\n';
  if (!result->faults.empty()) return kFaults;
  if (result->kind == RunResult::Kind::kRefused) say_refusal(result->value, command);
  else print_json(result->value);
  trace.close();
  if (!command.trace.empty() && trace.fail()) {
    return report({Error::Kind::kIo, say("expected to write {0}, but it failed", {command.trace})});
  }
  return exit_of_kind(result->kind);
}

}  // namespace

void add_run(CommandLine& line) {
  auto command = std::make_shared<RunCommand>();
  line.command("run", say("runs one case in virtual time and stores nothing"))
      .argument(say("file"), command->file, say("a workflow file"))
      .option("--input", command->input, "FILE",
              say("the case's input, JSON or YAML; - is standard input"))
      .option("--at", command->at, "TIME", say("when it begins; default 2026-01-05T09:00+08:00"))
      .option("--answers", command->answers, "FILE",
              say("what departments answer: the steps of a scenario"))
      .option("--trace", command->trace, "FILE", say("writes the case's events as JSON lines"))
      .option("--workflows", command->workflows, "DIR",
              say("where common files and calendars are; default the file's folder"))
      .example("liaison run workflows/lv-new-connection.yaml --input application.json")
      .example("liaison run meter-check.yaml --answers answers.yaml --trace events.jsonl")
      .run([command] { return run_file(*command); });
}

}  // namespace liaison::cli
