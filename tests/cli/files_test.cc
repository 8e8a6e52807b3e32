// Commands that need no server: check, run, test, play, calendar, schema, help.

#include <gtest/gtest.h>

#include "tests/cli/command.h"
#include "tests/cli/samples.h"

namespace liaison::cli {
namespace {

using testing::Test;

class Files : public Test {
 protected:
  Files() {
    folder.write("w/check.yaml", kWorkflow);
    folder.write("w/common.yaml", kCommon);
    folder.write("w/calendars/cn.yaml", kCalendar);
  }
  Folder folder;
  std::string workflows = folder.path("w");
};

TEST_F(Files, check_says_all_faults_on_stdout_and_the_sum_on_stderr) {
  const Command good = run({"check", workflows});
  EXPECT_EQ(0, good.exit) << good.out << good.err;
  EXPECT_EQ("", good.out);
  folder.write("w/bad.yaml",
               "document: { dsl: '1.0.3', namespace: t, name: bad, version: '1.0.0' }\n"
               "do:\n  - a: { forward: { to: nobody, title: A }, deadline: 5 wrkdays }\n");
  const Command bad = run({"check", workflows});
  EXPECT_EQ(3, bad.exit);
  EXPECT_TRUE(has(bad.out, "bad.yaml:3:")) << bad.out;
  EXPECT_TRUE(has(bad.err, "faults"));
  const Json faults = run({"check", workflows, "--output", "json"}).json();
  ASSERT_TRUE(faults.is_array());
  EXPECT_LE(2u, faults.size());
  EXPECT_EQ(3, faults[0]["line"]);
}

TEST_F(Files, check_and_test_of_one_file_find_what_it_refers_to) {
  const Command alone = run({"check", folder.path("w/check.yaml")});
  EXPECT_EQ(0, alone.exit) << alone.out;
  EXPECT_TRUE(has(alone.err, "0 faults, 0 warnings; 1 workflow, ")) << alone.err;
  const std::string scenario =
      folder.write("w/scenarios/good.yaml",
                   "scenario: good\nworkflow: check\nsteps:\n"
                   "  - at: 2026-09-17 10:12\n"
                   "    send: { type: customer.request.check, customer: c-1, data: { no: L-1 } }\n"
                   "    expect: [{ task: { department: operations, step: look } }]\n");
  const Command passed = run({"test", scenario});
  EXPECT_EQ(0, passed.exit) << passed.out << passed.err;
  EXPECT_TRUE(has(run({"--lang", "zh", "test", scenario}).out, "通过 good（1 步，1 条期望）"));
  folder.write("w/common.yaml", std::string(kCommon) + "departmnts: {}\n");
  const Command beside = run({"check", folder.path("w/check.yaml")});
  EXPECT_EQ("", beside.out);
  EXPECT_TRUE(has(beside.err, "the common files beside have faults too")) << beside.err;
  const Command none = run({"check", folder.path("nowhere")});
  EXPECT_EQ(3, none.exit);
  EXPECT_TRUE(has(none.out, "nowhere: expected a file")) << none.out;
  EXPECT_TRUE(has(none.err, "1 fault,")) << none.err;
}

TEST_F(Files, run_has_an_exit_code_for_each_end) {
  const std::string file = folder.path("w/check.yaml");
  const Command waits = run({"run", file, "--input", R"({"no":"L-1"})"});
  EXPECT_EQ(4, waits.exit) << waits.err;
  EXPECT_EQ("operations", waits.json()["waitsFor"][0]["department"]) << waits.out;
  const Command refused = run({"run", file, "--input", "{}"});
  EXPECT_EQ(5, refused.exit) << refused.out << refused.err;
  EXPECT_EQ("", refused.out);
  EXPECT_TRUE(refused.err.starts_with("expected the field 'no'")) << refused.err;
  EXPECT_TRUE(has(run({"run", file}).err, "--input FILE"));
  const std::string answers = folder.write(
      "answers.yaml",
      "steps:\n  - { at: 2026-01-05 10:00, reply: { step: look, complete: { ok: true } } }\n");
  const std::string input = folder.write("input.yaml", "no: L-1\n");
  const std::string trace = folder.path("trace.jsonl");
  const Command done = run({"run", file, "--input", input, "--answers", answers, "--trace", trace});
  EXPECT_EQ(0, done.exit) << done.out << done.err;
  EXPECT_EQ(Json::parse(R"({"good":true})"), done.json());
  EXPECT_LT(100u, std::filesystem::file_size(trace));
  EXPECT_EQ(1, run({"run", file, "--input", folder.path("none.json")}).exit);
}

TEST_F(Files, a_plain_standard_file_runs_beside_files_that_have_nothing_to_do_with_it) {
  folder.write("plain/compose.yaml", "services: { x: [1, 2] }\n");
  const std::string file =
      folder.write("plain/plain.yaml",
                   "document: { dsl: '1.0.3', namespace: t, name: plain, version: '1.0.0' }\n"
                   "do:\n  - a: { set: { x: 1 } }\n");
  const Command done = run({"run", file});
  EXPECT_EQ(0, done.exit) << done.out << done.err;
  EXPECT_EQ(1, done.json()["x"]) << done.out;
}

TEST_F(Files, test_runs_scenarios) {
  const std::string good =
      "scenario: good\nworkflow: check\nsteps:\n"
      "  - at: 2026-09-17 10:12\n"
      "    send: { type: customer.request.check, customer: c-1, data: { no: L-1 } }\n"
      "    expect: [{ task: { department: operations, step: look } }]\n";
  folder.write("w/scenarios/good.yaml", good);
  const Command passed = run({"test", folder.path("w/scenarios")});
  EXPECT_EQ(0, passed.exit) << passed.out << passed.err;
  EXPECT_TRUE(has(passed.out, "ok good"));
  std::string bad = good;
  bad.replace(bad.find("department: operations"), 22, "department: managers");
  folder.write("w/scenarios/bad.yaml", bad);
  const Command failed = run({"test", workflows, "--partitions", "1"});
  EXPECT_EQ(3, failed.exit);
  EXPECT_TRUE(has(failed.out, "bad.yaml:"));
  EXPECT_TRUE(has(failed.err, "1 of 2 passed")) << failed.err;
  EXPECT_EQ(2, run({"test", workflows, "--partitions", "3"}).exit);
}

TEST_F(Files, play_fills_a_store_that_serve_takes_only_as_virtual) {
  const std::string play = folder.write("play.jsonl", kPlay);
  const std::string data = folder.path("data");
  const std::vector<std::string> words = {"play",   play, "--workflows", workflows,
                                          "--data", data, "--output",    "json"};
  const Command first = run(words);
  ASSERT_EQ(0, first.exit) << first.err;
  EXPECT_EQ(1, first.json()["casesOpened"]);
  const Command again = run(words);
  EXPECT_EQ(1, again.json()["skipped"]);  // nothing twice
  EXPECT_TRUE(has(again.err, "nothing was played anew")) << again.err;
  EXPECT_FALSE(has(again.err, "--data")) << again.err;
  const Command due = run({"due", "--data", data, "--output", "json"});
  ASSERT_EQ(0, due.exit) << due.err;
  EXPECT_TRUE(due.json()[0]["overdue"]) << due.out;
  EXPECT_EQ(0, run({"case", "list", "--data", data}).exit);

  const Command refused = run({"serve", "--data", data, "--listen", "127.0.0.1:0"});
  EXPECT_EQ(2, refused.exit);
  EXPECT_TRUE(has(refused.err, "--virtual"));
  Server server({"--virtual"}, data);
  EXPECT_TRUE(has(run({"case", "list", "--server", server.url()}).out, "check"));
  const Command held = run({"case", "list", "--data", data});
  EXPECT_EQ(1, held.exit);
  EXPECT_TRUE(has(held.err, "--server")) << held.err;
}

TEST_F(Files, a_play_that_is_there_already_says_when_the_files_are_others) {
  const std::string play = folder.write("play.jsonl", kPlay);
  const std::vector<std::string> words = {"play",    play,     "--workflows",
                                          workflows, "--data", folder.path("data")};
  ASSERT_EQ(0, run(words).exit);
  std::string changed = kWorkflow;
  changed.replace(changed.find("1 workday"), 9, "2 workdays");
  changed.replace(changed.find("1.0.0"), 5, "1.0.1");
  folder.write("w/check.yaml", changed);
  const Command again = run(words);
  EXPECT_TRUE(has(again.err, "another folder with --data")) << again.err;
}

TEST_F(Files, calendar_due) {
  const auto due = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"calendar", "due", "--calendar", "cn", "--workflows", workflows});
    return run(words);
  };
  const Command within = due({"--from", "2026-09-17T10:12", "--within", "2 workdays"});
  EXPECT_EQ("2026-09-20T17:30:00+08:00\n", within.out) << within.err;  // a Sunday that is worked
  EXPECT_EQ(0, due({"--by", "7 days before 2026-10-09"}).exit);
  const Command batch = due({"--batch", "-"});
  EXPECT_EQ(0, batch.exit);
  EXPECT_EQ(2, due({"--from", "2026-09-17T10:12"}).exit);
  EXPECT_EQ(2, run({"calendar", "due", "--calendar", "moon", "--by", "2026-10-09"}).exit);
  const Command slip =
      run({"calendar", "due", "--calendar", "cnn", "--workflows", workflows, "--by", "2026-10-09"});
  EXPECT_TRUE(has(slip.err, "did you mean 'cn'?")) << slip.err;
}

TEST_F(Files, calendar_due_answers_each_line_of_a_batch) {
  const std::string lines =
      "{\"id\":7,\"from\":\"2026-09-17T10:12\",\"within\":\"2 workdays\"}\n"
      "{\"from\":\"2026-09-17T10:12\",\"within\":\"2 wrkdays\"}\n"
      "{\"from\":\"2026-09-17T10:12\",\"within\":\"2 workdays\","
      "\"pauses\":[{\"from\":\"2026-09-18T09:00\",\"to\":\"2026-09-22T09:00\"}]}\n";
  const Command batch = run(
      {"calendar", "due", "--calendar", "cn", "--workflows", workflows, "--batch", "-"}, {}, lines);
  EXPECT_EQ(3, batch.exit);
  EXPECT_TRUE(has(batch.err, "-:2: expected a duration")) << batch.err;
  EXPECT_TRUE(has(batch.out, R"("due":"2026-09-20T17:30:00+08:00","from")")) << batch.out;
  EXPECT_TRUE(has(batch.out, "\"id\":7"));
  EXPECT_TRUE(has(batch.out, "2026-09-23T17:30:00+08:00")) << batch.out;
}

TEST_F(Files, a_folder_or_a_device_is_no_file) {
  const std::string file = folder.path("w/check.yaml");
  const std::vector<std::vector<std::string>> commands = {
      {"send", workflows},
      {"send", "--type", "x", "--data", "@" + workflows},
      {"run", file, "--input", workflows},
      {"run", file, "--answers", workflows},
      {"calendar", "due", "--calendar", "cn", "--workflows", workflows, "--batch", workflows},
      {"serve", "--config", workflows}};
  for (const std::vector<std::string>& words : commands) {
    const Command refused = run(words);
    EXPECT_TRUE(refused.exit == 1 || refused.exit == 2) << words[0] << refused.exit;
    EXPECT_TRUE(has(refused.err, workflows + ", but it is a folder")) << words[0] << refused.err;
  }
  const Command endless = run({"run", file, "--input", "/dev/full"});
  EXPECT_EQ(1, endless.exit) << endless.err;
  EXPECT_TRUE(has(endless.err, "neither a file nor a pipe")) << endless.err;
}

TEST_F(Files, no_more_than_64_MiB_is_read) {
  const std::string large = folder.write("large.json", "");
  std::filesystem::resize_file(large, (64u << 20) + 1);
  const Command refused = run({"send", large});
  EXPECT_EQ(1, refused.exit);
  EXPECT_TRUE(has(refused.err, "at most 64 MiB")) << refused.err;
}

TEST(Usage, what_is_not_known_is_2_with_the_nearest_name) {
  const Command command = run({"serv"});
  EXPECT_EQ(2, command.exit);
  EXPECT_TRUE(has(command.err, "did you mean 'serve'?")) << command.err;
  const Command option = run({"case", "list", "--sate", "open"});
  EXPECT_EQ(2, option.exit);
  EXPECT_TRUE(has(option.err, "did you mean '--state'?")) << option.err;
  EXPECT_EQ(2, run({}).exit);
  EXPECT_EQ(2, run({"task", "return", "X"}).exit);  // --reason is missing
  EXPECT_EQ(2, run({"--lang", "fr", "schema"}).exit);
  const Command watch = run({"serve", "--watch"});
  EXPECT_EQ(2, watch.exit);
  EXPECT_TRUE(has(watch.err, "expected --workflows with --watch")) << watch.err;
}

TEST(Usage, every_command_has_help_with_examples_in_both_languages) {
  for (const std::string command : {"serve",         "check",         "run",
                                    "test",          "play",          "send",
                                    "tail",          "case list",     "case show",
                                    "case history",  "task list",     "task claim",
                                    "task complete", "task return",   "task decline",
                                    "task assign",   "task release",  "task comment",
                                    "task told",     "task received", "task undelivered",
                                    "customer list", "customer show", "due",
                                    "calendar due",  "schema"}) {
    std::vector<std::string> words;
    const std::size_t space = command.find(' ');
    words.push_back(command.substr(0, space));
    if (space != std::string::npos) words.push_back(command.substr(space + 1));
    words.push_back("--help");
    const Command english = run(words);
    EXPECT_EQ(0, english.exit) << command;
    EXPECT_TRUE(has(english.out, "Examples:\n  liaison ")) << command << english.out;
    EXPECT_TRUE(has(english.out, "--lang zh or --lang en")) << command << english.out;
    const Command chinese = run(words, {{"LC_ALL", "zh_CN.UTF-8"}});
    EXPECT_TRUE(has(chinese.out, "例：")) << command << chinese.out;
  }
}

TEST(Usage, the_language_follows_the_locale_and_lang_goes_before_it) {
  EXPECT_TRUE(has(run({"serv"}, {{"LC_ALL", "zh_CN.UTF-8"}}).err, "是否想写"));
  EXPECT_TRUE(has(run({"--lang", "en", "serv"}, {{"LC_ALL", "zh_CN.UTF-8"}}).err, "did you mean"));
  EXPECT_TRUE(has(run({"serv", "--lang=zh"}).err, "是否想写"));
}

TEST(Usage, no_server_says_what_to_do) {
  const Command none = run({"case", "list", "--server", "http://127.0.0.1:1"});
  EXPECT_EQ(1, none.exit);
  EXPECT_TRUE(
      has(none.err, "expected a liaison server at http://127.0.0.1:1, but nothing answers"));
  EXPECT_TRUE(has(none.err, "liaison serve")) << none.err;
  EXPECT_EQ("", none.out);
}

TEST(Usage, schema_is_json) {
  const Command schema = run({"schema"});
  EXPECT_EQ(0, schema.exit);
  EXPECT_TRUE(schema.json().is_object());
}

}  // namespace
}  // namespace liaison::cli
