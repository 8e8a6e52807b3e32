// ClientSocket: one client's connection and where its present request stands. It belongs to the
// socket thread of Connections; while a worker has its request only `gone` is shared.
//
//   reading --whole request--> working --answer--> writing --> reading, or draining and closed
#pragma once

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <string>

#include "connectors/http/frame.h"

namespace liaison::http {

struct ClientSocket {
  enum class Phase { kReading, kWorking, kWriting, kDraining } phase = Phase::kReading;
  int socket = -1;
  std::string in, out;
  std::size_t sent = 0;  // of `out`
  Frame frame;           // of the request at the beginning of `in`
  std::size_t requests = 0;
  bool continued = false;  // 100 Continue was sent for the request that is coming
  bool ended = false;      // the client sends nothing more
  bool keep = true;
  bool watched = false;                                  // epoll knows the socket
  std::chrono::steady_clock::time_point deadline, took;  // took: the last bytes of an answer
  std::atomic<bool> gone{false};

  ClientSocket(int s, const FrameLimits& limits) : socket(s), frame(limits) {}
  ~ClientSocket() { ::close(socket); }
  ClientSocket(const ClientSocket&) = delete;
  ClientSocket& operator=(const ClientSocket&) = delete;
};

}  // namespace liaison::http
