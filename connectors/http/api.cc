#include "connectors/http/api.h"

#include <algorithm>
#include <charconv>

#include "connectors/http/local_name.h"

namespace liaison::http {
namespace {

// Of two headers or parameters each reader may take the other one.
std::optional<Response> said_twice(const Request& request) {
  static const std::vector<std::string> kOnce = {"host", "authorization", "content-type",
                                                 "content-encoding"};
  for (const std::string& name : request.repeated_headers) {
    if (!name.starts_with("ce-") && std::find(kOnce.begin(), kOnce.end(), name) == kOnce.end()) {
      continue;
    }
    return problem(400, "said-twice",
                   "expected the header " + name + " once, but it stands there again");
  }
  if (request.repeated_parameters.empty()) return std::nullopt;
  return problem(400, "said-twice",
                 "expected each parameter once, but `" + request.repeated_parameters.front() +
                     "` stands there again");
}

Response unauthorized(std::string_view detail) {
  Response response = problem(401, "unauthorized", detail);
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

// "Bearer x" -> "x"; the scheme's case does not matter.
std::string_view bearer(std::string_view header) {
  const bool has = header.size() > 7 && media_type(header.substr(0, 6)) == "bearer";
  return has && header[6] == ' ' ? header.substr(7) : std::string_view();
}

}  // namespace

Response Api::answer(const Request& request) {
  if (request.path == "/healthz") return health();
  if (auto twice = said_twice(request)) return std::move(*twice);
  std::optional<Actor> who;
  if (options_.tokens) {
    const std::string header = request.header("authorization");
    if (header.empty()) {
      return unauthorized("expected the header 'Authorization: Bearer TOKEN', but it is missing");
    }
    who = options_.tokens->who(bearer(header));
    if (!who) return unauthorized("expected a token of this server, but it is not known");
  } else if (!is_local_host(request.header("host"))) {
    // A web page that resolves its own name to 127.0.0.1 comes with that name as Host.
    return problem(403, "forbidden",
                   "expected the Host to be localhost, but '" + request.header("host") +
                       "': without tokens only this machine is served");
  }
  return route(request, who);
}

Response Api::route(const Request& request, const std::optional<Actor>& who) {
  const std::string& path = request.path;
  if (path == "/readyz") return readiness();
  if (!serving_) {
    Response response =
        problem(503, "not-ready", "expected to serve, but the state is being loaded");
    response.headers.emplace_back("Retry-After", "1");
    return response;
  }
  const bool posts = takes_body(path);
  if (request.method != (posts ? "POST" : "GET") && !(request.method == "HEAD" && !posts)) {
    Response response =
        problem(405, "wrong-method",
                std::string("expected ") + (posts ? "POST" : "GET") + ", but " + request.method);
    response.headers.emplace_back("Allow", posts ? "POST" : "GET, HEAD");
    return response;
  }
  if (path == "/v1/backups") return make_backup(request, who);
  if (path == "/v1/definitions") return deploy(request, who);
  if (path == "/v1/quarantine") return quarantine(request, who);
  if (posts && path.starts_with("/v1/quarantine/")) return release(request, who);
  if (posts) return take_events(node_, options_, request, who);
  if (path == "/metrics") return metrics();
  constexpr std::string_view kTopics = "/v1/topics/", kRecords = "/records";
  if (path.starts_with(kTopics) && path.ends_with(kRecords) &&
      path.size() > kTopics.size() + kRecords.size()) {
    return records(request,
                   path.substr(kTopics.size(), path.size() - kTopics.size() - kRecords.size()));
  }
  if (path.starts_with("/v1/")) return show_lists(node_, request, who);
  return no_such_path(path);
}

Response no_such_path(const std::string& path) {
  return problem(404, "no-such-path",
                 "expected one of /v1/events, /v1/topics/TOPIC/records, /v1/cases, "
                 "/v1/cases/ID, /v1/cases/ID/history, /v1/tasks, /v1/deadlines, /v1/customers, "
                 "/v1/customers/KEY, /v1/schedules, /v1/definitions, /v1/backups, /v1/quarantine, "
                 "/v1/quarantine/release, /v1/quarantine/drop, /healthz, /readyz, /metrics, but '" +
                     path + "'");
}

Response Api::health() const { return json_response(200, {{"status", "alive"}}); }

Response Api::readiness() const {
  if (serving_ && !stopping_ && node_.ready()) return json_response(200, {{"status", "ready"}});
  std::string why = "the state is being loaded";
  if (stopping_) why = "it is stopping";
  else if (const auto failure = node_.failure()) why = *failure;
  return problem(503, "not-ready", "expected to serve all partitions, but " + why);
}

void Api::count(int status) {
  const auto digit = static_cast<std::size_t>(std::clamp(status / 100, 0, 5));
  ++answers_.at(digit);
}

std::optional<Response> unknown_parameter(const Query& query,
                                          const std::vector<std::string>& known) {
  for (const auto& [name, value] : query) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string list;
    for (const std::string& one : known) list += (list.empty() ? "" : ", ") + one;
    const std::string near = nearest(name, known);
    return problem(400, "unknown-parameter",
                   "expected " + (list.empty() ? "no parameters" : list) + ", but '" + name + "'" +
                       (near.empty() ? "" : " (did you mean '" + near + "'?)"));
  }
  return std::nullopt;
}

Result<std::size_t> number_parameter(const Query& query, const std::string& name,
                                     std::size_t fallback, std::size_t low, std::size_t high) {
  const auto found = query.find(name);
  if (found == query.end()) return fallback;
  const std::string& text = found->second;
  std::size_t value = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stopped != text.data() + text.size() || value < low || value > high) {
    return invalid("expected `" + name + "` to be a number between " + std::to_string(low) +
                   " and " + std::to_string(high) + ", but '" + text + "'");
  }
  return value;
}

int status_of(const Error& error) {
  switch (error.kind) {
    case Error::Kind::kInvalid: return 400;
    case Error::Kind::kNotFound: return 404;
    case Error::Kind::kUnavailable: return 429;
    case Error::Kind::kStopped:
    case Error::Kind::kIo: return 503;
    case Error::Kind::kCorrupt:
    case Error::Kind::kNewerFormat: break;
  }
  return 500;
}

Json problem_of(const Error& error) {
  const int status = status_of(error);
  const char* word = status == 400   ? "invalid"
                     : status == 404 ? "not-found"
                     : status == 429 ? "busy"
                     : status == 503 ? "unavailable"
                                     : "failed";
  return problem_body(status, word, error.message, {});
}

Response response_to(const Error& error) {
  Response response = json_response(status_of(error), problem_of(error));
  response.type = "application/problem+json";
  if (response.status == 429 || response.status == 503) {
    response.headers.emplace_back("Retry-After", "1");
  }
  return response;
}

}  // namespace liaison::http
