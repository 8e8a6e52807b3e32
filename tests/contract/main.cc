// The contract tests, and what their child processes do.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "connectors/local_log/local_journal.h"
#include "tests/contract/full_disk.h"
#include "tests/contract/life.h"
#include "tests/contract/load.h"
#include "tests/contract/schedule_life.h"
#include "tests/contract/served_child.h"

namespace liaison {
namespace {

constexpr int kReports = 3;  // the pipe to the test, see child.h

// Opens the store and holds it until killed.
int hold(const std::string& store) {
  const auto opened = Store::open(store, 1);
  if (!opened) std::fprintf(stderr, "%s\n", opened.error().message.c_str());
  if (!opened || ::write(kReports, "x", 1) != 1) return 1;
  while (true) ::pause();
}

// Drops its rights and says what an opening gives.
int open_as_nobody(const std::string& store) {
  constexpr uid_t kNobody = 65534;
  if (::getuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) return 1;
  const auto opened = Store::open(store, 1);
  const std::string said = opened ? "opened" : opened.error().message;
  return ::write(kReports, said.data(), said.size()) > 0 ? 0 : 1;
}

std::unique_ptr<Journal> open_embedded(const std::string& store) {
  auto opened = LocalJournal::open(store, 2);
  return opened ? std::move(*opened) : nullptr;
}

int fill_disk() {
  const std::string wrong = fill_mounted_disk();
  const std::string said = wrong.empty() ? "done" : wrong;
  return ::write(kReports, said.data(), said.size()) > 0 ? 0 : 1;
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  const std::string command = argc > 2 ? argv[1] : "";
  if (command == "hold") return liaison::hold(argv[2]);
  if (command == "open-as-nobody") return liaison::open_as_nobody(argv[2]);
  if (command == "fill-mounted-disk") return liaison::fill_disk();
  if (command == "served-child") {
    const auto open = [&] { return liaison::open_embedded(argv[2]); };
    return liaison::run_served_child(open, argv[2], {argv + 3, argv + argc}, liaison::kReports);
  }
  if (command == "load" && argc > 3) {
    const auto seed = static_cast<unsigned>(std::stoul(argv[3]));
    return liaison::run_load(argv[2], seed, liaison::kReports);
  }
  if (command == "life" && argc > 3) {
    const auto run = static_cast<std::uint32_t>(std::stoul(argv[3]));
    return liaison::run_life(argv[2], run, liaison::kReports);
  }
  if (command == "schedules" && argc > 3) {
    const liaison::Instant begin{liaison::Milliseconds{std::stoll(argv[3])}};
    return liaison::run_schedules(argv[2], begin, liaison::kReports);
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
