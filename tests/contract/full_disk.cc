#include "tests/contract/full_disk.h"

#include <sched.h>
#include <sys/mount.h>

#include <chrono>
#include <fstream>
#include <random>
#include <thread>

#include "tests/contract/folder.h"
#include "tests/contract/load.h"

namespace liaison {

namespace {

constexpr int kTurnsMax = 5000;

// Bytes that do not get smaller when they are compressed.
std::string noise(int seed, std::size_t size) {
  std::mt19937 random(static_cast<unsigned>(seed));
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

Turn numbered_turn(int number, std::vector<InputRecord> inputs) {
  Turn turn;
  turn.inputs = std::move(inputs);
  turn.rows = {{"row/" + std::to_string(number), noise(number, 5'000)},
               {"last", std::to_string(number)}};
  OutputRecord record;
  record.topic = "out";
  record.value = std::to_string(number) + "r" + noise(-number, 15'000);
  turn.records = {record};
  return turn;
}

// Every turn takes one request in.
Result<void> one_turn(Journal& journal, int number, std::string& wrong) {
  const auto batch = journal.poll(0, {{"requests", static_cast<Offset>(number)}}, 10, Instant{});
  if (!batch) return batch.error();
  if (batch->inputs.size() != 1) wrong += "the request of a failed turn is not polled again\n";
  const auto committed = journal.commit(numbered_turn(number, batch->inputs));
  if (!committed) return committed.error();
  if (*committed != Commit::kCommitted) return invalid("not an answer to a full disk\n");
  return {};
}

// Exactly the turns up to `last` are there: rows, records and requests.
std::string look(const Journal& journal, int last) {
  const auto count = static_cast<Offset>(last) + 1;
  const auto row = journal.rows(0).get("last");
  if (!row || row->value_or("none") != std::to_string(last)) return "the last row is wrong\n";
  const auto behind = journal.rows(0).get("row/" + std::to_string(last + 1));
  if (!behind || behind->has_value()) return "a row of the failed turn is there\n";
  if (*journal.end("out", 0) != count) return "the records end elsewhere\n";
  if (*journal.end("requests", 0) != count) return "the requests end elsewhere\n";
  const auto records = journal.read("out", 0, 0, count + 10);
  if (!records || records->size() != count) return "records are missing or too many\n";
  for (int i = 0; i <= last; ++i) {
    const std::string number = std::to_string(i) + "r";
    const StoredRecord& record = (*records)[static_cast<std::size_t>(i)];
    if (!record.value.starts_with(number)) return "a wrong record\n";
  }
  return "";
}

struct Filled {
  int last = -1;  // the last turn that was committed
  Error error;
};

// `waiting`: the request of turn `from` was submitted before, and its turn failed.
Filled fill(Journal& journal, int from, bool waiting, std::string& wrong) {
  Filled filled;
  filled.last = from - 1;
  for (int number = from; number < kTurnsMax; ++number) {
    const bool submit = number > from || !waiting;
    if (submit && !journal.submit(0, "requests", std::to_string(number))) wrong += "queue full\n";
    const auto committed = one_turn(journal, number, wrong);
    if (!committed) {
      filled.error = committed.error();
      return filled;
    }
    filled.last = number;
  }
  wrong += "the disk never got full\n";
  return filled;
}

std::string commit_in_the_end(Journal& journal, int number) {
  std::string last = "nothing was tried\n";
  for (int tries = 0; tries < 6'000; ++tries) {
    std::string wrong;
    const auto committed = one_turn(journal, number, wrong);
    if (committed) return wrong;
    last = "there is room again, but: " + committed.error().message + "\n";
    std::this_thread::sleep_for(Milliseconds{20});
  }
  return last;
}

}  // namespace

std::string fill_disk_and_go_on(const std::filesystem::path& store,
                                const LocalJournalOptions& options,
                                const std::function<void()>& make_room) {
  std::string wrong;
  int last = -1;
  {
    auto journal = LocalJournal::open(store, 1, options);
    if (!journal) return journal.error().message;
    for (const bool again : {false, true}) {  // a real disk may find room by itself:
      const Filled full = fill(**journal, last + 1, again, wrong);  // old logs are deleted
      last = full.last;
      if (full.error.kind != Error::Kind::kIo) wrong += "not an error of the disk\n";
      if (!full.error.message.starts_with("expected room on the disk")) wrong += full.error.message;
      wrong += look(**journal, last);
    }
    make_room();
    wrong += commit_in_the_end(**journal, ++last);
    wrong += look(**journal, last);
  }
  auto again = LocalJournal::open(store, 0, options);
  if (!again) return wrong + again.error().message;
  const auto verified = (*again)->store().verify();
  if (!verified) wrong += verified.error().message;
  return wrong + look(**again, last);
}

std::string fill_mounted_disk() {
  const Folder folder;
  if (::unshare(CLONE_NEWNS) != 0) return "no right";
  ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  if (::mount("liaison", folder.path().c_str(), "tmpfs", 0, "size=24m") != 0) return "no right";
  const std::filesystem::path ballast = folder / "ballast";
  std::ofstream(ballast) << std::string(12U << 20, 'b');
  const std::string wrong = fill_disk_and_go_on(folder / "store", load_options(),
                                                [&] { std::filesystem::remove(ballast); });
  ::umount2(folder.path().c_str(), MNT_DETACH);
  return wrong;
}

}  // namespace liaison
