// What is read over HTTP: lists of cases, customers and what is due; names, paths, metrics.

#include <gtest/gtest.h>

#include "tests/http/served.h"

namespace liaison::http {
namespace {

TEST(Lists, what_is_due_is_asked_by_an_instant_or_a_span_from_now) {
  Served served;
  ASSERT_EQ(200, served.post(event("1", "L-1")).status);
  const auto due = [&](const std::string& query) { return served.get("/v1/deadlines" + query); };
  const std::size_t all = due("").json()["deadlines"].size();
  ASSERT_GT(all, 0u);
  EXPECT_EQ(all, due("?dueWithin=300%20days").json()["deadlines"].size());
  EXPECT_EQ(0u, due("?dueWithin=1%20seconds").json()["deadlines"].size());
  EXPECT_EQ(400, due("?dueWithin=2%20workdays").status);
  EXPECT_EQ(400, due("?dueWithin=1%20day&dueBefore=2030-01-01").status);
}

TEST(Lists, a_range_that_is_no_range_has_its_title) {
  Served served;
  const Answered reply = served.ask("GET", "/healthz", "Range: bytes=x-y\r\n");
  EXPECT_EQ(416, reply.status);
  EXPECT_EQ("Range Not Satisfiable", reply.json().value("title", ""));
}

TEST(Lists, paths_and_methods) {
  Served served;
  const std::string nothing = served.get("/v1/nothing").body;
  EXPECT_NE(std::string::npos, nothing.find("/v1/events, /v1/topics/TOPIC/records")) << nothing;
  EXPECT_EQ(404, served.get("/").status);
  EXPECT_EQ(404, served.get("/" + std::string(5000, 'x')).status);
  EXPECT_EQ(405, served.get("/v1/events").status);
  EXPECT_EQ(405, served.ask("POST", "/v1/cases", "", "{}").status);
  EXPECT_EQ(405, served.ask("DELETE", "/v1/cases").status);
  const Answered typo = served.get("/v1/cases?stat=open");
  EXPECT_EQ(400, typo.status);
  EXPECT_NE(std::string::npos, typo.body.find("did you mean 'state'"));
  EXPECT_EQ(400, served.get("/v1/cases?limit=0").status);
  EXPECT_EQ(404, served.get("/v1/cases/nope").status);
}

TEST(Lists, lists_show_what_was_committed) {
  Served served;
  ASSERT_EQ(200, served.post(event("1", "L-1")).status);
  const Json cases = served.get("/v1/cases?state=open").json();
  ASSERT_EQ(1u, cases["cases"].size());
  EXPECT_TRUE(cases["next"].is_null());
  const Json tasks = served.get("/v1/tasks?department=operations").json()["tasks"];
  ASSERT_EQ(1u, tasks.size());
  EXPECT_EQ(1u, served.get("/v1/deadlines").json()["deadlines"].size());
  EXPECT_EQ(200, served.get("/v1/customers/c-1").status);
  EXPECT_EQ(404, served.get("/v1/customers/c-9").status);
  EXPECT_EQ(0u, served.get("/v1/schedules").json()["schedules"].size());
  EXPECT_EQ(400, served.get("/v1/schedules?workflow=x").status);
  const std::string id = cases["cases"][0]["case"];
  EXPECT_LT(2u, served.get("/v1/cases/" + id + "/history").json()["history"].size());

  Json reply{{"specversion", "1.0"},        {"id", "r1"},
             {"source", "/test"},           {"type", "reply.complete"},
             {"subject", tasks[0]["task"]}, {"data", {{"result", {{"ok", true}}}}}};
  const Answered done = served.post(reply);
  EXPECT_EQ(200, done.status) << done.body;
  EXPECT_EQ("replies", done.json()["position"]["topic"]);
  EXPECT_EQ("completed", served.get("/v1/cases/" + id).json()["state"]);
}

TEST(Lists, customers_are_listed_in_pages) {
  Served served;
  for (const char* key : {"c-1", "c-2", "c-3"}) {
    ASSERT_EQ(200, served.post(event(std::string("r-") + key, key, key)).status);
  }
  Json fact = event("f", "", "c-2");
  fact["type"] = "customer.registered";
  fact["data"] = {{"name", "Wang"}, {"area", "urban"}};
  ASSERT_EQ(200, served.post(fact).status);
  const Json first = served.get("/v1/customers?limit=2").json();
  ASSERT_EQ(2u, first["customers"].size());
  EXPECT_EQ("c-1", first["customers"][0]["customer"]);
  const std::string next = first["next"];
  const Json second = served.get("/v1/customers?limit=2&next=" + next).json();
  ASSERT_EQ(1u, second["customers"].size());
  EXPECT_EQ("c-3", second["customers"][0]["customer"]);
  EXPECT_TRUE(second["next"].is_null());
  const Json urban = served.get("/v1/customers?area=urban").json()["customers"];
  ASSERT_EQ(1u, urban.size());
  EXPECT_EQ("Wang", urban[0]["facts"]["name"]);
  EXPECT_EQ(1, urban[0]["openCases"]);
  EXPECT_EQ(0u, served.get("/v1/customers?manager=nobody").json()["customers"].size());
  EXPECT_EQ(0u, served.get("/v1/customers?alias=account:1").json()["customers"].size());
  EXPECT_EQ(400, served.get("/v1/customers?aera=urban").status);
}

TEST(Lists, names_that_nobody_has_are_400_with_the_nearest) {
  Served served;
  for (const auto& [target, near] : std::vector<std::pair<std::string, std::string>>{
           {"/v1/cases?state=opn", "open"},
           {"/v1/cases?workflow=chek", "check"},
           {"/v1/tasks?department=opertions", "operations"},
           {"/v1/deadlines?department=opertions", "operations"}}) {
    const Answered reply = served.get(target);
    EXPECT_EQ(400, reply.status) << target;
    EXPECT_NE(std::string::npos, reply.body.find("did you mean '" + near + "'?")) << reply.body;
  }
  EXPECT_EQ(404, served.get("/v1/topics/tasks.opertions/records").status);
  EXPECT_EQ(200, served.get("/v1/topics/tasks.managers/records").status);
  EXPECT_EQ(200, served.get("/v1/tasks?department=managers").status);
}

TEST(Lists, metrics_are_counted) {
  Served served;
  served.post(event("1", "L-1"));
  Json bad = event("2", "L-2");
  bad["data"] = Json::object();
  const std::string cause = served.post(bad).json()["cause"];
  const std::string text = served.get("/metrics").body;
  for (const std::string line :
       {"liaison_inputs_total 2", "liaison_open_cases 1", "liaison_open_clocks 1",
        "liaison_oldest_unfired_due_seconds 0", "liaison_turn_seconds_bucket{le=\"+Inf\"}",
        "liaison_turn_inputs_count", "liaison_firing_lag_seconds 0",
        "liaison_http_answers_total{status=\"4xx\"} 1"}) {
    EXPECT_NE(std::string::npos, text.find(line)) << line << "\n" << text;
  }
  EXPECT_NE(std::string::npos, text.find("liaison_refused_total{cause=\"" + cause + "\"} 1"));
}

}  // namespace
}  // namespace liaison::http
