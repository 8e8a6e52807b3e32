// Values that mean the same wherever they stand: text for people, durations, names, words.
//
//   if (auto limit = read_duration(*node, faults)) …      // "5 workdays", PT24H, { days: 7 }
//
// Each tells its own fault at the value's place; a caller only looks whether there is a value.
#pragma once

#include <memory>
#include <optional>

#include "engine/language/yaml.h"

namespace liaison::language {

// A string is both languages; `${ … }` and text that begins with `.` or `$` come later here.
Text read_words(const Node& node, Faults& faults);
std::optional<Duration> read_duration(const Node& node, Faults& faults);
// The same, longer than nothing: `0 workdays` gives nobody time.
std::optional<Duration> read_budget(const Node& node, Faults& faults);
// `{ days: 7 }`: a map that is meant for a duration, right or wrong.
bool is_duration_map(const Node& node);
// Without telling faults.
std::optional<Duration> duration_of(const Node& node);
// What a fault of such a text ends with: the nearest unit, or all of them.
std::string unit_hint(std::string_view text);
// A text, or each text of a list.
std::vector<const Node*> each_of(const Node& node);

// Letters, digits and `_`, not beginning with a digit: usable as `$steps.NAME`.
bool is_identifier(std::string_view text);
// Tells a name that is no identifier; `what` as in "a step".
bool check_identifier(const Node& key, std::string_view what, Faults& faults);
// `.x`, `$x` or `${ … }`: an expression in a key of ours.
bool reads_as_expression(const Node& node);
// The jq inside `${ … }`, or the text itself.
std::string_view bare_expression(std::string_view text);
std::string bracketed(std::string_view bare);  // as a part of a larger one

}  // namespace liaison::language
