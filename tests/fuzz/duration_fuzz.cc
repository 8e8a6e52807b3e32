// Any text as a duration, mark, time or address: a value that prints and parses to itself, or an error.
#include "engine/model/definition.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, unsigned long size) {
  using namespace liaison;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto duration = parse_duration(text)) {
    const auto again = parse_duration(to_text(*duration));
    check(again && *again == *duration, "a duration prints to what parses to it");
  }
  if (const auto address = parse_address(text)) {
    const auto again = parse_address(to_text(*address));
    check(again && *again == *address, "an address prints to what parses to it");
  }
  if (const auto time = parse_time(text, "Asia/Shanghai")) {
    const auto again = parse_time(to_text(time->at, "UTC"), "UTC");
    check(again && again->at == time->at, "a time prints to what parses to it");
  }
  static_cast<void>(parse_mark(text));
  return 0;
}
