// ClockWatch: whether the machine's clock goes as time goes, for the log.
//
//   if (auto line = watch.look(wall, steady, ours)) log(*line);      // every now and then
//
// The engine's time never falls: where the machine's clock is set back, it stands still until that
// clock has come as far again; then nothing fires and nothing is lost. Where it is set forward, all
// that was to be due in between fires at once: nobody can tell that from a machine that slept.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "engine/model/instant.h"

namespace liaison {

class ClockWatch {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  // `wall` as it was read, `ours` what the engine goes by.
  std::optional<std::string> look(Instant wall, Steady steady, Instant ours);

 private:
  std::optional<Instant> wall_;
  Steady steady_{};
  bool behind_ = false;
};

}  // namespace liaison
