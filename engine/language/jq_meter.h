// The meter of one jq_state: counts what an evaluation does, stops it when it does too much, and
// computes what libjq 1.6 cannot be left alone with.
//
//   JqMeter meter(state);
//   meter.begin();
//   … jq_next(state) …
//   if (!meter.verdict().empty()) return invalid("expected …, but " + meter.verdict());
//
// The program hands it every value that a loop goes through and every value that goes into a new
// one (jq_text.h). Each costs one unit, plus one per value inside it and one per 16 bytes of text;
// so what an evaluation can hold is bounded by what it has paid for. Units are the same at every
// replay. The clock is only there for what units do not see, and strikes far later; it counts the
// thread's own time, so that a busy machine stops nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "engine/language/jq_value.h"
#include "engine/language/pattern.h"

extern "C" {
#include <jq.h>
}

namespace liaison {

inline constexpr std::int64_t kMaxUnits = 250'000;  // some 50 ms of simple steps
inline constexpr std::chrono::milliseconds kMaxTime{1000};

class JqMeter {
 public:
  explicit JqMeter(jq_state* state);
  JqMeter(const JqMeter&) = delete;
  JqMeter& operator=(const JqMeter&) = delete;
  ~JqMeter();

  // At most `units`, where a command has fewer left than an expression may take.
  void begin(std::int64_t units = kMaxUnits);
  std::int64_t paid() const { return granted_ - left_; }
  // "" or why it was stopped: "it takes more than 250000 steps".
  const std::string& verdict() const { return verdict_; }

 private:
  static void on_debug(void* meter, jv given);
  static jv on_input(jq_state*, void* meter);

  void look(jv lent);
  void pay(std::int64_t units);
  void pay_for(jv lent, int depth);
  void watch_clock();
  void stop(std::string why);
  bool stopped() const { return !verdict_.empty(); }

  void keep_request(jv lent);
  jv answer();
  jv pair(jv a, jv b);
  jv join(jv values, jv between);
  jv match(jv text, jv pattern, jv flags, std::string_view how);
  jv split(jv text, jv pattern, jv flags);
  jv stitch(jv text, jv pieces);
  const Pattern* compiled(jv pattern, jv flags, std::string& fault);

  jq_state* state_;
  std::int64_t left_ = 0, granted_ = 0;
  unsigned looks_ = 0;
  std::chrono::nanoseconds until_{0};  // of the thread's own time
  std::string verdict_;
  jv request_;
  std::map<std::string, Pattern> patterns_;  // by flags, a slash and the text
};

}  // namespace liaison
