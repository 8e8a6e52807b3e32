#include "connectors/http/cursor.h"

#include <algorithm>
#include <charconv>
#include <deque>

#include "engine/model/json_text.h"
#include "engine/runtime/timestamp.h"

namespace liaison::http {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out += kAlphabet[(bits >> (count - 6)) & 63];
  }
  if (count > 0) out += kAlphabet[(bits << (6 - count)) & 63];
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>((bits >> count) & 255);
  }
  return out;
}

Error no_cursor(std::string_view but) {
  return invalid("expected `cursor` to be one that this server gave out, start or now, but it is " +
                 std::string(but));
}

// "0,17,3" -> the numbers; nullopt when it has another form.
std::optional<std::vector<Offset>> parse_offsets(std::string_view text) {
  std::vector<Offset> offsets;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (;;) {
    Offset value = 0;
    const auto [stopped, error] = std::from_chars(at, end, value);
    if (error != std::errc{}) return std::nullopt;
    offsets.push_back(value);
    if (stopped == end) return offsets;
    if (*stopped != ',') return std::nullopt;
    at = stopped + 1;
  }
}

void append(std::string& out, const StoredRecord& record) {
  out += R"({"partition":)" + std::to_string(record.partition);
  out += R"(,"offset":)" + std::to_string(record.offset);
  out += R"(,"arrival":")";
  append_rfc3339(out, record.arrival);
  out += '"';
  if (record.tombstone) {
    out += R"(,"key":)";
    append_json_text(out, record.key);
  }
  out += R"(,"event":)";
  if (record.tombstone) out += "null";
  else if (nlohmann::json::accept(record.value)) out += record.value;
  else append_json_text(out, record.value);  // an input topic holds what was sent
  out += '}';
}

// The records of one partition from an offset on, a portion at a time: one may be a megabyte, and
// only so many of them are wanted that fit on a page.
class Ahead {
 public:
  Ahead(PartitionNumber partition, Offset from) : partition_(partition), from_(from) {}

  Result<void> look(const Journal& journal, std::string_view topic) {
    if (!read_.empty() || ended_) return {};
    auto records = journal.read(topic, partition_, from_, portion_);
    if (!records) return records.error();
    ended_ = records->size() < portion_;
    std::size_t bytes = 0;
    for (const StoredRecord& record : *records) bytes += record.value.size();
    portion_ = bytes < kPortionBytes ? std::min(portion_ * 4, kPortionMost) : std::size_t{1};
    if (!records->empty()) from_ = records->back().offset + 1;
    std::move(records->begin(), records->end(), std::back_inserter(read_));
    return {};
  }
  const StoredRecord* next() const { return read_.empty() ? nullptr : &read_.front(); }
  StoredRecord take() {
    StoredRecord record = std::move(read_.front());
    read_.pop_front();
    return record;
  }

 private:
  static constexpr std::size_t kPortionBytes = 64 * 1024, kPortionMost = 256;

  PartitionNumber partition_;
  Offset from_;
  std::size_t portion_ = 4;
  bool ended_ = false;
  std::deque<StoredRecord> read_;
};

bool comes_before(const Ahead& a, const Ahead& b) {
  const StoredRecord *x = a.next(), *y = b.next();
  if (x == nullptr || y == nullptr) return x != nullptr;
  return std::tie(x->arrival, x->partition, x->offset) <
         std::tie(y->arrival, y->partition, y->offset);
}

}  // namespace

std::string to_text(const Cursor& cursor) {
  std::string text = "1 " + cursor.topic + " ";
  for (std::size_t i = 0; i < cursor.next.size(); ++i) {
    if (i > 0) text += ',';
    text += std::to_string(cursor.next[i]);
  }
  return base64url(text);
}

Result<Cursor> parse_cursor(std::string_view text, std::string_view topic, PartitionNumber count) {
  const std::optional<std::string> plain = from_base64url(text);
  if (!plain || !plain->starts_with("1 ")) return no_cursor("another text");
  const std::size_t space = plain->find(' ', 2);
  if (space == std::string::npos) return no_cursor("cut off");
  if (plain->substr(2, space - 2) != topic) {
    return no_cursor("of the topic '" + plain->substr(2, space - 2) + "'");
  }
  auto next = parse_offsets(std::string_view(*plain).substr(space + 1));
  if (!next) return no_cursor("cut off");
  if (next->size() != count) return no_cursor("of a store with another number of partitions");
  return Cursor{std::string(topic), std::move(*next)};
}

Result<TopicPage> read_page(const Journal& journal, Cursor cursor, std::size_t max,
                            std::size_t bytes) {
  std::vector<Ahead> partitions;
  for (PartitionNumber p = 0; p < journal.partitions(); ++p) {
    partitions.emplace_back(p, cursor.next[p]);
  }
  TopicPage page{{}, std::move(cursor)};
  std::size_t size = 0;
  while (page.records.size() < max) {
    for (Ahead& ahead : partitions) {
      if (auto looked = ahead.look(journal, page.cursor.topic); !looked) return looked.error();
    }
    Ahead& first = *std::min_element(partitions.begin(), partitions.end(), comes_before);
    if (first.next() == nullptr) break;
    size += first.next()->value.size();
    if (size > bytes && !page.records.empty()) break;
    StoredRecord record = first.take();
    page.cursor.next[record.partition] = record.offset + 1;
    page.records.push_back(std::move(record));
  }
  return page;
}

Cursor start_of(const Journal& journal, std::string_view topic) {
  return {std::string(topic), std::vector<Offset>(journal.partitions(), 0)};
}

Result<Cursor> first_of(const Journal& journal, const Cursor& wanted) {
  Cursor cursor = wanted;
  for (PartitionNumber p = 0; p < journal.partitions(); ++p) {
    const Result<Offset> start = journal.start(cursor.topic, p);
    if (!start) return start.error();
    cursor.next[p] = std::max(cursor.next[p], *start);
  }
  return cursor;
}

Result<Cursor> end_of(const Journal& journal, std::string_view topic) {
  Cursor cursor = start_of(journal, topic);
  for (PartitionNumber p = 0; p < journal.partitions(); ++p) {
    const Result<Offset> end = journal.end(topic, p);
    if (!end) return end.error();
    cursor.next[p] = *end;
  }
  return cursor;
}

std::string to_bytes(const TopicPage& page) {
  std::string out = R"({"records":[)";
  for (const StoredRecord& record : page.records) {
    if (out.back() == '}') out += ',';
    append(out, record);
  }
  return out + R"(],"cursor":")" + to_text(page.cursor) + "\"}\n";
}

}  // namespace liaison::http
