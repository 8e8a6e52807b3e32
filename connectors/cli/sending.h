// Sending: events to a server, and what became of them, for `send` and `task`.
#pragma once

#include <string>
#include <vector>

#include "connectors/cli/source.h"

namespace liaison::cli {

inline constexpr const char* kSource = "/liaison/cli";

// Who acts: --as, else LIAISON_PERSON, else the user's name.
std::string person_of(const std::string& as);
// 32 hex digits of the SHA-256 of everything the event says: sent again, it is the same event.
std::string id_from_content(const Json& event);

// Sends one event, or several as batches; prints each outcome and gives the exit code.
int send_events(Source&, const std::vector<Json>& events, bool json);

}  // namespace liaison::cli
