// `backup`, `restore`, `verify`: copies of a store, and whether one is whole.
#include <filesystem>
#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/store.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"
#include "engine/scenario/store_check.h"

namespace liaison::cli {
namespace {

namespace fs = std::filesystem;

struct BackupCommand {
  SourceOptions source;
  std::string directory, data;
};

void tell(const BackupCommand& command, const Json& done, const std::string& words) {
  if (command.source.json()) print_json(done);
  else std::cout << words << '\n';
}

// ---- backup ---------------------------------------------------------------------------------

Result<void> back_up(const BackupCommand& command, const std::string& to) {
  if (command.source.data.empty()) {
    Source source(command.source);
    const Json wanted = {{"directory", to}};
    const auto answer = source.post("/v1/backups", wanted.dump(), "application/json");
    if (!answer) return answer.error();
    if (answer->status == 200) return {};
    return Error{answer->status < 500 ? Error::Kind::kInvalid : Error::Kind::kIo,
                 problem_text(answer->body)};
  }
  auto store = OpenStore::open(command.source.data);
  if (!store) return store.error();
  return (*store)->journal().store().backup(to);
}

int backup(const BackupCommand& command) {
  const std::string to = fs::absolute(command.directory).lexically_normal().string();
  if (const auto made = back_up(command, to); !made) return report(made.error());
  tell(command, {{"backup", to}},
       say("backed up into {0}; whether it is whole: liaison verify {0}", {to}));
  return kDone;
}

// ---- restore --------------------------------------------------------------------------------

Result<std::size_t> copied(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::create_directories(to, failed);
  std::size_t files = 0;
  for (const auto& file : fs::directory_iterator(from, failed)) {
    if (!file.is_regular_file() || file.path().filename() == "LOCK") continue;
    fs::copy_file(file.path(), to / file.path().filename(), failed);
    if (failed) break;
    if (++files % 100 == 0) std::cerr << say("{0} files …", {std::to_string(files)}) << '\n';
  }
  if (!failed) return files;
  return Error{Error::Kind::kIo, say("expected to copy {0} to {1}, but: {2}",
                                     {from.string(), to.string(), failed.message()})};
}

int restore(const BackupCommand& command) {
  const fs::path from = command.directory, to = command.data;
  if (!fs::exists(from / "CURRENT")) {
    return report(invalid(say("expected a backup in {0}, but there is none", {from.string()})));
  }
  std::error_code ignored;
  if (fs::exists(to) && !fs::is_empty(to, ignored)) {
    return report(invalid(
        say("expected {0} to be empty or not there, but it holds something: restore elsewhere, or "
            "move it away",
            {to.string()})));
  }
  const auto files = copied(from, to);
  if (!files) return report(files.error());
  const auto store = OpenStore::open(to.string());
  if (!store) return report(store.error());
  tell(command, {{"data", to.string()}, {"files", *files}},
       say("restored into {0}; go on with: liaison serve --data {0}", {to.string()}));
  return kDone;
}

// ---- verify ---------------------------------------------------------------------------------

int verify(const BackupCommand& command) {
  const std::string where = command.directory.empty() ? command.data : command.directory;
  auto store = OpenStore::open(where);
  if (!store) return report(store.error());
  LocalJournal& journal = (*store)->journal();
  std::cerr << say("reading everything with its checksums …") << '\n';
  const auto contents = journal.store().verify();
  if (!contents) return report(contents.error());
  std::cerr << say("folding the history of every case …") << '\n';
  const std::vector<std::string> faults = store_faults(journal);
  if (command.source.json()) {
    print_json({{"data", where},
                {"rows", contents->rows},
                {"bytes", contents->bytes},
                {"faults", faults}});
  } else {
    for (const std::string& fault : faults) std::cout << fault << '\n';
    std::cout << say("{0} rows, {1} MB, {2} faults",
                     {std::to_string(contents->rows), std::to_string(contents->bytes / 1'000'000),
                      std::to_string(faults.size())})
              << '\n';
  }
  return faults.empty() ? kDone : kFaults;
}

}  // namespace

void add_backup(CommandLine& line) {
  auto command = std::make_shared<BackupCommand>();
  Command& backups = line.command("backup", say("copies the store, also while it is served"));
  backups.argument(say("folder"), command->directory, say("a new folder, on the store's machine"))
      .example("liaison backup /var/backups/liaison-2026-11-25")
      .example("liaison backup copy --data .liaison")
      .run([command] { return backup(*command); });
  add_source_options(backups, command->source);

  auto from = std::make_shared<BackupCommand>();
  Command& restores = line.command("restore", say("makes a data folder out of a backup"));
  restores.argument(say("folder"), from->directory, say("the backup"))
      .option("--data", from->data, "DIR", say("a new data folder"))
      .required("--data")
      .option("--output", from->source.output, "FORMAT", say("json or text"))
      .example("liaison restore /var/backups/liaison-2026-11-25 --data .liaison")
      .run([from] { return restore(*from); });

  auto of = std::make_shared<BackupCommand>();
  of->data = ".liaison";
  Command& verifies = line.command(
      "verify",
      say("whether a store or a backup that nobody serves is whole: checksums, histories, "
          "indexes, clocks"));
  verifies.argument(say("folder"), of->directory, say("a backup"), false)
      .option("--data", of->data, "DIR", say("the data folder; default .liaison"))
      .option("--output", of->source.output, "FORMAT", say("json or text"))
      .example("liaison verify --data .liaison")
      .example("liaison verify /var/backups/liaison-2026-11-25 --output json")
      .run([of] { return verify(*of); });
}

}  // namespace liaison::cli
