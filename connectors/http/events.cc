// POST /v1/events: one CloudEvent (binary or structured) or a batch; the answer is given after the
// commit. What cannot be read goes on the rejected topic too, so that nobody's record is just lost.
// What the journal did not take is 503: nothing of it is kept. 202 only says that nobody knows.

#include <future>

#include "connectors/http/api.h"
#include "engine/runtime/strict_json.h"

namespace liaison::http {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

constexpr const char* kUnreadable = "unreadable";
constexpr const char* kTooLarge = "too-large";

// The event, or why it cannot be taken: then only as much of it as could be read.
struct Read {
  Json event;
  std::vector<std::string> reasons;
  const char* cause = kUnreadable;
};

// Binary mode: attributes as ce- headers, the body is the data.
Read read_binary(const Request& request) {
  Read read{Json::object(), {}};
  for (const auto& [name, value] : request.headers) {
    if (!name.starts_with("ce-") || name.size() == 3) continue;
    if (is_utf8(name) && is_utf8(value)) read.event[name.substr(3)] = value;
    else read.reasons.push_back("expected `" + name + "` to be UTF-8, but it is not");
  }
  const std::string type = media_type(request.header("content-type"));
  if (!type.empty()) read.event["datacontenttype"] = request.header("content-type");
  if (request.body.empty() || !read.reasons.empty()) return read;
  if (!type.empty() && type != "application/json" && !type.ends_with("+json")) {
    read.reasons = {"expected data as application/json, but it is " + type};
    return read;
  }
  auto parsed = parse_strict(request.body);
  if (const auto* no = std::get_if<NotJson>(&parsed)) read.reasons = {"data: " + no->reason};
  else read.event["data"] = std::get<Json>(std::move(parsed));
  return read;
}

Read read_structured(const std::string& body) {
  auto parsed = parse_strict(body);
  if (const auto* no = std::get_if<NotJson>(&parsed)) return {nullptr, {no->reason}};
  return {std::get<Json>(std::move(parsed)), {}};
}

bool has_attribute_headers(const Request& request) {
  const auto first = request.headers.lower_bound("ce-");
  return first != request.headers.end() && first->first.starts_with("ce-");
}

Read read_one(const Request& request) {
  if (media_type(request.header("content-type")) == "application/cloudevents+json") {
    return read_structured(request.body);
  }
  if (has_attribute_headers(request)) return read_binary(request);
  return {nullptr,
          {"expected a CloudEvent: the content type application/cloudevents+json or "
           "application/cloudevents-batch+json, or headers ce-id, ce-source, ce-type and "
           "ce-specversion, but there are none"}};
}

void check_envelope(Read& read) {
  if (!read.reasons.empty()) return;
  const auto decoded = decode_cloud_event(read.event);
  if (const auto* error = std::get_if<DecodeError>(&decoded)) read.reasons = error->reasons;
}

// What the rejection says of the event; what is no attribute of a CloudEvent is left out.
Origin origin_of(const Json& event) {
  constexpr std::size_t kAttributeBytes = 1024;  // 256 characters
  const auto attribute = [&](const char* name) {
    std::string text = text_in(event, name);
    return text.size() <= kAttributeBytes ? text : std::string();
  };
  Origin origin;
  origin.source = attribute("source");
  origin.id = attribute("id");
  origin.type = attribute("type");
  return origin;
}

Json position_of(const std::string& topic, PartitionNumber partition,
                 std::optional<Offset> offset) {
  Json position{{"topic", topic}, {"partition", partition}};
  if (offset) position["offset"] = *offset;
  return position;
}

struct Answered {
  int status = 200;
  Json body;
};

// What a person reads first: the first reason, not the word for its kind.
std::string first_of(const std::vector<std::string>& reasons, const std::string& otherwise) {
  return reasons.empty() ? otherwise : reasons.front();
}

Answered unreadable(const std::vector<std::string>& reasons) {
  return {400, problem_body(400, kUnreadable,
                            first_of(reasons, "expected a CloudEvent 1.0, but it cannot be read"),
                            reasons)};
}

Answered refused(const Outcome& outcome, const std::string& topic) {
  Json body =
      problem_body(422, "refused",
                   first_of(outcome.reasons,
                            "expected an event that fits, but it was refused: " + outcome.cause),
                   outcome.reasons);
  body["cause"] = outcome.cause;
  body["position"] = position_of(topic, outcome.partition, outcome.offset);
  return {422, std::move(body)};
}

Answered not_taken(const Outcome& outcome) {
  const std::string why = outcome.reasons.empty() ? "it did not" : outcome.reasons.front();
  return {503, problem_body(503, "not-taken",
                            "expected the journal to take it, but " + why +
                                ": nothing of it is kept, send it again",
                            {})};
}

Answered from_outcome(const Outcome& outcome, const Submitted& sent) {
  const Json the_case = outcome.case_id.empty() ? Json(nullptr) : Json(outcome.case_id.text);
  switch (outcome.kind) {
    case Outcome::Kind::kApplied:
    case Outcome::Kind::kDuplicate:
      return {200,
              {{"position", position_of(sent.topic, outcome.partition, outcome.offset)},
               {"case", the_case},
               {"duplicate", outcome.kind == Outcome::Kind::kDuplicate}}};
    case Outcome::Kind::kRefused: return refused(outcome, sent.topic);
    case Outcome::Kind::kNotTaken: return not_taken(outcome);
    case Outcome::Kind::kUnknown: break;
  }
  return {202, {{"position", position_of(sent.topic, sent.partition, {})}, {"case", nullptr}}};
}

Outcome await(Submitted& sent, Deadline until) {
  if (sent.outcome.wait_until(until) != std::future_status::ready) return {};
  try {
    return sent.outcome.get();
  } catch (const std::future_error&) {  // the node stopped before it came to this input
    return {};
  }
}

// One event on its way: answered already (unreadable, queue full), or submitted.
struct Pending {
  std::optional<Answered> answered;
  std::optional<Submitted> submitted;
  std::vector<std::string> unreadable;
};

Pending begin(Node& node, Read read, std::string_view bytes, const std::optional<Actor>& who) {
  Pending pending;
  check_envelope(read);
  pending.unreadable = std::move(read.reasons);
  Result<Submitted> sent =
      pending.unreadable.empty()
          ? node.submit(read.event, who)
          : node.reject(bytes, pending.unreadable, read.cause, origin_of(read.event));
  if (sent) pending.submitted = std::move(*sent);
  else pending.answered = Answered{status_of(sent.error()), problem_of(sent.error())};
  return pending;
}

Answered finish(Pending& pending, Deadline until) {
  if (pending.answered) return std::move(*pending.answered);
  const Outcome outcome = await(*pending.submitted, until);
  if (!pending.unreadable.empty()) return unreadable(pending.unreadable);
  return from_outcome(outcome, *pending.submitted);
}

Response as_response(Answered answered) {
  Response response = json_response(answered.status, answered.body);
  if (answered.status >= 400) response.type = "application/problem+json";
  if (answered.status == 429 || answered.status == 503)
    response.headers.emplace_back("Retry-After", "1");
  return response;
}

std::string too_large_reason(std::size_t limit) {
  return "expected at most " + std::to_string(limit) + " bytes, but there are more";
}

Response too_large(std::size_t limit) { return problem(413, kTooLarge, too_large_reason(limit)); }

void refuse_too_large(Read& read, std::size_t limit) {
  read.reasons = {too_large_reason(limit)};
  read.cause = kTooLarge;
}

Response take_one(Node& node, const HttpOptions& options, const Request& request,
                  const std::optional<Actor>& who) {
  const Deadline until = std::chrono::steady_clock::now() + options.answer_wait;
  const bool large = request.body.size() > options.record_bytes;
  Read read = read_one(request);
  if (large) refuse_too_large(read, options.record_bytes);
  Pending pending = begin(node, std::move(read), request.body, who);
  Answered answered = finish(pending, until);
  if (large && answered.status == 400) return too_large(options.record_bytes);
  return as_response(std::move(answered));
}

// All are submitted before any is waited for: one turn takes them together. Their order stands.
Response take_batch(Node& node, const HttpOptions& options, const Request& request,
                    const std::optional<Actor>& who) {
  if (request.body.size() > options.batch_bytes) return too_large(options.batch_bytes);
  const Deadline until = std::chrono::steady_clock::now() + options.answer_wait;
  Read read = read_structured(request.body);
  if (read.reasons.empty() && !read.event.is_array()) {
    read.reasons = {"expected a batch to be an array of events, but it is none"};
  }
  if (read.reasons.empty() && read.event.size() > options.batch_events) {
    return problem(413, kTooLarge,
                   "expected at most " + std::to_string(options.batch_events) +
                       " events in a batch, but there are " + std::to_string(read.event.size()));
  }
  if (!read.reasons.empty()) {
    Pending pending = begin(node, read, request.body, who);
    return as_response(finish(pending, until));
  }
  std::vector<Pending> pending;
  for (Json& event : read.event) {
    const std::string bytes = to_bytes(event);
    Read one{std::move(event), {}};
    if (bytes.size() > options.record_bytes) refuse_too_large(one, options.record_bytes);
    pending.push_back(begin(node, std::move(one), bytes, who));
  }
  Json outcomes = Json::array();
  for (Pending& one : pending) {
    Answered answered = finish(one, until);
    if (answered.status == 500) options.say("in a batch: " + to_bytes(answered.body));
    answered.body["status"] = answered.status;
    outcomes.push_back(std::move(answered.body));
  }
  return json_response(200, outcomes);
}

}  // namespace

std::optional<Response> unsupported_body(const Request& request) {
  const std::string type = media_type(request.header("content-type"));
  if (type.starts_with("multipart/") || type == "application/x-www-form-urlencoded") {
    return problem(415, "unsupported",
                   "expected application/cloudevents+json, application/cloudevents-batch+json, or "
                   "application/json with ce- headers, but the body is " +
                       type);
  }
  const std::string encoding = request.header("content-encoding");
  for (const char* known : {"", "gzip", "deflate", "br"}) {
    if (encoding == known) return std::nullopt;
  }
  if (media_type(encoding) == "identity") return std::nullopt;
  return problem(415, "unsupported",
                 "expected the body as it is, or packed with gzip, deflate or br, but with '" +
                     encoding + "'");
}

Response take_events(Node& node, const HttpOptions& options, const Request& request,
                     const std::optional<Actor>& who) {
  if (auto wrong = unknown_parameter(request.query, {})) return std::move(*wrong);
  if (auto wrong = unsupported_body(request)) return std::move(*wrong);
  const bool batch =
      media_type(request.header("content-type")) == "application/cloudevents-batch+json";
  return (batch ? take_batch : take_one)(node, options, request, who);
}

}  // namespace liaison::http
