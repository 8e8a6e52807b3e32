// Patience: how tests wait for another thread, so that no machine is too slow for them.
//
//   ASSERT_TRUE(comes_true([&] { return node.ready(); }));
//
// A test waits for what it wants to see, never for some time in which it ought to have happened.
#pragma once

#include <chrono>
#include <thread>

namespace liaison {

constexpr std::chrono::seconds kPatience{120};  // only what never comes takes as long

template <class What>
bool comes_true(const What& what) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!what()) {
    if (std::chrono::steady_clock::now() > end) return what();
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return true;
}

}  // namespace liaison
