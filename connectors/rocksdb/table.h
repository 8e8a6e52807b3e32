// Table: one column family of the store, with a checksum behind every value.
//
//   const Table& rows = store.partition(7);
//   auto head = rows.get(key);                   // kCorrupt when the checksum does not fit
//   Cursor cursor = rows.cursor(from, to);
//   while (true) { auto moved = cursor.next(); if (!moved || !*moved) break; use(cursor.key()); }
//
// Reading is for any thread at any time and sees what was committed when it began. Keys are opaque
// here. Changes are collected in a Changes and written by Store::write, all or none.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/runtime/journal.h"

namespace rocksdb {
class WriteBatch;
}

namespace liaison {

class Engine;

class Cursor {
 public:
  struct Range;
  Cursor(std::unique_ptr<Range> range, std::string name);
  ~Cursor();
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) noexcept;

  // On to the first, then to the next row; false behind the last. Error kCorrupt or kIo.
  Result<bool> next();
  Result<bool> to_last();
  std::string_view key() const { return key_; }  // until the next next()
  std::string_view value() const { return value_; }

 private:
  Result<bool> take();

  std::unique_ptr<Range> range_;
  std::string name_;
  std::string_view key_;
  std::string_view value_;
};

class Table final : public Rows {
 public:
  // `family`: RocksDB's number of the column family.
  Table(const Engine& engine, std::uint32_t family, std::string name);

  Result<std::optional<std::string>> get(std::string_view key) const override;
  Result<std::vector<std::optional<std::string>>> get_all(
      const std::vector<std::string>& keys) const override;
  Result<void> scan(
      std::string_view from, std::string_view to,
      const std::function<bool(std::string_view, std::string_view)>& visit) const override;
  // From `from` (inclusive) to `to` (exclusive).
  Cursor cursor(std::string_view from, std::string_view to) const;
  // The last row of that range.
  Result<std::optional<std::pair<std::string, std::string>>> last(std::string_view from,
                                                                  std::string_view to) const;
  std::uint32_t family() const { return family_; }

 private:
  const Engine& engine_;
  const std::uint32_t family_;
  const std::string name_;  // for messages: folder and family
};

class Changes {
 public:
  Changes();
  ~Changes();
  Changes(Changes&&) noexcept;
  void put(const Table&, std::string_view key, std::string_view value);
  void remove(const Table&, std::string_view key);
  // Cheaper; for keys that are written once and removed at most once in all time.
  void remove_once(const Table&, std::string_view key);
  void clear();  // keeps its memory, unless it is much
  rocksdb::WriteBatch& batch() { return *batch_; }

 private:
  std::unique_ptr<rocksdb::WriteBatch> batch_;
};

}  // namespace liaison
