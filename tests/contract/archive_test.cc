// The archive's files: written whole, read like rows, damage is told.
#include <gtest/gtest.h>

#include <fstream>

#include "connectors/rocksdb/sst_archive.h"
#include "tests/contract/folder.h"

namespace liaison {
namespace {

using Copies = std::vector<std::pair<std::string, std::string>>;

Copies rows(const std::string& value) {
  Copies rows;
  for (char c = 'a'; c <= 'z'; ++c) rows.emplace_back(std::string("k") + c, value + c);
  return rows;
}

TEST(SstArchives, AreReadLikeRows) {
  const Folder folder;
  SstArchive archive(folder.path());
  ASSERT_TRUE(archive.write(3, 17, rows("v")));
  const auto read = archive.open(3, 17);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*(*read)->get("kq"), "vq");
  EXPECT_EQ(*(*read)->get("k"), std::nullopt);
  std::string seen;
  ASSERT_TRUE((*read)->scan("kx", "kz", [&](std::string_view, std::string_view value) {
    seen += value;
    return true;
  }));
  EXPECT_EQ(seen, "vxvy");
  EXPECT_TRUE(archive.verify(3, 17));
  const auto none = archive.open(3, 18);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("p3-00000018.sst"), std::string::npos);
}

TEST(SstArchives, AreReplacedWhole) {
  const Folder folder;
  SstArchive archive(folder.path());
  ASSERT_TRUE(archive.write(0, 0, rows("old ")));
  const auto old = archive.open(0, 0);
  ASSERT_TRUE(archive.write(0, 0, rows("new ")));
  EXPECT_EQ(*(*archive.open(0, 0))->get("ka"), "new a");
  EXPECT_EQ(*(*old)->get("ka"), "old a");  // whoever reads goes on
}

TEST(SstArchives, ThatAreDamagedAreTold) {
  const Folder folder;
  SstArchive archive(folder.path());
  ASSERT_TRUE(archive.write(0, 0, rows(std::string(500, 'x'))));
  const auto path = folder / "archive" / "p0-00000000.sst";
  std::fstream bytes(path, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(20);
  bytes.put('\x55').put('\xAA');
  bytes.close();
  EXPECT_FALSE(archive.verify(0, 0));
}

}  // namespace
}  // namespace liaison
