#include "engine/scenario/public_record.h"

#include <algorithm>
#include <charconv>

#include "engine/model/json_reader.h"
#include "engine/time/duration.h"

namespace liaison {

namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute;

// "1h30m", "50m", "20s": the short form that only scenarios use.
std::optional<Milliseconds> short_length(std::string_view text) {
  std::int64_t sum = 0;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || rest == text.data() + text.size()) return std::nullopt;
    const std::int64_t unit = *rest == 'h'   ? kHour
                              : *rest == 'm' ? kMinute
                              : *rest == 's' ? kSecond
                                             : 0;
    if (unit == 0) return std::nullopt;
    sum += count * unit;
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()) + 1);
  }
  return Milliseconds{sum};
}

bool same_instant(const std::string& expected, const std::string& actual, std::string_view zone) {
  if (actual.size() < 16 || expected.size() < 10) return false;
  const auto a = parse_time(expected, zone), b = parse_time(actual, zone);
  return a && b && !a->date_only && a->at == b->at;
}

bool same_length(const Json& expected, const Json& actual) {
  const auto a = length_of(expected), b = length_of(actual);
  return a && b && *a == *b;
}

bool fits_text(const std::string& expected, const Json& actual, std::string_view zone) {
  if (actual.is_string()) {
    const std::string& text = actual.get_ref<const std::string&>();
    return text == expected || same_instant(expected, text, zone) || same_length(expected, actual);
  }
  return actual.is_number_integer() && same_length(expected, actual);
}

bool fits_lists(const Json& expected, const Json& actual, std::string_view zone) {
  return expected.size() == actual.size() &&
         std::equal(expected.begin(), expected.end(), actual.begin(),
                    [&](const Json& a, const Json& b) { return fits(a, b, zone); });
}

bool fits_object(const Json& expected, const Json& actual, std::string_view zone) {
  for (const auto& [key, value] : expected.items()) {
    const auto found = actual.find(key);
    if (!fits(value, found == actual.end() ? Json() : *found, zone)) return false;
  }
  return true;
}

// What the record says under this name; a few names reach one level deeper.
Json field_of(const PublicRecord& record, const std::string& name) {
  if (const auto found = record.data->find(name); found != record.data->end()) return *found;
  if (name == "time") return to_text(record.time, "UTC");
  return {};
}

std::string short_time(const Json& value, std::string_view zone) {
  if (!value.is_string()) return value.dump();
  const auto parsed = parse_time(value.get<std::string>(), zone);
  return parsed ? to_text(parsed->at, zone).substr(5, 11) : value.get<std::string>();
}

std::string shown(const std::string& name, const Json& value, std::string_view zone) {
  if (name == "due" || name == "oldDue") return name + " " + short_time(value, zone);
  return name + " " + (value.is_string() ? value.get<std::string>() : value.dump());
}

// Of a text that the quick reader gives up.
Json read_slowly(const std::string& text, const std::string& at) {
  const Json whole = Json::parse(text, nullptr, false);
  const Json::json_pointer place(at);
  return !whole.is_discarded() && whole.contains(place) ? whole[place] : Json::object();
}

}  // namespace

const Json& RecordData::operator*() const {
  if (!value_) value_ = read_json(text_, at_);
  if (!value_) value_ = read_slowly(text_, at_);
  return *value_;
}

Json RecordData::only(std::initializer_list<std::string_view> names) const {
  if (auto some = value_ ? std::nullopt : read_members(text_, at_, names)) return *std::move(some);
  Json some = Json::object();
  for (const std::string_view name : names) {
    if (const auto found = (**this).find(name); found != (**this).end())
      some[std::string(name)] = *found;
  }
  return some;
}

PublicRecord open_record(std::string_view topic, std::string_view value) {
  PublicRecord record;
  record.topic = topic;
  const Json event = RecordData(value, "").only({"id", "type", "time", "source", "subject"});
  const std::string type = text_in(event, "type");
  record.id = text_in(event, "id");
  if (const auto time = parse_time(text_in(event, "time"), "UTC")) record.time = time->at;
  record.data = RecordData(value, "/data");
  if (topic == "rejected") {
    record.family = topic;
  } else if (topic == "events") {  // what a case has put out: its type is the file's
    record.family = "event";
    record.data = Json{{"type", type},
                       {"source", text_in(event, "source")},
                       {"subject", text_in(event, "subject")},
                       {"id", record.id},
                       {"data", *record.data}};
  } else {
    const std::size_t dot = type.find('.');
    record.family = type.substr(0, dot);
    if (dot != std::string::npos) record.verb = type.substr(dot + 1);
  }
  return record;
}

std::string one_line(const PublicRecord& record, std::string_view zone) {
  std::string line = to_text(record.time, zone).substr(5, 14);
  std::replace(line.begin(), line.end(), 'T', ' ');
  line += "  " + record.family + " " + record.verb;
  for (const char* name :
       {"type", "step", "department", "holder", "clock", "task", "template", "text", "key", "due",
        "oldDue", "lateBy", "to", "rung", "reason", "cause", "reasons"}) {
    const Json value = field_of(record, name);
    if (value.is_null() || value == "" || value == Json::array()) continue;
    line += "  " + shown(name, value, zone);
  }
  return line;
}

bool fits(const Expectation& expectation, const PublicRecord& record, std::string_view zone) {
  const bool refused = expectation.family == "refused";
  if (record.family != (refused ? "task" : expectation.family)) return false;
  if (expectation.family != "rejected" && record.verb != expectation.verb) return false;
  return std::all_of(
      expectation.fields.items().begin(), expectation.fields.items().end(),
      [&](const auto& item) { return fits(item.value(), field_of(record, item.key()), zone); });
}

bool fits(const Json& expected, const Json& actual, std::string_view zone) {
  if (expected == actual) return true;
  if (expected.is_object()) return actual.is_object() && fits_object(expected, actual, zone);
  if (expected.is_array()) return actual.is_array() && fits_lists(expected, actual, zone);
  if (expected.is_null()) return actual.is_null() || actual == "" || actual.empty();
  if (actual.is_array() || actual.is_object()) {
    return std::any_of(actual.begin(), actual.end(),
                       [&](const Json& one) { return fits(expected, one, zone); });
  }
  return expected.is_string() && fits_text(expected.get_ref<const std::string&>(), actual, zone);
}

std::optional<Milliseconds> length_of(const Json& duration) {
  if (duration.is_number_integer()) return Milliseconds{duration.get<std::int64_t>()};
  if (!duration.is_string()) return std::nullopt;
  const std::string& text = duration.get_ref<const std::string&>();
  if (auto length = short_length(text)) return length;
  const auto parsed = parse_duration(text);
  if (!parsed) return std::nullopt;
  switch (parsed->unit) {
    case Unit::kElapsed: return Milliseconds{parsed->count};
    case Unit::kWorkminutes: return Milliseconds{parsed->count * kMinute};
    case Unit::kWorkhours: return Milliseconds{parsed->count * kHour};
    default: return std::nullopt;
  }
}

std::string describe(const Expectation& expectation) {
  std::string text = expectation.family;
  if (expectation.family != "refused" && !expectation.verb.empty()) text += " " + expectation.verb;
  text += " {";
  for (const auto& [key, value] : expectation.fields.items()) {
    if (text.back() != '{') text += ", ";
    text += key + ": " + (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text + "}";
}

}  // namespace liaison
