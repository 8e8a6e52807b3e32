// Events that a customer keeps for listeners that come later: bounded by time, number and bytes.
#include <algorithm>

#include "engine/machine/customer_events.h"
#include "engine/time/account.h"

namespace liaison {

namespace {

constexpr std::size_t kEnvelopeBytes = 256;  // about

std::size_t bytes_of(const OfferedEvent& event) { return size_of(*event.data) + kEnvelopeBytes; }

Instant kept_until(const Definition& definition, const std::string& type, Instant from) {
  const auto rule = definition.events.find(type);
  const Duration keep = rule == definition.events.end() ? EventRule{}.keep : rule->second.keep;
  const Calendar& calendar = definition.calendar_named(definition.calendar);
  return due_after(calendar, calendar.rules(), keep, from).at;
}

// The oldest go first.
std::vector<std::uint64_t> to_forget(const Customer& customer, const MachineLimits& limits,
                                     Instant now, std::size_t bytes) {
  std::vector<std::uint64_t> forgotten;
  std::size_t count = 1;
  for (auto each = customer.kept.rbegin(); each != customer.kept.rend(); ++each) {
    ++count;
    bytes += bytes_of(each->event);
    const bool fits = count <= limits.events_kept && bytes <= limits.events_kept_bytes;
    if (fits && each->until >= now) continue;
    forgotten.push_back(each->event.number);
    if (!fits) continue;
    --count;
    bytes -= bytes_of(each->event);
  }
  return forgotten;
}

}  // namespace

std::optional<EventKept> kept(const Customer& customer, const Context& context,
                              const Command& command, const TakeRequest& request,
                              const std::vector<const Definition*>& listening) {
  const MachineLimits& limits = context.limits();
  EventKept event;
  event.kept.event = {customer.events + 1, command.origin, request.data, request.from};
  const std::size_t bytes = bytes_of(event.kept.event);
  if (bytes > limits.events_kept_bytes) return std::nullopt;
  for (const Definition* definition : listening) {
    event.kept.until =
        std::max(event.kept.until, kept_until(*definition, command.origin.type, command.at));
  }
  event.forgotten = to_forget(customer, limits, command.at, bytes);
  return event;
}

}  // namespace liaison
