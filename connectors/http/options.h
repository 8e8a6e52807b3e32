// HttpOptions: every limit of the HTTP side, with its default. The reasons stand in
// deploy/liaison.yaml, where each has a setting.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "connectors/http/connections.h"
#include "connectors/http/tokens.h"
#include "engine/model/result.h"

namespace liaison::http {

struct HttpOptions {
  std::string host = "127.0.0.1";
  int port = 8080;                            // 0: any free one
  std::optional<Tokens> tokens;               // none: only loopback may be listened on
  std::size_t record_bytes = 1024 * 1024;     // one event
  std::size_t batch_bytes = 8 * 1024 * 1024;  // a batch of events
  std::size_t batch_events = 1000;
  std::chrono::milliseconds answer_wait{10'000};    // for an input's outcome; then 202
  std::chrono::milliseconds poll_wait_max{60'000};  // of a long poll
  std::size_t long_polls = 32;                      // that wait at once; more get 429
  std::size_t page_bytes = 1024 * 1024;             // of records in one answer, about
  ConnectionLimits connections;
  // Copies the store into a new folder; none: it cannot be done here.
  std::function<Result<void>(const std::string& directory)> backup;
  std::function<void(const std::string&)> log;  // a line for each answer 500; none: silent

  void say(const std::string& line) const {
    if (log) log(line);
  }
};

}  // namespace liaison::http
