// Closed cases leave the store and can be read as before; nothing is lost or doubled on the way.
#include <gtest/gtest.h>

#include <map>

#include "engine/model/codec.h"
#include "engine/runtime/archiver.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/paging.h"
#include "engine/runtime/partition_rows.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

using namespace std::chrono_literals;

class MapRows final : public Rows {
 public:
  std::map<std::string, std::string, std::less<>> rows;
  Result<std::optional<std::string>> get(std::string_view key) const override {
    const auto found = rows.find(key);
    return found == rows.end() ? std::nullopt : std::optional(found->second);
  }
  Result<void> scan(
      std::string_view from, std::string_view to,
      const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    for (auto row = rows.lower_bound(from); row != rows.end() && row->first < to; ++row) {
      if (!visit(row->first, row->second)) break;
    }
    return {};
  }
};

class MemoryArchive final : public Archive {
 public:
  using Name = std::pair<PartitionNumber, std::uint64_t>;
  std::map<Name, std::shared_ptr<MapRows>> files;

  Result<void> write(PartitionNumber partition, std::uint64_t file,
                     const std::vector<std::pair<std::string, std::string>>& rows) override {
    auto made = std::make_shared<MapRows>();
    made->rows = {rows.begin(), rows.end()};
    files[{partition, file}] = made;
    return {};
  }
  Result<std::shared_ptr<const Rows>> open(PartitionNumber partition,
                                           std::uint64_t file) const override {
    const auto found = files.find({partition, file});
    if (found == files.end()) return Error{Error::Kind::kIo, "expected a file"};
    return std::shared_ptr<const Rows>(found->second);
  }
  Result<void> verify(PartitionNumber, std::uint64_t) const override { return {}; }
};

class Archiving : public testing::Test {
 protected:
  Archiving() { start(); }
  void start() {
    node_.reset();
    NodeOptions options;
    options.clock = [this] { return now_.load(); };
    options.archive = &archive_;
    node_ = std::make_unique<Node>(journal_, std::move(options));
    ASSERT_TRUE(node_->load());
    ASSERT_TRUE(node_->activate(two_steps()));
    node_->start();
  }
  Outcome send(const Json& given) {
    auto submitted = node_->submit(given);
    EXPECT_TRUE(submitted) << submitted.error().message;
    return submitted->outcome.get();
  }
  CaseId closed(const std::string& number) {
    const CaseId id = send(request("r-" + number, "c-1", {{"no", number}})).case_id;
    send(complete(id, "first", "a-" + number));
    send(complete(id, "second", "b-" + number));
    return id;
  }
  std::size_t pass(ArchiveOptions options = {.after = 24h * 90, .wait = 0ms}) {
    std::size_t moved = 0;
    for (PartitionNumber i = 0; i < journal_.partitions(); ++i) {
      const auto done = Archiver(*node_, archive_, options).pass(i);
      EXPECT_TRUE(done) << done.error().message;
      if (done) moved += *done;
    }
    return moved;
  }
  // The days go by, and something happens.
  void days(int count) {
    now_ = now_.load() + 24h * count;
    for (int i = 0; i < 2; ++i) {  // a worker may have looked at the clock before the days went by
      send(request("tick-" + std::to_string(++ticks_), "c-1", {{"no", "t"}}));
    }
  }
  void expect_sound() const {
    for (PartitionNumber i = 0; i < journal_.partitions(); ++i) {
      EXPECT_EQ(*check_replay(journal_.rows(i)), std::vector<std::string>{});
      EXPECT_EQ(check_indexes(journal_.rows(i))->value_or(""), "");
      EXPECT_EQ(*check_archive(journal_.rows(i), i, archive_), std::vector<std::string>{});
    }
  }
  // Behind the engine's back, into the partition of a case.
  void write(const CaseId& id, std::vector<RowChange> rows) {
    Turn turn;
    turn.partition = *partition_of_id(id.text, journal_.partitions());
    turn.rows = std::move(rows);
    ASSERT_TRUE(journal_.commit(std::move(turn)));
  }
  Json shown(const CaseId& id) const {
    auto data = show_case(node_->view(), id, at(0));
    EXPECT_TRUE(data) << data.error().message;
    if (!data) return nullptr;
    data->erase("archived");
    return *data;
  }

  std::atomic<Instant> now_ = at(0);
  int ticks_ = 0;
  FaultyJournal journal_{2};
  MemoryArchive archive_;
  std::unique_ptr<Node> node_;
};

TEST_F(Archiving, ACaseIsReadAsBefore) {
  const CaseId id = closed("7");
  const Json before = shown(id), history = *show_history(node_->view(), id);
  ASSERT_EQ(before["state"], "completed");
  days(89);
  EXPECT_EQ(pass(), 0U);
  days(2);
  EXPECT_EQ(pass(), 1U);
  EXPECT_EQ(shown(id), before);
  EXPECT_EQ(*show_history(node_->view(), id), history);
  EXPECT_EQ((*show_case(node_->view(), id, at(0)))["archived"], true);
  const auto archived = list_cases(node_->view(), {.key = "7", .archived = true});
  ASSERT_EQ(archived->items.size(), 1U);
  EXPECT_EQ(archived->items[0]["case"], id.text);
  EXPECT_EQ(archived->items[0]["state"], "completed");
  EXPECT_TRUE(list_cases(node_->view(), {.key = "7"})->items.empty());
  expect_sound();
  start();
  EXPECT_EQ(shown(id), before);
  EXPECT_EQ(pass(), 0U);
  expect_sound();
}

TEST_F(Archiving, WhereNothingHappensAnyMoreToo) {
  const CaseId id = closed("7");
  now_ = now_.load() + 24h * 89;
  EXPECT_EQ(pass(), 0U);
  now_ = now_.load() + 24h * 2;
  EXPECT_EQ(pass(), 1U);
  EXPECT_EQ((*show_case(node_->view(), id, at(0)))["archived"], true);
  expect_sound();
}

TEST_F(Archiving, WhatComesForItLaterIsRefused) {
  const CaseId id = closed("7");
  days(91);
  ASSERT_EQ(pass(), 1U);
  const Outcome reply = send(complete(id, "first", "late"));
  EXPECT_EQ(reply.kind, Outcome::Kind::kRefused);
  EXPECT_EQ(reply.cause, "case-archived");
  const Outcome again = send(request("r-7", "c-1", {{"no", "7"}}));
  EXPECT_EQ(again.kind, Outcome::Kind::kDuplicate);
  EXPECT_EQ(again.case_id, id);
  expect_sound();
}

TEST_F(Archiving, StoppedBetweenTheFileAndTheTurn) {
  const CaseId id = closed("7");
  const Json before = shown(id);
  days(91);
  journal_.next_commits({Fate::kDead});
  std::size_t failed = 0;
  for (PartitionNumber i = 0; i < journal_.partitions(); ++i) {
    failed += !Archiver(*node_, archive_, {.after = 24h * 90, .wait = 0ms}).pass(i);
  }
  EXPECT_EQ(failed, 1U);
  ASSERT_EQ(archive_.files.size(), 1U);  // it stands there, and nobody names it
  const auto first = archive_.files.begin()->second->rows;
  EXPECT_EQ(shown(id), before);
  start();
  EXPECT_EQ(pass(), 1U);
  ASSERT_EQ(archive_.files.size(), 1U);
  EXPECT_EQ(archive_.files.begin()->second->rows, first);
  EXPECT_EQ(shown(id), before);
  expect_sound();
}

// Nobody knows whether the turn was written: the second time there is nothing to do, or all of it.
TEST_F(Archiving, ACommitWithUnknownResult) {
  for (const Fate fate : {Fate::kLostBefore, Fate::kLostAfter, Fate::kRetry, Fate::kThrows}) {
    const CaseId id = closed(std::to_string(static_cast<int>(fate)));
    const Json before = shown(id);
    days(91);
    journal_.next_commits({fate});
    for (PartitionNumber i = 0; i < journal_.partitions(); ++i) {
      (void)Archiver(*node_, archive_, {.after = 24h * 90, .wait = 0ms}).pass(i);
    }
    pass();
    EXPECT_EQ(shown(id), before);
    EXPECT_EQ((*show_case(node_->view(), id, at(0)))["archived"], true);
    expect_sound();
  }
}

TEST_F(Archiving, ACaseThatWasWrittenToMeanwhileStays) {
  const CaseId id = closed("7");
  days(91);
  auto left = ArchivedCase{};
  left.head.id = id;
  left.head.history = 1;
  for (PartitionNumber i = 0; i < journal_.partitions(); ++i) {
    EXPECT_EQ(*node_->archive(i, {0, {left}}), 0U);
  }
  EXPECT_TRUE(list_cases(node_->view(), {.archived = true})->items.empty());
  expect_sound();
}

// A damaged store shows what is left of it, and waits for nothing.
TEST_F(Archiving, AHistoryThatHasAHoleIsShownWithoutIt) {
  const CaseId id = closed("7");
  const std::size_t before = show_history(node_->view(), id)->size();
  write(id, {{keys::case_history(id, 2), std::nullopt}});
  EXPECT_LT(show_history(node_->view(), id)->size(), before);
  EXPECT_EQ(shown(id)["state"], "completed");
  write(id, {{keys::case_data(id), std::nullopt}});
  EXPECT_FALSE(show_case(node_->view(), id, at(0)));
}

TEST_F(Archiving, ACaseThatStandsInBothIsTold) {
  const CaseId id = closed("7");
  const PartitionNumber number = *partition_of_id(id.text, journal_.partitions());
  const std::string head = **journal_.rows(number).get(keys::case_head(id));
  days(91);
  ASSERT_EQ(pass(), 1U);
  write(id, {{keys::case_head(id), head}});
  const auto wrong = check_archive(journal_.rows(number), number, archive_);
  ASSERT_EQ(wrong->size(), 1U);
  EXPECT_NE(wrong->front().find("stands in the store too"), std::string::npos) << wrong->front();
}

// A store of level 1 has no index of closed cases.
TEST_F(Archiving, CasesThatAnEarlierLiaisonClosedGoToo) {
  const CaseId id = closed("7"), other = closed("8");
  node_.reset();
  for (const CaseId& each : {id, other}) {
    const PartitionNumber number = *partition_of_id(each.text, journal_.partitions());
    auto row = row_of<PartitionRow>(journal_.rows(number), keys::partition());
    row->level = 1;
    std::vector<RowChange> changes = {{keys::partition(), encode(*row)}};
    const std::string index = keys::index_prefix(IndexEntry::Kind::kClosedCase);
    ASSERT_TRUE(journal_.rows(number).scan(index, keys::after(index),
                                           [&](std::string_view key, std::string_view) {
                                             changes.push_back({std::string(key), std::nullopt});
                                             return true;
                                           }));
    write(each, std::move(changes));
  }
  expect_sound();
  start();
  expect_sound();
  for (PartitionNumber i = 0; i < journal_.partitions(); ++i) {
    EXPECT_EQ(row_of<PartitionRow>(journal_.rows(i), keys::partition())->level, kPartitionLevel);
  }
  days(91);
  EXPECT_EQ(pass(), 2U);
  expect_sound();
}

TEST_F(Archiving, FilesAreFewAndTurnsAreSmall) {
  for (int i = 0; i < 25; ++i) closed(std::to_string(i));
  days(91);
  EXPECT_EQ(pass({.after = 24h * 90, .wait = 24h * 5}), 0U);  // they wait for others
  const int commits = journal_.commits;
  EXPECT_EQ(pass({.after = 24h * 90, .wait = 24h * 5, .cases_a_file = 10, .cases_a_turn = 4}), 10U);
  EXPECT_EQ(journal_.commits - commits, 3);
  days(5);
  while (pass({.after = 24h * 90, .wait = 24h * 5, .cases_a_file = 10}) > 0) {
  }
  EXPECT_EQ(archive_.files.size(), 3U);
  EXPECT_EQ(list_cases(node_->view(), {.archived = true})->items.size(), 25U);
  expect_sound();
}

}  // namespace
}  // namespace liaison
