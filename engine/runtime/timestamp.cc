#include "engine/runtime/timestamp.h"

#include <cstdlib>

namespace liaison {

namespace {

using namespace std::chrono;

// Takes parts off the front of a text; once something does not fit, `ok` stays false.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + digit();
    return value;
  }
  int digit() {
    const char c = take();
    if (c < '0' || c > '9') ok_ = false;
    return c - '0';
  }
  char take() {
    if (rest_.empty()) ok_ = false;
    if (!ok_) return '0';
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  void expect(char c) { ok_ = take() == c && ok_; }
  bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }
  bool next_is_digit() const {  // not once it has failed: then nothing is taken any more
    return ok_ && !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }
  bool done() const { return ok_ && rest_.empty(); }
  void fail_unless(bool holds) { ok_ = ok_ && holds; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

sys_days read_date(Reader& in) {
  const int y = in.number(4);
  in.expect('-');
  const int m = in.number(2);
  in.expect('-');
  const int d = in.number(2);
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)},
                            day{static_cast<unsigned>(d)}};
  in.fail_unless(date.ok() && y >= 1970);
  return sys_days{date};
}

Milliseconds read_fraction(Reader& in) {
  if (!in.next_is('.')) return Milliseconds{0};
  in.take();
  int value = in.digit(), scale = 100;
  value *= scale;
  while (in.next_is_digit()) {
    scale /= 10;
    value += in.digit() * scale;
  }
  return Milliseconds{value};
}

Milliseconds read_time(Reader& in) {
  const int h = in.number(2);
  in.expect(':');
  const int m = in.number(2);
  in.expect(':');
  const int s = in.number(2);
  in.fail_unless(h <= 23 && m <= 59 && s <= 60);
  return hours{h} + minutes{m} + seconds{s} + read_fraction(in);
}

minutes read_offset(Reader& in) {
  const char sign = in.take();
  if (sign == 'Z' || sign == 'z') return minutes{0};
  in.fail_unless(sign == '+' || sign == '-');
  const int h = in.number(2);
  in.expect(':');
  const int m = in.number(2);
  in.fail_unless(h <= 23 && m <= 59);
  return minutes{(sign == '-' ? -1 : 1) * (h * 60 + m)};
}

void append_number(std::string& out, unsigned value, int digits) {
  char text[4] = {'0', '0', '0', '0'};
  for (int i = digits; i-- > 0; value /= 10) text[i] = static_cast<char>('0' + value % 10);
  out.append(text, static_cast<std::size_t>(digits));
}

}  // namespace

std::optional<Instant> parse_rfc3339(std::string_view text) {
  Reader in(text);
  const sys_days date = read_date(in);
  const char separator = in.take();
  in.fail_unless(separator == 'T' || separator == 't' || separator == ' ');
  const Milliseconds time = read_time(in);
  const minutes offset = read_offset(in);
  if (!in.done()) return std::nullopt;
  return Instant{date} + time - offset;
}

void append_rfc3339(std::string& out, Instant at) {
  const sys_days date = floor<days>(at);
  const year_month_day parts{date};
  const hh_mm_ss time{at - date};
  append_number(out, static_cast<unsigned>(static_cast<int>(parts.year())), 4);
  out += '-';
  append_number(out, static_cast<unsigned>(parts.month()), 2);
  out += '-';
  append_number(out, static_cast<unsigned>(parts.day()), 2);
  out += 'T';
  append_number(out, static_cast<unsigned>(time.hours().count()), 2);
  out += ':';
  append_number(out, static_cast<unsigned>(time.minutes().count()), 2);
  out += ':';
  append_number(out, static_cast<unsigned>(time.seconds().count()), 2);
  if (time.subseconds().count() != 0) {
    out += '.';
    append_number(out, static_cast<unsigned>(time.subseconds().count()), 3);
  }
  out += 'Z';
}

}  // namespace liaison
