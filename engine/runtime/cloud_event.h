// CloudEvents 1.0, the envelope of every public record: bytes to an Input and back.
//
//   Result<Input> input = decode_cloud_event(body);      // structured JSON
//   std::string bytes = encode_cloud_event(message, actor, traceparent);
//
// Decoding refuses, with all reasons at once, what is no CloudEvent: "expected `id` to be text of 1
// to 256 characters, but it is missing". `source` + `id` identify an event; the digest tells
// whether a second one with the same identity says something else.
#pragma once

#include <string>

#include "engine/machine/machine.h"

namespace liaison {

struct Input {
  Origin origin;  // source, id, type, time (kBeginning when absent), digest, trace
  std::string subject;
  Actor by;
  Doc data;
};

struct DecodeError {
  std::vector<std::string> reasons;
};

std::variant<Input, DecodeError> decode_cloud_event(std::string_view json);
std::variant<Input, DecodeError> decode_cloud_event(const Json& event);
// As stored on a topic: compact JSON, `source` is "liaison", keys in a fixed order.
std::string encode_cloud_event(const Message&, const Actor&, std::string_view traceparent);

bool is_reply(std::string_view type);  // "reply.*": goes to the replies topic, else requests

}  // namespace liaison
