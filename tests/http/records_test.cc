// GET /v1/topics/TOPIC/records: cursors over all partitions, and readers that wait.

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>

#include "connectors/http/cursor.h"
#include "tests/http/served.h"
#include "tests/patience.h"

namespace liaison::http {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void fill(Served& served, int from, int to) {
  for (int i = from; i < to; ++i) {
    const std::string n = std::to_string(i);
    ASSERT_EQ(200, served.post(event("e" + n, "L-" + n, "c-" + n)).status);
  }
}

TEST(Records, a_cursor_goes_through_all_partitions_and_gives_each_record_once) {
  Served served({}, 4);
  fill(served, 0, 20);
  std::set<std::string> seen;
  std::string cursor = "start";
  for (int page = 0; page < 30; ++page) {
    const Json answer =
        served.get("/v1/topics/liaison.cases/records?max=3&cursor=" + cursor).json();
    cursor = answer["cursor"];
    if (answer["records"].empty()) break;
    EXPECT_GE(3u, answer["records"].size());
    for (const Json& record : answer["records"]) {
      EXPECT_TRUE(record.contains("arrival") && record.contains("partition"));
      EXPECT_TRUE(seen.insert(record["event"]["id"]).second);
    }
  }
  EXPECT_EQ(20u, seen.size());
  fill(served, 20, 21);
  const Json more = served.get("/v1/topics/cases/records?cursor=" + cursor).json();
  EXPECT_EQ(1u, more["records"].size());
}

TEST(Records, now_begins_behind_what_is_there) {
  Served served;
  fill(served, 0, 2);
  const Json now = served.get("/v1/topics/cases/records?cursor=now").json();
  EXPECT_TRUE(now["records"].empty());
  fill(served, 2, 3);
  const std::string cursor = now["cursor"];
  EXPECT_EQ(1u, served.get("/v1/topics/cases/records?cursor=" + cursor).json()["records"].size());
}

TEST(Records, what_retention_let_go_is_410_with_the_cursor_to_go_on_with) {
  Served served({}, 1);
  fill(served, 0, 5);
  const Json two = served.get("/v1/topics/cases/records?max=2").json();
  served.journal().first = 4;
  const std::string cursor = two["cursor"];
  const Answered gone = served.get("/v1/topics/cases/records?wait=5s&cursor=" + cursor);
  EXPECT_EQ(410, gone.status) << gone.body;
  EXPECT_EQ("urn:liaison:problem:gone", gone.json()["type"]);
  const std::string next = gone.json()["cursor"];
  const Answered rest = served.get("/v1/topics/cases/records?cursor=" + next);
  EXPECT_EQ(200, rest.status);
  EXPECT_EQ(1u, rest.json()["records"].size());
  EXPECT_EQ(200, served.get("/v1/topics/cases/records?cursor=start").status);
}

// A page may hold records of one partition only: of the others nothing was missed.
TEST(Records, from_the_start_nothing_is_said_to_be_gone) {
  Served served({}, 4);
  fill(served, 0, 20);
  served.journal().first = 1;
  const Json page = served.get("/v1/topics/cases/records?max=1").json();
  const std::string cursor = page["cursor"];
  EXPECT_EQ(200, served.get("/v1/topics/cases/records?cursor=" + cursor).status);
}

TEST(Records, what_is_no_cursor_of_this_topic_is_400) {
  Served served;
  const std::string other = served.get("/v1/topics/tasks.operations/records").json()["cursor"];
  const std::string beyond = to_text(Cursor{"cases", {7, 7}});
  const std::string partitions = to_text(Cursor{"cases", {0}});
  for (const std::string& cursor : {std::string("%21%21"), std::string("AAAA"), other, beyond,
                                    partitions, std::string(900, 'A')}) {
    EXPECT_EQ(400, served.get("/v1/topics/cases/records?cursor=" + cursor).status) << cursor;
  }
  EXPECT_EQ(400, served.get("/v1/topics/cases/records?max=0").status);
  EXPECT_EQ(400, served.get("/v1/topics/cases/records?wait=soon").status);
  EXPECT_EQ(404, served.get("/v1/topics/deadlins/records").status);
  EXPECT_EQ(404, served.get("/v1/topics/internal/records").status);
}

TEST(Records, a_waiting_reader_is_woken) {
  Served served;
  std::thread sender([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    fill(served, 0, 1);
  });
  const auto begin = Clock::now();
  const Answered reply = served.get("/v1/topics/cases/records?wait=50s");
  EXPECT_EQ(1u, reply.json()["records"].size());
  EXPECT_GT(45.0, seconds_since(begin)) << "not only when its time was over";
  sender.join();
}

TEST(Records, waiting_ends_in_time_with_a_cursor_to_go_on) {
  Served served;
  const auto begin = Clock::now();
  const Json answer = served.get("/v1/topics/cases/records?wait=700ms").json();
  EXPECT_TRUE(answer["records"].empty());
  EXPECT_TRUE(answer["cursor"].is_string());
  EXPECT_LT(0.6, seconds_since(begin));
}

TEST(Records, readers_that_wait_leave_threads_for_the_others) {
  HttpOptions options;
  options.connections.threads = 6;
  options.long_polls = 4;
  Served served(options);
  std::vector<Socket> readers;
  for (int i = 0; i < 20; ++i) {
    readers.emplace_back(served.port());
    readers.back().send(
        "GET /v1/topics/cases/records?wait=60s HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  std::set<std::size_t> busy;
  EXPECT_TRUE(comes_true([&] {
    for (std::size_t i = 0; i < readers.size(); ++i) {
      if (busy.contains(i) || !readers[i].has_answer(0)) continue;
      const Answered reply = readers[i].receive();
      EXPECT_EQ(429, reply.status);
      EXPECT_NE(std::string::npos, reply.head.find("Retry-After: "));
      busy.insert(i);
    }
    return busy.size() >= 16;
  }));
  EXPECT_NE(std::string::npos, served.get("/metrics").body.find("\nliaison_http_long_polls 4\n"));
  EXPECT_EQ(200, served.post(event("1", "L-1")).status);
}

TEST(Records, stopping_wakes_those_who_wait) {
  Served served;
  Socket reader(served.port());
  reader.send("GET /v1/topics/cases/records?wait=60s HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(comes_true([&] {
    return served.get("/metrics").body.find("\nliaison_http_long_polls 1\n") != std::string::npos;
  }));
  const auto begin = Clock::now();
  std::thread stopper([&] { served.server().stop(); });
  EXPECT_EQ(200, reader.receive().status);
  stopper.join();
  EXPECT_GT(40.0, seconds_since(begin));
}

TEST(Records, a_page_reads_no_more_large_records_than_it_holds) {
  HttpOptions options;
  options.page_bytes = 300'000;
  Served served(options, 1);
  Json large = event("0", "L-0");
  large["data"]["text"] = std::string(200'000, 'x');
  for (int i = 0; i < 12; ++i) {
    large["id"] = std::to_string(i);
    served.post(large);
  }
  std::string cursor = "start";
  std::size_t seen = 0;
  for (int pages = 0; pages < 13; ++pages) {
    const Json page = served.get("/v1/topics/requests/records?max=1000&cursor=" + cursor).json();
    for (const Json& record : page["records"]) {
      EXPECT_EQ(std::to_string(seen++), record["event"]["id"].get<std::string>());
    }
    cursor = page["cursor"];
  }
  EXPECT_EQ(12u, seen);
  EXPECT_LE(served.journal().largest_read, 4u);
}

}  // namespace
}  // namespace liaison::http
