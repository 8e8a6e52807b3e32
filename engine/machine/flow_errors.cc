// Errors: raised by the file, by a time-out, by an expression that fails; caught by the nearest
// `try` around that takes them. What nothing catches makes the case stuck (phase `faulted`).
#include <algorithm>
#include <functional>

#include "engine/machine/flow.h"

namespace liaison {

namespace {

constexpr std::string_view kTypes = "https://serverlessworkflow.io/spec/1.0.0/errors/";
constexpr std::string_view kTypesOfTheDsl = "https://serverlessworkflow.io/dsl/errors/types/";

// The standard writes its own error types in two ways.
std::string one_way(std::string type) {
  if (type.starts_with(kTypesOfTheDsl)) {
    return std::string(kTypes) + type.substr(kTypesOfTheDsl.size());
  }
  return type;
}

constexpr std::int64_t kLongestDelay = std::int64_t{366} * 24 * 60 * 60 * 1000;  // between tries

// Jitter is drawn from the id of the input, so that a replay draws the same.
std::uint64_t drawn(const Origin& origin, int attempt) {
  std::uint64_t hash = 1469598103934665603u;
  for (const char c : origin.source + origin.id + std::to_string(attempt)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  return hash;
}

}  // namespace

Json error_of(const char* type, int status, const std::string& title, const Step& at) {
  return {{"type", std::string(kTypes) + type},
          {"status", status},
          {"title", title},
          {"instance", at.pointer}};
}

std::string told(const Json& error) {
  const auto field = [&](const char* name) {
    return error.is_object() && error.contains(name) ? text_of(error[name]) : "";
  };
  const std::string title = field("title").empty() ? field("detail") : field("title");
  return "error " + field("type") + " (" + field("status") + ")" +
         (title.empty() ? "" : ": " + title);
}

void Walk::raise(const Step& at, Json error) {
  if (!error.is_object()) error = Json{{"title", text_of(error)}};
  if (!error.contains("instance")) error["instance"] = at.pointer;
  if (!is_caught(at, error)) throw Stuck{at.name, told(error), Doc{error}};
}

bool Walk::is_caught(const Step& at, const Json& error) {
  const Step* inner = &at;
  while (inner->parent != kNoStep) {
    const Step& owner = step(inner->parent);
    const auto* attempt = std::get_if<Try>(&owner.act);
    const bool tried = attempt && inner->list == 0 && draft_.now.open_step(owner.name);
    if (tried && takes(owner, *attempt, error)) {
      handle(owner, *attempt, at, error);
      return true;
    }
    inner = &owner;
  }
  return false;
}

bool Walk::takes(const Step& here, const Try& attempt, const Json& error) {
  for (auto it = attempt.errors.begin(); it != attempt.errors.end(); ++it) {
    if (!error.contains(it.key())) return false;
    const bool same = it.key() == "type" ? one_way(text_of(error["type"])) == one_way(text_of(*it))
                                         : error[it.key()] == *it;
    if (!same) return false;
  }
  const Doc input = input_of(draft_, here);
  Scope scope{&here, input, {}};
  scope.error = error;
  if (attempt.when && !holds(draft_, *attempt.when, *input, scope)) return false;
  return !attempt.except_when || !holds(draft_, *attempt.except_when, *input, scope);
}

bool Walk::tries_again(const Step& here, const Try& attempt, const Json& error) {
  if (!attempt.retry) return false;
  const Retry& retry = *attempt.retry;
  const Attempts& so_far = draft_.now.data.attempts.at(here.name);
  if (retry.at_most > 0 && so_far.failed > retry.at_most) return false;
  const Doc input = input_of(draft_, here);
  Scope scope{&here, input, {}};
  scope.error = error;
  if (retry.when && !holds(draft_, *retry.when, *input, scope)) return false;
  if (retry.except_when && holds(draft_, *retry.except_when, *input, scope)) return false;
  return !retry.within ||
         retry_at(here, retry) <=
             after_duration(draft_, Json(to_text(*retry.within)), scope, so_far.first_failed_at);
}

Instant Walk::retry_at(const Step& here, const Retry& retry) {
  const int failed = draft_.now.data.attempts.at(here.name).failed;
  const Scope scope{&here, input_of(draft_, here), {}};
  const Milliseconds delay = after_duration(draft_, retry.delay, scope, draft_.at) - draft_.at;
  std::int64_t times = 1;
  if (retry.backoff == Retry::Backoff::kLinear) times = failed;
  if (retry.backoff == Retry::Backoff::kExponential)
    times = std::int64_t{1} << std::min(failed - 1, 20);
  Instant at = draft_.at + std::min(delay * times, Milliseconds{kLongestDelay});
  if (retry.jitter_from && retry.jitter_to) {
    const std::int64_t from = retry.jitter_from->count, to = retry.jitter_to->count;
    const auto span = static_cast<std::uint64_t>(std::max<std::int64_t>(0, to - from)) + 1;
    at +=
        Milliseconds{from + static_cast<std::int64_t>(drawn(draft_.command.origin, failed) % span)};
  }
  return at;
}

// What is open in the try is broken off; then it is tried again, or handled, or left.
void Walk::handle(const Step& here, const Try& attempt, const Step& at, const Json& error) {
  break_off_inside(here, told(error));
  draft_.emit(ErrorCaught{here.name, at.name, error});
  const Doc input = input_of(draft_, here);
  if (tries_again(here, attempt, error)) {
    const Instant when = retry_at(here, *attempt.retry);
    if (when > draft_.at) return set_alarm(draft_, here, Alarm::Kind::kRetry, when);
    return enter(attempt.steps.front(), input);
  }
  if (!attempt.handling.empty()) return enter(attempt.handling.front(), input);
  leave(here, keep_result(draft_, here, input));
}

}  // namespace liaison
