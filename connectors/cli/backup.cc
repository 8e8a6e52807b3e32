// `backup`, `restore`, `verify`: copies of a store, and whether one is whole.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "connectors/cli/commands.h"
#include "connectors/cli/shown.h"
#include "connectors/cli/source.h"
#include "connectors/cli/store.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"
#include "connectors/rocksdb/files.h"
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

// The files of the folder and of its archive. CURRENT last: without it there is no store, so that
// a restore that was broken off is none.
std::vector<fs::path> files_of(const fs::path& from, std::error_code& failed) {
  std::vector<fs::path> files;
  for (const auto& file : fs::recursive_directory_iterator(from, failed)) {
    const fs::path name = file.path().lexically_relative(from);
    if (file.is_regular_file() && name != "LOCK" && name != "CURRENT") files.push_back(name);
  }
  files.emplace_back("CURRENT");
  return files;
}

std::error_code synced(const fs::path& path) {
  return sync_path(path) ? std::error_code() : std::make_error_code(std::errc::io_error);
}

// The file and its name are on the disk then.
std::error_code copied(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::create_directories(to.parent_path(), failed);
  if (!failed) fs::copy_file(from, to, failed);
  if (!failed) failed = synced(to);
  return failed ? failed : synced(to.parent_path());
}

Result<std::size_t> all_copied(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  const std::vector<fs::path> files = files_of(from, failed);
  std::size_t done = 0;
  for (const fs::path& file : files) {
    if (failed) break;
    failed = copied(from / file, to / file);
    if (++done % 100 == 0) {
      std::cerr << say("{0} of {1} files …", {std::to_string(done), std::to_string(files.size())})
                << '\n';
    }
  }
  if (!failed) failed = synced(to.parent_path());
  if (!failed) return files.size();
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
  const auto files = all_copied(from, to);
  if (!files) return report(files.error());
  const auto store = OpenStore::open(to.string());
  if (!store) return report(store.error());
  const auto in_kafka = follows_kafka((*store)->journal());
  if (!in_kafka) return report(in_kafka.error());
  tell(command, {{"data", to.string()}, {"files", *files}},
       *in_kafka ? say("restored into {0}; go on with: liaison serve --kafka HOST:PORT --data {0}",
                       {to.string()})
                 : say("restored into {0}; whether all of it is whole: liaison verify {0}; go on "
                       "with: liaison serve --data {0}",
                       {to.string()}));
  return kDone;
}

// ---- verify ---------------------------------------------------------------------------------

std::string data_of(const BackupCommand& command) {
  if (!command.directory.empty()) return command.directory;
  if (!command.data.empty()) return command.data;
  const char* variable = std::getenv("LIAISON_DATA");
  return variable != nullptr && *variable != '\0' ? variable : ".liaison";
}

void add(const Result<std::vector<std::string>>& found, std::vector<std::string>& faults) {
  if (found) faults.insert(faults.end(), found->begin(), found->end());
  else faults.push_back(found.error().message);
}

// What is wrong in a store whose bytes are as they were written.
std::vector<std::string> faults_of(OpenStore& store) {
  const LocalJournal& journal = store.journal();
  std::vector<std::string> faults;
  const auto in_kafka = follows_kafka(journal);
  if (!in_kafka) return {in_kafka.error().message};
  if (*in_kafka) {
    std::cerr << say("its topics are in Kafka and are not looked at") << '\n';
  } else {
    std::cerr << say("counting the records of every topic …") << '\n';
    add(journal.check_log(), faults);
  }
  std::cerr << say("folding the history of every case …") << '\n';
  add(*in_kafka ? row_faults(journal) : store_faults(journal), faults);
  std::cerr << say("reading the archive …") << '\n';
  for (PartitionNumber i = 0; i < journal.partitions(); ++i) {
    add(check_archive(journal.rows(i), i, store.archive()), faults);
  }
  return faults;
}

int verify(const BackupCommand& command) {
  const std::string where = data_of(command);
  auto store = OpenStore::open(where);
  if (!store) return report(store.error());
  std::cerr << say("reading everything with its checksums …") << '\n';
  const auto contents = (*store)->journal().store().verify(
      [](std::uint64_t rows) { std::cerr << say("{0} rows …", {std::to_string(rows)}) << '\n'; });
  if (!contents) return report(contents.error());
  const std::vector<std::string> faults = faults_of(**store);
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
  Command& verifies = line.command(
      "verify",
      say("whether a store or a backup that nobody serves is whole: checksums, histories, "
          "indexes, clocks, topics, archive"));
  verifies.argument(say("folder"), of->directory, say("a backup"), false)
      .option("--data", of->data, "DIR", say("the data folder; default .liaison"))
      .option("--output", of->source.output, "FORMAT", say("json or text"))
      .example("liaison verify --data .liaison")
      .example("liaison verify /var/backups/liaison-2026-11-25 --output json")
      .run([of] { return verify(*of); });
}

}  // namespace liaison::cli
