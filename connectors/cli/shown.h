// Shown: fields of the engine's JSON as people read them.
//
//   text(row, "department")                        // "" when it is absent
//   moment("2026-10-13T17:30:00+08:00")            // "2026-10-13 Tue 17:30 +08:00"
//   short_moment(…)                                // "10-13 Tue 17:30"
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "engine/model/json.h"

namespace liaison::cli {

// As text without control characters; of {"zh": …, "en": …} the language spoken.
std::string text(const Json& object, const char* name);
std::string text(const Json& value);

std::string upper(std::string word);  // of English letters

// The parts in a row.
std::string glued(std::initializer_list<std::string_view> parts);

// RFC 3339 in the zone it is written in; "" stays "".
std::string moment(std::string_view rfc3339);
std::string short_moment(std::string_view rfc3339);
std::string offset_of(std::string_view rfc3339);  // "+08:00"

// "3 h 20 min", "2 d 4 h", "40 s": elapsed milliseconds.
std::string elapsed(std::int64_t milliseconds);
// "PT7H35M" -> "7 h 35 min"; a minus stays unless nothing is left of it.
std::string span(std::string_view iso);
bool is_span(std::string_view text);
bool is_moment(std::string_view text);

// "1 fault", "3 faults": both are texts of their own.
std::string how_many(std::size_t count, std::string_view one, std::string_view many);

// Prints one JSON value as data: indented on a terminal, else one line.
void print_json(const Json&);

}  // namespace liaison::cli
