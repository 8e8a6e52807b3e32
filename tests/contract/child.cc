#include "tests/contract/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "engine/model/result.h"

namespace liaison {

namespace {

constexpr int kReports = 3;

}  // namespace

Child::Child(const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC) == 0, "a pipe can be made");
  pipe_ = ends[0];
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (ends[1] == kReports) {  // dup2 onto itself would leave close-on-exec set
    check(::fcntl(kReports, F_SETFD, 0) == 0, "a descriptor can be kept");
  } else {
    posix_spawn_file_actions_adddup2(&actions, ends[1], kReports);
  }
  std::string self = "/proc/self/exe";
  std::vector<std::string> words = arguments;
  std::vector<char*> argv = {self.data()};
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  check(::posix_spawn(&pid_, self.c_str(), &actions, nullptr, argv.data(), environ) == 0,
        "a child can be started");
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
}

Child::~Child() {
  kill();
  ::close(pipe_);
}

bool Child::read(void* bytes, std::size_t size) {
  auto* next = static_cast<char*>(bytes);
  while (size > 0) {
    const ssize_t got = ::read(pipe_, next, size);
    if (got <= 0) return false;
    next += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

void Child::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

}  // namespace liaison
