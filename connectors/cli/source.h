// Source: where a command reads from and sends to: a server, or a store that no server holds.
//
//   SourceOptions options; add_source_options(command, options);
//   Source source(options);
//   Result<Json> cases = source.get("/v1/cases", {{"state", "open"}});
//
// A store is read through the same Api that a server answers with, only without sockets: so both
// show the same, and there is one place where it is said how.
#pragma once

#include <memory>
#include <string>

#include "connectors/cli/command_line.h"
#include "connectors/http/message.h"
#include "engine/model/result.h"

namespace liaison::cli {

struct SourceOptions {
  std::string server, data, token_file;
  std::string output;  // json or text
  bool json() const { return output == "json"; }
};
void add_server_options(Command&, SourceOptions&);  // --server, --token-file, --output
void add_source_options(Command&, SourceOptions&);  // and --data

struct Answer {
  int status = 0;
  Json body;
};

class Source {
 public:
  // An error of opening or reaching is kept and given by every call.
  explicit Source(const SourceOptions&);
  ~Source();

  // Any answer of the server, errors of reaching it aside.
  Result<Answer> ask(const std::string& path, const http::Query& query = {});
  Result<Answer> post(const std::string& path, const std::string& body, const std::string& type);
  // Only a good answer; else the problem as an error, with its reasons.
  Result<Json> get(const std::string& path, const http::Query& query = {});
  // All pages of a list up to `limit` items: {"cases": […]} of /v1/cases.
  Result<Json> list(const std::string& path, const std::string& name, http::Query query,
                    std::size_t limit);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The body of a good answer; else the problem as an error, with its reasons.
Result<Json> good_answer(const Answer&);
// "expected …, but …" of a problem with all its reasons, one a line.
std::string problem_text(const Json& body);
// Says the error on stderr and gives the exit code it deserves.
int report(const Error&);
int exit_of(const Error&);

}  // namespace liaison::cli
