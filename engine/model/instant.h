// Instant: a point on the world's time line, in UTC milliseconds. Days, office hours and zones are
// the calendar's matter (engine/time); the machine gets instants as arguments and never asks a
// clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace liaison {

using Milliseconds = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Milliseconds>;

inline constexpr Instant kNever = Instant{Milliseconds{INT64_MAX}};
inline constexpr Instant kBeginning = Instant{Milliseconds{0}};

}  // namespace liaison
