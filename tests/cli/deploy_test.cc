// `deploy`: the whole folder or nothing, and what it would change for whom.

#include <gtest/gtest.h>
#include <signal.h>

#include "tests/cli/command.h"
#include "tests/cli/samples.h"

namespace liaison::cli {
namespace {

std::string with(std::string text, const std::string& from, const std::string& to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

class Deployments : public testing::Test {
 protected:
  Deployments() {
    folder.write("w/check.yaml", kWorkflow);
    folder.write("w/common.yaml", kCommon);
  }
  Command ask(std::vector<std::string> words, const Server& server) {
    return run(words, {{"LIAISON_SERVER", server.url()}, {"USER", "tester"}});
  }
  Command open(const std::string& number, const Server& server) {
    return ask({"send", "--type", "customer.request.check", "--subject", "customer:c-1", "--data",
                "{\"no\":\"" + number + "\"}"},
               server);
  }
  Json version_of(const std::string& number, const Server& server) {
    return ask({"case", "show", number, "--output", "json"}, server).json()["version"];
  }
  Folder folder;
  std::string workflows = folder.path("w");
};

TEST_F(Deployments, go_to_a_running_server_and_cases_stay_on_their_version) {
  Server server({});
  EXPECT_TRUE(has(server.said(), "liaison deploy")) << server.said();
  const Command first = ask({"deploy", workflows}, server);
  ASSERT_EQ(0, first.exit) << first.err;
  EXPECT_TRUE(has(first.out, "new")) << first.out;
  ASSERT_EQ(0, open("L-1", server).exit);
  const std::string before = version_of("L-1", server);

  folder.write("w/check.yaml", with(kWorkflow, "'1.0.0'", "'1.1.0'"));
  folder.write("w/telling.yaml", kTelling);
  const Command dry = ask({"deploy", workflows, "--dry-run", "--output", "json"}, server);
  ASSERT_EQ(0, dry.exit) << dry.err;
  EXPECT_EQ(false, dry.json()["deployed"]);
  const Json check = dry.json()["workflows"][0], telling = dry.json()["workflows"][1];
  EXPECT_EQ("version", check["change"]);
  EXPECT_EQ(before, check["was"]);
  EXPECT_EQ(1, check["openCases"][0]["cases"]);
  EXPECT_EQ(before, check["openCases"][0]["version"]);
  EXPECT_EQ("new", telling["change"]);
  ASSERT_EQ(0, open("L-2", server).exit);
  EXPECT_EQ(before, version_of("L-2", server));  // nothing was changed

  ASSERT_EQ(0, ask({"deploy", workflows}, server).exit);
  ASSERT_EQ(0, open("L-3", server).exit);
  EXPECT_EQ(before, version_of("L-1", server));
  EXPECT_NE(before, version_of("L-3", server));
  const Command again = ask({"deploy", workflows, "--dry-run", "--lang", "zh"}, server);
  EXPECT_TRUE(has(again.out, "未变")) << again.out;
  EXPECT_TRUE(has(again.out, "2 件用 " + before)) << again.out;
}

TEST_F(Deployments, other_content_under_the_same_version_is_refused_with_its_place) {
  Server server({"--workflows", workflows});
  folder.write("w/check.yaml", with(kWorkflow, "1 workday", "2 workdays"));
  folder.write("w/telling.yaml", kTelling);
  for (const char* flag : {"--dry-run", "--output=text"}) {
    const Command refused = ask({"deploy", workflows, flag}, server);
    EXPECT_EQ(3, refused.exit);
    EXPECT_TRUE(has(refused.err, "w/check.yaml:2:66: expected a new document.version"))
        << refused.err;
  }
  const Json dry =
      ask({"deploy", folder.path("w/telling.yaml"), "--dry-run", "--output", "json"}, server)
          .json();
  EXPECT_EQ("kept", dry["workflows"][0]["change"]);
  EXPECT_EQ("new", dry["workflows"][1]["change"]);  // nothing of the folder was taken
}

TEST_F(Deployments, with_a_fault_nothing_is_taken_and_all_faults_are_told) {
  Server server({"--workflows", workflows});
  folder.write("w/telling.yaml", with(kTelling, "1 workday", "1 wrkday"));
  folder.write("w/returning.yaml", with(kReturning, "atMost: 2", "atMost: two"));
  const Command refused = ask({"deploy", workflows}, server);
  EXPECT_EQ(3, refused.exit);
  EXPECT_TRUE(has(refused.err, "telling.yaml:") && has(refused.err, "returning.yaml:"))
      << refused.err;
  const Command none = ask({"deploy", folder.path("nowhere")}, server);
  EXPECT_EQ(3, none.exit) << none.err;
}

TEST_F(Deployments, tell_of_schedules_that_end_with_them) {
  folder.write("w/rounds.yaml", kRounds);
  Server server({"--workflows", workflows});
  const std::string part = folder.path("part");
  folder.write("part/check.yaml", kWorkflow);
  folder.write("part/common.yaml", kCommon);
  const auto schedule_of = [](const Command& deploy, std::size_t number) {
    return deploy.json()["workflows"][number]["schedule"];
  };
  const Command same = ask({"deploy", workflows, "--dry-run", "--output", "json"}, server);
  EXPECT_EQ("goes-on", schedule_of(same, 1)) << same.out;
  const Command dry = ask({"deploy", part, "--dry-run", "--output", "json"}, server);
  EXPECT_EQ(nullptr, schedule_of(dry, 0)) << dry.out;
  EXPECT_EQ("ends", schedule_of(dry, 1)) << dry.out;
  const Command told = ask({"deploy", part, "--dry-run"}, server);
  EXPECT_TRUE(has(told.out, "ends")) << told.out;
  EXPECT_TRUE(has(told.err, "rounds would open no more cases by itself")) << told.err;
  const Command done = ask({"deploy", part, "--lang", "zh"}, server);
  EXPECT_TRUE(has(done.err, "rounds 不再自动立单")) << done.err;
  EXPECT_TRUE(ask({"schedule", "list", "--output", "json"}, server).json().empty());

  const Command again = ask({"deploy", workflows, "--dry-run", "--output", "json"}, server);
  EXPECT_EQ("begins", schedule_of(again, 1)) << again.out;
  ASSERT_EQ(0, ask({"deploy", workflows}, server).exit);
  folder.write("w/rounds.yaml", with(with(kRounds, "4 hours", "5 hours"), "1.0.0", "1.1.0"));
  const Command anew = ask({"deploy", workflows, "--dry-run", "--output", "json"}, server);
  EXPECT_EQ("begins-anew", schedule_of(anew, 1)) << anew.out;
}

TEST_F(Deployments, go_into_a_store_that_nobody_serves) {
  const std::string data = folder.path("data");
  {
    Server server({}, data);
    EXPECT_EQ(1, run({"deploy", workflows, "--data", data}).exit);  // somebody does
    EXPECT_EQ(0, server.stop(SIGTERM));
  }
  const Command done = run({"deploy", workflows, "--data", data});
  ASSERT_EQ(0, done.exit) << done.err;
  Server server({}, data);
  EXPECT_EQ(0, open("L-1", server).exit);
}

}  // namespace
}  // namespace liaison::cli
