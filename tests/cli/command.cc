#include "tests/cli/command.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

namespace liaison::cli {
namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

// The child: its standard files are set, then the executable takes over. It ends with the test, also
// with one that is killed.
[[noreturn]] void become(std::vector<std::string> words, std::vector<std::string> environment,
                         int in, int out, int err) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(in, 0);
  ::dup2(out, 1);
  ::dup2(err, 2);
  words.insert(words.begin(), "liaison");
  ::execve(LIAISON_BINARY, pointers(words).data(), pointers(environment).data());
  ::_exit(127);
}

std::vector<std::string> as_lines(std::map<std::string, std::string> environment) {
  environment.insert({{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}});
  std::vector<std::string> out;
  for (const auto& [name, value] : environment) out.push_back(name + "=" + value);
  return out;
}

int exit_of(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

// Outputs go to files, so that neither can fill a pipe while the other is read.
Command run(const std::vector<std::string>& words,
            const std::map<std::string, std::string>& environment, const std::string& input) {
  const Folder folder;
  folder.write("in", input);
  const int in = ::open(folder.path("in").c_str(), O_RDONLY | O_CLOEXEC);
  const int out = ::open(folder.path("out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const int err = ::open(folder.path("err").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const pid_t pid = ::fork();
  if (pid == 0) become(words, as_lines(environment), in, out, err);
  for (const int file : {in, out, err}) ::close(file);
  const int code = exit_of(pid);
  return {code, text_of(folder.path("out")), text_of(folder.path("err"))};
}

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "liaison-cli-XXXXXX").string();
  root_ = ::mkdtemp(name.data());
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

std::string Folder::write(const std::string& name, const std::string& text) const {
  std::filesystem::create_directories((root_ / name).parent_path());
  std::ofstream(root_ / name, std::ios::binary) << text;
  return path(name);
}

Following::Following(const std::vector<std::string>& words,
                     const std::map<std::string, std::string>& environment) {
  const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int out = ::open(folder_.path("out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const int err = ::open(folder_.path("err").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  pid_ = ::fork();
  if (pid_ == 0) become(words, as_lines(environment), in, out, err);
  for (const int file : {in, out, err}) ::close(file);
}

bool Following::said(const std::string& part) const {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < until) {
    if (has(text_of(folder_.path("out")) + text_of(folder_.path("err")), part)) return true;
    ::usleep(50'000);
  }
  return false;
}

Command Following::stop(int signal) {
  if (pid_ < 0) return {};
  ::kill(pid_, signal);
  const int code = exit_of(pid_);
  pid_ = -1;
  return {code, text_of(folder_.path("out")), text_of(folder_.path("err"))};
}

Following::~Following() { stop(SIGKILL); }

Server::Server(const std::vector<std::string>& options, const std::string& data,
               const std::string& listen)
    : data_(data.empty() ? folder_.path("data") : data) {
  std::vector<std::string> words = {"serve", "--listen", listen, "--data", data_};
  words.insert(words.end(), options.begin(), options.end());
  int ends[2];
  EXPECT_EQ(0, ::pipe2(ends, O_CLOEXEC));
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  pid_ = ::fork();
  if (pid_ == 0) become(words, as_lines({}), nothing, nothing, ends[1]);
  ::close(nothing);
  ::close(ends[1]);
  errors_ = ends[0];
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (url_.empty() && std::chrono::steady_clock::now() < until) {
    pollfd ready{errors_, POLLIN, 0};
    if (::poll(&ready, 1, 1000) != 1) continue;
    char bytes[4096];
    const ssize_t n = ::read(errors_, bytes, sizeof bytes);
    if (n <= 0) break;
    said_.append(bytes, static_cast<std::size_t>(n));
    const std::size_t at = said_.find("http://");
    const std::size_t end = said_.find(": ", at == std::string::npos ? at : at + 7);
    if (at != std::string::npos && end != std::string::npos) url_ = said_.substr(at, end - at);
  }
  EXPECT_FALSE(url_.empty()) << said_;
}

int Server::stop(int signal) {
  if (pid_ < 0) return -1;
  ::kill(pid_, signal);
  const int code = exit_of(pid_);
  pid_ = -1;
  ::close(errors_);
  return code;
}

void Server::signal(int signal) const { ::kill(pid_, signal); }

Server::~Server() { stop(SIGTERM); }

}  // namespace liaison::cli
