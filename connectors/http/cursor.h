// Cursor: where a reader of a topic stands in all its partitions, as one opaque text that the
// reader keeps (base64url). It says for which topic and how many partitions it was made.
//
//   Result<Cursor> cursor = parse_cursor(text, "tasks.operations", 4);
//   cursor->next[2] = 17;  to_text(*cursor);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/model/json.h"
#include "engine/runtime/journal.h"

namespace liaison::http {

struct Cursor {
  std::string topic;
  std::vector<Offset> next;  // by partition
};

std::string to_text(const Cursor&);
// kInvalid: no cursor, another topic's, another partition count.
Result<Cursor> parse_cursor(std::string_view text, std::string_view topic, PartitionNumber count);

// What a reader gets next: at most `max` records and about `bytes`, merged over the partitions by
// (arrival, partition, offset); the cursor moves behind them.
struct TopicPage {
  std::vector<StoredRecord> records;
  Cursor cursor;
};
Result<TopicPage> read_page(const Journal&, Cursor, std::size_t max, std::size_t bytes);
// The cursor in front of all records, or behind those that are there now.
Cursor start_of(const Journal&, std::string_view topic);
// The same place, or in front of what retention has left where the place is gone.
Result<Cursor> first_of(const Journal&, const Cursor&);
Result<Cursor> end_of(const Journal&, std::string_view topic);
// {"records": [{"partition", "offset", "arrival", "event"}], "cursor"}; a tombstone has `key` and
// no event. The events go out as they are stored, without being read into values and written again.
std::string to_bytes(const TopicPage&);

}  // namespace liaison::http
