// What must agree: deploy/liaison.yaml with the settings, the texts with their table.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>

#include "connectors/cli/serve.h"
#include "connectors/cli/terminal.h"
#include "connectors/cli/words.h"
#include "engine/language/load.h"

namespace liaison::cli {
namespace {

const std::string kSource = LIAISON_SOURCE;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void collect(const Json& node, const std::string& prefix, std::map<std::string, Json>& out) {
  for (const auto& [key, value] : node.items()) {
    if (value.is_object()) collect(value, prefix + key + ".", out);
    else out[prefix + key] = value;
  }
}

TEST(Settings, the_sample_file_shows_every_setting_with_its_default) {
  std::vector<Fault> faults;
  const auto file = parse_yaml({"liaison.yaml", text_of(kSource + "/deploy/liaison.yaml")}, faults);
  for (const Fault& fault : faults) ADD_FAILURE() << to_text(fault);
  ASSERT_TRUE(file);
  std::map<std::string, Json> shown;
  collect(file->value, "", shown);
  EXPECT_EQ(all_settings().size(), shown.size());
  for (const Setting& setting : all_settings()) {
    ASSERT_TRUE(shown.contains(setting.name)) << setting.name << " is missing";
    Settings settings;
    const auto set = settings.set(setting.name, shown[setting.name]);
    ASSERT_TRUE(set) << set.error().message;
    EXPECT_EQ(setting.fallback, settings.value(setting.name)) << setting.name;
  }
  EXPECT_TRUE(load_settings({kSource + "/deploy/liaison.yaml", nullptr, {}}));
}

TEST(Settings, every_limit_has_a_comment_in_the_sample_file) {
  std::istringstream in(text_of(kSource + "/deploy/liaison.yaml"));
  for (std::string line; std::getline(in, line);) {
    const bool is_setting = line.find(": ") != std::string::npos && line.find('#') != 0;
    if (is_setting) {
      EXPECT_NE(std::string::npos, line.find(" # ")) << line;
    }
  }
}

TEST(Settings, file_then_environment_then_flags) {
  const std::string path = testing::TempDir() + "/settings.yaml";
  std::ofstream(path)
      << "workers: 3\nhttp: { threads: 7, idle: 9 seconds }\nlimits: { sheet: 64 KiB }\n";
  const char* environment[] = {"HOME=/", "LIAISON_HTTP_THREADS=8", "LIAISON_SERVER=http://x",
                               nullptr};
  const auto settings = load_settings({path, environment, {{"http.idle", "11 seconds"}}});
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(3, settings->number("workers"));
  EXPECT_EQ(8, settings->number("http.threads"));
  EXPECT_EQ(11'000, settings->number("http.idle"));
  EXPECT_EQ(64 * 1024, settings->number("limits.sheet"));
  EXPECT_EQ(64u * 1024, node_options(*settings).partition.machine.sheet_bytes);

  const char* unknown[] = {"LIAISON_HTP_THREADS=8", nullptr};
  const auto refused = load_settings({"", unknown, {}});
  ASSERT_FALSE(refused);
  EXPECT_NE(std::string::npos, refused.error().message.find("LIAISON_HTTP_THREADS"));
}

TEST(Settings, what_does_not_fit_is_said) {
  Settings settings;
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, Json>>{{"http.threads", "many"},
                                                 {"http.threads", 0},
                                                 {"http.threads", -1},
                                                 {"http.idle", 5},
                                                 {"http.idle", "5 workdays"},
                                                 {"limits.sheet", "64 KB"},
                                                 {"announce.steps", "yes"},
                                                 {"data", 7},
                                                 {"http", Json::object()},
                                                 {"limits.sheet", "99999999999 GiB"}}) {
    EXPECT_FALSE(settings.set(name, value)) << name << value;
  }
}

TEST(Words, every_text_has_its_chinese) {
  const std::regex said(R"re(\bsay\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+))re");
  const std::regex numbered(R"re(\bhow_many\([^;"]*"(\{0\}[^"]*)",\s*"([^"]*)"\))re");
  const std::regex part(R"re("((?:[^"\\]|\\.)*)")re");
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kSource + "/connectors/cli")) {
    if (entry.path().extension() != ".cc") continue;
    const std::string text = text_of(entry.path());
    for (std::sregex_iterator it(text.begin(), text.end(), said), end; it != end; ++it) {
      const std::string literals = (*it)[1];
      std::string key;
      for (std::sregex_iterator p(literals.begin(), literals.end(), part); p != end; ++p) {
        key += (*p)[1];
      }
      EXPECT_TRUE(is_translated(key)) << entry.path() << ": " << key;
      ++count;
    }
    for (std::sregex_iterator it(text.begin(), text.end(), numbered), end; it != end; ++it) {
      EXPECT_TRUE(is_translated((*it)[1].str())) << entry.path() << ": " << (*it)[1];
      EXPECT_TRUE(is_translated((*it)[2].str())) << entry.path() << ": " << (*it)[2];
    }
  }
  EXPECT_LT(150u, count);
}

TEST(Terminal, widths) {
  EXPECT_EQ(4u, width_of("case"));
  EXPECT_EQ(8u, width_of("现场校验"));
  EXPECT_EQ(3u, width_of("a·…"));
  EXPECT_EQ(4u, width_of("\033[31m超时\033[0m"));
  EXPECT_EQ("现场…", fitted("现场校验", 5));
  EXPECT_EQ("a b", printable("a\033b"));
  EXPECT_EQ("现 场", printable("现\n场"));
  Table table({"名称", "x"});
  table.row({"a", "1"});
  EXPECT_EQ("名称  x\na     1\n", table.text());
}

}  // namespace
}  // namespace liaison::cli
