#include "tests/kafka/broker.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <iostream>

namespace liaison::kafka {

std::string broker_command(const std::vector<std::string>& words) {
  std::string command = LIAISON_SOURCE "/deploy/kafka/broker";
  for (const std::string& word : words) command += " '" + word + "'";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::string said;
  std::array<char, 256> part{};
  while (pipe != nullptr && std::fgets(part.data(), part.size(), pipe) != nullptr) {
    said += part.data();
  }
  if (pipe == nullptr || ::pclose(pipe) != 0) return "";
  while (said.ends_with('\n')) said.pop_back();
  return said;
}

namespace {

std::string running_broker() {
  std::string address = broker_command({"status", LIAISON_BROKER});
  if (!address.empty()) return address;
  const std::string self = std::to_string(::getpid());
  return broker_command({"start", LIAISON_BROKER "-" + self, "--while", self});
}

}  // namespace

Cluster test_cluster() {
  static const std::string address = running_broker();
  static std::atomic<int> count = 0;
  EXPECT_FALSE(address.empty()) << "expected a broker for the tests, but it did not start";
  Cluster cluster;
  cluster.bootstrap = address;
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  cluster.prefix = "t" + std::to_string(now % 1'000'000'000'000) + "-" +
                   std::to_string(::getpid()) + "-" + std::to_string(++count) + ".";
  cluster.log = [](const std::string& line) { std::cerr << line << '\n'; };
  return cluster;
}

}  // namespace liaison::kafka
