#include "connectors/rocksdb/format.h"

namespace liaison {

namespace {

constexpr char kNodeFormat = 1;
constexpr char kNodeTopic = 2;
constexpr char kLogRecords = 1;
constexpr char kLogLastOfKey = 2;
constexpr char kLogStart = 3;
constexpr std::size_t kStoreIdSize = 16;
constexpr std::size_t kRecordsKeySize = 1 + 2 + 2 + 2 + 8;

void put(std::string& out, std::uint64_t number, int size) {
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(number >> shift));
  }
}

std::string range_key(const LogRange& range, char keyspace = kLogRecords) {
  std::string key;
  key.reserve(kRecordsKeySize);
  key.push_back(keyspace);
  put_u16(key, range.topic);
  put_u16(key, static_cast<std::uint16_t>(range.partition));
  put_u16(key, static_cast<std::uint16_t>(range.source));
  return key;
}

}  // namespace

void put_u16(std::string& out, std::uint16_t number) { put(out, number, 2); }
void put_u32(std::string& out, std::uint32_t number) { put(out, number, 4); }
void put_u64(std::string& out, std::uint64_t number) { put(out, number, 8); }

std::string_view ByteReader::bytes(std::size_t count) {
  if (count > left_.size()) {
    ok_ = false;
    count = left_.size();
  }
  const std::string_view taken = left_.substr(0, count);
  left_.remove_prefix(count);
  return taken;
}

std::uint64_t ByteReader::number(std::size_t size) {
  std::uint64_t value = 0;
  for (char byte : bytes(size)) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

std::uint8_t ByteReader::u8() { return static_cast<std::uint8_t>(number(1)); }
std::uint16_t ByteReader::u16() { return static_cast<std::uint16_t>(number(2)); }
std::uint32_t ByteReader::u32() { return static_cast<std::uint32_t>(number(4)); }
std::uint64_t ByteReader::u64() { return number(8); }

std::string format_key() { return std::string(1, kNodeFormat); }

std::string format_value(const StoreFormat& format) {
  std::string value;
  put_u32(value, format.format);
  put_u32(value, format.partitions);
  return value.append(format.id);
}

// Only the number is sure to stand there whatever the format.
std::optional<StoreFormat> read_format(std::string_view value) {
  ByteReader reader(value);
  StoreFormat format;
  format.format = reader.u32();
  format.partitions = reader.u32();
  format.id = reader.bytes(kStoreIdSize);
  if (!reader.ok() && format.format <= kFormat) return std::nullopt;
  return format;
}

std::string topic_prefix() { return std::string(1, kNodeTopic); }
std::string topic_key(std::string_view name) { return topic_prefix().append(name); }

std::string topic_value(TopicNumber number) {
  std::string value;
  put_u16(value, number);
  return value;
}

std::optional<TopicNumber> read_topic(std::string_view value) {
  ByteReader reader(value);
  const TopicNumber number = reader.u16();
  return reader.ok() ? std::optional(number) : std::nullopt;
}

std::string records_key(const LogRange& range, Offset last) {
  std::string key = range_key(range);
  put_u64(key, last);
  return key;
}

std::string records_end(const LogRange& range) { return range_key(range).append(9, '\xFF'); }

std::string begin_records(Offset first) {
  std::string row;
  put_u64(row, first);
  return row;
}

void add_record(std::string& row, Instant arrival, std::string_view key, std::string_view value,
                bool tombstone) {
  put_u64(row, static_cast<std::uint64_t>(arrival.time_since_epoch().count()));
  row.push_back(tombstone ? 1 : 0);
  put_u32(row, static_cast<std::uint32_t>(key.size()));
  put_u32(row, static_cast<std::uint32_t>(value.size()));
  row.append(key).append(value);
}

RecordsReader::RecordsReader(std::string_view row_key, std::string_view row) : left_(row) {
  const bool is_row = row_key.size() == kRecordsKeySize && row_key[0] == kLogRecords;
  offset_ = left_.u64();
  end_ = is_row ? ByteReader(row_key.substr(kRecordsKeySize - 8)).u64() + 1 : 0;
  ok_ = left_.ok() && offset_ < end_;
}

std::optional<RecordView> RecordsReader::next() {
  if (!ok_ || offset_ == end_) return std::nullopt;
  RecordView record;
  record.offset = offset_++;
  record.arrival = Instant{Milliseconds{static_cast<std::int64_t>(left_.u64())}};
  record.tombstone = left_.u8() != 0;
  const std::uint32_t key_size = left_.u32();
  const std::uint32_t value_size = left_.u32();
  record.key = left_.bytes(key_size);
  record.value = left_.bytes(value_size);
  ok_ = left_.ok() && (offset_ < end_ || left_.rest().empty());
  return ok_ ? std::optional(record) : std::nullopt;
}

std::string start_key(const LogRange& range) { return range_key(range, kLogStart); }
std::string start_value(Offset offset) { return last_value(offset); }
std::optional<Offset> read_start(std::string_view value) { return read_last(value); }

std::string last_of_key_prefix(TopicNumber topic, PartitionNumber partition) {
  std::string out(1, kLogLastOfKey);
  put_u16(out, topic);
  put_u16(out, static_cast<std::uint16_t>(partition));
  return out;
}

std::string last_of_key(TopicNumber topic, PartitionNumber partition, std::string_view key) {
  return last_of_key_prefix(topic, partition).append(key);
}

std::string last_value(Offset offset) {
  std::string value;
  put_u64(value, offset);
  return value;
}

std::optional<Offset> read_last(std::string_view value) {
  ByteReader reader(value);
  const Offset offset = reader.u64();
  return reader.ok() ? std::optional(offset) : std::nullopt;
}

}  // namespace liaison
