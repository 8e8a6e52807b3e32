// Slow, stuck and rude clients, and who may use the server at all.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "connectors/http/local_name.h"
#include "tests/http/served.h"

namespace liaison::http {
namespace {

using Clock = std::chrono::steady_clock;

TEST(Clients, stuck_ones_do_not_block_the_others) {
  HttpOptions options;
  options.connections.threads = 4;
  options.long_polls = 2;
  Served served(options);
  std::vector<Socket> stuck;
  const std::string post = "POST /v1/events HTTP/1.1\r\nHost: localhost\r\n";
  for (int i = 0; i < 60; ++i) {
    stuck.emplace_back(served.port());  // says nothing
    stuck.emplace_back(served.port());
    stuck.back().send("GET /v1/cases HTTP/1.1\r\nHost: loc");  // half a head
    stuck.emplace_back(served.port());
    stuck.back().send(post + "Content-Length: 1000000\r\n\r\n{");  // half a body
    stuck.emplace_back(served.port());
    stuck.back().send(post + "Transfer-Encoding: chunked\r\n\r\n5\r\nab");
  }
  const auto begin = Clock::now();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(200, served.post(event(std::to_string(i), "L-1")).status);
  }
  EXPECT_GT(options.connections.sending, Clock::now() - begin);
}

TEST(Clients, those_that_do_not_take_their_answer_do_not_block_the_others) {
  HttpOptions options;
  options.connections.threads = 2;
  options.long_polls = 1;
  Served served(options);
  Json large = event("1", "L-1");
  large["data"]["text"] = std::string(900'000, 'x');
  for (int i = 0; i < 4; ++i) {
    large["id"] = std::to_string(i);
    served.post(large);
  }
  std::vector<Socket> deaf;
  for (int i = 0; i < 8; ++i) {
    deaf.emplace_back(served.port());
    deaf.back().send("GET /v1/topics/requests/records HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  const auto begin = Clock::now();
  EXPECT_EQ(200, served.post(event("last", "L-2", "c-2")).status);
  EXPECT_GT(options.connections.taking, Clock::now() - begin);
}

TEST(Clients, a_request_that_comes_too_slowly_is_408) {
  HttpOptions options;
  options.connections.sending = std::chrono::milliseconds(300);
  Served served(options);
  Socket slow(served.port());
  slow.send("GET /healthz HTTP/1.1\r\n");
  EXPECT_EQ(408, slow.receive().status);
}

TEST(Clients, an_idle_connection_is_closed) {
  HttpOptions options;
  options.connections.idle = std::chrono::milliseconds(300);
  Served served(options);
  Socket idle(served.port());
  EXPECT_EQ("", idle.receive_some());
}

TEST(Clients, too_large_is_said_before_the_rest_is_read) {
  Served served;
  Socket socket(served.port());
  socket.send("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000000\r\n\r\n" +
              std::string(2'000'000, 'x'));
  EXPECT_EQ(413, socket.receive().status);
  Socket head(served.port());
  head.send("GET / HTTP/1.1\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n");
  EXPECT_EQ(431, head.receive().status);
}

TEST(Clients, one_connection_carries_many_requests_also_sent_ahead) {
  Served served;
  Socket socket(served.port());
  const std::string request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
  socket.send(request + "Content-Length: 3\r\n\r\nabc" + request + "\r\n" + request + "\r\n");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(200, socket.receive().status) << i;
}

TEST(Clients, one_that_ends_its_sending_still_gets_its_answer) {
  Served served;
  Socket socket(served.port());
  socket.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  socket.end_sending();
  EXPECT_EQ(200, socket.receive().status);
}

TEST(Clients, permission_to_send_a_body_is_given) {
  Served served;
  Socket socket(served.port());
  const std::string body = event("1", "L-1").dump();
  socket.send(
      "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
      "Content-Type: application/cloudevents+json\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n");
  EXPECT_EQ("HTTP/1.1 100 Continue\r\n\r\n", socket.receive_some());
  socket.send(body);
  EXPECT_EQ(200, socket.receive().status);
}

TEST(Clients, without_tokens_only_this_machine_is_served) {
  MemoryJournal journal(1);
  Node node(journal, {});
  HttpOptions options;
  options.host = "0.0.0.0";
  options.port = 0;
  const auto port = HttpServer(node, options).listen();
  ASSERT_FALSE(port);
  EXPECT_NE(std::string::npos, port.error().message.find("http.tokens"));

  Served served;
  Socket page(served.port());  // a web page with its own name
  page.send("GET /v1/cases HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  EXPECT_EQ(403, page.receive().status);
}

TEST(Clients, only_names_of_this_machine_are_local) {
  Served served;
  const auto status = [&](const std::string& hosts) {
    return served.ask_raw("GET /v1/cases HTTP/1.1\r\n" + hosts + "\r\n").status;
  };
  for (const char* host : {"localhost", "LOCALHOST", "LocalHost:8080", "127.0.0.1", "127.0.0.1:80",
                           "127.255.3.4", "[::1]", "[::1]:8080"}) {
    EXPECT_EQ(200, status(std::string("Host: ") + host + "\r\n")) << host;
  }
  for (const char* host : {"127.0.0.1.evil.com",
                           "127.1",
                           "127.0.0.1@evil.com",
                           "127.0.0.1:80@evil.com",
                           "",
                           ":80",
                           "127.0.0.256",
                           "127.0.0.01",
                           "127.0.0.1.",
                           "127.0.0",
                           "127.0.0.1:",
                           "127.0.0.1:99999",
                           "127.0.0.1:80x",
                           "localhost.evil.com",
                           "localhost.",
                           "[::1].evil.com",
                           "[::1]x:80",
                           "[::2]",
                           "::1",
                           "evil@localhost",
                           "128.0.0.1",
                           "0.0.0.0",
                           "127.0.0.1, evil.com"}) {
    EXPECT_EQ(403, status(std::string("Host: ") + host + "\r\n")) << host;
  }
  EXPECT_EQ(403, status(""));
  EXPECT_EQ(400, status("Host: localhost\r\nHost: evil.com\r\n"));
  EXPECT_EQ(400, status("Host: localhost\r\nhost: localhost\r\n"));
}

TEST(Clients, only_addresses_of_this_machine_are_listened_on_without_tokens) {
  for (const char* host : {"127.0.0.1", "127.9.9.9", "localhost", "LOCALHOST", "::1"}) {
    EXPECT_TRUE(is_loopback(host)) << host;
  }
  for (const char* host : {"127.0.0.1.evil.com", "127.evil.com", "127.1", "", "0.0.0.0", "::"}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
}

TEST(Clients, after_a_request_line_that_is_none_the_connection_is_closed) {
  Served served;
  for (const char* line : {"BREW /pot HTTP/1.1", "GET /healthz", "GET /healthz HTTP/2.0", "hello",
                           "GET  /healthz HTTP/1.1", "GET /a?b?c HTTP/1.1"}) {
    Socket socket(served.port());
    socket.send(std::string(line) +
                "\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const Answered first = socket.receive();
    EXPECT_EQ(400, first.status) << line;
    EXPECT_NE(std::string::npos, first.head.find("Connection: close")) << line << first.head;
    EXPECT_EQ(0, socket.receive().status) << line << ": the next request was answered";
  }
}

TEST(Clients, a_port_that_is_taken_is_an_error) {
  Served served;
  MemoryJournal journal(1);
  Node node(journal, {});
  HttpOptions options;
  options.port = served.port();
  const auto port = HttpServer(node, options).listen();
  ASSERT_FALSE(port);
  EXPECT_EQ(Error::Kind::kIo, port.error().kind);
}

TEST(Clients, until_the_node_is_ready_only_health_answers) {
  MemoryJournal journal(1);
  Node node(journal, {});
  HttpOptions options;
  options.port = 0;
  HttpServer server(node, options);
  const auto port = server.listen();
  ASSERT_TRUE(port);
  const auto ask = [&](const std::string& path) {
    Socket socket(*port);
    socket.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return socket.receive().status;
  };
  EXPECT_EQ(200, ask("/healthz"));
  EXPECT_EQ(503, ask("/readyz"));
  EXPECT_EQ(503, ask("/v1/cases"));
  ASSERT_TRUE(node.load());
  node.start();
  server.serve();
  EXPECT_EQ(200, ask("/readyz"));
}

HttpOptions with_tokens() {
  HttpOptions options;
  auto tokens = Tokens::parse(
      "tokens.yaml",
      "tokens:\n"
      "  - { token: 0123456789abcdef, authid: wang.er, department: operations }\n"
      "  - { token: fedcba9876543210, authid: desk.1, role: customer, unit: jc/east }\n");
  EXPECT_TRUE(tokens) << (tokens ? "" : tokens.error().message);
  if (tokens) options.tokens = std::move(*tokens);
  return options;
}

TEST(Tokens, every_request_but_healthz_needs_one_and_its_identity_is_stored) {
  Served served(with_tokens());
  EXPECT_EQ(200, served.get("/healthz").status);
  for (const char* path : {"/readyz", "/metrics", "/v1/cases", "/v1/topics/cases/records"}) {
    EXPECT_EQ(401, served.get(path).status) << path;
  }
  const Answered none = served.post(event("1", "L-1"));
  EXPECT_EQ(401, none.status);
  EXPECT_NE(std::string::npos, none.head.find("WWW-Authenticate: Bearer"));
  EXPECT_EQ(401, served.post(event("1", "L-1"), "Authorization: Bearer nobody's\r\n").status);
  EXPECT_EQ(401,
            served.post(event("1", "L-1"), "Authorization: Basic 0123456789abcdef\r\n").status);

  Json event_of_another = event("1", "L-1");
  event_of_another["authid"] = "li.min";
  event_of_another["authtype"] = "system";
  const std::string good = "Authorization: Bearer fedcba9876543210\r\n";
  ASSERT_EQ(200, served.post(event_of_another, good).status);
  const Json stored =
      served.ask("GET", "/v1/topics/requests/records", good).json()["records"][0]["event"];
  EXPECT_EQ("desk.1", stored["authid"]);
  EXPECT_EQ("user", stored["authtype"]);
  EXPECT_EQ("jc/east", stored["unit"]);
}

TEST(Tokens, what_one_proves_is_held_against_what_is_sent) {
  Served served(with_tokens());
  Json fact = event("1", "L-1");
  fact["type"] = "customer.changed";
  fact["authrole"] = "operator";  // what it says of itself is nothing
  const Answered reply = served.post(fact, "Authorization: Bearer 0123456789abcdef\r\n");
  EXPECT_EQ(422, reply.status) << reply.body;
  EXPECT_EQ("not-yours", reply.json()["cause"]);
}

TEST(Tokens, without_them_actors_are_unauthenticated) {
  Served served;
  Json claims = event("1", "L-1");
  claims["authtype"] = "user";
  claims["authid"] = "li.min";
  ASSERT_EQ(200, served.post(claims).status);
  const Json stored = served.records("requests")[0]["event"];
  EXPECT_EQ("unauthenticated", stored["authtype"]);
  EXPECT_EQ("li.min", stored["authid"]);
}

// What somebody writes comes back in reasons: however long it is, the partition goes on.
TEST(Refusals, a_reason_of_a_megabyte_ends_no_partition) {
  Served served;
  Json reply = event("1", "L-1");
  reply["type"] = "reply.complete";
  reply["subject"] = "customer:c-1";
  reply["data"] = {{"select", {{"key", std::string(1'000'000, 'k')}}}};
  const Answered refused = served.post(reply);
  EXPECT_EQ(422, refused.status);
  EXPECT_LT(refused.body.size(), 20'000u);
  EXPECT_EQ(200, served.get("/readyz").status);
  reply["id"] = "2";
  reply["data"] = {{"select", {{"key", "short"}}}};
  EXPECT_EQ(422, served.post(reply).status);
}

TEST(Tokens, the_file_is_checked) {
  const auto fault = [](const std::string& text) {
    const auto tokens = Tokens::parse("t.yaml", text);
    return tokens ? std::string("none") : tokens.error().message;
  };
  EXPECT_NE(std::string::npos, fault("tokens:\n  - { tokn: a }\n").find("did you mean 'token'"));
  EXPECT_NE(std::string::npos,
            fault("tokens:\n  - { token: a, authid: b }\n").find("16 characters"));
  EXPECT_NE(std::string::npos,
            fault("tokens:\n  - { token: 0123456789abcdef, role: head }\n").find("authid"));
  EXPECT_NE(std::string::npos,
            fault("tokens:\n  - { token: 0123456789abcdef, authid: b }\n").find("`role`"));
  EXPECT_NE(std::string::npos, fault("tokens: []\n").find("at least one"));
  EXPECT_NE(std::string::npos, fault("x: 1\n").find("`tokens`"));
  const std::string line = R"({"token":"0123456789abcdef","authid":"a","role":"head"})";
  EXPECT_EQ("none", fault(line + "\n\n"));
  EXPECT_NE(std::string::npos, fault(line + "\n" + line).find("t.yaml:2:"));
  const auto hashed = Tokens::parse(
      "t", R"({"sha256":")" + hex(sha256("0123456789abcdef")) + R"(","authid":"a","role":"head"})");
  ASSERT_TRUE(hashed);
  EXPECT_EQ("head", hashed->who("0123456789abcdef")->role);
  EXPECT_FALSE(hashed->who("0123456789abcdeg"));
}

TEST(Tokens, a_file_that_others_can_read_is_refused) {
  const std::string path = testing::TempDir() + "/tokens." + std::to_string(::getpid());
  std::ofstream(path) << R"({"token":"0123456789abcdef","authid":"a","role":"head"})";
  ::chmod(path.c_str(), 0640);
  const auto open = Tokens::load(path);
  ASSERT_FALSE(open);
  EXPECT_NE(std::string::npos, open.error().message.find("chmod 600"));
  ::chmod(path.c_str(), 0600);
  EXPECT_TRUE(Tokens::load(path));
  std::filesystem::remove(path);
  EXPECT_FALSE(Tokens::load(path));
}

}  // namespace
}  // namespace liaison::http
