// A store that an earlier liaison has written goes on with the next start.
#include <gtest/gtest.h>

#include "engine/runtime/keys.h"
#include "engine/runtime/paging.h"
#include "engine/runtime/queries.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

constexpr auto kOpen = IndexEntry::Kind::kOpenClock;

std::map<std::string, std::string> under(const Rows& rows, const std::string& prefix) {
  std::map<std::string, std::string> found;
  EXPECT_TRUE(
      rows.scan(prefix, keys::after(prefix), [&](std::string_view key, std::string_view id) {
        found.emplace(key, id);
        return true;
      }));
  return found;
}

// Level 2 had an index of breached clocks and one of the others.
void as_level_2(World& world, Instant now) {
  const Rows& rows = world.journal.rows(0);
  auto row = *row_of<PartitionRow>(rows, keys::partition());
  row.level = 2;
  Turn turn;
  turn.rows.push_back({keys::partition(), encode(row)});
  for (const auto& [key, id] : under(rows, keys::index_prefix(kOpen))) {
    if (keys::parse_index(kOpen, key).at >= now) continue;
    turn.rows.push_back({key, std::nullopt});
    turn.rows.push_back({keys::breached_before_level_3() + key.substr(1), id});
  }
  ASSERT_EQ(turn.rows.size(), 7U);
  ASSERT_TRUE(world.journal.commit(std::move(turn)));
}

TEST(Upgrade, BreachedClocksJoinTheOthers) {
  World world;
  std::vector<CaseId> cases;
  for (int i = 0; i < 3; ++i) {
    const std::string n = std::to_string(i);
    cases.push_back(world.send(request("r-" + n, "c-" + n, {{"no", n}}), at(i)).case_id);
  }
  world.send(request("later", "c-9", {{"no", "9"}}), at(50));
  world.turn(at(70));
  const auto before = under(world.journal.rows(0), keys::index_prefix(kOpen));
  ASSERT_EQ(before.size(), 4U);
  as_level_2(world, at(70));
  world.expect_sound();  // as it will be
  const auto too_early = list_deadlines(StoreView(world.journal), {}, at(70));
  ASSERT_FALSE(too_early) << "half of them would be missing";
  EXPECT_NE(too_early.error().message.find("liaison serve"), std::string::npos);
  world.restart();
  EXPECT_EQ(row_of<PartitionRow>(world.journal.rows(0), keys::partition())->level, kPartitionLevel);
  EXPECT_EQ(under(world.journal.rows(0), keys::index_prefix(kOpen)), before);
  EXPECT_EQ(list_deadlines(StoreView(world.journal), {}, at(70))->items.size(), 4U);
  EXPECT_TRUE(under(world.journal.rows(0), keys::breached_before_level_3()).empty());
  world.expect_sound();
  world.send(complete(cases[0], "first", "a-1"), at(80));
  world.expect_sound();
}

}  // namespace
}  // namespace liaison
