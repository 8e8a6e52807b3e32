// The bytes of a store, format 2. This is the one place that says them; whatever changes here
// raises kFormat. Keyspaces are numbered by hand and a number is never used again. All numbers are
// big-endian, so that the order on disk is the order of the numbers.
//
// Column families
//   default       empty; RocksDB insists on it
//   node          what concerns the store as a whole
//   log           the records of all topics (only with the embedded journal)
//   p0, p1, …     the rows of a partition: engine/runtime/keys.h documents them
// Every value of every family ends with 4 bytes more: the CRC-32C of its key and then its value.
//
// node                                          value
//   01                                          format u32, partitions u32, store id (16 bytes)
//   02 NAME                                     u16: the number of the topic, given at first use
//   03                                          "played": the store was filled by `liaison play`
//   04 PARTITION u16                            only with Kafka: u64, where the rows are in the
//                                               changelog; i64 (ms), when that was; id of the
//                                               cluster, prefix of the topics (each u16, text)
//
// log                                           value
//   01 TOPIC u16 PARTITION u16 SOURCE u16 LAST u64
//                                               offset of the first record u64, then the records of
//                                               one turn up to offset LAST, one behind the other:
//                                               arrival i64 (ms), flags u8 (1 = tombstone), length
//                                               of key u32, length of value u32, key, value
//   02 TOPIC u16 PARTITION u16 KEY              u64: offset of the only record of this key that is
//                                               kept (compacted topics: their records have a row
//                                               each, and the one before is deleted in the batch
//                                               that writes the new one; a tombstone is a record,
//                                               so that readers see it)
//   03 TOPIC u16 PARTITION u16 SOURCE u16
//                                               u64: the first offset that retention keeps
// SOURCE is 0 except in the topic `internal`, where every sending partition has a sequence of its
// own and SOURCE is its number. The row that holds an offset is the first one at or behind it. A
// row's key is written once and deleted at most once.
//
// Beside RocksDB's files the directory has `owner` (locked by who holds the store; its text is
// their process id), `acknowledged` (acknowledged.h), `archive/` (sst_archive.h), and while it is
// served `hand` and `suspects` (connectors/local_log/hand_file.h). Nothing in it names the machine
// or the path: a folder that nobody serves may be copied anywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/runtime/journal.h"

namespace liaison {

inline constexpr std::uint32_t kFormat = 2;

void put_u16(std::string& out, std::uint16_t number);
void put_u32(std::string& out, std::uint32_t number);
void put_u64(std::string& out, std::uint64_t number);

// Takes numbers and bytes off the front; once something was missing, ok() is false for good.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}
  std::uint8_t u8();
  std::uint16_t u16();
  std::uint32_t u32();
  std::uint64_t u64();
  std::string_view bytes(std::size_t count);
  std::string_view rest() const { return left_; }
  bool ok() const { return ok_; }

 private:
  std::uint64_t number(std::size_t size);

  std::string_view left_;
  bool ok_ = true;
};

struct StoreFormat {
  std::uint32_t format = kFormat;
  PartitionNumber partitions = 0;
  std::string id;  // 16 random bytes
};

using TopicNumber = std::uint16_t;

// One sequence of offsets.
struct LogRange {
  TopicNumber topic = 0;
  PartitionNumber partition = 0;
  PartitionNumber source = 0;
};

std::string format_key();
std::string format_value(const StoreFormat&);
std::optional<StoreFormat> read_format(std::string_view value);

std::string topic_key(std::string_view name);
std::string topic_prefix();
std::string topic_value(TopicNumber);
std::optional<TopicNumber> read_topic(std::string_view value);

// Of the row whose last record has this offset.
std::string records_key(const LogRange&, Offset last);
// Just behind the last possible row of the range.
std::string records_end(const LogRange&);
// A row of records is begun, then grows.
std::string begin_records(Offset first);
void add_record(std::string& row, Instant arrival, std::string_view key, std::string_view value,
                bool tombstone);

struct RecordView {
  Offset offset = 0;
  Instant arrival{};
  bool tombstone = false;
  std::string_view key, value;
};

// Takes the records of a row one after the other. With other bytes in it, ok() is false.
class RecordsReader {
 public:
  RecordsReader() = default;  // of no row: at its end
  RecordsReader(std::string_view row_key, std::string_view row);
  std::optional<RecordView> next();
  bool ok() const { return ok_; }

 private:
  ByteReader left_{{}};
  Offset offset_ = 0;
  Offset end_ = 0;
  bool ok_ = true;
};

std::string start_key(const LogRange&);
std::string start_value(Offset);
std::optional<Offset> read_start(std::string_view value);

// All keys of a compacted topic's partition begin so.
std::string last_of_key_prefix(TopicNumber, PartitionNumber);
std::string last_of_key(TopicNumber, PartitionNumber, std::string_view key);
std::string last_value(Offset);
std::optional<Offset> read_last(std::string_view value);

}  // namespace liaison
