#include "connectors/kafka/position.h"

#include "connectors/rocksdb/format.h"

namespace liaison::kafka {

namespace {

constexpr char kPositionRow = 4;  // connectors/rocksdb/format.h

void put_text(std::string& out, std::string_view text) {
  put_u16(out, static_cast<std::uint16_t>(text.size()));
  out += text;
}

}  // namespace

std::string position_key(PartitionNumber partition) {
  std::string key(1, kPositionRow);
  put_u16(key, static_cast<std::uint16_t>(partition));
  return key;
}

std::string position_value(const Position& position) {
  std::string value;
  put_u64(value, position.changelog);
  put_u64(value, static_cast<std::uint64_t>(position.at.time_since_epoch().count()));
  put_text(value, position.cluster);
  put_text(value, position.prefix);
  return value;
}

Result<std::optional<Position>> read_position(const Store& store, PartitionNumber partition) {
  const auto row = store.node().get(position_key(partition));
  if (!row) return row.error();
  if (!*row) return std::optional<Position>();
  ByteReader reader(**row);
  Position position;
  position.changelog = reader.u64();
  position.at = Instant{Milliseconds{static_cast<std::int64_t>(reader.u64())}};
  position.cluster = reader.bytes(reader.u16());
  position.prefix = reader.bytes(reader.u16());
  if (reader.ok()) return std::optional(position);
  return Error{Error::Kind::kCorrupt,
               "expected a position in the changelog, but found other bytes"};
}

}  // namespace liaison::kafka
