// PublicRecord: one record of an output topic, opened up; how it reads in one line, and whether it
// holds what a scenario expects of it.
//
//   PublicRecord record = open_record("deadlines", value);
//   one_line(record, "Asia/Shanghai")
//       == "09-20 17:30  deadline breached   survey operations  due 09-20 17:30"
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/model/instant.h"
#include "engine/model/json.h"
#include "engine/scenario/scenario_file.h"

namespace liaison {

// What a record says, read when somebody first asks: of most only the envelope is looked at. Not
// for several threads.
class RecordData {
 public:
  RecordData() : text_("{}") {}
  RecordData(Json value) : value_(std::move(value)) {}  // NOLINT: a value
  // `at`: a JSON pointer into the record's text; {} where nothing is there.
  RecordData(std::string_view text, std::string_view at) : text_(text), at_(at) {}

  const Json& operator*() const;
  const Json* operator->() const { return &**this; }
  // An object of these fields only.
  Json only(std::initializer_list<std::string_view> names) const;

 private:
  std::string text_, at_;
  mutable std::optional<Json> value_;
};

struct PublicRecord {
  std::string topic;
  std::string id, family, verb;  // of the type "deadline.breached"; rejected: family "rejected"
  Instant time{};
  RecordData data;
  bool seen = false;  // an expectation has named it
};

PublicRecord open_record(std::string_view topic, std::string_view value);
std::string one_line(const PublicRecord& record, std::string_view zone);

// Whether the record is of the expected kind and holds every expected field.
bool fits(const Expectation& expectation, const PublicRecord& record, std::string_view zone);
// A subset match of one value: an object may hold more, times compare as instants and durations as
// lengths however they are written, one word matches a list or a name object that contains it.
bool fits(const Json& expected, const Json& actual, std::string_view zone);

// "1h", "50m", "1h30m", "2 workdays", "PT1H" as milliseconds of elapsed or office time.
std::optional<Milliseconds> length_of(const Json& duration);
// "deadline breached {step: survey}", as a scenario would write it.
std::string describe(const Expectation& expectation);

}  // namespace liaison
