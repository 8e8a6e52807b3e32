// POST /v1/events: the three forms of CloudEvents over HTTP, and every kind of answer.

#include <gtest/gtest.h>

#include "tests/http/served.h"
#include "tests/patience.h"

namespace liaison::http {
namespace {

std::string reasons(const Answered& reply) { return reply.json().value("reasons", Json()).dump(); }

TEST(Events, structured_is_answered_after_the_commit_and_again_is_a_duplicate) {
  Served served;
  const Answered first = served.post(event("1", "L-1"));
  ASSERT_EQ(200, first.status) << first.body;
  const Json answer = first.json();
  EXPECT_FALSE(answer["duplicate"]);
  EXPECT_EQ("requests", answer["position"]["topic"]);
  EXPECT_TRUE(answer["position"].contains("offset"));
  const std::string the_case = answer["case"];
  EXPECT_EQ(200, served.get("/v1/cases/" + the_case).status);  // it is there already

  const Answered again = served.post(event("1", "L-1"));
  EXPECT_EQ(200, again.status);
  EXPECT_TRUE(again.json()["duplicate"]);
  EXPECT_EQ(the_case, again.json()["case"]);
}

TEST(Events, binary_takes_attributes_from_headers) {
  Served served;
  const Answered reply =
      served.ask("POST", "/v1/events",
                 "ce-specversion: 1.0\r\nce-id: b1\r\nce-source: /b\r\n"
                 "ce-type: customer.request.check\r\nce-subject: customer:c-2\r\n"
                 "ce-traceparent: 00-ab%2520c-01\r\n"
                 "Content-Type: application/json; charset=utf-8\r\n",
                 R"({"no":"L-2"})");
  ASSERT_EQ(200, reply.status) << reply.body;
  const Json stored = served.records("requests")[0]["event"];
  EXPECT_EQ("b1", stored["id"]);
  EXPECT_EQ("L-2", stored["data"]["no"]);
  EXPECT_EQ("00-ab%20c-01", stored["traceparent"]);  // decoded once, not twice
}

TEST(Events, batch_answers_in_the_order_sent) {
  Served served;
  Json bad = event("2", "L-2", "c-2");
  bad["data"] = {{"no", "L-2"}, {"kva", "many"}, {"site", 7}};
  Json unreadable = event("3", "L-3");
  unreadable.erase("id");
  const Answered reply =
      served.post(Json::array({event("1", "L-1"), bad, unreadable, event("1", "L-1")}));
  ASSERT_EQ(200, reply.status) << reply.body;
  const Json outcomes = reply.json();
  ASSERT_EQ(4u, outcomes.size());
  EXPECT_EQ(200, outcomes[0]["status"]);
  EXPECT_EQ(422, outcomes[1]["status"]);
  EXPECT_EQ(2u, outcomes[1]["reasons"].size()) << outcomes[1];
  EXPECT_EQ(400, outcomes[2]["status"]);
  EXPECT_TRUE(outcomes[3]["duplicate"]);
  EXPECT_EQ(200, served.post(Json::array()).status);
}

TEST(Events, refused_says_all_reasons_and_stands_on_the_rejected_topic) {
  Served served;
  Json bad = event("2", "L-2");
  bad["data"] = {{"no", "L-2"}, {"kva", "many"}, {"site", 7}};
  const Answered reply = served.post(bad);
  ASSERT_EQ(422, reply.status);
  EXPECT_NE(std::string::npos, reply.head.find("application/problem+json"));
  const Json problem = reply.json();
  for (const char* field : {"type", "title", "status", "detail", "reasons", "cause"}) {
    EXPECT_TRUE(problem.contains(field)) << field;
  }
  EXPECT_EQ(2u, problem["reasons"].size()) << reply.body;
  EXPECT_EQ(problem["reasons"][0], problem["detail"]);
  EXPECT_EQ(1u, served.records("rejected").size());
}

TEST(Events, unreadable_is_400_and_stands_on_the_rejected_topic) {
  Served served;
  const std::string type = "Content-Type: application/cloudevents+json\r\n";
  int count = 0;
  for (const std::string body : {"{", "[]", "7", "", R"({"id":1})", R"({"id":"a","id":"b"})",
                                 "\xff\xfe", "{\"a\":\"\\ud800\"}"}) {
    const Answered reply = served.ask("POST", "/v1/events", type, body);
    EXPECT_EQ(400, reply.status) << body << reply.body;
    EXPECT_NE("null", reasons(reply)) << body;
    EXPECT_EQ(++count, static_cast<int>(served.records("rejected").size())) << body;
  }
  const std::string deep(500'000, '[');
  EXPECT_EQ(400, served.ask("POST", "/v1/events", type, deep).status);
  const Answered plain =
      served.ask("POST", "/v1/events", "Content-Type: application/json\r\n", "{}");
  EXPECT_EQ(400, plain.status);
  EXPECT_NE(std::string::npos, reasons(plain).find("application/cloudevents+json"));
  EXPECT_EQ(200, served.get("/healthz").status);
}

TEST(Events, limits_are_413) {
  HttpOptions options;
  options.record_bytes = 1000;
  options.batch_bytes = 4000;
  options.connections.frame.body_bytes = 4000;
  Served served(options);
  Json large = event("1", "L-1");
  large["data"]["text"] = std::string(1500, 'x');
  EXPECT_EQ(413, served.post(large).status);
  const Answered batch = served.post(Json::array({large}));  // in a batch: that one is refused
  EXPECT_EQ(200, batch.status);
  EXPECT_EQ(400, batch.json()[0]["status"]);
  large["data"]["text"] = std::string(5000, 'x');
  EXPECT_EQ(413, served.post(Json::array({large})).status);
}

TEST(Events, what_is_too_large_stands_on_the_rejected_topic_by_its_beginning) {
  HttpOptions options;
  options.record_bytes = 20'000;
  Served served(options);
  Json large = event("big-1", "L-1");
  large["data"]["text"] = std::string(30'000, 'x');
  const Answered one = served.post(large);
  EXPECT_EQ(413, one.status) << one.body;
  EXPECT_EQ("urn:liaison:problem:too-large", one.json()["type"]);
  served.post(Json::array({large}));
  const Answered binary =
      served.ask("POST", "/v1/events",
                 "ce-specversion: 1.0\r\nce-id: big-2\r\nce-source: /b\r\n"
                 "ce-type: customer.request.check\r\nContent-Type: application/json\r\n",
                 Json{{"no", std::string(30'000, 'y')}}.dump());
  EXPECT_EQ(413, binary.status) << binary.body;
  const Answered unreadable =
      served.ask("POST", "/v1/events", "Content-Type: application/cloudevents+json\r\n",
                 std::string(30'000, '{'));
  EXPECT_EQ(413, unreadable.status) << unreadable.body;

  const Json records = served.records("rejected");
  ASSERT_EQ(4u, records.size());
  std::multiset<std::string> ids;
  for (const Json& record : records) {
    const Json& data = record["event"]["data"];
    EXPECT_EQ("too-large", data["cause"]);
    EXPECT_EQ(1u, data["reasons"].size());
    EXPECT_EQ(true, data["truncated"]);
    EXPECT_EQ(16u * 1024, data["record"].get<std::string>().size());
    ids.insert(data["origin"]["id"]);
  }
  EXPECT_EQ((std::multiset<std::string>{"", "big-1", "big-1", "big-2"}), ids);
  EXPECT_NE(std::string::npos,
            served.get("/metrics").body.find("liaison_refused_total{cause=\"too-large\"} 4"));
}

TEST(Events, a_result_that_is_missing_is_said_to_be_missing) {
  Served served;
  ASSERT_EQ(200, served.post(event("1", "L-1")).status);
  const std::string task = served.get("/v1/tasks").json()["tasks"][0]["task"];
  Json reply{{"specversion", "1.0"},   {"id", "r1"},
             {"source", "/test"},      {"subject", task},
             {"data", {{"ok", true}}}, {"type", "reply.complete"}};
  const Answered none = served.post(reply);
  ASSERT_EQ(422, none.status) << none.body;
  EXPECT_EQ("result-mismatch", none.json()["cause"]);
  EXPECT_EQ((Json{"expected `data.result`, but it is missing",
                  "expected the field 'ok' at /result, but it is missing"}),
            none.json()["reasons"]);
  reply["id"] = "r2";
  reply["data"] = {{"result", {{"no", 1}}}};
  EXPECT_EQ((Json{"expected the field 'ok' at /, but it is missing"}),
            served.post(reply).json()["reasons"]);
}

TEST(Events, evidence_and_the_time_it_was_done_stand_in_the_history) {
  Served served;
  const std::string id = served.post(event("1", "L-1")).json()["case"];
  const std::string task = served.get("/v1/tasks").json()["tasks"][0]["task"];
  const Json evidence = {{"photo", "s3://p/1.jpg"}, {"by", "wu.di"}};
  Json reply{{"specversion", "1.0"},
             {"id", "r1"},
             {"source", "/test"},
             {"type", "reply.complete"},
             {"subject", task}};
  reply["data"] = {{"result", {{"ok", true}}},
                   {"evidence", std::string(70'000, 'x')},
                   {"doneAt", "2026-09-17T10:12:00+08:00"}};
  const Answered large = served.post(reply);
  EXPECT_EQ(422, large.status) << large.body;
  EXPECT_NE(std::string::npos, reasons(large).find("`evidence`"));
  reply["data"]["evidence"] = evidence;
  ASSERT_EQ(200, served.post(reply).status);
  const Json history = served.get("/v1/cases/" + id + "/history").json()["history"];
  const auto completed = std::find_if(history.begin(), history.end(), [](const Json& entry) {
    return entry["event"] == "task-completed";
  });
  ASSERT_NE(history.end(), completed) << history;
  EXPECT_NE(std::string::npos, completed->dump().find(evidence.dump())) << *completed;
  EXPECT_NE(std::string::npos, completed->dump().find("2026-09-17T10:12:00+08:00")) << *completed;
}

TEST(Events, a_small_body_that_unpacks_to_a_large_one_is_413) {
  HttpOptions options;
  options.connections.frame.body_bytes = 64 * 1024;
  Served served(options);
  // gzip of 1 MiB of zeros, made once with `head -c 1048576 /dev/zero | gzip -9n`, about 1 KiB.
  std::string bomb =
      std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03", 10) +
      std::string("\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xf5\x4f\x6d\x0c\x1f\xa0", 15);
  bomb += std::string(1000, '\0') + std::string("\x80\xb7\x01\x70\xdc\xce\x8c\x00\x00\x10\x00", 11);
  const Answered reply = served.ask("POST", "/v1/events",
                                    "Content-Type: application/cloudevents+json\r\n"
                                    "Content-Encoding: gzip\r\n",
                                    bomb);
  EXPECT_TRUE(reply.status == 413 || reply.status == 400) << reply.status << reply.body;
  EXPECT_EQ(200, served.get("/healthz").status);
}

TEST(Events, what_the_journal_did_not_take_is_503_and_may_be_sent_again) {
  Served served(HttpOptions{}, 1);
  served.journal().next_commits(std::deque<Fate>(1'000, Fate::kDead));  // and every later try
  const Answered lost = served.post(event("1", "L-1"));
  EXPECT_EQ(503, lost.status) << lost.body;
  EXPECT_NE(std::string::npos, lost.head.find("application/problem+json"));
  EXPECT_NE(std::string::npos, lost.head.find("Retry-After: 1"));
  const std::string detail = lost.json().value("detail", "");
  EXPECT_TRUE(detail.starts_with("expected the journal to take it, but partition 0")) << detail;
  EXPECT_TRUE(detail.ends_with(": nothing of it is kept, send it again")) << detail;
  const Answered stopped = served.post(event("1", "L-1"));  // before it is tried again
  EXPECT_EQ(503, stopped.status) << stopped.body;
  EXPECT_NE(std::string::npos, stopped.head.find("Retry-After: 1"));
  EXPECT_EQ(503, served.get("/readyz").status);
  served.journal().next_commits({});
  Answered again;
  comes_true([&] {
    again = served.post(event("1", "L-1"));
    return again.status != 503;
  });
  EXPECT_EQ(200, again.status);
  EXPECT_FALSE(again.json().value("duplicate", true)) << again.body;
  EXPECT_EQ(200, served.get("/readyz").status);
}

TEST(Events, in_a_batch_each_that_was_not_taken_says_so) {
  Served served(HttpOptions{}, 1);
  served.journal().next_commits(std::deque<Fate>(1'000, Fate::kDead));
  const Answered reply = served.post(Json::array({event("1", "L-1"), event("2", "L-2")}));
  ASSERT_EQ(200, reply.status);
  for (const Json& outcome : reply.json()) EXPECT_EQ(503, outcome.value("status", 0)) << outcome;
}

TEST(Events, only_what_nobody_knows_is_202) {
  Served served(HttpOptions{}, 1);
  served.journal().next_commits({Fate::kLostAfter});
  EXPECT_EQ(202, served.post(event("1", "L-1")).status);
}

TEST(Events, required_attributes_that_are_null_or_empty_are_400) {
  Served served;
  for (const char* name : {"id", "source", "type", "specversion"}) {
    for (const Json& nothing : {Json(nullptr), Json("")}) {
      Json given = event("1", "L-1");
      given[name] = nothing;
      const Answered reply = served.post(given);
      EXPECT_EQ(400, reply.status) << given;
      EXPECT_NE(std::string::npos, reasons(reply).find(name)) << reply.body;
    }
  }
}

TEST(Events, bodies_of_other_kinds_are_415) {
  Served served;
  for (const char* type : {"multipart/form-data; boundary=x", "multipart/form-data",
                           "Multipart/Mixed; boundary=x", "application/x-www-form-urlencoded"}) {
    const Answered reply = served.ask("POST", "/v1/events",
                                      std::string("Content-Type: ") + type + "\r\n", "--x--\r\n");
    EXPECT_EQ(415, reply.status) << type << reply.body;
    EXPECT_EQ("Unsupported Media Type", reply.json().value("title", ""));
    EXPECT_NE(std::string::npos, reply.body.find("application/cloudevents-batch+json"));
  }
  const std::string type = "Content-Type: application/cloudevents+json\r\nContent-Encoding: ";
  const std::string body = event("1", "L-1").dump();
  for (const char* encoding : {"zstd", "compress", "gzip, gzip", "x-gzip", "xbr"}) {
    EXPECT_EQ(415, served.ask("POST", "/v1/events", type + encoding + "\r\n", body).status)
        << encoding;
  }
  EXPECT_EQ(200, served.ask("POST", "/v1/events", type + "Identity\r\n", body).status);
}

TEST(Events, what_can_be_read_in_two_ways_is_400) {
  Served served;
  const std::string rest =
      "ce-specversion: 1.0\r\nce-source: /b\r\nce-type: customer.request.check\r\n"
      "ce-subject: customer:c-2\r\nContent-Type: application/json\r\n";
  const auto post = [&](const std::string& more) {
    return served.ask("POST", "/v1/events", rest + more, R"({"no":"L-2"})");
  };
  const Answered twice = post("ce-id: b1\r\nCE-Id: b2\r\n");
  EXPECT_EQ(400, twice.status) << twice.body;
  EXPECT_NE(std::string::npos, twice.body.find("ce-id"));
  EXPECT_EQ(400, post("ce-id: b1\r\nContent-Type: text/plain\r\n").status);
  const Answered latin = post("ce-id: caf%E9\r\n");
  EXPECT_EQ(400, latin.status) << latin.body;
  EXPECT_NE(std::string::npos, reasons(latin).find("`ce-id`"));
  EXPECT_EQ(200, post("ce-id: caf%C3%A9\r\n").status);
  for (const char* query : {"limit=1&limit=2", "limit=1&limit=1", "limit=1&l%69mit=1"}) {
    const Answered reply = served.get(std::string("/v1/cases?") + query);
    EXPECT_EQ(400, reply.status) << query << reply.body;
    EXPECT_NE(std::string::npos, reply.body.find("limit")) << reply.body;
  }
  EXPECT_EQ(200, served.get("/v1/cases?key=a%3D1&limit=1").status);
}

TEST(Events, what_fails_leaves_a_line_in_the_log) {
  std::mutex mutex;
  std::string log;
  HttpOptions options;
  options.log = [&](const std::string& line) {
    const std::lock_guard lock(mutex);
    log += line + "\n";
  };
  Served served(options, 1);
  served.journal().fail_reads(Error::Kind::kCorrupt);
  EXPECT_EQ(500, served.get("/v1/topics/cases/records").status);
  const auto said = [&] {
    const std::lock_guard lock(mutex);
    return std::exchange(log, "");
  };
  const std::string damage = said();
  EXPECT_NE(std::string::npos, damage.find("GET /v1/topics/cases/records, but:")) << damage;
  EXPECT_NE(std::string::npos, damage.find("expected whole bytes")) << damage;
  served.journal().fail_reads(Error::Kind::kIo);
  const Answered full = served.get("/v1/topics/cases/records");
  EXPECT_EQ(503, full.status);
  EXPECT_NE(std::string::npos, full.head.find("Retry-After: 1"));
  said();
  served.journal().throw_in_reads();
  EXPECT_EQ(500, served.get("/v1/topics/cases/records").status);
  const std::string thrown = said();
  EXPECT_NE(std::string::npos, thrown.find("GET /v1/topics/cases/records, but: it threw"))
      << thrown;
}

}  // namespace
}  // namespace liaison::http
