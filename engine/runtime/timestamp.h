// Timestamp: the `time` of a CloudEvent as text, RFC 3339, and nothing else. What people write in
// files is wider and lies in engine/time.
//
//   parse_rfc3339("2026-09-17T10:12:00+08:00")     // 2026-09-17 02:12 UTC
//   append_rfc3339(out, at);                       // "2026-09-17T02:12:00Z", ".250" if not zero
//
// Digits behind the milliseconds are cut. A leap second counts as the second after it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/model/instant.h"

namespace liaison {

std::optional<Instant> parse_rfc3339(std::string_view text);
void append_rfc3339(std::string& out, Instant at);

}  // namespace liaison
