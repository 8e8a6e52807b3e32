#include "connectors/http/connections.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <unordered_map>

#include "connectors/http/client_socket.h"
#include "connectors/http/workers.h"
#include "engine/model/result.h"

namespace liaison::http {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kTick{200};         // how exact the time limits are
constexpr std::chrono::milliseconds kLingering{2'000};  // so that a refused sender reads why
constexpr std::chrono::milliseconds kStopping{5'000};   // for clients to take their last answer
constexpr int kSystemBytes = 256 * 1024;  // that the system takes of an answer: it has no end else

}  // namespace

struct Connections::State {
  State(ConnectionLimits l, ConnectionHandlers h)
      : limits(l),
        handlers(std::move(h)),
        poll(::epoll_create1(EPOLL_CLOEXEC)),
        bell(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
        workers(l.threads) {
    check(poll >= 0 && bell >= 0, "the system gives an epoll and an eventfd descriptor");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = bell;
    ::epoll_ctl(poll, EPOLL_CTL_ADD, bell, &event);
    thread = std::thread([this] { run(); });
  }
  ~State() {
    ::close(poll);
    ::close(bell);
  }

  // ---- what other threads do -----------------------------------------------------------------

  void ring() { ::eventfd_write(bell, 1); }
  void adopt(int socket) {
    {
      const std::lock_guard lock(mutex);
      adopted.push_back(socket);
    }
    ring();
  }
  void done(int socket, Reply reply) {
    unsent += reply.bytes.size();
    {
      const std::lock_guard lock(mutex);
      finished.emplace_back(socket, std::move(reply));
    }
    ring();
  }

  // ---- the socket thread ----------------------------------------------------------------------

  void run() {
    std::array<epoll_event, 128> events;
    Clock::time_point next_tick = Clock::now() + kTick;
    while (!(stopping && clients.empty())) {
      const int n = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(kTick.count()));
      for (int i = 0; i < n; ++i) {
        const auto& event = events.at(static_cast<std::size_t>(i));
        if (event.data.fd == bell) take_messages();
        else if (auto it = clients.find(event.data.fd); it != clients.end())
          on_event(*it->second, event.events);
      }
      if (Clock::now() < next_tick) continue;
      next_tick = Clock::now() + kTick;
      expire();
    }
  }

  void take_messages() {
    eventfd_t count = 0;
    ::eventfd_read(bell, &count);
    std::vector<int> sockets;
    std::vector<std::pair<int, Reply>> replies;
    {
      const std::lock_guard lock(mutex);
      sockets.swap(adopted);
      replies.swap(finished);
    }
    peak = std::max(peak, unsent.load());
    for (const int socket : sockets) welcome(socket);
    for (auto& [socket, reply] : replies) send_reply(*clients.at(socket), std::move(reply));
  }

  void welcome(int socket) {
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL, 0) | O_NONBLOCK);
    ::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &kSystemBytes, sizeof kSystemBytes);
    auto client = std::make_unique<ClientSocket>(socket, limits.frame);
    if (stopping || clients.size() >= limits.connections) return;  // closes it
    client->deadline = Clock::now() + limits.idle;
    ClientSocket& kept = *client;
    clients.emplace(socket, std::move(client));
    open = clients.size();
    watch(kept, EPOLLIN);
  }

  void watch(ClientSocket& client, std::uint32_t what) {
    epoll_event event{};
    event.events = what;
    event.data.fd = client.socket;
    ::epoll_ctl(poll, client.watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, client.socket, &event);
    client.watched = true;
  }
  void ignore(ClientSocket& client) {
    if (client.watched) ::epoll_ctl(poll, EPOLL_CTL_DEL, client.socket, nullptr);
    client.watched = false;
  }
  void forget(ClientSocket& client) {
    ignore(client);
    buffered -= client.in.size();
    unsent -= client.out.size();
    const int socket = client.socket;
    clients.erase(socket);  // the client is gone after this line
    open = clients.size();
  }

  void on_event(ClientSocket& client, std::uint32_t events) {
    switch (client.phase) {
      case ClientSocket::Phase::kReading: return read_more(client);
      case ClientSocket::Phase::kWorking:
        // A client that only closed its sending side counts as gone too: an answer still goes to
        // it, but nobody goes on waiting for its sake.
        client.gone = true;
        return ignore(client);
      case ClientSocket::Phase::kWriting:
        if ((events & (EPOLLHUP | EPOLLERR)) != 0) return forget(client);
        return write_more(client);
      case ClientSocket::Phase::kDraining: return drain(client);
    }
  }

  void read_more(ClientSocket& client) {
    char bytes[16 * 1024];
    for (int round = 0; round < 16; ++round) {  // then the others have their turn
      const ssize_t n = ::recv(client.socket, bytes, sizeof bytes, 0);
      if (n < 0 && (errno == EAGAIN || errno == EINTR)) break;
      if (n < 0) return forget(client);
      if (client.ended = n == 0; client.ended) break;
      if (client.in.empty()) client.deadline = Clock::now() + limits.sending;
      client.in.append(bytes, static_cast<std::size_t>(n));
      buffered += static_cast<std::size_t>(n);
    }
    look(client);
  }

  void look(ClientSocket& client) {
    if (client.frame.size() == 0 && client.in.starts_with("\r\n")) {  // left over by old clients
      client.in.erase(0, 2);
      buffered -= 2;
    }
    if (client.in.empty()) return go_on_reading(client);
    switch (client.frame.look(client.in)) {
      case Frame::kComplete: return hand_over(client);
      case Frame::kMore:
        if (buffered > limits.buffered_bytes) return refuse(client, 503);
        return go_on_reading(client);
      case Frame::kHeadTooLarge: return refuse(client, 431);
      case Frame::kBodyTooLarge: return refuse(client, 413);
      case Frame::kMalformed: return refuse(client, 400);
    }
  }

  void go_on_reading(ClientSocket& client) {
    if (client.ended) return forget(client);
    if (!client.continued && client.frame.head_complete() &&
        client.frame.expect_at() != std::string::npos) {
      client.continued = true;
      constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      ::send(client.socket, kContinue.data(), kContinue.size(), MSG_NOSIGNAL);
    }
    watch(client, EPOLLIN);
  }

  void hand_over(ClientSocket& client) {
    // The expectation is met here; under another name the parser does not answer it again.
    if (client.frame.expect_at() != std::string::npos) {
      client.in.replace(client.frame.expect_at(), 6, "X-Seen");
    }
    client.phase = ClientSocket::Phase::kWorking;
    client.gone = false;
    const bool last = ++client.requests >= limits.requests_a_connection || stopping;
    watch(client, EPOLLRDHUP);
    const std::string_view request = std::string_view(client.in).substr(0, client.frame.size());
    const bool much = handlers.asks_for_much && handlers.asks_for_much(request);
    const auto job = [this, &client, request, last, much] {
      if (much && unsent > limits.unsent_bytes) done(client.socket, {handlers.refuse(503), false});
      else done(client.socket, handlers.serve({request, client.gone, last}));
    };
    workers.run(job, much ? Job::kLong : Job::kShort);
  }

  void refuse(ClientSocket& client, int status) {
    Reply reply{handlers.refuse(status), false};
    unsent += reply.bytes.size();
    send_reply(client, std::move(reply));
  }

  // Nothing more is read of a connection that is not kept.
  void drop_request(ClientSocket& client, bool kept) {
    const std::size_t before = client.in.size();
    client.in.erase(0, kept ? client.frame.size() : before);
    buffered -= before - client.in.size();
    if (client.in.empty()) std::string().swap(client.in);  // gives back its memory
  }

  void send_reply(ClientSocket& client, Reply reply) {
    drop_request(client, reply.keep);
    client.frame = Frame(limits.frame);
    client.continued = false;
    client.out = std::move(reply.bytes);
    client.sent = 0;
    client.keep = reply.keep && !stopping;
    client.phase = ClientSocket::Phase::kWriting;
    client.took = Clock::now();
    client.deadline = client.took + limits.taking;
    write_more(client);
  }

  void write_more(ClientSocket& client) {
    while (client.sent < client.out.size()) {
      const ssize_t n = ::send(client.socket, client.out.data() + client.sent,
                               client.out.size() - client.sent, MSG_NOSIGNAL);
      if (n < 0 && (errno == EAGAIN || errno == EINTR)) return watch(client, EPOLLOUT);
      if (n <= 0) return forget(client);
      client.sent += static_cast<std::size_t>(n);
      client.took = Clock::now();
    }
    unsent -= client.out.size();
    std::string().swap(client.out);  // gives back its memory
    if (client.keep) return next_request(client);
    ::shutdown(client.socket, SHUT_WR);
    client.phase = ClientSocket::Phase::kDraining;
    client.deadline = Clock::now() + (stopping ? kTick : kLingering);
    watch(client, EPOLLIN);
  }

  void next_request(ClientSocket& client) {
    client.phase = ClientSocket::Phase::kReading;
    client.deadline = Clock::now() + (client.in.empty() ? limits.idle : limits.sending);
    look(client);  // it may have been sent ahead of our answer
  }

  // Closing with unread bytes would reset the connection and take our answer with it.
  void drain(ClientSocket& client) {
    char bytes[16 * 1024];
    const ssize_t n = ::recv(client.socket, bytes, sizeof bytes, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) forget(client);
  }

  // When there is no room for answers: who has taken nothing for the longest time goes first.
  void make_room(Clock::time_point now) {
    std::vector<ClientSocket*> stalled;
    for (auto& [socket, client] : clients) {
      const bool writes = client->phase == ClientSocket::Phase::kWriting;
      if (writes && now - client->took >= limits.stalled) stalled.push_back(client.get());
    }
    std::sort(stalled.begin(), stalled.end(),
              [](const ClientSocket* a, const ClientSocket* b) { return a->took < b->took; });
    for (ClientSocket* client : stalled) {
      if (unsent > limits.unsent_bytes) forget(*client);
    }
  }

  void expire() {
    const auto now = Clock::now();
    if (unsent > limits.unsent_bytes) make_room(now);
    if (unsent + limits.unsent_bytes / 2 < peak) {
      if (handlers.after_flood) handlers.after_flood();
      peak = unsent;
    }
    std::vector<ClientSocket*> late;
    for (auto& [socket, client] : clients) {
      const bool idle = client->phase == ClientSocket::Phase::kReading && client->in.empty();
      if (client->phase == ClientSocket::Phase::kWorking) continue;
      if (client->deadline <= now || (stopping && (idle || now > stop_by))) {
        late.push_back(client.get());
      }
    }
    for (ClientSocket* client : late) {
      const bool sending = client->phase == ClientSocket::Phase::kReading && !client->in.empty();
      if (sending && !stopping) refuse(*client, 408);
      else forget(*client);
    }
  }

  const ConnectionLimits limits;
  const ConnectionHandlers handlers;
  const int poll, bell;
  std::atomic<bool> stopping{false};
  Clock::time_point stop_by;  // written before `stopping`
  std::atomic<std::size_t> open{0};
  std::unordered_map<int, std::unique_ptr<ClientSocket>> clients;
  std::size_t buffered = 0;            // bytes of requests that are not answered
  std::atomic<std::size_t> unsent{0};  // bytes of answers that are not taken
  std::size_t peak = 0;                // of unsent, since it was last told of a flood
  std::mutex mutex;                    // the two below
  std::vector<int> adopted;
  std::vector<std::pair<int, Reply>> finished;
  Workers workers;
  std::thread thread;
};

Connections::Connections(ConnectionLimits limits, ConnectionHandlers handlers)
    : state_(std::make_unique<State>(limits, std::move(handlers))) {}

Connections::~Connections() { stop(); }

void Connections::adopt(int socket) { state_->adopt(socket); }

void Connections::stop() {
  if (state_->stopping) return;
  state_->stop_by = Clock::now() + kStopping;
  state_->stopping = true;
  state_->ring();
  state_->thread.join();
  state_->workers.stop();
}

std::size_t Connections::open() const { return state_->open; }
std::size_t Connections::unsent() const { return state_->unsent; }

}  // namespace liaison::http
