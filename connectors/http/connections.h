// Connections: all clients' sockets on one thread, and the threads that answer what they ask.
//
//   Connections connections(limits, {.serve = …, .refuse = …});
//   connections.adopt(socket);            // by the accepting thread; never blocks
//   connections.stop();                   // answers in hand go out, idle clients are let go
//
// A request is handed to a worker only when all of it has come, and its answer is sent by the
// socket thread however slowly it is taken: so no worker ever waits for a client, and any number of
// slow or stuck clients (up to `connections`) leave the workers free for the others. What they send
// and do not take is bounded over all of them; of one client nothing more is read before it has
// taken its answer.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/http/frame.h"

namespace liaison::http {

struct ConnectionLimits {
  FrameLimits frame;
  std::size_t connections = 1024;                  // more are turned away
  std::size_t threads = 64;                        // requests worked on at once
  std::size_t requests_a_connection = 1000;        // then it is closed: clients spread again
  std::size_t buffered_bytes = 256 * 1024 * 1024;  // of requests, until they are answered
  std::size_t unsent_bytes = 64 * 1024 * 1024;     // of answers, until they are taken
  std::chrono::milliseconds idle{15'000};          // without any byte of a request
  std::chrono::milliseconds sending{20'000};       // from a request's first byte to its last
  std::chrono::milliseconds taking{30'000};        // for a client to take its answer
  std::chrono::milliseconds stalled{1'000};        // took nothing so long: goes when room is needed
};

struct Exchange {
  std::string_view request;       // the bytes of exactly one request
  const std::atomic<bool>& gone;  // the client hung up: nobody waits
  bool last = false;              // of this connection
};
struct Reply {
  std::string bytes;
  bool keep = false;  // the connection, for another request
};
struct ConnectionHandlers {
  std::function<Reply(const Exchange&)> serve;    // on a worker
  std::function<std::string(int status)> refuse;  // bytes of an error answer: 400, 408, 413, …
  // Whether the answer may be long: it is worked on after the others, and is 503 while there is no
  // room for it. None: never.
  std::function<bool(std::string_view request)> asks_for_much = {};
  std::function<void()> after_flood = {};  // many answers that nobody took were freed
};

class Connections {
 public:
  Connections(ConnectionLimits, ConnectionHandlers);
  ~Connections();  // stops

  void adopt(int socket);
  void stop();
  std::size_t open() const;    // clients now
  std::size_t unsent() const;  // bytes of answers that are not taken

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace liaison::http
