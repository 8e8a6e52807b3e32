#include "connectors/rocksdb/table.h"

#include <rocksdb/comparator.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <array>

#include "connectors/rocksdb/checksum.h"
#include "connectors/rocksdb/engine.h"
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

constexpr std::size_t kKeptBytes = 4U << 20;  // of a batch that is filled again

Error bad_checksum(const std::string& name, std::string_view key) {
  return Error{Error::Kind::kCorrupt, "expected every row of " + name +
                                          " to be whole, but the checksum of row " + hex(key) +
                                          " does not fit: restore from a backup"};
}

}  // namespace

struct Cursor::Range {
  Range(const Result<Engine::Live>& opened, std::uint32_t family, std::string_view first,
        std::string_view end)
      : from(first), to(end), upper(to) {
    if (!opened) closed = opened.error();
    if (closed) return;
    live = *opened;
    rocksdb::ReadOptions options;
    options.iterate_upper_bound = &upper;
    rows.reset(live->db->NewIterator(options, &live->family(family)));
  }

  const std::string from;
  const std::string to;
  const rocksdb::Slice upper;
  std::optional<Error> closed;  // why there is nothing to read
  Engine::Live live;            // stays open as long as one reads
  std::unique_ptr<rocksdb::Iterator> rows;
  bool started = false;
};

Cursor::Cursor(std::unique_ptr<Range> range, std::string name)
    : range_(std::move(range)), name_(std::move(name)) {}
Cursor::~Cursor() = default;
Cursor::Cursor(Cursor&&) noexcept = default;
Cursor& Cursor::operator=(Cursor&&) noexcept = default;

Result<bool> Cursor::next() {
  if (range_->closed) return *range_->closed;
  if (range_->started) range_->rows->Next();
  else range_->rows->Seek(range_->from);
  range_->started = true;
  return take();
}

Result<bool> Cursor::to_last() {
  if (range_->closed) return *range_->closed;
  range_->rows->SeekToLast();
  range_->started = true;
  if (range_->rows->Valid() && view(range_->rows->key()) < range_->from) return false;
  return take();
}

Result<bool> Cursor::take() {
  const rocksdb::Iterator& rows = *range_->rows;
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

Table::Table(const Engine& engine, std::uint32_t family, std::string name)
    : engine_(engine), family_(family), name_(std::move(name)) {}

Result<std::optional<std::string>> Table::get(std::string_view key) const {
  const auto live = engine_.live();
  if (!live) return live.error();
  rocksdb::PinnableSlice stored;
  const rocksdb::Status status =
      (*live)->db->Get(rocksdb::ReadOptions(), &(*live)->family(family_), slice(key), &stored);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return error_of(status, name_);
  const auto value = checked(key, view(stored));
  if (!value) return bad_checksum(name_, key);
  return std::optional<std::string>(*value);
}

Result<std::vector<std::optional<std::string>>> Table::get_all(
    const std::vector<std::string>& keys) const {
  const auto live = engine_.live();
  if (!live) return live.error();
  const std::vector<rocksdb::Slice> wanted(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> stored(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  (*live)->db->MultiGet(rocksdb::ReadOptions(), &(*live)->family(family_), keys.size(),
                        wanted.data(), stored.data(), statuses.data());
  std::vector<std::optional<std::string>> values(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok()) return error_of(statuses[i], name_);
    const auto value = checked(keys[i], view(stored[i]));
    if (!value) return bad_checksum(name_, keys[i]);
    values[i] = *value;
  }
  return values;
}

Result<void> Table::scan(
    std::string_view from, std::string_view to,
    const std::function<bool(std::string_view, std::string_view)>& visit) const {
  Cursor rows = cursor(from, to);
  while (true) {
    const auto moved = rows.next();
    if (!moved) return moved.error();
    if (!*moved || !visit(rows.key(), rows.value())) return {};
  }
}

Cursor Table::cursor(std::string_view from, std::string_view to) const {
  return Cursor(std::make_unique<Cursor::Range>(engine_.live(), family_, from, to), name_);
}

Result<std::optional<std::pair<std::string, std::string>>> Table::last(std::string_view from,
                                                                       std::string_view to) const {
  using Found = std::optional<std::pair<std::string, std::string>>;
  Cursor rows = cursor(from, to);
  const auto found = rows.to_last();
  if (!found) return found.error();
  return *found ? Found(std::in_place, rows.key(), rows.value()) : Found();
}

// Where a change goes is only a number; so a batch outlives a new opening of the store.
class FamilyNumber final : public rocksdb::ColumnFamilyHandle {
 public:
  explicit FamilyNumber(std::uint32_t number) : number_(number) {}
  const std::string& GetName() const override { return name_; }
  std::uint32_t GetID() const override { return number_; }
  rocksdb::Status GetDescriptor(rocksdb::ColumnFamilyDescriptor*) override {
    return rocksdb::Status::NotSupported();
  }
  const rocksdb::Comparator* GetComparator() const override {
    return rocksdb::BytewiseComparator();
  }

 private:
  const std::uint32_t number_;
  const std::string name_;
};

Changes::Changes() : batch_(std::make_unique<rocksdb::WriteBatch>()) {}
Changes::~Changes() = default;
Changes::Changes(Changes&&) noexcept = default;

void Changes::put(const Table& table, std::string_view key, std::string_view value) {
  const std::string sum = checksum(key, value);
  const rocksdb::Slice key_part = slice(key);
  const std::array<rocksdb::Slice, 2> value_parts = {slice(value), slice(sum)};
  FamilyNumber family(table.family());
  batch_->Put(&family, rocksdb::SliceParts(&key_part, 1),
              rocksdb::SliceParts(value_parts.data(), 2));
}

void Changes::remove(const Table& table, std::string_view key) {
  FamilyNumber family(table.family());
  batch_->Delete(&family, slice(key));
}

void Changes::remove_once(const Table& table, std::string_view key) {
  FamilyNumber family(table.family());
  batch_->SingleDelete(&family, slice(key));
}

void Changes::clear() {
  if (batch_->GetDataSize() > kKeptBytes) batch_ = std::make_unique<rocksdb::WriteBatch>();
  else batch_->Clear();
}

}  // namespace liaison
