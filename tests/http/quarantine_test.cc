// What operators ask of the quarantine. That it fills is tested where processes die
// (tests/runtime, tests/contract).
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/http/served.h"

namespace liaison::http {
namespace {

TEST(Quarantine, is_empty_and_gives_nothing_out) {
  Served served;
  EXPECT_EQ(served.get("/v1/quarantine").json(), Json::parse(R"({"quarantine":[]})"));
  EXPECT_EQ(served.get("/v1/quarantine?x=1").status, 400);
  const std::string type = "Content-Type: application/json\r\n";
  for (const char* path : {"/v1/quarantine/release", "/v1/quarantine/drop"}) {
    EXPECT_EQ(served.get(path).status, 405);
    EXPECT_EQ(served.ask("POST", path, type, "{}").status, 400);
    EXPECT_EQ(served.ask("POST", path, type, "[").status, 400);
    for (const char* id : {"0-9f3a06c1d2e4b507", "7-9f3a06c1d2e4b507", "x"}) {
      const Answered none = served.ask("POST", path, type, Json{{"quarantine", id}}.dump());
      EXPECT_EQ(none.status, 404) << none.body;
    }
  }
  EXPECT_NE(served.get("/metrics").body.find("liaison_quarantined 0"), std::string::npos);
}

TEST(Quarantine, is_for_operators_where_there_are_tokens) {
  HttpOptions options;
  const auto tokens =
      Tokens::parse("t",
                    "tokens:\n  - { token: aaaaaaaaaaaaaaaaaaaaaaaa, authid: wang.er, department: "
                    "operations, role: head }\n"
                    "  - { token: bbbbbbbbbbbbbbbbbbbbbbbb, authid: op, role: operator }\n");
  ASSERT_TRUE(tokens) << tokens.error().message;
  options.tokens = *tokens;
  Served served(std::move(options));
  const auto as = [](const std::string& token) {
    return "Authorization: Bearer " + token + "\r\n";
  };
  EXPECT_EQ(served.ask("GET", "/v1/quarantine", as("aaaaaaaaaaaaaaaaaaaaaaaa")).status, 403);
  EXPECT_EQ(served.ask("GET", "/v1/quarantine", as("bbbbbbbbbbbbbbbbbbbbbbbb")).status, 200);
  EXPECT_EQ(served.ask("POST", "/v1/quarantine/drop", as("aaaaaaaaaaaaaaaaaaaaaaaa"), "{}").status,
            403);
}

}  // namespace
}  // namespace liaison::http
