// Binary mode of CloudEvents over Kafka: attributes as headers "ce_…", the value is the data. The
// engine keeps and reads one form, the whole event as JSON (structured mode).
#pragma once

#include <string>

#include "connectors/kafka/reader.h"

namespace liaison::kafka {

// The value as it is, unless the headers say that it is only an event's data.
std::string as_whole_event(const Got&);

}  // namespace liaison::kafka
