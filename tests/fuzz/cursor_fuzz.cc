// Any text as a reader's cursor, and as a time: what prints and parses to itself, or an error.
#include "connectors/http/cursor.h"
#include "engine/runtime/timestamp.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, unsigned long size) {
  using namespace liaison;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto cursor = http::parse_cursor(text, "deadlines", 2)) {
    const auto again = http::parse_cursor(http::to_text(*cursor), "deadlines", 2);
    check(again && again->next == cursor->next, "a cursor prints to what parses to it");
  }
  if (const auto at = parse_rfc3339(text)) {
    std::string printed;
    append_rfc3339(printed, *at);
    const auto again = parse_rfc3339(printed);
    check(again && *again == *at, "a time prints to what parses to it");
  }
  return 0;
}
