// Command: the built executable, run as a person would, in a folder of its own.
//
//   Command done = run({"check", "workflows"});       done.exit, done.out, done.err
//   Server server({"--workflows", folder});           stops by itself; server.url()
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/model/json.h"

namespace liaison::cli {

struct Command {
  int exit = -1;
  std::string out, err;
  Json json() const { return Json::parse(out, nullptr, false); }
};
// `environment` is added to a clean one; `input` is standard input.
Command run(const std::vector<std::string>& words,
            const std::map<std::string, std::string>& environment = {},
            const std::string& input = "");

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A folder that is removed with the object.
class Folder {
 public:
  Folder();
  ~Folder();
  std::string path(const std::string& name = "") const { return (root_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const;  // its path

 private:
  std::filesystem::path root_;
};

// A command that goes on until a signal, such as `tail --follow`.
class Following {
 public:
  Following(const std::vector<std::string>& words,
            const std::map<std::string, std::string>& environment);
  ~Following();
  // Waits up to ten seconds until the output or the errors contain this.
  bool said(const std::string& part) const;
  Command stop(int signal);  // its exit and all it wrote

 private:
  Folder folder_;
  pid_t pid_ = -1;
};

// `serve` on a free port with its data in a folder of its own.
class Server {
 public:
  explicit Server(const std::vector<std::string>& options, const std::string& data = "",
                  const std::string& listen = "127.0.0.1:0");
  ~Server();             // stops
  int stop(int signal);  // the exit code
  void signal(int signal) const;
  const std::string& url() const { return url_; }
  const std::string& said() const { return said_; }  // on stderr until it served
  std::string data() const { return data_; }

 private:
  Folder folder_;
  std::string data_, url_, said_;
  pid_t pid_ = -1;
  int errors_ = -1;
};

}  // namespace liaison::cli
