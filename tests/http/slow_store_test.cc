// A slow disk under the real store. All partitions wait for the same log, so that none can commit
// before the others; but everybody is answered in time, what can be read is read, and what was
// promised is there afterwards, once.
#include <gtest/gtest.h>

#include <future>
#include <set>
#include <thread>

#include "connectors/local_log/local_journal.h"
#include "engine/model/ids.h"
#include "tests/contract/broken_disk.h"
#include "tests/contract/folder.h"
#include "tests/http/served.h"
#include "tests/patience.h"

namespace liaison::http {
namespace {

using namespace std::chrono_literals;

constexpr PartitionNumber kPartitions = 4;
constexpr std::size_t kQueue = 5;

Json numbered_event(int number) {
  const std::string n = std::to_string(number);
  return event("e-" + n, "E-" + n, "c-" + n);
}

class SlowStore : public testing::Test {
 protected:
  SlowStore() {
    options.store.file_system = disk;
    options.queue_limit = kQueue;
    http.answer_wait = 200ms;
  }
  void open() {
    journal.reset();
    auto opened = LocalJournal::open(folder / "store", kPartitions, options);
    ASSERT_TRUE(opened) << opened.error().message;
    journal = std::move(*opened);
  }
  // Opens the store again: whole, and with exactly these cases.
  void expect_sound(std::set<std::string> keys) {
    open();
    EXPECT_TRUE(journal->store().verify());
    EXPECT_EQ(*journal->check_log(), std::vector<std::string>{});
    for (PartitionNumber i = 0; i < kPartitions; ++i) {
      EXPECT_EQ(*check_replay(journal->rows(i)), std::vector<std::string>{});
      EXPECT_EQ(check_indexes(journal->rows(i))->value_or(""), "");
    }
    const StoreView view(*journal);
    const auto page = list_cases(view, {.limit = 1000});
    ASSERT_TRUE(page);
    EXPECT_EQ(page->items.size(), keys.size());
    for (const Json& item : page->items) EXPECT_EQ(keys.erase(item.at("key")), 1U) << item;
    EXPECT_EQ(keys, std::set<std::string>{});
  }

  const Folder folder;
  const std::shared_ptr<BrokenDisk> disk = std::make_shared<BrokenDisk>();
  LocalJournalOptions options;
  HttpOptions http;
  std::unique_ptr<LocalJournal> journal;
};

// Until the server has taken it.
int taken_in_the_end(Served& served, const Json& event) {
  int status = 0;
  comes_true([&] {
    status = served.post(event).status;
    return status == 200;
  });
  return status;
}

TEST_F(SlowStore, that_stands_still_keeps_nobody_waiting_and_loses_nothing) {
  constexpr int kEvents = 60;
  open();
  std::set<std::string> keys = {"E-0"};
  {
    Served served(*journal, http);
    ASSERT_EQ(taken_in_the_end(served, numbered_event(0)), 200);
    disk->hold_syncs(true);
    Json batch = Json::array();
    for (int i = 1; i <= kEvents; ++i) batch.push_back(numbered_event(i));
    std::vector<int> statuses;
    for (const Json& one : served.post(batch).json()) statuses.push_back(one["status"]);
    ASSERT_EQ(statuses.size(), std::size_t{kEvents});
    EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 202),
              std::ptrdiff_t{kQueue * kPartitions});
    EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 429),
              kEvents - std::ptrdiff_t{kQueue * kPartitions});
    const Answered more = served.post(numbered_event(kEvents + 1));
    EXPECT_EQ(more.status, 429) << more.body;
    EXPECT_NE(more.head.find("Retry-After"), std::string::npos);
    for (const char* path : {"/healthz", "/readyz", "/metrics", "/v1/cases", "/v1/tasks",
                             "/v1/topics/cases/records", "/v1/topics/tasks.operations/records"}) {
      const Answered read = served.get(path);
      EXPECT_EQ(read.status, 200) << path << read.body;
    }
    EXPECT_EQ(served.get("/v1/cases").json()["cases"].size(), 1U) << "nothing else is committed";

    disk->hold_syncs(false);
    for (int i = 1; i <= kEvents; ++i) {
      const bool promised = statuses[static_cast<std::size_t>(i - 1)] == 202;
      Answered again = served.post(numbered_event(i));
      comes_true([&] {
        if (again.status != 200) again = served.post(numbered_event(i));
        return again.status == 200;
      });
      ASSERT_EQ(again.status, 200) << again.body;
      EXPECT_TRUE(!promised || again.json()["duplicate"] == true) << i << again.body;
      keys.insert("E-" + std::to_string(i));
    }
  }
  expect_sound(keys);
}

TEST_F(SlowStore, and_that_fails_in_the_end_is_told_to_all_who_wait) {
  http.answer_wait = kPatience;
  open();
  {
    Served served(*journal, http);
    ASSERT_EQ(taken_in_the_end(served, numbered_event(0)), 200);
    disk->hold_syncs(true);
    std::vector<std::future<Answered>> waiting;
    for (int i = 1; i <= 8; ++i) {
      waiting.push_back(
          std::async(std::launch::async, [&, i] { return served.post(numbered_event(i)); }));
    }
    std::this_thread::sleep_for(100ms);  // most of them are on their way
    disk->fail_syncs(true);
    disk->hold_syncs(false);
    for (std::future<Answered>& each : waiting) {
      const Answered answered = each.get();
      EXPECT_EQ(answered.status, 503) << answered.body;
      EXPECT_NE(answered.head.find("Retry-After"), std::string::npos);
    }
    EXPECT_EQ(served.get("/readyz").status, 503);
    EXPECT_EQ(served.get("/healthz").status, 200);
    const int read = served.get("/v1/cases").status;  // until it is opened anew, and that fails
    EXPECT_TRUE(read == 200 || read == 503) << read;
    disk->fail_syncs(false);
    for (int i = 1; i <= 8; ++i) ASSERT_EQ(taken_in_the_end(served, numbered_event(i)), 200);
    EXPECT_EQ(served.get("/readyz").status, 200);
  }
  expect_sound({"E-0", "E-1", "E-2", "E-3", "E-4", "E-5", "E-6", "E-7", "E-8"});
}

TEST_F(SlowStore, ends_with_the_sync_it_waits_for_when_it_is_stopped) {
  open();
  auto served = std::make_unique<Served>(*journal, http);
  ASSERT_EQ(taken_in_the_end(*served, numbered_event(0)), 200);
  disk->hold_syncs(true);
  EXPECT_EQ(served->post(numbered_event(1)).status, 202);
  auto stopped = std::async(std::launch::async, [&] { served.reset(); });
  EXPECT_EQ(stopped.wait_for(200ms), std::future_status::timeout) << "it was promised";
  disk->hold_syncs(false);
  EXPECT_EQ(stopped.wait_for(kPatience), std::future_status::ready);
  stopped.get();
  expect_sound({"E-0", "E-1"});
}

// Whoever comes while a sync goes on is in the next one, of whatever partition.
TEST_F(SlowStore, that_is_slow_takes_many_with_one_sync) {
  constexpr int kClients = 16, kEach = 4;
  http.answer_wait = kPatience;
  open();
  std::set<std::string> keys;
  {
    Served served(*journal, http);
    const int before = disk->syncs();
    disk->slow_syncs(200ms);  // in which any machine has more than one of them at the door
    std::vector<std::thread> clients;
    for (int client = 0; client < kClients; ++client) {
      clients.emplace_back([&served, client] {
        for (int i = 0; i < kEach; ++i) {
          EXPECT_EQ(taken_in_the_end(served, numbered_event(client * kEach + i)), 200);
        }
      });
    }
    for (std::thread& client : clients) client.join();
    disk->slow_syncs(0ms);
    const int syncs = disk->syncs() - before;
    EXPECT_GT(syncs, 0);
    EXPECT_LT(syncs, kClients * kEach * 3 / 4);
    RecordProperty("syncs", syncs);
    for (int i = 0; i < kClients * kEach; ++i) keys.insert("E-" + std::to_string(i));
  }
  expect_sound(keys);
}

}  // namespace
}  // namespace liaison::http
