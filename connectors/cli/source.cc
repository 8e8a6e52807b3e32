#include "connectors/cli/source.h"

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "connectors/cli/store.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"
#include "connectors/http/api.h"
#include "connectors/http/client.h"

namespace liaison::cli {
namespace {

constexpr const char* kDefaultServer = "http://127.0.0.1:8080";

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Result<std::string> token_of(const SourceOptions& options) {
  if (options.token_file.empty()) return environment("LIAISON_TOKEN");
  std::ifstream in(options.token_file);
  std::string token;
  if (!(in >> token)) {
    return Error{Error::Kind::kIo,
                 say("expected a token in {0}, but it cannot be read", {options.token_file})};
  }
  return token;
}

Answer answer_of(int status, const std::string& body) {
  Json json = Json::parse(body, nullptr, false);
  return {status, json.is_discarded() ? Json(body) : std::move(json)};
}

Error::Kind kind_of(int status) {
  if (status == 404) return Error::Kind::kNotFound;
  if (status == 429 || status == 503) return Error::Kind::kUnavailable;
  return status >= 500 ? Error::Kind::kIo : Error::Kind::kInvalid;
}

}  // namespace

void add_server_options(Command& command, SourceOptions& options) {
  command
      .option("--server", options.server, "URL",
              say("of the server; LIAISON_SERVER, else {0}", {kDefaultServer}))
      .option("--token-file", options.token_file, "FILE",
              say("holds the bearer token; else LIAISON_TOKEN"))
      .option("--output", options.output, "FORMAT", say("json or text"));
}

void add_source_options(Command& command, SourceOptions& options) {
  add_server_options(command, options);
  command.option("--data", options.data, "DIR", say("reads a store that no server holds"));
}

struct Source::State {
  std::optional<Error> error;
  std::unique_ptr<http::HttpClient> client;
  std::unique_ptr<OpenStore> store;
  http::HttpOptions http_options;
  std::unique_ptr<http::Api> api;

  void open_store(const std::string& directory) {
    auto opened = OpenStore::open(directory);
    if (!opened) {
      error = opened.error();
      return;
    }
    store = std::move(*opened);
    http_options.poll_wait_max = Milliseconds{0};  // nobody writes while we read
    api = std::make_unique<http::Api>(store->node(), http_options);
    api->serve();
  }

  Error no_answer(const Error& cause) const {
    return {cause.kind, cause.message + ": " +
                            say("start one with `liaison serve`, name another "
                                "with --server, or read a store with --data")};
  }
};

Source::Source(const SourceOptions& options) : state_(std::make_unique<State>()) {
  if (!options.output.empty() && options.output != "json" && options.output != "text") {
    state_->error = invalid(say("expected --output json or text, but '{0}'", {options.output}));
  } else if (!options.data.empty()) {
    state_->open_store(options.data);
  } else {
    std::string server = options.server.empty() ? environment("LIAISON_SERVER") : options.server;
    if (server.empty()) server = kDefaultServer;
    const Result<std::string> token = token_of(options);
    if (token) state_->client = std::make_unique<http::HttpClient>(server, *token);
    else state_->error = token.error();
  }
}

Source::~Source() = default;

Result<Answer> Source::ask(const std::string& path, const http::Query& query) {
  if (state_->error) return *state_->error;
  if (state_->api) {
    http::Query given;
    for (const auto& [name, value] : query) {
      if (!value.empty()) given[name] = value;
    }
    const http::Response response = state_->api->answer(
        {.method = "GET", .path = path, .query = given, .headers = {{"host", "localhost"}}});
    return answer_of(response.status, response.body);
  }
  const auto answer = state_->client->get(path, query);
  if (!answer) return state_->no_answer(answer.error());
  return answer_of(answer->status, answer->body);
}

Result<Answer> Source::post(const std::string& path, const std::string& body,
                            const std::string& type) {
  if (state_->error) return *state_->error;
  const auto answer = state_->client->post(path, body, type);
  if (!answer) return state_->no_answer(answer.error());
  return answer_of(answer->status, answer->body);
}

Result<Json> Source::get(const std::string& path, const http::Query& query) {
  const Result<Answer> answer = ask(path, query);
  return answer ? good_answer(*answer) : Result<Json>(answer.error());
}

Result<Json> good_answer(const Answer& answer) {
  if (answer.status == 200) return answer.body;
  return Error{kind_of(answer.status), problem_text(answer.body)};
}

Result<Json> Source::list(const std::string& path, const std::string& name, http::Query query,
                          std::size_t limit) {
  constexpr std::size_t kPage = 1000;
  Json all = Json::array();
  for (;;) {
    query["limit"] = std::to_string(std::min(kPage, limit - all.size()));
    Result<Json> page = get(path, query);
    if (!page) return page;
    for (Json& item : (*page)[name]) all.push_back(std::move(item));
    const Json next = page->value("next", Json(nullptr));
    if (!next.is_string() || all.size() >= limit) return Json{{name, all}, {"next", next}};
    query["next"] = next.get<std::string>();
  }
}

std::string problem_text(const Json& body) {
  if (!body.is_object()) return body.is_string() ? body.get<std::string>() : body.dump();
  std::string text;
  for (const Json& reason : body.value("reasons", Json::array())) {
    text += text.empty() ? "" : "\n  ";
    text += reason.is_string() ? reason.get<std::string>() : reason.dump();
  }
  return text.empty() ? body.value("detail", "") : text;
}

int exit_of(const Error& error) {
  switch (error.kind) {
    case Error::Kind::kInvalid:
    case Error::Kind::kNotFound: return kUsage;
    case Error::Kind::kUnavailable:
    case Error::Kind::kStopped:
    case Error::Kind::kIo:
    case Error::Kind::kCorrupt:
    case Error::Kind::kNewerFormat: break;
  }
  return kEnvironment;
}

int report(const Error& error) {
  std::cerr << error.message << '\n';
  return exit_of(error);
}

}  // namespace liaison::cli
