#include "connectors/kafka/binary_event.h"

#include "engine/model/json_text.h"

namespace liaison::kafka {

namespace {

constexpr std::string_view kAttribute = "ce_";

bool is_json(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return type.empty() || type == "application/json" || type.ends_with("+json");
}

void add(std::string& event, std::string_view name, std::string_view text) {
  event += event.size() > 1 ? ",\"" : "\"";
  event.append(name).append("\":");
  append_json_text(event, text);
}

}  // namespace

std::string as_whole_event(const Got& got) {
  rd_kafka_headers_t* headers = nullptr;
  if (got.header("ce_specversion").empty() ||
      rd_kafka_message_headers(got.message.get(), &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::string(got.value());
  }
  std::string event = "{";
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    const std::string_view attribute = name;
    if (!attribute.starts_with(kAttribute)) continue;
    add(event, attribute.substr(kAttribute.size()), {static_cast<const char*>(value), size});
  }
  const std::string_view type = got.header("content-type");
  if (!type.empty()) add(event, "datacontenttype", type);
  if (!got.value().empty()) {
    if (is_json(type)) event.append(",\"data\":").append(got.value());
    else add(event, "data", got.value());
  }
  return event += '}';
}

}  // namespace liaison::kafka
