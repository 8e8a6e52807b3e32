// Zone: the wall clock of a place, and back. The only file that knows the zone library.
//
//   Zone zone = *Zone::named("Asia/Shanghai");
//   zone.wall(at)          // what a clock on the wall there shows
//   zone.instant(local)    // when it first shows that
//
// Here wall time never goes back: while an hour is lived again in autumn it stands still at that
// hour's last millisecond, so that dates, and everything counted in them, are monotone. instant(x)
// is the first instant at which wall() is x or later: a time that summer time skips becomes the
// moment of the change. Immutable once made, safe from any thread, a few nanoseconds a call.
// Summer time is known as far as the system's zone files tell: to 2037.
#pragma once

#include <string_view>
#include <vector>

#include "engine/model/instant.h"
#include "engine/model/result.h"

namespace liaison {

using Local = std::chrono::local_time<Milliseconds>;

class Zone {
 public:
  Zone() : spans_{Span{}} {}                         // UTC
  static Result<Zone> named(std::string_view name);  // error: unknown zone

  Local wall(Instant at) const;
  Instant instant(Local local) const;

 private:
  struct Span {  // a time of one offset
    Instant begin = Instant::min();
    Local top = Local::min();  // the furthest the wall clock has been, a millisecond before `begin`
    Milliseconds offset{0};
  };
  std::vector<Span> spans_;  // in order of time; the first begins at the beginning of time
};

// For text, which names its zone: the offset at an instant (UTC for an unknown zone), and the
// first instant of a local time.
Milliseconds offset_at(std::string_view zone, Instant at);
Result<Instant> instant_in(std::string_view zone, Local local);

}  // namespace liaison
