// HttpServer: the Api on a port.
//
//   HttpServer server(node, options);
//   int port = *server.listen();          // bound: /healthz answers, the rest says 503
//   server.serve();                       // the node is ready: everything answers
//   server.stop();                        // graceful: what was asked is still answered
//
// The HTTP library reads a request out of bytes and puts an answer into bytes; the sockets are the
// matter of Connections. Only this file and client.cc include the library.
#pragma once

#include <memory>

#include "connectors/http/options.h"
#include "engine/model/result.h"
#include "engine/runtime/node.h"

namespace liaison::http {

class HttpServer {
 public:
  HttpServer(Node& node, HttpOptions options);
  ~HttpServer();  // stops

  // The port, and begins to accept. Errors: kInvalid when the address is not this machine alone and
  // there are no tokens; kIo when it cannot be bound.
  Result<int> listen();
  void serve();
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace liaison::http
