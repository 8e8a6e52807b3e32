#include "engine/runtime/clock_watch.h"

#include "engine/runtime/timestamp.h"

namespace liaison {

namespace {

using namespace std::chrono_literals;

constexpr Milliseconds kBehind = 5s;  // less is what time servers do
constexpr Milliseconds kForward = 60s;

std::string span(Milliseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  if (seconds < 120) return std::to_string(seconds) + " seconds";
  if (seconds < 2 * 3600) return std::to_string(seconds / 60) + " minutes";
  if (seconds < 2 * 86400) return std::to_string(seconds / 3600) + " hours";
  return std::to_string(seconds / 86400) + " days";
}

std::string text(Instant at) {
  std::string out;
  append_rfc3339(out, at);
  return out;
}

}  // namespace

std::optional<std::string> ClockWatch::look(Instant wall, Steady steady, Instant ours) {
  const auto passed = std::chrono::duration_cast<Milliseconds>(steady - steady_);
  const Milliseconds jumped = wall_ ? wall - *wall_ - passed : Milliseconds{0};
  wall_ = wall;
  steady_ = steady;
  const bool behind = ours - wall > kBehind;
  if (behind != behind_) {
    behind_ = behind;
    if (!behind) return "the machine's clock has caught up: time goes on";
    return "the machine's clock is " + span(ours - wall) + " behind: time stands still at " +
           text(ours) + " until it has caught up, and nothing falls due";
  }
  if (!behind && jumped > kForward) {
    return "the machine's clock went forward by " + span(jumped) + " at once, to " + text(wall) +
           ": what was due in between fires now";
  }
  return std::nullopt;
}

}  // namespace liaison
