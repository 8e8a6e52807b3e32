// Any text as cron: a fault, or times that come one after the other in every zone.
#include "engine/time/cron.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, unsigned long size) {
  using namespace liaison;
  static const Calendar kYork = *Calendar::every_day_in("America/New_York");
  static const Calendar kHowe = *Calendar::every_day_in("Australia/Lord_Howe");
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto cron = Cron::parse(text);
  if (!cron) return 0;
  const auto again = Cron::parse(cron->text());
  check(again && *again == *cron, "cron prints to what parses to it");
  for (const Calendar* calendar : {&kYork, &kHowe}) {
    Instant at{Milliseconds{1'772'900'000'000 + static_cast<std::int64_t>(size) * 86'400'000}};
    for (int i = 0; i < 3; ++i) {
      const Instant next = cron->after(*calendar, at);
      check(next > at && next != kNever, "another time comes");
      check(cron->last(*calendar, next) == next, "it is the last one at its own instant");
      check(cron->last(*calendar, next - Milliseconds{1}) <= at, "there is none in between");
      at = next;
    }
  }
  return 0;
}
