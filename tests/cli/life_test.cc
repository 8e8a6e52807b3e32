// The life of data under a server: what is closed long ago goes into the archive, what is old goes
// from the topics; all of it through kill -9, and in backups.

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "tests/cli/command.h"
#include "tests/cli/samples.h"

namespace liaison::cli {
namespace {

using namespace std::chrono_literals;

class LifeOfData : public testing::Test {
 protected:
  LifeOfData() {
    folder.write("w/check.yaml", kWorkflow);
    folder.write("w/common.yaml", kCommon);
  }
  Command ask(std::vector<std::string> words, const Server& server) {
    return run(words, {{"LIAISON_SERVER", server.url()}, {"USER", "tester"}});
  }
  std::vector<std::string> serving(std::vector<std::string> settings) const {
    std::vector<std::string> words = {"--workflows", folder.path("w"), "--set", "partitions=1"};
    for (const std::string& one : settings) words.insert(words.end(), {"--set", one});
    return words;
  }
  void open(const std::string& number, const Server& server) {
    ASSERT_EQ(0, ask({"send", "--type", "customer.request.check", "--subject", "customer:c-1",
                      "--data", "{\"no\":\"" + number + "\"}"},
                     server)
                     .exit);
  }
  void open_and_close(const std::string& number, const Server& server) {
    open(number, server);
    const Json tasks = ask({"task", "list", "--output", "json"}, server).json();
    ASSERT_EQ(1u, tasks.size());
    ASSERT_EQ(
        0, ask({"task", "complete", tasks[0]["task"], "--result", "{\"ok\":true}"}, server).exit);
  }
  std::size_t archived(const Server& server) {
    return ask({"case", "list", "--archived", "--output", "json"}, server).json().size();
  }
  template <class Holds>
  bool soon(Holds holds) {
    for (int i = 0; i < 100; ++i, std::this_thread::sleep_for(100ms)) {
      if (holds()) return true;
    }
    return false;
  }
  Folder folder;
  std::string data = folder.path("data");
};

TEST_F(LifeOfData, a_closed_case_is_shown_out_of_the_archive_and_stands_in_backups) {
  const std::string copy = folder.path("copy"), again = folder.path("again");
  Server server(serving({"archive.after=1 second", "archive.wait=0 seconds", "upkeep=1 second"}),
                data);
  open_and_close("L-1", server);
  const Command before = ask({"case", "history", "L-1", "--output", "json"}, server);
  std::this_thread::sleep_for(1100ms);
  open("L-2", server);  // time is the partition's
  ASSERT_TRUE(soon([&] { return archived(server) == 1; }));
  EXPECT_EQ(before.out, ask({"case", "history", "L-1", "--output", "json"}, server).out);
  EXPECT_TRUE(has(ask({"case", "show", "L-1"}, server).out, "COMPLETED"));
  ASSERT_EQ(0, ask({"backup", copy}, server).exit);
  EXPECT_EQ(0, server.stop(SIGTERM));
  ASSERT_EQ(0, run({"restore", copy, "--data", again}).exit);
  EXPECT_EQ(before.out, run({"case", "history", "L-1", "--data", again, "--output", "json"}).out);
  EXPECT_EQ(0, run({"verify", "--data", again}).exit);
  for (const auto& file : std::filesystem::directory_iterator(again + "/archive")) {
    std::filesystem::resize_file(file.path(), 100);
  }
  const Command broken = run({"verify", "--data", again});
  EXPECT_EQ(3, broken.exit);
  EXPECT_TRUE(has(broken.out, "p0-00000000.sst")) << broken.out;
}

TEST_F(LifeOfData, kill_minus_nine_while_cases_move_loses_and_doubles_none) {
  std::set<std::string> opened;
  for (int round = 0; round < 5; ++round) {
    Server server(serving({"archive.after=1 second", "archive.wait=0 seconds", "upkeep=1 second"}),
                  data);
    for (int i = 0; i < 4; ++i) {
      const std::string number = "L-" + std::to_string(round) + "-" + std::to_string(i);
      open_and_close(number, server);
      opened.insert(number);
    }
    std::this_thread::sleep_for(700ms + 130ms * round);
    server.stop(SIGKILL);
    const Command whole = run({"verify", "--data", data});
    ASSERT_EQ(0, whole.exit) << whole.out << whole.err;
    std::multiset<std::string> seen;
    for (const char* where : {"--limit=1000", "--archived"}) {
      for (const Json& one :
           run({"case", "list", where, "--data", data, "--output", "json"}).json()) {
        seen.insert(one["key"].get<std::string>());
      }
    }
    EXPECT_EQ(seen, std::multiset<std::string>(opened.begin(), opened.end()));
  }
  EXPECT_TRUE(std::filesystem::exists(data + "/archive"));
}

TEST_F(LifeOfData, tail_is_told_what_is_gone_and_goes_on) {
  Server server(serving({"retention.age=1 second", "upkeep=1 second"}), data);
  open("L-1", server);
  const Command first = ask({"tail", "cases", "--from", "start"}, server);
  const std::size_t at = first.err.find("--from ");
  ASSERT_NE(std::string::npos, at);
  std::string cursor = first.err.substr(at + 7);
  cursor.erase(cursor.find_last_not_of(" \n") + 1);
  for (int i = 2; i < 5; ++i) {
    std::this_thread::sleep_for(600ms);
    open("L-" + std::to_string(i), server);
  }
  ASSERT_TRUE(soon([&] {
    return has(ask({"tail", "cases", "--from", cursor}, server).err, "gone by retention");
  }));
  const Command rest = ask({"tail", "cases", "--from", cursor}, server);
  EXPECT_EQ(0, rest.exit);
  EXPECT_TRUE(has(rest.out, "L-4")) << rest.out;
  EXPECT_EQ(0, server.stop(SIGTERM));
  const Command whole = run({"verify", "--data", data});
  EXPECT_EQ(0, whole.exit) << whole.out << whole.err;
}

}  // namespace
}  // namespace liaison::cli
