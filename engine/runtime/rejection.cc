#include "engine/runtime/rejection.h"

#include <openssl/evp.h>

#include <algorithm>

#include "engine/model/codec.h"
#include "engine/model/json_text.h"
#include "engine/model/text.h"
#include "engine/runtime/strict_json.h"

namespace liaison {

namespace {

constexpr const char* kUnfit = "liaisonUnreadable";  // the first key: see unfit_in()

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::string from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  if (length < 0) return {};
  const auto padding = text.ends_with("==") ? 2u : text.ends_with("=") ? 1u : 0u;
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

std::string_view first_of(std::string_view bytes) {
  std::string_view first = cut(bytes, kRejectedBytesShown);
  const bool text = first.size() + 4 > std::min(bytes.size(), kRejectedBytesShown);
  return text ? first : bytes.substr(0, kRejectedBytesShown);  // bytes that are no text at all
}

// What stands on an internal lane are commands, not text.
std::string shown_bytes(const InputRecord& input) {
  if (!input.lane.starts_with(kInternalTopic)) return input.value;
  const auto command = decode<Command>(input.value);
  if (!command) return input.value;
  return to_json_text(view(*command));
}

}  // namespace

ShownRecord shown_record(const InputRecord& input) {
  const std::string whole = shown_bytes(input);
  const std::string_view shown = first_of(whole);
  const bool text = is_utf8(shown);
  return {text ? std::string(shown) : base64(shown), text ? "text" : "base64",
          shown.size() < whole.size()};
}

Message rejection(const InputRecord& input, PartitionNumber partition, const Origin& origin,
                  const Refusal& refusal, Instant at, bool cut) {
  const ShownRecord shown = shown_record(input);
  Message message;
  message.topic = "rejected";
  message.type = "record.rejected";
  message.id = input.lane + "." + std::to_string(partition) + "." + std::to_string(input.offset);
  message.key = message.id;
  message.time = at;
  JsonObject from;
  from.set("source", origin.source).set("id", origin.id).set("type", origin.type);
  from.set("lane", input.lane).set("partition", partition).set("offset", input.offset);
  JsonObject data;
  data.set("cause", refusal.cause).set("reasons", refusal.reasons).set("origin", from);
  data.set("record", shown.text).set("encoding", shown.encoding);
  data.set("truncated", cut || shown.truncated);
  message.data = std::move(data).text();
  return message;
}

Message rejection_of_emitted(const Command& command, PartitionNumber partition,
                             const Refusal& refusal) {
  const Origin& origin = command.origin;
  const auto* open = std::get_if<OpenCaseNow>(&command.body);
  const std::string whole = to_json_text(view(command.body));
  const std::string_view shown = cut(whole, kRejectedBytesShown);
  Message message;
  message.topic = "rejected";
  message.type = "record.rejected";
  message.id = origin.id + ".rejected" + (open ? "." + open->id.text : "");
  const auto* request = std::get_if<TakeRequest>(&command.body);  // one of several may refuse it
  if (request && request->spread) message.id += "." + std::string(workflow_of(request->customer));
  message.key = message.id;
  message.time = command.at;
  JsonObject from;
  from.set("source", origin.source).set("id", origin.id).set("type", origin.type);
  from.set("lane", "events").set("partition", partition).set("offset", or_null(""));
  JsonObject data;
  data.set("cause", refusal.cause).set("reasons", bounded(refusal.reasons)).set("origin", from);
  data.set("record", std::string(shown)).set("encoding", "text");
  data.set("truncated", shown.size() < whole.size());
  message.data = std::move(data).text();
  return message;
}

std::string as_unfit(std::string_view bytes, const Refusal& refusal, const Origin& origin) {
  const std::string_view first = first_of(bytes);
  const Json record = {
      {kUnfit, base64(first)},
      {"more", first.size() < bytes.size()},
      {"origin", {{"source", origin.source}, {"id", origin.id}, {"type", origin.type}}},
      {"reasons", bounded(refusal.reasons)},
      {"refusedFor", refusal.cause}};
  return to_json_text(record);
}

std::optional<Unfit> unfit_in(std::string_view value) {
  if (!value.starts_with("{\"liaisonUnreadable\":")) return std::nullopt;
  auto parsed = parse_strict(value);
  const Json* json = std::get_if<Json>(&parsed);
  if (!json || !json->at(kUnfit).is_string() || !json->contains("reasons")) return std::nullopt;
  Unfit found;
  found.bytes = from_base64(text_in(*json, kUnfit));
  found.cut = json->value("more", Json()) == true;
  found.refusal.cause = text_in(*json, "refusedFor");
  if (found.refusal.cause.empty()) found.refusal.cause = "unreadable";  // of an earlier version
  for (const Json& reason : json->at("reasons")) {
    if (reason.is_string()) found.refusal.reasons.push_back(reason.get<std::string>());
  }
  const Json origin = json->value("origin", Json());
  found.origin.source = text_in(origin, "source");
  found.origin.id = text_in(origin, "id");
  found.origin.type = text_in(origin, "type");
  return found;
}

}  // namespace liaison
