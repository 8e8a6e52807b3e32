// The meter's functions on text: join, split, match and what sub and gsub are made of. libjq's own
// are quadratic in the length of the text or never end on some patterns.
#include <algorithm>

#include "engine/language/jq_meter.h"

namespace liaison {
namespace {

constexpr std::size_t kMaxPatterns = 64;
constexpr std::int64_t kBytesPerUnit = 16;
constexpr std::int64_t kLookedAtPerUnit =
    256;  // a pattern runs over so many bytes in a unit's time

jv fault(std::string_view text) { return jv_invalid_with_msg(text_to_jq(text)); }

// Counts characters up to a byte, from the position asked before, forward or back.
class Characters {
 public:
  explicit Characters(std::string_view text) : text_(text) {}
  int until(std::ptrdiff_t byte) {
    const std::size_t wanted = static_cast<std::size_t>(byte);
    for (; at_ < wanted; ++at_) count_ += begins(at_);
    for (; at_ > wanted; --at_) count_ -= begins(at_ - 1);
    return count_;
  }
  // The byte where the character of this number begins.
  std::size_t byte_of(int character) {
    if (character < count_) at_ = 0, count_ = 0;
    while (at_ < text_.size() && (count_ < character || !begins(at_))) count_ += begins(at_++);
    return at_;
  }

 private:
  bool begins(std::size_t at) const {
    return (static_cast<unsigned char>(text_[at]) & 0xC0u) != 0x80u;
  }
  std::string_view text_;
  std::size_t at_ = 0;
  int count_ = 0;
};

jv with(jv object, const char* key, jv value) {
  return jv_object_set(object, jv_string(key), value);
}

// `from` counts on from the whole match, so that a group costs no more than its match.
jv group_to_jq(const Pattern::Group& group, std::string_view text, Characters& characters) {
  const bool took_part = group.from >= 0;
  const int from = took_part ? characters.until(group.from) : -1;
  const int length = took_part ? characters.until(group.from + group.length) - from : 0;
  jv made = with(jv_object(), "offset", jv_number(from));
  made = with(made, "length", jv_number(length));
  return with(made, "string",
              took_part ? text_to_jq(text.substr(static_cast<std::size_t>(group.from),
                                                 static_cast<std::size_t>(group.length)))
                        : jv_null());
}

jv match_to_jq(const Pattern::Match& match, std::string_view text, Characters& characters) {
  jv captures = jv_array();
  jv made = group_to_jq(match[0], text, characters);
  const std::string_view whole = text.substr(static_cast<std::size_t>(match[0].from),
                                             static_cast<std::size_t>(match[0].length));
  const int before = characters.until(match[0].from);
  for (std::size_t i = 1; i < match.size(); ++i) {
    Pattern::Group group = match[i];
    if (group.from >= 0) group.from -= match[0].from;
    Characters inside(whole);
    jv capture = group_to_jq(group, whole, inside);
    if (group.from >= 0) {
      capture = with(capture, "offset", jv_number(before + inside.until(group.from)));
    }
    captures = jv_array_append(
        captures, with(capture, "name", group.name.empty() ? jv_null() : text_to_jq(group.name)));
  }
  return with(made, "captures", captures);
}

// jq takes `[pattern, flags]` in place of a pattern.
void unpack(jv& pattern, jv& flags) {
  if (jv_get_kind(pattern) != JV_KIND_ARRAY) return;
  const Jv both(pattern);
  if (jv_array_length(both.copy()) > 1) {
    jv_free(flags);
    flags = jv_array_get(both.copy(), 1);
  }
  pattern = jv_array_get(both.copy(), 0);
}

}  // namespace

jv JqMeter::join(jv values, jv between) {
  const jv_kind kind = jv_get_kind(values);
  if (kind != JV_KIND_ARRAY) return jv_null();  // libjq's own says what is wrong
  const int count = jv_array_length(jv_copy(values));
  const bool text_between = jv_get_kind(between) == JV_KIND_STRING;
  if (count > 1 && !text_between && jv_get_kind(between) != JV_KIND_NULL) return jv_null();
  std::string joined;
  for (int i = 0; i < count; ++i) {
    const Jv item(jv_array_get(jv_copy(values), i));
    const jv_kind what = item.kind();
    if (i && text_between) joined += text_of(between);
    if (what == JV_KIND_ARRAY || what == JV_KIND_OBJECT) {
      return fault("string and " + std::string(jv_kind_name(what)) + " cannot be added");
    }
    const Jv text(what == JV_KIND_STRING ? item.copy() : jv_dump_string(item.copy(), 0));
    if (what != JV_KIND_NULL) joined += text_of(text.get());
    if (static_cast<std::int64_t>(joined.size()) / kBytesPerUnit > left_) break;
  }
  pay(count + static_cast<std::int64_t>(joined.size()) / kBytesPerUnit);
  return stopped() ? jv_null() : text_to_jq(joined);
}

const Pattern* JqMeter::compiled(jv pattern, jv flags, std::string& why) {
  const bool flagged = jv_get_kind(flags) == JV_KIND_STRING;
  const std::string key =
      (flagged ? std::string(text_of(flags)) : "") + "/" + std::string(text_of(pattern));
  const auto known = patterns_.find(key);
  if (known != patterns_.end()) return &known->second;
  Result<Pattern> made = Pattern::of_jq(text_of(pattern), flagged ? text_of(flags) : "");
  if (!made) {
    why = made.error().message;
    return nullptr;
  }
  if (patterns_.size() >= kMaxPatterns) patterns_.clear();
  return &patterns_.emplace(key, std::move(*made)).first->second;
}

jv JqMeter::match(jv text, jv given_pattern, jv given_flags, std::string_view how) {
  jv pattern = jv_copy(given_pattern), flags = jv_copy(given_flags);
  unpack(pattern, flags);
  const Jv held_pattern(pattern), held_flags(flags);
  if (jv_get_kind(text) != JV_KIND_STRING || held_pattern.kind() != JV_KIND_STRING) {
    return fault("a text and a pattern are needed to match, but " +
                 std::string(jv_kind_name(jv_get_kind(text))) + " and " +
                 jv_kind_name(held_pattern.kind()));
  }
  if (held_flags.kind() != JV_KIND_STRING && held_flags.kind() != JV_KIND_NULL) {
    return fault(std::string(jv_kind_name(held_flags.kind())) + " is not a string");
  }
  std::string why;
  const Pattern* known = compiled(pattern, flags, why);
  if (!known) return fault(why);
  const std::string_view all = text_of(text);
  pay(1 + static_cast<std::int64_t>(all.size()) / kBytesPerUnit * (1 + known->groups()));
  if (stopped()) return jv_null();
  if (how == "test") return jv_bool(known->found_in(all));
  const bool global =
      held_flags.kind() == JV_KIND_STRING && text_of(flags).find('g') != std::string_view::npos;
  Characters characters(all);
  jv found = jv_array();
  const auto go_on = [this, known](std::size_t bytes) {
    watch_clock();
    pay(4 + 4 * known->groups() + static_cast<std::int64_t>(bytes) / kLookedAtPerUnit);
    return !stopped();
  };
  for (const Pattern::Match& one : known->matches(all, global ? all.size() + 1 : 1, go_on)) {
    found = jv_array_append(found, match_to_jq(one, all, characters));
  }
  return found;
}

jv JqMeter::split(jv text, jv pattern, jv flags) {
  if (jv_get_kind(text) != JV_KIND_STRING || jv_get_kind(pattern) != JV_KIND_STRING) {
    return fault("a text and a pattern are needed to split");
  }
  std::string why;
  const Pattern* known = compiled(pattern, flags, why);
  if (!known) return fault(why);
  const std::string_view all = text_of(text);
  pay(1 + static_cast<std::int64_t>(all.size()) / kBytesPerUnit);
  const auto go_on = [this](std::size_t bytes) {
    watch_clock();
    pay(2 + static_cast<std::int64_t>(bytes) / kLookedAtPerUnit);
    return !stopped();
  };
  jv pieces = jv_array();
  std::size_t at = 0;
  for (const Pattern::Match& one : known->matches(all, all.size() + 1, go_on)) {
    const std::size_t from = static_cast<std::size_t>(one[0].from);
    pieces = jv_array_append(pieces, text_to_jq(all.substr(at, from - at)));
    at = from + static_cast<std::size_t>(one[0].length);
  }
  return jv_array_append(pieces, text_to_jq(all.substr(at)));
}

// `pieces`: [[offset, length, replacement], …] in characters, in order.
jv JqMeter::stitch(jv text, jv pieces) {
  const std::string_view all = text_of(text);
  Characters characters(all);
  std::string made;
  std::size_t at = 0;
  for (int i = 0, count = jv_array_length(jv_copy(pieces)); i < count; ++i) {
    const Jv piece(jv_array_get(jv_copy(pieces), i));
    const auto part = [&](int n) { return jv_array_get(piece.copy(), n); };
    const Jv offset(part(0)), length(part(1)), put(part(2));
    if (put.kind() != JV_KIND_STRING) return fault("a replacement must be one string");
    const int first = static_cast<int>(jv_number_value(offset.get()));
    const int end = first + static_cast<int>(jv_number_value(length.get()));
    const std::size_t from = characters.byte_of(first);
    made += all.substr(at, from - at);
    made += text_of(put.get());
    at = characters.byte_of(end);
  }
  made += all.substr(at);
  pay(static_cast<std::int64_t>(made.size()) / kBytesPerUnit);
  return stopped() ? jv_null() : text_to_jq(made);
}

}  // namespace liaison
