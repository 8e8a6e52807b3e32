// The store: what it refuses to open, and how it says so.
#include "connectors/rocksdb/store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "connectors/rocksdb/checksum.h"
#include "connectors/rocksdb/format.h"
#include "tests/contract/child.h"
#include "tests/contract/folder.h"

namespace liaison {
namespace {

using Kind = Error::Kind;

Error refused(const std::filesystem::path& path, PartitionNumber partitions) {
  const auto opened = Store::open(path, partitions);
  EXPECT_FALSE(opened);
  return opened ? Error{} : opened.error();
}

void make(const std::filesystem::path& path, PartitionNumber partitions) {
  const auto made = Store::open(path, partitions);
  ASSERT_TRUE(made) << made.error().message;
}

TEST(Store, IsMadeOnceAndKeepsItsId) {
  const Folder folder;
  std::string id;
  {
    const auto store = Store::open(folder / "a/b/store", 2);
    ASSERT_TRUE(store) << store.error().message;
    id = (*store)->id();
    EXPECT_EQ(id.size(), 16U);
  }
  const auto again = Store::open(folder / "a/b/store", 0);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ((*again)->partitions(), 2U);
  EXPECT_EQ((*again)->id(), id);
}

TEST(Store, AnotherPartitionCountIsRefused) {
  const Folder folder;
  make(folder / "store", 4);
  const Error error = refused(folder / "store", 8);
  EXPECT_EQ(error.kind, Kind::kInvalid);
  EXPECT_EQ(error.message, "expected 8 partitions in the store " + (folder / "store").string() +
                               ", but it was made with 4, which is for good");
  EXPECT_TRUE(Store::open(folder / "store", 4));
}

TEST(Store, PartitionCountsArePowersOfTwo) {
  const Folder folder;
  EXPECT_EQ(refused(folder / "store", 3).kind, Kind::kInvalid);
  EXPECT_EQ(refused(folder / "store", 8192).kind, Kind::kInvalid);
  EXPECT_FALSE(std::filesystem::exists(folder / "store"));
}

TEST(Store, NothingIsMadeWhenItMustBeThere) {
  const Folder folder;
  EXPECT_EQ(refused(folder / "store", 0).kind, Kind::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(folder / "store"));
  std::filesystem::create_directory(folder / "empty");
  EXPECT_EQ(refused(folder / "empty", 0).kind, Kind::kNotFound);
  EXPECT_TRUE(std::filesystem::is_empty(folder / "empty"));
}

TEST(Store, ASecondProcessIsToldWhoHoldsIt) {
  const Folder folder;
  make(folder / "store", 1);
  Child holder({"hold", (folder / "store").string()});
  char opened = 0;
  ASSERT_TRUE(holder.read(&opened, 1));
  const Error error = refused(folder / "store", 1);
  EXPECT_EQ(error.kind, Kind::kUnavailable);
  EXPECT_EQ(error.message, "expected " + (folder / "store").string() +
                               " to be free, but another liaison (pid " +
                               std::to_string(holder.pid()) + ") holds it");
  holder.kill();
  EXPECT_TRUE(Store::open(folder / "store", 1));
}

TEST(Store, ASecondOpeningInOneProcessIsRefusedToo) {
  const Folder folder;
  const auto first = Store::open(folder / "store", 1);
  ASSERT_TRUE(first);
  EXPECT_EQ(refused(folder / "store", 1).kind, Kind::kUnavailable);
  EXPECT_EQ(refused(folder / "store", 1).kind, Kind::kUnavailable);  // the first try freed nothing
}

TEST(Store, AForeignFolderIsLeftAlone) {
  const Folder folder;
  std::ofstream(folder / "holiday.jpg") << "sun";
  const Error error = refused(folder.path(), 1);
  EXPECT_EQ(error.kind, Kind::kInvalid);
  EXPECT_EQ(error.message, "expected " + folder.path().string() +
                               " to hold a liaison store or nothing, but it holds holiday.jpg");
  const auto entries = std::filesystem::directory_iterator(folder.path());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST(Store, AFileIsNoFolder) {
  const Folder folder;
  std::ofstream(folder / "store") << "text";
  EXPECT_EQ(refused(folder / "store", 1).message,
            "expected " + (folder / "store").string() + " to be a directory, but it is a file");
}

TEST(Store, AFolderThatMayNotBeWrittenIsRefused) {
  const Folder folder;
  std::filesystem::create_directory(folder / "store");
  ::chmod(folder.path().c_str(), 0755);
  ::chmod((folder / "store").c_str(), 0555);
  Child child({"open-as-nobody", (folder / "store").string()});
  std::string said;
  for (char next; child.read(&next, 1);) said += next;
  EXPECT_EQ(said,
            "expected " + (folder / "store").string() + " to be writable, but: Permission denied");
}

TEST(Store, ANewerFormatIsRefused) {
  const Folder folder;
  {
    const auto store = Store::open(folder / "store", 1);
    ASSERT_TRUE(store);
    StoreFormat format{kFormat + 1, 1, (*store)->id()};
    Changes changes;
    changes.put((*store)->node(), format_key(), format_value(format) + "and what it needs besides");
    ASSERT_TRUE((*store)->write(changes));
  }
  const Error error = refused(folder / "store", 1);
  EXPECT_EQ(error.kind, Kind::kNewerFormat);
  EXPECT_EQ(error.message, "expected format 2 in the store " + (folder / "store").string() +
                               ", but it is 3: it was written by a newer liaison, use that");
}

TEST(Store, AnOlderFormatIsRefused) {
  const Folder folder;
  {
    const auto store = Store::open(folder / "store", 1);
    ASSERT_TRUE(store);
    Changes changes;
    changes.put((*store)->node(), format_key(), format_value({kFormat - 1, 1, (*store)->id()}));
    ASSERT_TRUE((*store)->write(changes));
  }
  const Error error = refused(folder / "store", 1);
  EXPECT_EQ(error.kind, Kind::kInvalid);
  EXPECT_EQ(error.message, "expected format 2 in the store " + (folder / "store").string() +
                               ", but it is 1: it was written by an older liaison, use that or "
                               "begin a new store");
}

TEST(Store, AChangedRowDoesNotPass) {
  const Folder folder;
  const auto store = Store::open(folder / "store", 2);
  ASSERT_TRUE(store);
  Changes changes;
  changes.put((*store)->partition(0), "key", "value");
  ASSERT_TRUE((*store)->write(changes));
  EXPECT_EQ(**(*store)->partition(0).get("key"), "value");
  EXPECT_FALSE((*(*store)->partition(1).get("key")).has_value());
  EXPECT_EQ((*store)->verify()->rows, 2U);  // with the format row
}

TEST(Checksum, IsCrc32c) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283U);            // the check value of the catalogue
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAU);  // RFC 3720, B.4
  EXPECT_EQ(crc32c("6789", crc32c("12345")), crc32c("123456789"));
  for (std::size_t size = 0; size < 100; ++size) {
    const std::string bytes(size, static_cast<char>(size));
    EXPECT_EQ(crc32c(bytes), crc32c_by_table(bytes));
  }
}

TEST(Format, KeysSortAsNumbers) {
  EXPECT_LT(records_key({1, 2, 0}, 255), records_key({1, 2, 0}, 256));
  EXPECT_LT(records_key({1, 2, 0}, UINT64_MAX), records_end({1, 2, 0}));
  EXPECT_LT(records_end({1, 2, 0}), records_key({1, 2, 1}, 0));
  EXPECT_LT(records_end({1, 255, 4095}), records_key({1, 256, 0}, 0));
}

TEST(Format, RecordsComeBackAsTheyWere) {
  const std::string key = records_key({7, 3, 0}, 42);
  std::string row = begin_records(41);
  add_record(row, Instant{Milliseconds{-5}}, "k", "v", true);
  add_record(row, Instant{Milliseconds{7}}, "", "other", false);
  RecordsReader reader(key, row);
  const auto first = reader.next();
  const auto second = reader.next();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->offset, 41U);
  EXPECT_EQ(first->arrival, Instant{Milliseconds{-5}});
  EXPECT_EQ(std::string(first->key) + std::string(first->value), "kv");
  EXPECT_TRUE(first->tombstone);
  EXPECT_EQ(second->offset, 42U);
  EXPECT_EQ(second->value, "other");
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.ok());
}

bool reads_well(std::string_view key, std::string_view row) {
  RecordsReader reader(key, row);
  while (reader.next()) continue;
  return reader.ok();
}

TEST(Format, OtherBytesAreNoRecords) {
  const std::string key = records_key({7, 3, 0}, 42);
  std::string row = begin_records(42);
  EXPECT_FALSE(reads_well(key, row));  // none where there should be one
  add_record(row, {}, "k", "v", false);
  EXPECT_TRUE(reads_well(key, row));
  EXPECT_FALSE(reads_well(key, row + "v"));
  EXPECT_FALSE(reads_well(key, row.substr(0, row.size() - 1)));
  EXPECT_FALSE(reads_well(key, "short"));
  EXPECT_FALSE(reads_well("no key of a row", row));
  EXPECT_FALSE(reads_well(records_key({7, 3, 0}, 41), row));  // which begins behind its end
}

}  // namespace
}  // namespace liaison
