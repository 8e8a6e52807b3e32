// POST /v1/definitions: a folder in force, the whole of it or nothing, by an operator.

#include "tests/http/served.h"

namespace liaison::http {
namespace {

constexpr const char* kWorkflow = R"(
document: { dsl: '1.0.3', namespace: test, name: visit, version: '1.0.0' }
opens: { with: { type: customer.request.visit }, key: .no }
do:
  - look: { forward: { to: operations, title: Look }, deadline: 1 hour }
)";
constexpr const char* kCommon = R"(
departments:
  operations: { title: O }
  managers: { title: M }
)";

std::string folder(const std::string& workflow, bool dry = false) {
  return Json{{"files",
               {{{"path", "w/common.yaml"}, {"text", kCommon}},
                {{"path", "w/visit.yaml"}, {"text", workflow}}}},
              {"dryRun", dry}}
      .dump();
}

Answered deploy(Served& served, const std::string& body, const std::string& headers = "") {
  return served.ask("POST", "/v1/definitions", "Content-Type: application/json\r\n" + headers,
                    body);
}

TEST(Definitions, are_deployed_or_only_looked_at) {
  Served served;
  const Json dry = deploy(served, folder(kWorkflow, true)).json();
  EXPECT_EQ(false, dry["deployed"]) << dry;
  EXPECT_EQ("check", dry["workflows"][0]["workflow"]);
  EXPECT_EQ("kept", dry["workflows"][0]["change"]);
  EXPECT_EQ("new", dry["workflows"][1]["change"]);
  const Json again = deploy(served, folder(kWorkflow, true)).json();
  EXPECT_EQ(dry, again);  // nothing was taken
  EXPECT_EQ(true, deploy(served, folder(kWorkflow)).json()["deployed"]);
  EXPECT_EQ("unchanged", deploy(served, folder(kWorkflow)).json()["workflows"][1]["change"]);
}

TEST(Definitions, that_are_no_folder_are_400_and_with_a_fault_422) {
  Served served;
  for (const char* body :
       {"", "[]", "{}", "{\"files\": 7}", "{\"files\": [7]}", "{\"files\": [{\"path\": \"a\"}]}"}) {
    EXPECT_EQ(400, deploy(served, body).status) << body;
  }
  EXPECT_EQ(422, deploy(served, R"({"files": []})").status);
  const Answered faulty = deploy(served, folder(std::string(kWorkflow) + "  - bad: 7\n"));
  EXPECT_EQ(422, faulty.status);
  EXPECT_NE(std::string::npos, faulty.body.find("w/visit.yaml:6:")) << faulty.body;
  const Answered good = deploy(served, folder(kWorkflow));
  ASSERT_EQ(200, good.status) << good.body;
  std::string other = kWorkflow;
  other.replace(other.find("1 hour"), 6, "2 hours");
  const Answered changed = deploy(served, folder(other));
  EXPECT_EQ(422, changed.status);
  EXPECT_NE(std::string::npos, changed.body.find("w/visit.yaml:2:")) << changed.body;
}

TEST(Definitions, are_for_operators) {
  HttpOptions options;
  auto tokens = Tokens::parse("t.yaml",
                              "tokens:\n"
                              "  - { token: 0123456789abcdef, authid: a, role: operator }\n"
                              "  - { token: 0123456789abcdeg, authid: b, role: head }\n");
  ASSERT_TRUE(tokens) << tokens.error().message;
  options.tokens = std::move(*tokens);
  Served served(std::move(options));
  const std::string bearer = "Authorization: Bearer ";
  EXPECT_EQ(401, deploy(served, folder(kWorkflow)).status);
  EXPECT_EQ(403, deploy(served, folder(kWorkflow), bearer + "0123456789abcdeg\r\n").status);
  EXPECT_EQ(200, deploy(served, folder(kWorkflow), bearer + "0123456789abcdef\r\n").status);
}

}  // namespace
}  // namespace liaison::http
