// Cron: points in time as the five fields of cron name them: minute, hour, day of the month, month,
// day of the week.
//
//   Cron cron = *Cron::parse("30 8 1,15 * mon-fri");
//   cron.after(cn, now)            // the next one, in the calendar's zone
//
// A field is `*`, a number, a name (jan … dec, sun … sat), a range `1-5`, a step `/2` behind `*` or
// a range; or a list of those. Sunday is 0 and 7. Where both kinds of days are given (neither field
// begins with `*`) a day needs to fit only one of them.
//
// By the wall clock of the zone: a time that summer time skips comes at the moment of the change;
// an hour that is lived twice counts once, the first time.
#pragma once

#include <bitset>
#include <string>
#include <string_view>

#include "engine/time/calendar.h"

namespace liaison {

class Cron {
 public:
  // Error: "expected an hour of 0 to 23, but '24'"; also for what never comes (the 30th of
  // February).
  static Result<Cron> parse(std::string_view text);

  Instant after(const Calendar&, Instant) const;     // the first one later than this
  Instant last(const Calendar&, Instant at) const;   // the last one not later than `at`
  const std::string& text() const { return text_; }  // its fields, one blank between them
  friend bool operator==(const Cron&, const Cron&) = default;

 private:
  bool fits(Date day) const;
  bool ever_comes() const;

  std::string text_;
  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;     // 1 … 31
  std::bitset<13> months_;   // 1 … 12
  std::bitset<7> weekdays_;  // Sunday first
  bool either_day_ = false;  // both kinds of days are given
};

}  // namespace liaison
