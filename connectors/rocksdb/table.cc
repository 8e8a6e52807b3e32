#include "connectors/rocksdb/table.h"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <array>

#include "connectors/rocksdb/checksum.h"
#include "connectors/rocksdb/format.h"
#include "connectors/rocksdb/status.h"

namespace liaison {

namespace {

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

std::string checksum(std::string_view key, std::string_view value) {
  std::string sum;
  put_u32(sum, crc32c(value, crc32c(key)));
  return sum;
}

// The value without its checksum; nullopt when that does not fit.
std::optional<std::string_view> checked(std::string_view key, std::string_view stored) {
  if (stored.size() < 4) return std::nullopt;
  const std::string_view value = stored.substr(0, stored.size() - 4);
  const std::uint32_t sum = ByteReader(stored.substr(value.size())).u32();
  return sum == crc32c(value, crc32c(key)) ? std::optional(value) : std::nullopt;
}

Error bad_checksum(const std::string& name, std::string_view key) {
  return Error{Error::Kind::kCorrupt, "expected every row of " + name +
                                          " to be whole, but the checksum of row " + hex(key) +
                                          " does not fit: restore from a backup"};
}

}  // namespace

struct Cursor::Range {
  std::string from;
  std::string to;
  rocksdb::Slice upper;
  std::unique_ptr<rocksdb::Iterator> iterator;
  bool started = false;

  Range(std::string_view first, std::string_view end) : from(first), to(end), upper(to) {}
};

Cursor::Cursor(std::unique_ptr<Range> range, std::string name)
    : range_(std::move(range)), name_(std::move(name)) {}
Cursor::~Cursor() = default;
Cursor::Cursor(Cursor&&) noexcept = default;
Cursor& Cursor::operator=(Cursor&&) noexcept = default;

Result<bool> Cursor::next() {
  rocksdb::Iterator& rows = *range_->iterator;
  if (range_->started) rows.Next();
  else rows.Seek(range_->from);
  range_->started = true;
  if (!rows.Valid()) {
    if (!rows.status().ok()) return error_of(rows.status(), name_);
    return false;
  }
  key_ = view(rows.key());
  const auto value = checked(key_, view(rows.value()));
  if (!value) return bad_checksum(name_, key_);
  value_ = *value;
  return true;
}

Table::Table(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& family, std::string name)
    : db_(db), family_(family), name_(std::move(name)) {}

Result<std::optional<std::string>> Table::get(std::string_view key) const {
  rocksdb::PinnableSlice stored;
  const rocksdb::Status status = db_.Get(rocksdb::ReadOptions(), &family_, slice(key), &stored);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return error_of(status, name_);
  const auto value = checked(key, view(stored));
  if (!value) return bad_checksum(name_, key);
  return std::optional<std::string>(*value);
}

Result<void> Table::scan(std::string_view from, std::string_view to,
                         const std::function<bool(std::string_view, std::string_view)>& visit)
    const {
  Cursor rows = cursor(from, to);
  while (true) {
    const auto moved = rows.next();
    if (!moved) return moved.error();
    if (!*moved || !visit(rows.key(), rows.value())) return {};
  }
}

Cursor Table::cursor(std::string_view from, std::string_view to) const {
  auto range = std::make_unique<Cursor::Range>(from, to);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &range->upper;
  range->iterator.reset(db_.NewIterator(options, &family_));
  return Cursor(std::move(range), name_);
}

Result<std::optional<std::pair<std::string, std::string>>> Table::last(std::string_view from,
                                                                       std::string_view to) const {
  using Found = std::optional<std::pair<std::string, std::string>>;
  Cursor::Range range(from, to);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &range.upper;
  range.iterator.reset(db_.NewIterator(options, &family_));
  range.iterator->SeekToLast();
  if (!range.iterator->Valid()) {
    if (!range.iterator->status().ok()) return error_of(range.iterator->status(), name_);
    return Found();
  }
  const std::string_view key = view(range.iterator->key());
  if (key < from) return Found();
  const auto value = checked(key, view(range.iterator->value()));
  if (!value) return bad_checksum(name_, key);
  return Found(std::in_place, key, *value);
}

Changes::Changes() : batch_(std::make_unique<rocksdb::WriteBatch>()) {}
Changes::~Changes() = default;

void Changes::put(const Table& table, std::string_view key, std::string_view value) {
  const std::string sum = checksum(key, value);
  const rocksdb::Slice key_part = slice(key);
  const std::array<rocksdb::Slice, 2> value_parts = {slice(value), slice(sum)};
  batch_->Put(&table.family(), rocksdb::SliceParts(&key_part, 1),
              rocksdb::SliceParts(value_parts.data(), 2));
}

void Changes::remove(const Table& table, std::string_view key) {
  batch_->Delete(&table.family(), slice(key));
}

void Changes::remove_once(const Table& table, std::string_view key) {
  batch_->SingleDelete(&table.family(), slice(key));
}

}  // namespace liaison
