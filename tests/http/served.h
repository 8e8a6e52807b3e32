// Served: a node over a journal in memory, or one of the test's own, served on a free loopback port for as long as it lives.
//
//   Served served;
//   Answered reply = served.post(event("1", "L-1"));       reply.status == 200
//   Socket raw(served.port()); raw.send("GET / HT");    // a client that goes no further
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "connectors/http/server.h"
#include "engine/language/load.h"
#include "tests/runtime/faulty_journal.h"

namespace liaison::http {

struct Answered {
  int status = 0;
  std::string head, body;
  Json json() const { return Json::parse(body, nullptr, false); }
};

// A client's socket; closes itself. Reading gives up after a minute.
class Socket {
 public:
  explicit Socket(int port);
  ~Socket();
  Socket(Socket&& other) noexcept : socket_(other.socket_) { other.socket_ = -1; }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void send(std::string_view bytes);
  void end_sending();
  bool has_answer(int milliseconds) const;  // whether any byte came in time
  std::string receive_some();               // "" at the end, or when nothing came in time
  Answered receive();                       // one answer, by its Content-Length

 private:
  int socket_;
  std::string buffer_;
};

// A workflow `check` that hands one task to operations; and a common file with the department.
Loaded small_workflow();
Json event(const std::string& id, const std::string& number, const std::string& customer = "c-1");

class Served {
 public:
  explicit Served(HttpOptions options = {}, PartitionNumber partitions = 2,
                  std::size_t queue_limit = 100'000);
  explicit Served(Journal& journal, HttpOptions options = {});  // that outlives it
  ~Served();

  int port() const { return port_; }
  Node& node() { return node_; }
  HttpServer& server() { return *server_; }
  FaultyJournal& journal() { return *own_; }

  Answered ask(const std::string& method, const std::string& target,
               const std::string& headers = "", const std::string& body = "") const;
  Answered ask_raw(const std::string& bytes) const;
  Answered get(const std::string& target) const { return ask("GET", target); }
  Answered post(const Json& event, const std::string& headers = "") const;
  // All records of a topic.
  Json records(const std::string& topic) const;

 private:
  void serve(HttpOptions options);

  std::unique_ptr<FaultyJournal> own_;
  Node node_;
  std::unique_ptr<HttpServer> server_;
  int port_ = 0;
};

}  // namespace liaison::http
