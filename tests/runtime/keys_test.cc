// Keys sort on disk as what they stand for sorts in time, and give back what was put in.
#include "engine/runtime/keys.h"

#include <gtest/gtest.h>

#include "tests/runtime/world.h"

namespace liaison {
namespace {

using Kind = IndexEntry::Kind;

TEST(Keys, IndexEntriesComeBack) {
  for (const IndexEntry& entry :
       std::vector<IndexEntry>{{Kind::kDue, "", at(5), "C.survey.0"},
                               {Kind::kWork, "alpha", at(7), "C.a.1.0.1"},
                               {Kind::kWork, "alpha", kNever, "C.a.1.0.1"},
                               {Kind::kOfCustomer, "c-1", at(9), "C"},
                               {Kind::kOpenCase, "", kBeginning, "C"}}) {
    const std::string key = keys::index(entry);
    EXPECT_TRUE(key.starts_with(keys::index_prefix(entry.kind, entry.first)));
    EXPECT_EQ(keys::parse_index(entry.kind, key).at, entry.at);
    EXPECT_EQ(keys::parse_index(entry.kind, key).id, entry.id);
  }
}

TEST(Keys, DiskOrderIsTimeOrder) {
  EXPECT_LT(keys::index({Kind::kDue, "", at(1), "z"}), keys::index({Kind::kDue, "", at(2), "a"}));
  EXPECT_GT(keys::index({Kind::kOfCustomer, "c", at(1), "z"}),
            keys::index({Kind::kOfCustomer, "c", at(2), "a"}));
  EXPECT_LT(keys::case_history(CaseId{"C"}, 255), keys::case_history(CaseId{"C"}, 256));
}

TEST(Keys, ADepartmentIsNoPrefixOfAnother) {
  const std::string to = keys::after(keys::index_prefix(Kind::kWork, "meter"));
  EXPECT_GE(keys::index({Kind::kWork, "metering", at(1), "x"}), to);
}

TEST(Keys, AfterIsBehindAllThatBeginSo) {
  EXPECT_EQ(keys::after("ab"), "ac");
  EXPECT_EQ(keys::after("a\xff"), "b");
}

TEST(Keys, DedupTellsSourceFromId) {
  EXPECT_NE(keys::dedup("a", "bc"), keys::dedup("ab", "c"));
  EXPECT_EQ(keys::dedup("a", "b").size(), 17U);
  EXPECT_EQ(keys::dedup_expiry(at(0), keys::dedup("a", "b")).size(), 25U);
}

}  // namespace
}  // namespace liaison
