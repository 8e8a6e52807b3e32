#include "connectors/kafka/outgoing.h"

#include <cstdint>

namespace liaison::kafka {

namespace {

rd_kafka_vu_t unit(rd_kafka_vtype_t type) {
  rd_kafka_vu_t made{};
  made.vtype = type;
  return made;
}

// The library copies; its interface only does not say so.
void* bytes_of(std::string_view text) {
  return const_cast<char*>(text.data() == nullptr ? "" : text.data());
}

rd_kafka_vu_t memory(rd_kafka_vtype_t type, std::optional<std::string_view> text) {
  rd_kafka_vu_t made = unit(type);
  if (text) {
    made.u.mem.ptr = bytes_of(*text);
    made.u.mem.size = text->size();
  }
  return made;
}

}  // namespace

ErrorPtr hand_over(rd_kafka_t* client, const Outgoing& record, std::size_t number,
                   const Headers& headers) {
  std::vector<rd_kafka_vu_t> units;
  units.reserve(7 + headers.size());
  auto topic = unit(RD_KAFKA_VTYPE_TOPIC);
  topic.u.cstr = record.topic.data();
  units.push_back(topic);
  auto partition = unit(RD_KAFKA_VTYPE_PARTITION);
  partition.u.i32 = static_cast<std::int32_t>(record.partition);
  units.push_back(partition);
  auto flags = unit(RD_KAFKA_VTYPE_MSGFLAGS);
  flags.u.i = RD_KAFKA_MSG_F_COPY;
  units.push_back(flags);
  if (!record.key.empty()) units.push_back(memory(RD_KAFKA_VTYPE_KEY, record.key));
  units.push_back(memory(RD_KAFKA_VTYPE_VALUE, record.value));
  auto time = unit(RD_KAFKA_VTYPE_TIMESTAMP);
  time.u.i64 = record.at.time_since_epoch().count();
  units.push_back(time);
  auto opaque = unit(RD_KAFKA_VTYPE_OPAQUE);
  opaque.u.ptr = reinterpret_cast<void*>(number);  // NOLINT: a number, never followed
  units.push_back(opaque);
  for (const auto& [name, text] : headers) {
    auto header = unit(RD_KAFKA_VTYPE_HEADER);
    header.u.header.name = name;
    header.u.header.val = bytes_of(text);
    header.u.header.size = static_cast<ssize_t>(text.size());
    units.push_back(header);
  }
  return ErrorPtr(rd_kafka_produceva(client, units.data(), units.size()));
}

std::size_t number_of(const rd_kafka_message_t& report) {
  return reinterpret_cast<std::size_t>(report._private);  // NOLINT: see hand_over
}

}  // namespace liaison::kafka
