// Commands that talk to a server.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <thread>

#include "tests/cli/command.h"
#include "tests/cli/samples.h"

namespace liaison::cli {
namespace {

class Serving : public testing::Test {
 protected:
  Serving() {
    folder.write("w/check.yaml", kWorkflow);
    folder.write("w/common.yaml", kCommon);
  }
  Command ask(std::vector<std::string> words, const Server& server, const std::string& input = "") {
    return run(words, {{"LIAISON_SERVER", server.url()}, {"USER", "tester"}}, input);
  }
  Command send(const std::string& number, const Server& server) {
    return ask({"send", "--type", "customer.request.check", "--subject", "customer:c-1", "--data",
                "{\"no\":\"" + number + "\"}", "--output", "json"},
               server);
  }
  Folder folder;
  std::string workflows = folder.path("w");
};

TEST_F(Serving, from_request_to_result) {
  Server server({"--workflows", workflows});
  EXPECT_TRUE(has(server.said(), "0 cases open")) << server.said();
  const Command sent = send("L-1", server);
  ASSERT_EQ(0, sent.exit) << sent.err;
  const std::string id = sent.json()["case"];
  EXPECT_TRUE(send("L-1", server).json()["duplicate"]);  // the same content, the same id

  const Json tasks =
      ask({"task", "list", "--department", "operations", "--output", "json"}, server).json();
  ASSERT_EQ(1u, tasks.size());
  const std::string task = tasks[0]["task"];
  EXPECT_EQ(0, ask({"task", "claim", task, "--as", "wang.er"}, server).exit);
  EXPECT_TRUE(has(ask({"case", "show", id}, server).out, "wang.er"));
  const Command wrong = ask({"task", "complete", task, "--result", "{}"}, server);
  EXPECT_EQ(5, wrong.exit);
  EXPECT_TRUE(has(wrong.err, "ok")) << wrong.err;
  const std::string answer = folder.write("answer.json", R"({"ok":true})");
  const Command done =
      ask({"task", "complete", task, "--result", "@" + answer, "--as", "wang.er"}, server);
  EXPECT_EQ(0, done.exit) << done.err;

  EXPECT_EQ("completed", ask({"case", "show", id, "--output", "json"}, server).json()["state"]);
  EXPECT_TRUE(has(ask({"case", "list", "--state", "completed"}, server).out, "COMPLETED"));
  EXPECT_TRUE(has(ask({"case", "history", id}, server).out, "task-completed"));
  EXPECT_EQ(0, ask({"due"}, server).exit);
  EXPECT_EQ(2, ask({"case", "show", "nope"}, server).exit);
}

TEST_F(Serving, columns_are_aligned_although_characters_are_double_wide) {
  Server server({"--workflows", workflows});
  send("L-1", server);
  const Command list = ask({"--lang", "zh", "task", "list"}, server);
  EXPECT_TRUE(has(list.out, "现场校验  operations")) << list.out;
  EXPECT_TRUE(has(list.out, "名称      部门")) << list.out;  // 4 characters are 8 columns
  EXPECT_FALSE(has(list.out, "\033"));                       // no colours in a file
}

// A changed folder is taken as a whole while serving; with a fault in it what was in force goes on.
TEST_F(Serving, watch_takes_changed_files) {
  Server server({"--workflows", workflows, "--watch"});
  const auto version = [&](const std::string& number) {
    send(number, server);
    const Json cases = ask({"case", "list", "--key", number, "--output", "json"}, server).json();
    return cases.empty() ? std::string() : cases[0].value("version", "");
  };
  const auto rewrite = [&](const std::string& what, const std::string& with) {
    std::string text = kWorkflow;
    folder.write("w/check.yaml", text.replace(text.find(what), what.size(), with));
  };
  EXPECT_TRUE(version("L-0").starts_with("1.0.0"));
  rewrite("'1.0.0'", "'1.1.0', tile: x");
  std::this_thread::sleep_for(std::chrono::milliseconds(3500));
  EXPECT_TRUE(version("L-1").starts_with("1.0.0"));
  rewrite("'1.0.0'", "'1.1.0'");
  std::string now;
  for (int i = 2; i < 60 && !now.starts_with("1.1.0"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
    now = version("L-" + std::to_string(i));
  }
  EXPECT_TRUE(now.starts_with("1.1.0")) << now;
}

TEST_F(Serving, tail_prints_what_send_takes) {
  Server server({"--workflows", workflows});
  send("L-1", server);
  const Command tail = ask({"tail", "requests"}, server);
  ASSERT_EQ(0, tail.exit) << tail.err;
  const Json line = tail.json();
  EXPECT_EQ("requests", line["topic"]);
  EXPECT_TRUE(line.contains("at"));
  EXPECT_EQ("L-1", line["event"]["data"]["no"]);
  const Command again = ask({"send", "-", "--output", "json"}, server, tail.out);
  EXPECT_TRUE(again.json()["duplicate"]) << again.out << again.err;
  EXPECT_TRUE(
      has(ask({"tail", "liaison.deadlines", "--output", "text"}, server).out, "deadline.set"));
  EXPECT_EQ(2, ask({"tail", "deadlins"}, server).exit);
  EXPECT_EQ("", ask({"tail", "deadlines", "--from", "now"}, server).out);
}

TEST_F(Serving, a_follower_waits_for_a_server_that_was_killed_and_says_where_to_go_on) {
  auto server = std::make_unique<Server>(std::vector<std::string>{"--workflows", workflows},
                                         folder.path("data"));
  send("L-1", *server);
  const std::string address = server->url().substr(std::string("http://").size());
  Following tail({"tail", "requests", "--follow"}, {{"LIAISON_SERVER", server->url()}});
  ASSERT_TRUE(tail.said("L-1"));
  server->stop(SIGKILL);
  ASSERT_TRUE(tail.said("trying again"));
  server = std::make_unique<Server>(std::vector<std::string>{}, folder.path("data"), address);
  send("L-2", *server);
  ASSERT_TRUE(tail.said("L-2"));
  const Command ended = tail.stop(SIGTERM);
  EXPECT_EQ(0, ended.exit);
  EXPECT_EQ(2, std::count(ended.out.begin(), ended.out.end(), '\n')) << ended.out;
  EXPECT_EQ(ended.err.find("trying again"), ended.err.rfind("trying again")) << ended.err;
  const std::size_t at = ended.err.find("go on with --from ");
  ASSERT_NE(std::string::npos, at) << ended.err;
  const std::string cursor = ended.err.substr(at + 18, ended.err.find('\n', at) - at - 18);
  EXPECT_EQ("", ask({"tail", "requests", "--from", cursor}, *server).out);
}

TEST_F(Serving, messages_are_listed_told_and_received) {
  folder.write("w/telling.yaml", kTelling);
  Server server({"--workflows", workflows});
  const Command sent = ask({"send", "--type", "customer.request.telling", "--subject",
                            "customer:c-1", "--data", R"({"no":"T-1"})"},
                           server);
  ASSERT_EQ(0, sent.exit) << sent.err;
  const Command list = ask({"task", "list"}, server);
  EXPECT_TRUE(has(list.out, "tell the customer · plan")) << list.out;
  EXPECT_TRUE(has(ask({"task", "list", "--lang", "zh"}, server).out, "告知客户 · plan"));
  const std::string message = ask({"task", "list", "--output", "json"}, server).json()[0]["task"];
  const Command open = ask({"case", "show", "T-1"}, server);
  EXPECT_TRUE(has(open.out, "Told to the customer 1, receipts asked 1, given 0; still to tell 1"))
      << open.out;
  EXPECT_TRUE(has(open.out, "yang.ba (stands in; nobody assigned yet)")) << open.out;
  EXPECT_EQ(5, ask({"task", "undelivered", message, "--reason", "not yet"}, server).exit);
  const Command told =
      ask({"task", "told", message, "--channel", "phone", "--as", "yang.ba"}, server);
  EXPECT_EQ(0, told.exit) << told.err;
  EXPECT_EQ(0, ask({"task", "undelivered", message, "--reason", "no answer"}, server).exit);
  EXPECT_EQ(0, ask({"task", "told", message, "--at", "2026-01-05 10:00"}, server).exit);
  const Command received = ask({"task", "received", message, "--evidence", "scan-17"}, server);
  EXPECT_EQ(0, received.exit) << received.err;
  const Command done = ask({"case", "show", "T-1"}, server);
  EXPECT_TRUE(has(done.out, "Told to the customer 2, receipts asked 1, given 1\n")) << done.out;
  const std::string history = ask({"case", "history", "T-1"}, server).out;
  EXPECT_TRUE(has(history, "text=Your plan T-1")) << history;
  for (const char* raw : {"digest", "方案", "PT", "how=0", "…", "+08:00\"", "T10:00"}) {
    EXPECT_FALSE(has(history, raw)) << raw << "\n" << history;
  }
}

TEST_F(Serving, what_nobody_can_have_meant_is_said_with_the_nearest_name) {
  Server server({"--workflows", workflows});
  for (const auto& [words, near] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"case", "list", "--state", "opn"}, "did you mean 'open'?"},
           {{"case", "list", "--workflow", "chek"}, "did you mean 'check'?"},
           {{"task", "list", "--department", "opertions"}, "did you mean 'operations'?"},
           {{"due", "--department", "opertions"}, "did you mean 'operations'?"},
           {{"tail", "tasks.opertions"}, "did you mean 'tasks.operations'?"}}) {
    const Command command = ask(words, server);
    EXPECT_EQ(2, command.exit);
    EXPECT_EQ("", command.out);
    EXPECT_TRUE(has(command.err, near)) << command.err;
  }
  EXPECT_EQ(0, ask({"tail", "tasks.managers"}, server).exit);  // known, with nothing on it yet
}

TEST_F(Serving, a_step_that_was_returned_to_is_open_again) {
  folder.write("w/returning.yaml", kReturning);
  Server server({"--workflows", workflows});
  ask({"send", "--type", "customer.request.returning", "--subject", "customer:c-1", "--data",
       R"({"no":"R-1"})"},
      server);
  const auto task = [&] {
    return ask({"task", "list", "--output", "json"}, server).json()[0]["task"].get<std::string>();
  };
  ASSERT_EQ(0, ask({"task", "complete", task()}, server).exit);
  EXPECT_TRUE(has(ask({"case", "show", "R-1"}, server).out, "on time"));
  ASSERT_EQ(0, ask({"task", "return", task(), "--reason", "blurred"}, server).exit);
  const std::string page = ask({"case", "show", "R-1"}, server).out;
  const std::string steps = page.substr(page.find("STEPS SO FAR"));
  EXPECT_FALSE(has(steps, "on time")) << page;
  EXPECT_TRUE(has(steps, "not done yet")) << page;
  EXPECT_TRUE(has(steps, "returned once: blurred")) << page;
}

TEST_F(Serving, a_case_is_found_by_its_business_key) {
  Server server({"--workflows", workflows});
  const std::string id = send("L-1", server).json()["case"];
  EXPECT_TRUE(has(ask({"case", "show", "L-1"}, server).out, id));
  const Command none = ask({"case", "show", "L-7"}, server);
  EXPECT_EQ(2, none.exit);
  EXPECT_TRUE(has(none.err, "--key")) << none.err;
  ask({"send", "--type", "customer.request.check", "--subject", "customer:c-2", "--data",
       R"({"no":"L-1"})"},
      server);
  const Command two = ask({"case", "history", "L-1"}, server);
  EXPECT_EQ(2, two.exit);
  EXPECT_TRUE(has(two.err, "there are 2") && has(two.err, id)) << two.err;
}

TEST_F(Serving, a_refusal_begins_with_its_reason) {
  Server server({"--workflows", workflows});
  const std::vector<std::string> words = {"send", "--type", "customer.request.check", "--subject",
                                          "customer:c-1"};
  const Command refused = ask(words, server);
  EXPECT_EQ(5, refused.exit);
  EXPECT_TRUE(refused.err.starts_with("expected ")) << refused.err;
  std::vector<std::string> as_json = words;
  as_json.insert(as_json.end(), {"--output", "json"});
  EXPECT_EQ(32u, ask(as_json, server).json()["id"].get<std::string>().size());
}

TEST_F(Serving, an_empty_store_says_that_nothing_is_in_force) {
  Server server({});
  EXPECT_TRUE(has(server.said(), "liaison deploy")) << server.said();
}

TEST_F(Serving, customers) {
  Server server({"--workflows", workflows});
  send("L-1", server);
  EXPECT_TRUE(has(ask({"customer", "list"}, server).out, "c-1"));
  EXPECT_TRUE(has(ask({"customer", "show", "c-1"}, server).out, "L-1"));
  EXPECT_EQ(2, ask({"customer", "show", "c-9"}, server).exit);
}

TEST_F(Serving, send_takes_many_and_says_each_outcome) {
  Server server({"--workflows", workflows});
  std::string lines;
  for (int i = 0; i < 250; ++i) {
    lines += R"({"type":"customer.request.check","subject":"customer:c-)" + std::to_string(i) +
             R"(","data":{"no":"L"}})"
             "\n";
  }
  const Command sent = ask({"send", "-"}, server, lines);
  EXPECT_EQ(0, sent.exit) << sent.err;
  EXPECT_EQ(250, std::count(sent.out.begin(), sent.out.end(), '\n'));
  EXPECT_EQ(50u, ask({"case", "list", "--output", "json"}, server).json().size());
  EXPECT_EQ(250u,
            ask({"case", "list", "--limit", "1000", "--output", "json"}, server).json().size());
  const Command refused =
      ask({"send", "-"}, server, R"({"type":"customer.request.check","subject":"customer:c-1"})");
  EXPECT_EQ(5, refused.exit);
  EXPECT_TRUE(has(refused.err, "no")) << refused.err;
}

TEST_F(Serving, stops_gracefully_and_goes_on_with_what_it_had) {
  Folder kept;
  std::string id;
  {
    Server server({"--workflows", workflows}, kept.path("data"));
    id = send("L-1", server).json()["case"];
    EXPECT_EQ(0, server.stop(SIGTERM));
  }
  const Command from_store =
      run({"case", "show", id, "--data", kept.path("data"), "--output", "json"});
  EXPECT_EQ("open", from_store.json()["state"]) << from_store.err;
  Server again({}, kept.path("data"));  // no files: those in the store
  EXPECT_TRUE(has(again.said(), "1 case open")) << again.said();
  EXPECT_EQ(0, send("L-2", again).exit);
  EXPECT_EQ(0, again.stop(SIGINT));
}

TEST_F(Serving, does_not_start_with_what_is_wrong) {
  const auto serve = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"serve", "--data", folder.path("d"), "--listen", "127.0.0.1:0"});
    return run(words);
  };
  folder.write("bad/x.yaml", "document: { dsl: '1.0.3', nme: x }\n");
  EXPECT_EQ(3, serve({"--workflows", folder.path("bad")}).exit);
  const Command setting = serve({"--set", "http.thread=3"});
  EXPECT_EQ(2, setting.exit);
  EXPECT_TRUE(has(setting.err, "did you mean 'http.threads'?")) << setting.err;
  const std::string config = folder.write("c.yaml", "http:\n  threads: 8\n  longPols: 2\n");
  const Command file = serve({"--config", config});
  EXPECT_EQ(2, file.exit);
  EXPECT_TRUE(has(file.err, "c.yaml:3:")) << file.err;
  EXPECT_TRUE(has(file.err, "did you mean 'http.longPolls'?")) << file.err;
  const Command open = run({"serve", "--data", folder.path("d"), "--listen", "0.0.0.0:0"});
  EXPECT_EQ(2, open.exit);
  EXPECT_TRUE(has(open.err, "tokens")) << open.err;
  EXPECT_EQ(
      1, run({"serve", "--data", folder.path("w/check.yaml/x"), "--listen", "127.0.0.1:0"}).exit);
}

TEST_F(Serving, tokens) {
  const std::string file = folder.write(
      "tokens.yaml", "tokens: [{ token: 0123456789abcdef, authid: wang.er, role: operator }]\n");
  ::chmod(file.c_str(), 0600);
  Server server({"--workflows", workflows, "--tokens", file});
  EXPECT_NE(0, ask({"case", "list"}, server).exit);
  const std::map<std::string, std::string> known = {{"LIAISON_SERVER", server.url()},
                                                    {"LIAISON_TOKEN", "0123456789abcdef"}};
  EXPECT_EQ(0, run({"case", "list"}, known).exit);
}

}  // namespace
}  // namespace liaison::cli
