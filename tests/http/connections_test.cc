// What clients do not take: bounded over all of them, and nobody else is kept waiting.

#include "connectors/http/connections.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <thread>
#include <vector>

#include "tests/patience.h"

namespace liaison::http {
namespace {

constexpr std::size_t kMuch = 2'000'000;  // more than the system takes by itself

std::string reply_of(int status, std::size_t size) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(size) +
         "\r\n\r\n" + std::string(size, 'x');
}

// A client at one end of a pair of sockets; the other end is given to the Connections.
class Client {
 public:
  explicit Client(Connections& connections) {
    int ends[2];
    EXPECT_EQ(0, ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
    socket_ = ends[0];
    connections.adopt(ends[1]);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void ask(const std::string& path) const { send("GET " + path + " HTTP/1.1\r\n\r\n"); }
  void send(const std::string& bytes) const {
    ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  bool has_bytes(int milliseconds) const {
    pollfd ready{socket_, POLLIN, 0};
    return ::poll(&ready, 1, milliseconds) == 1;
  }
  // Until there is enough, the connection ends, or nothing comes for half a minute.
  std::string take(std::size_t enough = std::string::npos) const {
    std::string all;
    std::vector<char> bytes(64 * 1024);
    while (all.size() < enough && has_bytes(30'000)) {
      const ssize_t n = ::recv(socket_, bytes.data(), bytes.size(), 0);
      if (n <= 0) break;
      all.append(bytes.data(), static_cast<std::size_t>(n));
    }
    return all;
  }

 private:
  int socket_ = -1;
};

ConnectionHandlers handlers() {
  return {[](const Exchange& exchange) {
            const bool much = exchange.request.starts_with("GET /much");
            return Reply{reply_of(200, much ? kMuch : 2), true};
          },
          [](int status) { return reply_of(status, 0); },
          [](std::string_view request) { return request.starts_with("GET /much"); }};
}

TEST(Connections, what_is_not_taken_is_bounded_and_makes_room_in_the_end) {
  ConnectionLimits limits;
  limits.threads = 2;
  limits.unsent_bytes = 5'000'000;
  limits.stalled = std::chrono::milliseconds(8'000);  // in which two others can ask
  Connections connections(limits, handlers());
  std::vector<std::unique_ptr<Client>> deaf;
  for (int i = 0; i < 40; ++i) {
    deaf.push_back(std::make_unique<Client>(connections));
    deaf.back()->ask("/much");
  }
  ASSERT_TRUE(comes_true([&] { return connections.unsent() > limits.unsent_bytes; }));
  // Each worker may have been at one when the limit was reached.
  EXPECT_LE(connections.unsent(), limits.unsent_bytes + 3 * (kMuch + 100));
  Client other(connections);
  other.ask("/much");
  EXPECT_EQ(0u, other.take(1).find("HTTP/1.1 503"));
  Client small(connections);
  small.ask("/small");
  EXPECT_EQ(0u, small.take(1).find("HTTP/1.1 200"));
  ASSERT_TRUE(comes_true([&] { return connections.unsent() <= limits.unsent_bytes; }));
  Client reader(connections);
  reader.ask("/much");
  EXPECT_LT(kMuch, reader.take(kMuch + 1).size());
  deaf.clear();
  EXPECT_TRUE(comes_true([&] { return connections.unsent() == 0; })) << connections.unsent();
}

TEST(Connections, nothing_more_is_read_before_the_answer_is_taken) {
  std::atomic<int> served = 0;
  ConnectionHandlers counting = handlers();
  counting.serve = [&](const Exchange&) {
    ++served;
    return Reply{reply_of(200, kMuch), true};
  };
  ConnectionLimits limits;
  Connections connections(limits, counting);
  Client client(connections);
  for (int i = 0; i < 5; ++i) client.ask("/much");
  ASSERT_TRUE(comes_true([&] { return served > 0; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(1, served);
  client.take(5 * reply_of(200, kMuch).size());
  EXPECT_EQ(5, served);
}

TEST(Connections, short_work_goes_before_long_work) {
  std::promise<void> go;
  const std::shared_future<void> gate = go.get_future().share();
  std::mutex mutex;
  std::string order;
  ConnectionHandlers ordered = handlers();
  std::atomic<bool> at_the_gate = false;
  std::atomic<int> seen = 0;  // by the thread of the sockets, which then queues it
  ordered.asks_for_much = [&](std::string_view request) {
    ++seen;
    return request.starts_with("GET /much");
  };
  ordered.serve = [&](const Exchange& exchange) {
    if (exchange.request.starts_with("GET /gate")) {
      at_the_gate = true;
      gate.wait();
    }
    const std::lock_guard lock(mutex);
    order += exchange.request.substr(5, 1);
    return Reply{reply_of(200, 2), true};
  };
  ConnectionLimits limits;
  limits.threads = 1;
  Connections connections(limits, ordered);
  std::vector<std::unique_ptr<Client>> clients;
  for (const char* path : {"/gate", "/much", "/much", "/small", "/last"}) {
    clients.push_back(std::make_unique<Client>(connections));
    clients.back()->ask(path);
    const int asked = static_cast<int>(clients.size());
    EXPECT_TRUE(comes_true([&] { return seen == asked && at_the_gate; }));
  }
  go.set_value();  // the last one has been seen, so the small one is queued
  for (const auto& client : clients) EXPECT_TRUE(client->has_bytes(60'000));
  const std::lock_guard lock(mutex);
  std::erase(order, 'l');
  EXPECT_EQ("gsmm", order);
}

TEST(Connections, requests_that_are_worked_on_count_as_well) {
  std::promise<void> go;
  const std::shared_future<void> gate = go.get_future().share();
  ConnectionHandlers waiting = handlers();
  waiting.serve = [&](const Exchange&) {
    gate.wait();
    return Reply{reply_of(200, 2), true};
  };
  std::atomic<int> seen = 0;
  waiting.asks_for_much = [&](std::string_view) {
    ++seen;
    return false;
  };
  ConnectionLimits limits;
  limits.threads = 1;
  limits.buffered_bytes = 3'000;
  Connections connections(limits, waiting);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 2; ++i) {
    clients.push_back(std::make_unique<Client>(connections));
    clients.back()->ask("/" + std::string(2'000, 'x'));
    EXPECT_TRUE(comes_true([&] { return seen == i + 1; }));
  }
  Client late(connections);
  late.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n");  // its body does not come
  EXPECT_EQ(0u, late.take(1).find("HTTP/1.1 503"));
  go.set_value();
}

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  file >> pages >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST(Connections, after_a_flood_the_memory_can_be_given_back) {
  std::atomic<int> floods = 0;
  ConnectionHandlers told = handlers();
  told.after_flood = [&] { ++floods; };
  ConnectionLimits limits;
  limits.unsent_bytes = 20'000'000;
  Connections connections(limits, told);
  const auto ask_and_go = [&](std::size_t clients) {
    std::vector<std::unique_ptr<Client>> deaf;
    for (std::size_t i = 0; i < clients; ++i) {
      deaf.push_back(std::make_unique<Client>(connections));
      deaf.back()->ask("/much");
    }
    // Nearly all is written and waits; the system takes a part of each by itself.
    return comes_true([&] { return connections.unsent() >= clients * kMuch / 2; });
  };
  ASSERT_TRUE(ask_and_go(2));
  ASSERT_TRUE(comes_true([&] { return connections.unsent() == 0; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_EQ(0, floods);
  ASSERT_TRUE(ask_and_go(12));
  EXPECT_TRUE(comes_true([&] { return floods > 0; }));
}

// Of 120 MB that were asked for. Sanitizers keep what is freed, to see who still uses it.
#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer)
constexpr std::size_t kKept = 4'000'000'000;
#else
constexpr std::size_t kKept = 60'000'000;
#endif

// What is idle keeps nothing of its last exchange.
TEST(Connections, idle_clients_hold_no_memory) {
  ConnectionLimits limits;
  limits.threads = 2;
  Connections connections(limits, handlers());
  const std::size_t before = resident_bytes();
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 60; ++i) {
    idle.push_back(std::make_unique<Client>(connections));
    idle.back()->ask("/much");
    idle.back()->take(kMuch);
  }
  EXPECT_LT(resident_bytes(), before + kKept);
}

}  // namespace
}  // namespace liaison::http
