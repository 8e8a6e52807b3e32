#include "connectors/http/server.h"

#include <httplib.h>
#include <malloc.h>

#include <set>
#include <thread>

#include "connectors/http/api.h"
#include "connectors/http/local_name.h"

extern "C" void MallocExtension_ReleaseFreeMemory() __attribute__((weak));  // of tcmalloc

namespace liaison::http {
namespace {

constexpr std::size_t kPathBytes = 1024;  // no path of ours is near it

// The bytes of one request in, the bytes of its answer out.
class MemoryStream final : public httplib::Stream {
 public:
  explicit MemoryStream(std::string_view in) : in_(in) {}
  std::string take_out() { return std::move(out_); }

  bool is_readable() const override { return !in_.empty(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override {
    const std::size_t n = in_.copy(to, size);
    in_.remove_prefix(n);
    return static_cast<ssize_t>(n);
  }
  ssize_t write(const char* from, std::size_t size) override {
    out_.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

 private:
  std::string_view in_;
  std::string out_;
};

// Of two that are the same to the letter the library drops the second.
void find_same_parameters(std::string_view target, std::vector<std::string>& repeated) {
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return;
  std::set<std::string_view> seen;
  for (std::string_view rest = target.substr(mark + 1); !rest.empty();) {
    const std::string_view one = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const std::string_view name = one.substr(0, one.find('='));
    if (!name.empty() && !seen.insert(name).second) repeated.emplace_back(name);
  }
}

Request request_from(const httplib::Request& in) {
  Request out;
  out.method = in.method;
  out.path = in.path;
  for (const auto& [name, value] : in.params) {
    if (!out.query.emplace(name, value).second) out.repeated_parameters.push_back(name);
  }
  find_same_parameters(in.target, out.repeated_parameters);
  for (const auto& [name, value] : in.headers) {
    std::string lower = name;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (!out.headers.emplace(lower, value).second) out.repeated_headers.push_back(lower);
  }
  return out;
}

// What was freed goes back to the system: after a flood the allocator would keep all of it.
void give_back_memory() {
  if (MallocExtension_ReleaseFreeMemory != nullptr) MallocExtension_ReleaseFreeMemory();
  else ::malloc_trim(0);
}

// What may be answered with much: records and lists.
bool asks_for_much(std::string_view request) {
  return request.starts_with("GET /v1/") || request.starts_with("HEAD /v1/");
}

void write_to(httplib::Response& out, const Response& response) {
  out.status = response.status;
  for (const auto& [name, value] : response.headers) out.set_header(name, value);
  out.set_content(response.body, response.type);
}

const char* refusal_text(int status) {
  switch (status) {
    case 408: return "expected the whole request in time, but it came too slowly";
    case 413: return "expected a smaller body";
    case 414: return "expected a shorter path";
    case 416: return "expected a range in bytes, but it is none";
    case 431: return "expected a smaller head";
    case 503:
      return "expected room for what others send and for what they do not take, but there is none: "
             "ask again";
    default: return "expected a request of HTTP/1.1, but it cannot be read as one";
  }
}

std::string refusal(int status) {
  const Response response = problem(status, "refused-early", refusal_text(status));
  return "HTTP/1.1 " + std::to_string(status) + " " + status_title(status) +
         "\r\nContent-Type: " + response.type + (status == 503 ? "\r\nRetry-After: 1" : "") +
         "\r\nConnection: close\r\nContent-Length: " + std::to_string(response.body.size()) +
         "\r\n\r\n" + response.body;
}

std::string text_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "something else was thrown";
  }
}

// The library's server without its sockets: those it accepts are handed on, and the requests that
// were cut out of them come back through answer().
class Listener final : public httplib::Server {
 public:
  Listener(Api& api, const HttpOptions& options) : api_(api), options_(options) {
    new_task_queue = [] { return new Inline; };
    set_socket_options([](socket_t socket) {
      // Not REUSEPORT, the library's default: two servers would share one port without a word.
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    set_payload_max_length(options.connections.frame.body_bytes);
    // Only what the Keep-Alive header says: the connections are not the library's matter.
    set_keep_alive_max_count(options.connections.requests_a_connection);
    set_keep_alive_timeout(options.connections.idle.count() / 1000);
    set_pre_routing_handler([this](const httplib::Request& in, httplib::Response& out) {
      return without_body(in, out);
    });
    for (const char* path :
         {"/v1/events", "/v1/backups", "/v1/quarantine/release", "/v1/quarantine/drop"}) {
      Post(path, [this](const httplib::Request& in, httplib::Response& out,
                        const httplib::ContentReader& read) { with_body(in, out, read); });
    }
    set_exception_handler(
        [this](const httplib::Request& in, httplib::Response& out, std::exception_ptr thrown) {
          options_.say("expected an answer to " + in.method + " " + in.path +
                       ", but: " + text_of(thrown));
          api_.count(500);
          write_to(out, problem(500, "failed", "the server could not answer: see its log"));
        });
    set_error_handler([](const httplib::Request&, httplib::Response& out) {
      if (out.body.empty()) refused_ = out.status;
    });
  }

  std::function<void(int socket)> adopt;

  // A burst of clients must not overflow the five places that the library asks for.
  void widen_backlog() const { ::listen(svr_sock_, 1024); }

  Reply answer(const Exchange& exchange) {
    MemoryStream stream(exchange.request);
    gone_ = &exchange.gone;
    refused_ = 0;
    bool closed = exchange.last;
    const bool good = handle(*this, stream, exchange.last, closed);
    // What the library does not understand it may have misread: nothing more is read from there.
    if (refused_ != 0) return {refuse(refused_), false};
    return {stream.take_out(), good && !closed};
  }

  std::string refuse(int status) const {
    api_.count(status);
    if (status == 500) options_.say("expected to understand a request, but the library did not");
    return refusal(status);
  }

 private:
  struct Inline final : httplib::TaskQueue {
    using Enqueued = decltype(std::declval<httplib::TaskQueue&>().enqueue({}));  // newer: bool
    Enqueued enqueue(std::function<void()> job) override {
      job();
      return Enqueued(true);
    }
    void shutdown() override {}
  };

  bool process_and_close_socket(socket_t socket) override {
    adopt(socket);
    return true;
  }

  // Newer versions of the library also want to know both ends of the connection.
  template <class Self>
  static bool handle(Self& self, httplib::Stream& stream, bool last, bool& closed) {
    // Parts of an answer are not served: cursors and limits are how to ask for less.
    const auto setup = [](httplib::Request& request) { request.ranges.clear(); };
    if constexpr (requires { self.process_request(stream, last, closed, setup); }) {
      return self.process_request(stream, last, closed, setup);
    } else {
      return self.process_request(stream, "", 0, "", 0, last, closed, setup);
    }
  }

  // All that takes no body is answered here, before any pattern is tried.
  HandlerResponse without_body(const httplib::Request& in, httplib::Response& out) {
    if (in.path.size() > kPathBytes) {
      finish(in, out, problem(404, "no-such-path", "expected a path of at most 1024 bytes"));
      return HandlerResponse::Handled;
    }
    if (in.method == "POST" && takes_body(in.path)) return HandlerResponse::Unhandled;
    Request request = request_from(in);
    request.gone = [gone = gone_] { return gone->load(); };
    finish(in, out, api_.answer(request));
    return HandlerResponse::Handled;
  }

  // The body is counted after decompression: a small one can become very large.
  void with_body(const httplib::Request& in, httplib::Response& out,
                 const httplib::ContentReader& read) {
    Request request = request_from(in);
    if (unsupported_body(request)) return finish(in, out, api_.answer(request));
    bool fits = true;
    const bool all = read([&](const char* bytes, std::size_t size) {
      fits = request.body.size() + size <= options_.connections.frame.body_bytes;
      if (fits) request.body.append(bytes, size);
      return fits;
    });
    if (!fits) return finish(in, out, problem(413, "too-large", "expected a smaller body"));
    if (!all)
      return finish(in, out, problem(400, "unreadable", "expected a body, but it breaks off"));
    finish(in, out, api_.answer(request));
  }

  void finish(const httplib::Request& in, httplib::Response& out, Response response) {
    api_.count(response.status);
    if (response.status == 500) {
      options_.say("expected to answer " + in.method + " " + in.path + ", but: " + response.body);
    }
    write_to(out, response);
  }

  Api& api_;
  const HttpOptions& options_;
  static thread_local const std::atomic<bool>* gone_;
  static thread_local int refused_;  // the status the library gave by itself
};

thread_local const std::atomic<bool>* Listener::gone_ = nullptr;
thread_local int Listener::refused_ = 0;

}  // namespace

struct HttpServer::State {
  State(Node& node, HttpOptions o)
      : options(std::move(o)),
        api(node, options),
        listener(api, options),
        connections(options.connections,
                    {[this](const Exchange& exchange) { return listener.answer(exchange); },
                     [this](int status) { return listener.refuse(status); }, asks_for_much,
                     give_back_memory}) {
    listener.adopt = [this](int socket) { connections.adopt(socket); };
  }

  const HttpOptions options;
  Api api;
  Listener listener;
  Connections connections;
  std::thread accepting;
};

HttpServer::HttpServer(Node& node, HttpOptions options)
    : state_(std::make_unique<State>(node, std::move(options))) {}

HttpServer::~HttpServer() { stop(); }

Result<int> HttpServer::listen() {
  const HttpOptions& options = state_->options;
  if (!options.tokens && !is_loopback(options.host)) {
    return invalid("expected a token file before listening on " + options.host +
                   ", but none is configured: set http.tokens, or listen on 127.0.0.1");
  }
  int port = options.port;
  if (port == 0) port = state_->listener.bind_to_any_port(options.host);
  else if (!state_->listener.bind_to_port(options.host, port)) port = -1;
  if (port <= 0) {
    return Error{Error::Kind::kIo, "expected to listen on " + options.host + ":" +
                                       std::to_string(options.port) +
                                       ", but it is taken or not an address of this machine"};
  }
  state_->listener.widen_backlog();
  state_->accepting = std::thread([this] { state_->listener.listen_after_bind(); });
  while (!state_->listener.is_running()) std::this_thread::yield();
  return port;
}

void HttpServer::serve() { state_->api.serve(); }

void HttpServer::stop() {
  if (!state_->accepting.joinable()) return;
  state_->api.stop();
  state_->listener.stop();
  state_->accepting.join();
  state_->connections.stop();
}

}  // namespace liaison::http
