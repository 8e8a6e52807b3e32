#include "engine/runtime/cloud_event.h"

#include <algorithm>

#include "engine/model/json_text.h"
#include "engine/runtime/strict_json.h"
#include "engine/runtime/timestamp.h"

namespace liaison {

namespace {

constexpr std::size_t kCharactersMax = 256;
constexpr std::size_t kDigestBytes = 8;

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string shown(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

// The attributes of one event; what is wrong with each is added to `reasons`.
class Attributes {
 public:
  Attributes(const Json& event, std::vector<std::string>& reasons)
      : event_(event), reasons_(reasons) {}

  std::string required(const char* name) {
    const auto found = event_.find(name);
    if (found != event_.end() && !found->is_null()) return optional(name);
    complain(name, "text of 1 to 256 characters",
             found == event_.end() ? "it is missing" : "it is null");
    return {};
  }

  std::string optional(const char* name) {
    const auto found = event_.find(name);
    if (found == event_.end() || found->is_null()) return {};
    if (!found->is_string()) {
      complain(name, "text of 1 to 256 characters", "it is " + shown(*found));
      return {};
    }
    const auto& text = found->get_ref<const std::string&>();
    check_text(name, text);
    return text;
  }

  Instant time() {
    const std::string text = optional("time");
    if (text.empty()) return kBeginning;
    const std::optional<Instant> at = parse_rfc3339(text);
    if (!at) complain("time", "a time such as 2026-09-17T10:12:00+08:00", "it is " + shown(text));
    return at.value_or(kBeginning);
  }

  Doc data() {
    const auto found = event_.find("data");
    if (found == event_.end() || found->is_null()) {
      if (event_.contains("data_base64")) complain("data", "a JSON object", "it is binary");
      return Json::object();
    }
    if (!found->is_object()) {
      complain("data", "a JSON object", "it is " + shown(*found));
      return Json::object();
    }
    return *found;
  }

  void complain(const char* name, const std::string& expected, const std::string& but) {
    reasons_.push_back("expected `" + std::string(name) + "` to be " + expected + ", but " + but);
  }

 private:
  void check_text(const char* name, const std::string& text) {
    const std::size_t count = characters(text);
    if (count < 1 || count > kCharactersMax) {
      complain(name, "text of 1 to 256 characters", "it has " + std::to_string(count));
    } else if (has_control(text)) {
      complain(name, "text without control characters", "it is " + shown(text));
    }
  }

  const Json& event_;
  std::vector<std::string>& reasons_;
};

void check_version(Attributes& attributes) {
  const std::string version = attributes.required("specversion");
  if (!version.empty() && version != "1.0") {
    attributes.complain("specversion", "\"1.0\"", "it is " + shown(version));
  }
}

void check_subject(Attributes& attributes, std::string_view subject) {
  constexpr std::string_view kCustomer = "customer:";
  if (subject.starts_with(kCustomer) && !is_customer_key(subject.substr(kCustomer.size()))) {
    attributes.complain("subject", "customer: and a key of 1 to 64 letters, digits or _ . -",
                        "it is " + shown(std::string(subject)));
  }
  if (subject.starts_with(':') || subject.ends_with(':')) {  // an alias of nothing
    attributes.complain("subject", "customer:KEY or an alias such as account:4711",
                        "it is " + shown(std::string(subject)));
  }
}

Actor read_actor(Attributes& attributes) {
  Actor by;
  by.type = attributes.optional("authtype");
  if (by.type.empty()) by.type = "unauthenticated";
  by.id = attributes.optional("authid");
  by.on_behalf_of = attributes.optional("onbehalfof");
  by.unit = attributes.optional("unit");
  by.department = DepartmentId{attributes.optional("authdepartment")};
  by.role = attributes.optional("authrole");
  return by;
}

// Of what an event says, apart from who says it when: in hex, so that it can be shown.
std::string digest_of(std::string_view type, std::string_view subject, const Json& data) {
  std::string said;
  said.reserve(256);
  said += type;
  said += '\0';
  said += subject;
  said += '\0';
  append_json(said, data);
  return hex(std::string_view(sha256(said)).substr(0, kDigestBytes));
}

void append_field(std::string& out, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  out += ",\"";
  out += key;
  out += "\":";
  append_json_text(out, text);
}

}  // namespace

bool is_reply(std::string_view type) { return type.starts_with("reply."); }

std::variant<Input, DecodeError> decode_cloud_event(std::string_view json) {
  auto parsed = parse_strict(json);
  if (auto* bad = std::get_if<NotJson>(&parsed)) return DecodeError{{std::move(bad->reason)}};
  return decode_cloud_event(std::get<Json>(parsed));
}

std::variant<Input, DecodeError> decode_cloud_event(const Json& event) {
  if (!event.is_object()) {
    return DecodeError{{"expected a CloudEvent as a JSON object, but it is " + shown(event)}};
  }
  if (deeper_than(event, kDepthMax)) {
    return DecodeError{{"expected at most " + std::to_string(kDepthMax) +
                        " levels of nesting, but there are more"}};
  }
  DecodeError error;
  Attributes attributes(event, error.reasons);
  Input input;
  check_version(attributes);
  input.origin.id = attributes.required("id");
  input.origin.source = attributes.required("source");
  input.origin.type = attributes.required("type");
  input.subject = attributes.optional("subject");
  check_subject(attributes, input.subject);
  input.origin.time = attributes.time();
  input.origin.traceparent = attributes.optional("traceparent");
  input.by = read_actor(attributes);
  input.data = attributes.data();
  if (!error.reasons.empty()) return error;
  input.origin.digest = digest_of(input.origin.type, input.subject, *input.data);
  return input;
}

std::string encode_cloud_event(const Message& message, const Actor& by,
                               std::string_view traceparent) {
  std::string out;
  out.reserve(message.data.size() + 512);
  out += R"({"specversion":"1.0","id":)";
  append_json_text(out, message.id);
  out += R"(,"source":)";
  append_json_text(out, message.source.empty() ? "liaison" : message.source);
  out += R"(,"type":)";
  append_json_text(out, message.type);
  append_field(out, "subject", message.subject);
  out += R"(,"time":")";
  append_rfc3339(out, message.time);
  out += R"(","datacontenttype":"application/json")";
  append_field(out, "authtype", by.type);
  append_field(out, "authid", by.id);
  append_field(out, "onbehalfof", by.on_behalf_of);
  append_field(out, "unit", by.unit);
  append_field(out, "traceparent", traceparent);
  out += R"(,"data":)";
  out += message.data;
  out += '}';
  return out;
}

}  // namespace liaison
