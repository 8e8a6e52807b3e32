// CommandLine: what can be typed, declared by each family of commands and read in one place.
//
//   CommandLine line("liaison");
//   Command& list = line.command("case", "…").sub("list", "lists cases");
//   list.option("--state", state, "STATE", "open, stuck, …").run([=] { return list(*state); });
//   list.example("liaison case list --state open");
//   return line.parse_and_run(argc, argv);          // 2 for what cannot be understood
//
// Every command has --help with its examples; an unknown option or command is answered with the
// nearest one. Only command_line.cc includes the parsing library.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace liaison::cli {

// Exit codes: contracts.md section 4.
enum Exit : int {
  kDone = 0,
  kEnvironment = 1,  // disk, network
  kUsage = 2,
  kFaults = 3,   // faults or failed expectations found, or the case faulted
  kWaits = 4,    // `run` waits for somebody
  kRefused = 5,  // by the engine
};

class Command {
 public:
  struct Parts;
  explicit Command(std::unique_ptr<Parts>);
  ~Command();

  Command& sub(const std::string& name, const std::string& help);
  Command& argument(const std::string& name, std::string& into, const std::string& help,
                    bool required = true);
  Command& arguments(const std::string& name, std::vector<std::string>& into,
                     const std::string& help);
  Command& option(const std::string& name, std::string& into, const std::string& value,
                  const std::string& help);
  Command& option(const std::string& name, std::vector<std::string>& into, const std::string& value,
                  const std::string& help);
  Command& flag(const std::string& name, bool& into, const std::string& help);
  Command& required(const std::string& option);
  Command& example(const std::string& line);
  Command& run(std::function<int()> action);

 private:
  std::unique_ptr<Parts> parts_;
};

class CommandLine {
 public:
  CommandLine(const std::string& name, const std::string& help, const std::string& version);
  ~CommandLine();

  Command& command(const std::string& name, const std::string& help);
  int parse_and_run(int argc, const char* const* argv);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace liaison::cli
