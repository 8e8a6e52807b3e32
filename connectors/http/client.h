// HttpClient: how the command line talks to a server.
//
//   HttpClient client("http://127.0.0.1:8080", token);
//   Result<ClientAnswer> answer = client.get("/v1/cases", {{"state", "open"}});
//
// Errors are only those of reaching the server; what it says, also with a status of 400 and more,
// is an answer.
#pragma once

#include <memory>
#include <string>

#include "connectors/http/message.h"
#include "engine/model/result.h"

namespace liaison::http {

struct ClientAnswer {
  int status = 0;
  std::string body;
  Json json() const;  // null when the body is no JSON
};

class HttpClient {
 public:
  HttpClient(std::string server, std::string token);
  ~HttpClient();

  Result<ClientAnswer> get(const std::string& path, const Query& query = {});
  Result<ClientAnswer> post(const std::string& path, const std::string& body,
                            const std::string& type);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string percent_encoded(std::string_view);

}  // namespace liaison::http
