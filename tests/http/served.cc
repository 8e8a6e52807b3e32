#include "tests/http/served.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace liaison::http {

Socket::Socket(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval minute{60, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &minute, sizeof minute);
  EXPECT_EQ(0, ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

Socket::~Socket() {
  if (socket_ >= 0) ::close(socket_);
}

void Socket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void Socket::end_sending() { ::shutdown(socket_, SHUT_WR); }

bool Socket::has_answer(int milliseconds) const {
  pollfd ready{socket_, POLLIN, 0};
  return ::poll(&ready, 1, milliseconds) == 1;
}

std::string Socket::receive_some() {
  char bytes[64 * 1024];
  const ssize_t n = ::recv(socket_, bytes, sizeof bytes, 0);
  return n > 0 ? std::string(bytes, static_cast<std::size_t>(n)) : "";
}

Answered Socket::receive() {
  Answered reply;
  std::size_t end = std::string::npos, length = 0;
  for (;;) {
    end = buffer_.find("\r\n\r\n");
    if (end != std::string::npos) {
      reply.head = buffer_.substr(0, end + 2);
      const std::size_t at = reply.head.find("Content-Length: ");
      length = at == std::string::npos ? 0 : std::stoul(reply.head.substr(at + 16));
      if (buffer_.size() >= end + 4 + length) break;
    }
    const std::string more = receive_some();
    if (more.empty()) return reply;
    buffer_ += more;
  }
  reply.status = std::stoi(reply.head.substr(9, 3));
  reply.body = buffer_.substr(end + 4, length);
  buffer_.erase(0, end + 4 + length);
  return reply;
}

Loaded small_workflow() {
  return load({{"check.yaml", R"(
document: { dsl: '1.0.3', namespace: test, name: check, version: '1.0.0', title: Check }
opens: { with: { type: customer.request.check }, key: .no }
input:
  schema:
    document:
      type: object
      required: [no]
      properties: { no: { type: string }, kva: { type: number }, site: { type: string } }
do:
  - look: { forward: { to: operations, title: Look at it, result: { required: [ok] } }, deadline: 1 workday }
)"},
               {"common.yaml", R"(
departments:
  operations: { title: Operations, head: wang.er }
  managers:   { title: Managers, head: yang.ba }
)"}});
}

Json event(const std::string& id, const std::string& number, const std::string& customer) {
  return {{"specversion", "1.0"},
          {"id", id},
          {"source", "/test"},
          {"type", "customer.request.check"},
          {"subject", "customer:" + customer},
          {"data", {{"no", number}}}};
}

namespace {

// A worker for each partition, on whatever machine: one that stands still holds up no other.
NodeOptions workers_for(const Journal& journal) {
  NodeOptions options;
  options.workers = journal.partitions();
  return options;
}

}  // namespace

Served::Served(HttpOptions options, PartitionNumber partitions, std::size_t queue_limit)
    : own_(std::make_unique<FaultyJournal>(partitions, queue_limit)),
      node_(*own_, workers_for(*own_)) {
  serve(std::move(options));
}

Served::Served(Journal& journal, HttpOptions options) : node_(journal, workers_for(journal)) {
  serve(std::move(options));
}

void Served::serve(HttpOptions options) {
  const Loaded loaded = small_workflow();
  for (const Fault& fault : loaded.faults) ADD_FAILURE() << to_text(fault);
  EXPECT_TRUE(node_.load());
  const auto active = node_.activate(loaded.definitions);
  EXPECT_TRUE(active) << (active ? "" : active.error().message);
  options.port = 0;
  server_ = std::make_unique<HttpServer>(node_, std::move(options));
  const auto port = server_->listen();
  EXPECT_TRUE(port) << (port ? "" : port.error().message);
  port_ = port ? *port : 0;
  node_.start();
  server_->serve();
}

Served::~Served() {
  server_->stop();
  node_.stop();
}

Answered Served::ask(const std::string& method, const std::string& target,
                     const std::string& headers, const std::string& body) const {
  Socket socket(port_);
  socket.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  return socket.receive();
}

Answered Served::ask_raw(const std::string& bytes) const {
  Socket socket(port_);
  socket.send(bytes);
  return socket.receive();
}

Answered Served::post(const Json& value, const std::string& headers) const {
  const bool batch = value.is_array();
  return ask("POST", "/v1/events",
             std::string("Content-Type: application/cloudevents") + (batch ? "-batch" : "") +
                 "+json\r\n" + headers,
             value.dump());
}

Json Served::records(const std::string& topic) const {
  return get("/v1/topics/" + topic + "/records?max=1000").json()["records"];
}

}  // namespace liaison::http
