// What people see, and the checks of what is stored.
#include "engine/runtime/queries.h"

#include <gtest/gtest.h>

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

std::string names(const Page& page, const char* field) {
  std::string all;
  for (const Json& item : page.items) {
    if (!all.empty()) all += ' ';
    all += item[field].get<std::string>();
  }
  return all;
}

class Shown : public testing::Test {
 protected:
  void open(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string n = std::to_string(i);
      ids_.push_back(world_.send(request("r-" + n, "c-" + n, {{"no", "key-" + n}}), at(i)).case_id);
    }
  }
  World world_{4};
  StoreView view_{world_.journal};
  std::vector<CaseId> ids_;
};

TEST_F(Shown, PagesGoThroughAllPartitionsInOneOrder) {
  open(7);
  CaseFilter filter{
      .workflow = {}, .customer = {}, .key = {}, .state = "open", .limit = 3, .next = {}};
  std::string all;
  int pages = 0;
  do {
    const auto page = list_cases(view_, filter);
    ASSERT_TRUE(page);
    all += names(*page, "key") + " ";
    filter.next = page->next;
    ++pages;
  } while (!filter.next.empty());
  EXPECT_EQ(all, "key-0 key-1 key-2 key-3 key-4 key-5 key-6 ");
  EXPECT_EQ(pages, 3);
  filter.next = "no cursor";
  EXPECT_FALSE(list_cases(view_, filter));
}

TEST_F(Shown, CasesByCustomerKeyAndState) {
  open(3);
  world_.send(complete(ids_[1], "first", "a-1"), at(10));
  world_.send(complete(ids_[1], "second", "a-2"), at(11));
  const auto count = [&](CaseFilter filter) { return list_cases(view_, filter)->items.size(); };
  EXPECT_EQ(count({.workflow = {}, .customer = "c-1", .key = {}, .state = {}}), 1U);
  EXPECT_EQ(count({.workflow = {}, .customer = "c-1", .key = {}, .state = "open"}), 0U);
  EXPECT_EQ(count({.workflow = {}, .customer = {}, .key = {}, .state = "completed"}), 1U);
  EXPECT_EQ(count({.workflow = {}, .customer = {}, .key = "key-2", .state = {}}), 1U);
  EXPECT_EQ(count({.workflow = "another", .customer = {}, .key = {}, .state = {}}), 0U);
  EXPECT_EQ(count({.workflow = {}, .customer = {}, .key = {}, .state = {}}), 3U);
}

TEST_F(Shown, TasksOfADepartmentByDue) {
  open(3);
  world_.send(complete(ids_[0], "first", "a-1"), at(10));
  const auto alpha =
      list_tasks(view_, {.department = "alpha", .holder = {}, .case_id = {}}, at(70));
  ASSERT_TRUE(alpha);
  EXPECT_EQ(names(*alpha, "key"), "key-1 key-2");
  EXPECT_EQ(alpha->items[0]["title"], "First");
  EXPECT_EQ(alpha->items[0]["overdue"], true);
  EXPECT_EQ(alpha->items[0]["due"], "2026-09-14T10:01:00Z");
  const auto one =
      list_tasks(view_, {.department = {}, .holder = {}, .case_id = ids_[0].text}, at(70));
  EXPECT_EQ(names(*one, "step"), "second");
}

TEST_F(Shown, DeadlinesBreachedOrNotInOneOrder) {
  open(3);
  world_.send(complete(ids_[1], "first", "a-1"), at(10));  // its second step is due at 130
  world_.turn(at(61));                                     // the first case is breached
  const auto all = list_deadlines(view_, {}, at(61));
  ASSERT_TRUE(all);
  EXPECT_EQ(names(*all, "key"), "key-0 key-2 key-1");
  EXPECT_EQ(all->items[0]["breached"], true);
  EXPECT_EQ(all->items[2]["used"], "PT51M");
  EXPECT_EQ(all->items[2]["left"], "PT1H9M");
  DeadlineFilter filter;
  filter.due_before = at(62);
  EXPECT_EQ(names(*list_deadlines(view_, filter, at(61)), "key"), "key-0");
  filter = {};
  filter.overdue = true;
  EXPECT_EQ(names(*list_deadlines(view_, filter, at(61)), "key"), "key-0");
}

TEST_F(Shown, ACaseWithAllThatBelongsToIt) {
  open(1);
  world_.turn(at(90));
  world_.send(complete(ids_[0], "first", "a-1"), at(100));
  const auto shown = show_case(view_, ids_[0], at(110));
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ((*shown)["state"], "open");
  EXPECT_EQ((*shown)["tasks"].size(), 1U);
  EXPECT_EQ((*shown)["clocks"].size(), 2U);
  EXPECT_EQ((*shown)["steps"][0]["result"], "late");
  EXPECT_EQ((*shown)["steps"][0]["lateBy"], "PT40M");
  EXPECT_EQ((*shown)["rungs"][0]["what"], "breached");
  EXPECT_EQ(show_case(view_, CaseId{"000-0000000000000000"}, at(0)).error().kind,
            Error::Kind::kNotFound);
}

TEST_F(Shown, TheHistoryNamesEveryEvent) {
  open(1);
  const auto history = show_history(view_, ids_[0]);
  ASSERT_TRUE(history);
  EXPECT_EQ((*history)[0]["event"], "case-opened");
  EXPECT_EQ((*history)[0]["at"], "2026-09-14T09:00:00Z");
  EXPECT_EQ((*history)[0]["origin"]["id"], "r-0");
  EXPECT_EQ((*history)[0]["sheet"]["no"], "key-0");
}

TEST_F(Shown, ACustomerWithItsCases) {
  open(1);
  world_.send(event("customer.changed", "f-1", "customer:c-0", {{"name", "Hua Feng"}}), at(5));
  const auto shown = show_customer(view_, CustomerKey{"c-0"});
  ASSERT_TRUE(shown);
  EXPECT_EQ((*shown)["facts"]["name"], "Hua Feng");
  EXPECT_EQ((*shown)["cases"].size(), 1U);
  EXPECT_FALSE(show_customer(view_, CustomerKey{"nobody"}));
}

// The checks find what they are there for: rows that somebody has changed.
TEST_F(Shown, ChecksFindWhatIsWrong) {
  open(1);
  const PartitionNumber number = *partition_of_id(ids_[0].text, 4);
  const Rows& rows = world_.journal.rows(number);
  CaseHead head = world_.head(ids_[0]);
  const auto write = [&](std::string key, std::optional<std::string> value) {
    Turn turn;
    turn.partition = number;
    turn.time = at(0);
    turn.rows.push_back({std::move(key), std::move(value)});
    ASSERT_TRUE(world_.journal.inner.commit(std::move(turn)));
  };
  write(keys::index({IndexEntry::Kind::kDue, "", at(77), "x"}), ids_[0].text);
  EXPECT_TRUE(*check_indexes(rows));
  write(keys::index({IndexEntry::Kind::kDue, "", at(77), "x"}), std::nullopt);
  EXPECT_FALSE(*check_indexes(rows));
  head.breaches = 5;
  write(keys::case_head(ids_[0]), encode(head));
  const auto differs = check_replay(rows, ids_[0]);
  ASSERT_TRUE(differs && *differs);
  EXPECT_EQ(**differs, "head: expected `breaches` to be 0 by the history, but 5 is stored");
  EXPECT_TRUE(*check_indexes(rows)) << "the figures";
}

}  // namespace
}  // namespace liaison
