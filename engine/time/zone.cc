#include "engine/time/zone.h"

#include <date/tz.h>

#include <algorithm>
#include <stdexcept>

#include "engine/time/quote.h"

namespace liaison {
namespace {

using std::chrono::seconds;

// Beyond these no instant is a real one (kNever, say); kept out of sums that would overflow.
constexpr Instant kFirst{Milliseconds{-62'135'596'800'000}};  // year 1
constexpr Instant kLast{Milliseconds{253'402'300'799'999}};   // the end of year 9999

Result<const date::time_zone*> find(std::string_view name) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {  // how the library says "unknown"
    return invalid("expected a time zone such as 'Asia/Shanghai', but " + quoted(name));
  }
}

date::sys_seconds whole_seconds(Instant at) {
  const auto kept = std::clamp(at, kFirst, kLast).time_since_epoch();
  return date::sys_seconds{std::chrono::floor<seconds>(kept)};
}

}  // namespace

Result<Zone> Zone::named(std::string_view name) {
  Zone zone;
  if (name == "UTC") return zone;
  const auto found = find(name);
  if (!found) return found.error();
  date::sys_info info = (*found)->get_info(whole_seconds(kBeginning));
  zone.spans_.front().offset = info.offset;
  while (info.end < whole_seconds(kLast)) {
    info = (*found)->get_info(info.end);
    const Instant begin{Milliseconds{info.begin.time_since_epoch()}};
    const Span& before = zone.spans_.back();
    const Local top{begin.time_since_epoch() + before.offset - Milliseconds{1}};
    zone.spans_.push_back({begin, std::max(top, before.top), info.offset});
  }
  return zone;
}

Local Zone::wall(Instant at) const {
  at = std::clamp(at, kFirst, kLast);
  const Span* span = &spans_.back();  // nearly always: few zones still change their clocks
  if (at < span->begin) {
    span = &*std::prev(std::upper_bound(spans_.begin(), spans_.end(), at,
                                        [](Instant a, const Span& s) { return a < s.begin; }));
  }
  return std::max(Local{at.time_since_epoch() + span->offset}, span->top);
}

Instant Zone::instant(Local local) const {
  const Span* span = &spans_.back();
  if (local <= span->top) {
    span = &*std::prev(std::partition_point(spans_.begin() + 1, spans_.end(),
                                            [&](const Span& s) { return s.top < local; }));
  }
  return std::max(Instant{local.time_since_epoch() - span->offset}, span->begin);
}

Milliseconds offset_at(std::string_view zone, Instant at) {
  if (zone == "UTC") return Milliseconds{0};
  const auto found = find(zone);
  return found ? Milliseconds{(*found)->get_info(whole_seconds(at)).offset} : Milliseconds{0};
}

Result<Instant> instant_in(std::string_view zone, Local local) {
  if (zone == "UTC") return Instant{local.time_since_epoch()};
  const auto found = find(zone);
  if (!found) return found.error();
  const date::local_seconds whole{std::chrono::floor<seconds>(local.time_since_epoch())};
  const date::local_info info = (*found)->get_info(whole);
  if (info.result == date::local_info::nonexistent) {
    return Instant{Milliseconds{info.first.end.time_since_epoch()}};
  }
  return Instant{local.time_since_epoch() - info.first.offset};
}

}  // namespace liaison
