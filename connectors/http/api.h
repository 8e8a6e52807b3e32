// Api: what the server answers, over a Node; contracts.md section 3. Knows nothing of sockets.
//
//   Api api(node, options);
//   Response response = api.answer(request);          // any thread
//
// answer() is the table of contents: who may, then one file per family of paths (events.cc,
// records.cc, lists.cc, metrics.cc). An event is answered only after its turn is committed.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <iterator>

#include "connectors/http/message.h"
#include "connectors/http/options.h"
#include "engine/runtime/node.h"

namespace liaison::http {

class Api {
 public:
  Api(Node& node, const HttpOptions& options) : node_(node), options_(options) {}

  Response answer(const Request&);
  // Until then only /healthz and /readyz answer: state is still being loaded.
  void serve() { serving_ = true; }
  // Long polls return, readiness ends; everything else goes on being answered.
  void stop() { stopping_ = true; }
  void count(int status);  // for /metrics

 private:
  Response route(const Request&, const std::optional<Actor>& who);
  Response health() const;
  Response readiness() const;
  Response records(const Request&, const std::string& topic);
  Response wait_for_records(const Request&, std::string_view topic, std::string_view cursor,
                            std::size_t max, Milliseconds wait);
  Response metrics() const;
  Response make_backup(const Request&, const std::optional<Actor>& who) const;  // backups.cc
  Response deploy(const Request&, const std::optional<Actor>& who) const;       // definitions.cc
  // quarantine.cc
  Response quarantine(const Request&, const std::optional<Actor>& who) const;
  Response release(const Request&, const std::optional<Actor>& who) const;

  Node& node_;
  const HttpOptions& options_;
  std::atomic<bool> serving_{false}, stopping_{false};
  std::atomic<std::size_t> polls_{0};
  std::array<std::atomic<std::uint64_t>, 6> answers_{};  // by the first digit of the status
};

// events.cc: POST /v1/events.
Response take_events(Node&, const HttpOptions&, const Request&, const std::optional<Actor>& who);
// The paths of POST; all else is GET.
inline constexpr const char* kPostPaths[] = {"/v1/events", "/v1/backups", "/v1/definitions",
                                             "/v1/quarantine/release", "/v1/quarantine/drop"};
inline bool takes_body(std::string_view path) {
  return std::find(std::begin(kPostPaths), std::end(kPostPaths), path) != std::end(kPostPaths);
}
// 415 for a body in a form that is not taken, whatever stands in it; nullopt: it can be read.
std::optional<Response> unsupported_body(const Request&);
// lists.cc: /v1/cases, /v1/tasks, /v1/deadlines, /v1/customers.
// What keeps `who` out is not there for them.
Response show_lists(const Node&, const Request&, const std::optional<Actor>& who);

// 400 with the names that are known; nullopt when all parameters are.
std::optional<Response> unknown_parameter(const Query&, const std::vector<std::string>& known);
// A number between `low` and `high`; `fallback` when the parameter is absent.
Result<std::size_t> number_parameter(const Query&, const std::string& name, std::size_t fallback,
                                     std::size_t low, std::size_t high);
// 429 and 503 come with Retry-After; 503: it may be better soon, 500: it will not.
Response response_to(const Error&);
int status_of(const Error&);
Json problem_of(const Error&);
Response no_such_path(const std::string& path);  // 404 with all the paths there are

}  // namespace liaison::http
