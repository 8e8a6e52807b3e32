#include "connectors/http/client.h"

#include <httplib.h>

namespace liaison::http {
namespace {

constexpr int kConnectSeconds = 5;
constexpr int kAnswerSeconds = 90;  // longer than any long poll

Result<ClientAnswer> answer_of(const httplib::Result& result, const std::string& server) {
  if (result) return ClientAnswer{result->status, result->body};
  const std::string why =
      result.error() == httplib::Error::Connection ? "nothing answers" : "the connection broke off";
  return Error{Error::Kind::kIo, "expected a liaison server at " + server + ", but " + why};
}

}  // namespace

Json ClientAnswer::json() const {
  Json value = Json::parse(body, nullptr, false);
  return value.is_discarded() ? Json(nullptr) : value;
}

struct HttpClient::State {
  State(const std::string& s, const std::string& token) : server(s), client(s) {
    client.set_connection_timeout(kConnectSeconds);
    client.set_read_timeout(kAnswerSeconds);
    client.set_keep_alive(true);
    if (!token.empty()) client.set_default_headers({{"Authorization", "Bearer " + token}});
  }
  std::string server;
  httplib::Client client;
};

HttpClient::HttpClient(std::string server, std::string token) {
  while (server.ends_with('/')) server.pop_back();
  if (server.find("://") == std::string::npos) server = "http://" + server;
  state_ = std::make_unique<State>(server, token);
}

HttpClient::~HttpClient() = default;

Result<ClientAnswer> HttpClient::get(const std::string& path, const Query& query) {
  std::string target = path;
  char mark = '?';
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    target += mark + name + "=" + percent_encoded(value);
    mark = '&';
  }
  return answer_of(state_->client.Get(target), state_->server);
}

Result<ClientAnswer> HttpClient::post(const std::string& path, const std::string& body,
                                      const std::string& type) {
  return answer_of(state_->client.Post(path, body, type), state_->server);
}

std::string percent_encoded(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

}  // namespace liaison::http
