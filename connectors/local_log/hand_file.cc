#include "connectors/local_log/hand_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <mutex>

#include "connectors/rocksdb/format.h"

namespace liaison {

namespace {

// Bytes of `hand`: a head, then an area for each partition. Only this machine's own processes read
// it, so it is written as it stands in memory.
constexpr std::uint64_t kMagic = 0x31'64'6e'61'68'2d'61'6c;  // "la-hand1"
constexpr std::uint32_t kPrints = 4096;  // of one turn; of more the last ones are kept

struct HandHead {
  std::uint64_t magic;
  std::uint32_t partitions;
  std::atomic<std::uint32_t> crashed;  // by which signal
  std::array<char, 4096 - 16> unused;
};
struct HandArea {
  std::atomic<std::uint32_t> count;    // taken in hand in this turn
  std::atomic<std::uint32_t> crashed;  // the fault came in this partition's turn
  std::array<Fingerprint, kPrints> prints;
};
static_assert(sizeof(HandHead) == 4096 && std::atomic<std::uint32_t>::is_always_lock_free);

std::vector<Fingerprint> in_hand(const HandArea& area) {
  const std::uint32_t count = area.count.load();
  std::vector<Fingerprint> prints;
  for (std::uint32_t i = count > kPrints ? count - kPrints : 0; i < count; ++i) {
    prints.push_back(area.prints[i % kPrints]);
  }
  return prints;
}

// ---- faults -----------------------------------------------------------------------------------

constexpr std::array kFaults = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP};

std::atomic<HandHead*> the_head = nullptr;      // of the file that is open
thread_local HandArea* area_in_turn = nullptr;  // of the partition whose turn this thread runs
std::array<struct sigaction, 65> before_us{};   // by signal

void on_fault(int signal, siginfo_t* info, void*) {
  if (HandHead* head = the_head.load()) head->crashed = static_cast<std::uint32_t>(signal);
  if (area_in_turn) area_in_turn->crashed = static_cast<std::uint32_t>(signal);
  ::sigaction(signal, &before_us[static_cast<std::size_t>(signal)], nullptr);
  const bool comes_again = info->si_code > 0;  // the instruction is tried once more
  if (!comes_again) ::raise(signal);
}

// A fault of a thread whose stack is full needs another one to be handled on.
void give_stack_for_faults() {
  thread_local std::array<char, 64 * 1024> stack;
  thread_local bool given = false;
  if (given) return;
  given = true;
  stack_t now{};
  if (::sigaltstack(nullptr, &now) != 0 || !(now.ss_flags & SS_DISABLE)) return;  // has one
  now.ss_sp = stack.data();
  now.ss_size = stack.size();
  now.ss_flags = 0;
  ::sigaltstack(&now, nullptr);
}

// ---- who is suspected, over deaths --------------------------------------------------------------

std::vector<Suspects> read_suspects(const std::filesystem::path& path, PartitionNumber partitions) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<Suspects> all(partitions);
  ByteReader reader(bytes);
  for (Suspects& one : all) {
    const std::uint32_t size = reader.u32();
    one = Suspects::from(reader.bytes(size));
  }
  return reader.ok() ? all : std::vector<Suspects>(partitions);
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace

struct HandFile::State {
  class FileHand;

  Result<void> map(PartitionNumber partitions);
  void count_death();
  void tell(PartitionNumber, const std::vector<Fingerprint>& prints, std::uint32_t signal);
  void store();  // who is suspected

  std::filesystem::path directory;
  void* mapped = nullptr;
  std::size_t size = 0;
  HandHead* head = nullptr;
  HandArea* areas = nullptr;
  std::mutex mutex;  // guards `suspects` while it is stored, and changed
  std::vector<Suspects> suspects;
  std::vector<std::unique_ptr<FileHand>> hands;
  std::vector<std::string> news;

  ~State() {
    if (the_head.load() == head) the_head = nullptr;
    if (mapped) ::munmap(mapped, size);
  }
};

class HandFile::State::FileHand final : public Hand {
 public:
  FileHand(State& state, HandArea& area, Suspects& suspects)
      : state_(state), area_(area), suspects_(suspects) {}

  void take(Fingerprint print) override {
    if (area_in_turn != &area_) begin();
    const std::uint32_t count = area_.count.load(std::memory_order_relaxed);
    area_.prints[count % kPrints] = print;
    area_.count.store(count + 1, std::memory_order_release);
  }

  void know(Fingerprint print) override {
    const std::uint32_t count = area_.count.load(std::memory_order_relaxed);
    area_.prints[(count - 1) % kPrints] = print;
  }

  void put_down(bool well) override {
    if (area_.count.load(std::memory_order_relaxed) == 0) return;
    if (well && !suspects_.empty()) acquit_all();
    area_.count.store(0, std::memory_order_release);
    area_in_turn = nullptr;
  }

  bool suspects() const override { return suspects_.any(); }
  Standing standing(Fingerprint print) const override { return suspects_.standing(print); }

  void acquit(Fingerprint print) override {
    {
      const std::lock_guard lock(state_.mutex);
      if (!suspects_.acquit(print)) return;
    }
    state_.store();
  }

 private:
  void begin() {
    give_stack_for_faults();
    area_in_turn = &area_;
  }

  void acquit_all() {
    bool mattered = false;
    {
      const std::lock_guard lock(state_.mutex);
      for (const Fingerprint print : in_hand(area_)) mattered |= suspects_.acquit(print);
    }
    if (mattered) state_.store();
  }

  State& state_;
  HandArea& area_;
  Suspects& suspects_;
};

// Every block of it is there before it is mapped: writing into a hole on a full disk is a fault.
Result<void> HandFile::State::map(PartitionNumber partitions) {
  const std::string path = directory / "hand";
  const auto failed = [&] {
    return Error{Error::Kind::kIo, "expected to map " + path + ", but: " + std::strerror(errno)};
  };
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return failed();
  size = sizeof(HandHead) + partitions * sizeof(HandArea);
  errno = ::posix_fallocate(file, 0, static_cast<off_t>(size));
  void* const at =
      errno == 0 ? ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
  const int reason = errno;
  ::close(file);
  errno = reason;
  if (at == MAP_FAILED) return failed();
  mapped = at;
  head = static_cast<HandHead*>(mapped);
  areas = reinterpret_cast<HandArea*>(static_cast<char*>(mapped) + sizeof(HandHead));
  return {};
}

void HandFile::State::count_death() {
  const auto partitions = static_cast<PartitionNumber>(suspects.size());
  const bool ours = head->magic == kMagic && head->partitions == partitions;
  const std::uint32_t signal = ours ? head->crashed.load() : 0;
  if (signal != 0) news.push_back("the last run ended by signal " + std::to_string(signal));
  for (PartitionNumber i = 0; ours && i < partitions; ++i) {
    const std::uint32_t here = areas[i].crashed.load();
    // Where the fault is known to have come elsewhere, this partition's turn had no part in it.
    if (signal != 0 && here == 0) continue;
    const std::vector<Fingerprint> prints = in_hand(areas[i]);
    suspects[i].died_with(prints, here != 0 ? Death::kCrash : Death::kKill);
    tell(i, prints, here);
  }
  store();
  for (PartitionNumber i = 0; i < partitions; ++i) areas[i].count = 0, areas[i].crashed = 0;
  head->crashed = 0;
  head->partitions = partitions;
  head->magic = kMagic;
}

void HandFile::State::tell(PartitionNumber partition, const std::vector<Fingerprint>& prints,
                           std::uint32_t signal) {
  const std::string who = "partition " + std::to_string(partition);
  if (signal != 0) {
    news.push_back(who + " was in a turn, with " + counted(prints.size(), "record", "records") +
                   " in hand");
  }
  std::size_t alone = 0, convicted = 0;
  for (const Fingerprint print : prints) {
    const Standing standing = suspects[partition].standing(print);
    alone += standing == Standing::kSuspect ? 1 : 0;
    convicted += standing == Standing::kConvicted ? 1 : 0;
  }
  if (alone > 0) {
    news.push_back(who + ": " + counted(alone, "record was", "records were") +
                   " in hand too often when the process ended: from now on in a turn alone");
  }
  if (convicted > 0) {
    news.push_back(who + ": a record that was alone in hand has ended the process again: " +
                   "it is quarantined when it comes");
  }
}

// Not synced: it must outlive the process, not the machine. Where there is no room for it, the
// deaths are counted from the last list on.
void HandFile::State::store() {
  std::string bytes;
  {
    const std::lock_guard lock(mutex);
    for (const Suspects& one : suspects) {
      const std::string of_one = one.bytes();
      put_u32(bytes, static_cast<std::uint32_t>(of_one.size()));
      bytes += of_one;
    }
    std::ofstream file(directory / "suspects.new", std::ios::binary | std::ios::trunc);
    file << bytes;
    file.close();
    std::error_code ignored;
    if (file) std::filesystem::rename(directory / "suspects.new", directory / "suspects", ignored);
  }
}

Result<std::unique_ptr<HandFile>> HandFile::open(const std::filesystem::path& directory,
                                                 PartitionNumber partitions) {
  auto state = std::make_unique<State>();
  state->directory = directory;
  if (auto mapped = state->map(partitions); !mapped) return mapped.error();
  state->suspects = read_suspects(directory / "suspects", partitions);
  state->count_death();
  for (PartitionNumber i = 0; i < partitions; ++i) {
    state->hands.push_back(
        std::make_unique<State::FileHand>(*state, state->areas[i], state->suspects[i]));
  }
  the_head = state->head;
  return std::unique_ptr<HandFile>(new HandFile(std::move(state)));
}

HandFile::HandFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
HandFile::~HandFile() = default;

Hand& HandFile::of(PartitionNumber partition) { return *state_->hands[partition]; }
const std::vector<std::string>& HandFile::news() const { return state_->news; }

void HandFile::watch_for_crashes() {
  struct sigaction ours {};
  ours.sa_sigaction = on_fault;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&ours.sa_mask);
  for (const int signal : kFaults) {
    ::sigaction(signal, &ours, &before_us[static_cast<std::size_t>(signal)]);
  }
}

}  // namespace liaison
