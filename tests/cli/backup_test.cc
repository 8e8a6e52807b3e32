// Copies of a store: made while it is served, restored elsewhere, and whether they are whole.

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>

#include "tests/cli/command.h"
#include "tests/cli/samples.h"

namespace liaison::cli {
namespace {

class Backups : public testing::Test {
 protected:
  Backups() {
    folder.write("w/check.yaml", kWorkflow);
    folder.write("w/common.yaml", kCommon);
  }
  Command ask(std::vector<std::string> words, const Server& server) {
    return run(words, {{"LIAISON_SERVER", server.url()}, {"USER", "tester"}});
  }
  Command send(const std::string& number, const Server& server) {
    return ask({"send", "--type", "customer.request.check", "--subject", "customer:c-1", "--data",
                "{\"no\":\"" + number + "\"}"},
               server);
  }
  Json cases_in(const std::string& data) {
    return run({"case", "list", "--data", data, "--output", "json"}).json();
  }
  Folder folder;
  std::string workflows = folder.path("w");
};

TEST_F(Backups, hold_what_was_committed_when_they_were_made) {
  const std::string copy = folder.path("copy"), again = folder.path("again");
  Server server({"--workflows", workflows});
  ASSERT_EQ(0, send("L-1", server).exit);
  const Command made = ask({"backup", copy}, server);
  ASSERT_EQ(0, made.exit) << made.err;
  ASSERT_EQ(0, send("L-2", server).exit);            // goes on; not in the copy
  EXPECT_NE(0, ask({"backup", copy}, server).exit);  // never over another
  EXPECT_EQ(0, server.stop(SIGTERM));

  const Command whole = run({"verify", copy, "--output", "json"});
  ASSERT_EQ(0, whole.exit) << whole.err;
  EXPECT_EQ(0u, whole.json()["faults"].size());
  EXPECT_GT(whole.json()["rows"], 10);
  const Command restored = run({"restore", copy, "--data", again});
  ASSERT_EQ(0, restored.exit) << restored.err;
  EXPECT_TRUE(has(restored.out, "liaison serve --data")) << restored.out;
  EXPECT_EQ(1u, cases_in(again).size());
  Server next({"--workflows", workflows}, again);
  EXPECT_EQ(0, send("L-2", next).exit);
  EXPECT_EQ(0, next.stop(SIGTERM));
  EXPECT_EQ(2u, cases_in(again).size());
}

TEST_F(Backups, of_a_store_that_nobody_serves) {
  const std::string data = folder.path("data"), copy = folder.path("deep/er/copy");
  {
    Server server({"--workflows", workflows}, data);
    ASSERT_EQ(0, send("L-1", server).exit);
    EXPECT_EQ(0, server.stop(SIGTERM));
  }
  EXPECT_EQ(0, run({"backup", copy, "--data", data}).exit);
  EXPECT_EQ(0, run({"verify", "--data", data}).exit);
  const Command inside = run({"backup", data + "/in/it", "--data", data});
  EXPECT_NE(0, inside.exit);
  EXPECT_TRUE(has(inside.err, "outside the store")) << inside.err;
  const Command nowhere = run({"backup", "/proc/x", "--data", data});
  EXPECT_NE(0, nowhere.exit);
  EXPECT_FALSE(has(nowhere.err, "damaged")) << nowhere.err;
  EXPECT_EQ(1u, cases_in(copy).size());
}

TEST_F(Backups, are_never_restored_over_something_and_must_be_there) {
  const std::string data = folder.path("data");
  folder.write("data/file", "somebody's");
  folder.write("copy/CURRENT", "x");
  const Command over = run({"restore", folder.path("copy"), "--data", data});
  EXPECT_EQ(2, over.exit);
  EXPECT_TRUE(has(over.err, "to be empty")) << over.err;
  const Command none = run({"restore", folder.path("nowhere"), "--data", folder.path("new")});
  EXPECT_EQ(2, none.exit);
  EXPECT_TRUE(has(none.err, "expected a backup")) << none.err;
}

TEST_F(Backups, that_are_damaged_are_told) {
  const std::string copy = folder.path("copy");
  Server server({"--workflows", workflows});
  ASSERT_EQ(0, send("L-1", server).exit);
  ASSERT_EQ(0, ask({"backup", copy}, server).exit);
  EXPECT_EQ(0, server.stop(SIGTERM));
  std::filesystem::path largest;
  for (const auto& file : std::filesystem::directory_iterator(copy)) {
    const bool table = file.path().extension() == ".sst";
    if (table && (largest.empty() || file.file_size() > std::filesystem::file_size(largest))) {
      largest = file.path();
    }
  }
  ASSERT_FALSE(largest.empty());
  std::fstream bytes(largest, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(40);
  bytes.put('\x55');
  bytes.seekp(41);
  bytes.put('\xAA');
  bytes.close();
  const Command broken = run({"verify", copy});
  EXPECT_EQ(1, broken.exit) << broken.out << broken.err;
}

// Nothing in it names the machine or the folder it was made in.
TEST_F(Backups, a_folder_that_is_copied_elsewhere_goes_on) {
  const std::string data = folder.path("data"), other = folder.path("elsewhere/other");
  {
    Server server({"--workflows", workflows, "--set", "partitions=8"}, data);
    ASSERT_EQ(0, send("L-1", server).exit);
    server.stop(SIGKILL);
  }
  std::filesystem::create_directories(other);
  std::filesystem::copy(data, other, std::filesystem::copy_options::recursive);
  std::filesystem::remove_all(data);
  EXPECT_EQ(0, run({"verify", "--data", other}).exit);
  Server server({}, other);  // nobody has to know how many partitions it has
  EXPECT_EQ(0, send("L-2", server).exit);
  EXPECT_EQ(0, server.stop(SIGTERM));
  EXPECT_EQ(2u, cases_in(other).size());
}

}  // namespace
}  // namespace liaison::cli
