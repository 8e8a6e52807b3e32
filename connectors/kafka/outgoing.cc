#include "connectors/kafka/outgoing.h"

#include <array>
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
                   std::string_view ticket) {
  std::array<rd_kafka_vu_t, 8> units{};
  std::size_t count = 0;
  auto topic = unit(RD_KAFKA_VTYPE_TOPIC);
  topic.u.cstr = record.topic.data();
  units[count++] = topic;
  auto partition = unit(RD_KAFKA_VTYPE_PARTITION);
  partition.u.i32 = static_cast<std::int32_t>(record.partition);
  units[count++] = partition;
  auto flags = unit(RD_KAFKA_VTYPE_MSGFLAGS);
  flags.u.i = RD_KAFKA_MSG_F_COPY;
  units[count++] = flags;
  if (!record.key.empty()) units[count++] = memory(RD_KAFKA_VTYPE_KEY, record.key);
  units[count++] = memory(RD_KAFKA_VTYPE_VALUE, record.value);
  auto time = unit(RD_KAFKA_VTYPE_TIMESTAMP);
  time.u.i64 = record.at.time_since_epoch().count();
  units[count++] = time;
  auto opaque = unit(RD_KAFKA_VTYPE_OPAQUE);
  opaque.u.ptr = reinterpret_cast<void*>(number);  // NOLINT: a number, never followed
  units[count++] = opaque;
  if (!ticket.empty()) {
    auto header = unit(RD_KAFKA_VTYPE_HEADER);
    header.u.header.name = kTicketHeader;
    header.u.header.val = bytes_of(ticket);
    header.u.header.size = static_cast<ssize_t>(ticket.size());
    units[count++] = header;
  }
  return ErrorPtr(rd_kafka_produceva(client, units.data(), count));
}

std::size_t number_of(const rd_kafka_message_t& report) {
  return reinterpret_cast<std::size_t>(report._private);  // NOLINT: see hand_over
}

}  // namespace liaison::kafka
