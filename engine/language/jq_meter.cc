#include "engine/language/jq_meter.h"

#include <algorithm>
#include <ctime>

namespace liaison {
namespace {

constexpr std::int64_t kBytesPerStep = 16;
constexpr unsigned kLooksPerClock = 32;

std::chrono::nanoseconds own_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

std::int64_t units_of_text(jv lent) {
  return jv_string_length_bytes(jv_copy(lent)) / kBytesPerStep;
}

// ["\u0001name", …]: only the prelude asks, but a value of the same form is harmless: it is kept
// until the next one, and never answered.
bool is_request(jv lent) {
  if (jv_array_length(jv_copy(lent)) < 2) return false;
  const Jv name(jv_array_get(jv_copy(lent), 0));
  return name.kind() == JV_KIND_STRING && text_of(name.get()).starts_with('\1');
}

}  // namespace

JqMeter::JqMeter(jq_state* state) : state_(state), request_(jv_null()) {
  jq_set_debug_cb(state_, &JqMeter::on_debug, this);
  jq_set_input_cb(state_, &JqMeter::on_input, this);
}

JqMeter::~JqMeter() { jv_free(request_); }

void JqMeter::begin(std::int64_t units) {
  left_ = granted_ = std::min(units, kMaxUnits);
  looks_ = 0;
  verdict_.clear();
  until_ = own_time() + kMaxTime;
  jv_free(request_);
  request_ = jv_null();
}

void JqMeter::on_debug(void* meter, jv given) {
  const Jv value(given);
  static_cast<JqMeter*>(meter)->look(value.get());
}

jv JqMeter::on_input(jq_state*, void* meter) { return static_cast<JqMeter*>(meter)->answer(); }

void JqMeter::look(jv lent) {
  if (stopped()) return;
  if (++looks_ % kLooksPerClock == 0) watch_clock();
  if (jv_get_kind(lent) == JV_KIND_ARRAY && is_request(lent)) keep_request(lent);
  pay_for(lent, 0);  // a request, too: anybody's list may look like one
}

void JqMeter::pay(std::int64_t units) {
  left_ -= units;
  if (left_ < 0) stop("it takes more than " + std::to_string(kMaxUnits) + " steps");
}

void JqMeter::pay_for(jv lent, int depth) {
  const jv_kind kind = jv_get_kind(lent);
  pay(kind == JV_KIND_STRING ? 1 + units_of_text(lent) : 1);
  if (kind != JV_KIND_ARRAY && kind != JV_KIND_OBJECT) return;
  if (depth > kMaxJsonDepth) stop("it nests values more than 512 deep");
  if (kind == JV_KIND_ARRAY) {
    for (int i = 0, count = jv_array_length(jv_copy(lent)); i < count && !stopped(); ++i) {
      const Jv item(jv_array_get(jv_copy(lent), i));
      pay_for(item.get(), depth + 1);
    }
    return;
  }
  for (int i = jv_object_iter(lent); jv_object_iter_valid(lent, i) && !stopped();
       i = jv_object_iter_next(lent, i)) {
    const Jv key(jv_object_iter_key(lent, i)), item(jv_object_iter_value(lent, i));
    pay(units_of_text(key.get()));
    pay_for(item.get(), depth + 1);
  }
}

void JqMeter::watch_clock() {
  if (own_time() < until_) return;
  stop("it takes longer than " + std::to_string(kMaxTime.count()) + " ms");
}

// libjq looks at `halted` before each opcode; we are called from within one.
void JqMeter::stop(std::string why) {
  if (stopped()) return;
  verdict_ = std::move(why);
  jq_halt(state_, jv_invalid(), jv_invalid());
}

void JqMeter::keep_request(jv lent) {
  jv_free(request_);
  request_ = jv_copy(lent);
}

jv JqMeter::answer() {
  const Jv request(request_);
  request_ = jv_null();
  if (stopped() || request.kind() != JV_KIND_ARRAY) return jv_null();
  const auto at = [&](int i) { return jv_array_get(request.copy(), i); };
  const Jv name(at(0)), first(at(1)), second(at(2)), third(at(3)), how(at(4));
  const std::string_view asked = text_of(name.get()).substr(1);
  if (asked == "pair") return pair(first.get(), second.get());
  if (asked == "join") return join(first.get(), second.get());
  if (asked == "split") return split(first.get(), second.get(), third.get());
  if (asked == "stitch") return stitch(first.get(), second.get());
  return match(first.get(), second.get(), third.get(), text_of(how.get()));
}

// Pays for comparing everything in one with everything in the other.
jv JqMeter::pair(jv a, jv b) {
  const auto is_text = [](jv value) { return jv_get_kind(value) == JV_KIND_STRING; };
  const std::int64_t before = left_;
  pay_for(a, 0);
  const std::int64_t of_a = before - left_;
  pay_for(b, 0);
  const std::int64_t of_b = before - left_ - of_a;
  if (!is_text(a) && !is_text(b) && !stopped()) pay(of_a * of_b / 4);
  return jv_null();
}

}  // namespace liaison
