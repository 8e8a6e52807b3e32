// Whole files and what is wrong with them.
//
// faults/*.yaml are to be read by anyone: each ends with the faults that it must give, one a line,
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "tests/language/files.h"

namespace liaison {
namespace {

namespace fs = std::filesystem;

std::string expected_in(const std::string& text) {
  std::istringstream lines(text);
  std::string expected;
  bool there = false;
  for (std::string line; std::getline(lines, line);) {
    if (there && line.starts_with("# ")) expected += line.substr(2) + "\n";
    if (line == "# expected faults") there = true;
  }
  return expected;
}

// Without the name of the file itself, which the reader sees.
std::string given_for(const SourceFile& file, const std::vector<Fault>& faults) {
  std::string given;
  for (const Fault& fault : faults) {
    const std::string text = to_text(fault);
    given += (fault.at.file == file.path ? text.substr(file.path.size() + 1) : text) + "\n";
  }
  return given;
}

TEST(Faults, of_each_file_are_those_at_its_end) {
  for (const auto& entry : fs::directory_iterator(kFolder + "faults")) {
    SCOPED_TRACE(entry.path().string());
    const SourceFile file = file_of(entry.path().string());
    const Loaded loaded = load(with_shared(file));
    const std::string given = given_for(file, loaded.faults);
    EXPECT_EQ(given, expected_in(file.text));
    EXPECT_EQ(loaded.ok(), !loaded.definitions.empty());
  }
}

// Whole workflows of the language's page: what they use beyond this version is refused by name, and
// nothing else is said of them.
TEST(Faults, of_later_words_say_only_that) {
  const Loaded loaded = load([] {
    std::vector<SourceFile> files{file_of(kFolder + "shared/cn.yaml")};
    for (const auto& entry : fs::directory_iterator(kFolder + "later")) {
      files.push_back(file_of(entry.path().string()));
    }
    return files;
  }());
  EXPECT_FALSE(loaded.faults.empty());
  for (const Fault& fault : loaded.faults) {
    EXPECT_NE(fault.message.find("comes later"), std::string::npos) << to_text(fault);
  }
}

const char kPlain[] =
    "document: { dsl: '1.0.3', namespace: a, name: NAME, version: '1.0.0' }\n"
    "do: [{ one: { set: { a: 1 } } }]\n";

SourceFile plain(const std::string& path, const std::string& name) {
  std::string text = kPlain;
  return {path, text.replace(text.find("NAME"), 4, name)};
}

TEST(Faults, between_files) {
  EXPECT_EQ(text_of(load({plain("a", "x"), plain("b", "x")}).faults),
            "b:1:59: expected each version of a workflow once, but 'x 1.0.0' stands in a too\n");
  EXPECT_EQ(text_of(load({{"a", "settings: { x: 1 }\ncalendar: weekdays\n"},
                          {"b", "calendar: every-day\nsettings: { x: 1 }\n"}})
                        .faults),
            "b:1:11: expected one calendar for the folder, but there is one in a:2 already\n"
            "b:2:13: expected 'x' once in the settings of the folder, but it stands in a:1 too\n");
  EXPECT_EQ(text_of(load({{"a", "calendar: cn\nweek: { mon: 09:00-10:00 }\n"},
                          {"b", "calendar: cn\nweek: { mon: 09:00-10:00 }\n"},
                          {"c", "calendar: weekdays\nweek: { mon: 09:00-10:00 }\n"}})
                        .faults),
            "b:1:11: expected each calendar once, but 'cn' stands in a too\n"
            "c:1:11: expected another name, but 'weekdays' is built in\n");
}

TEST(Faults, one_in_any_file_and_nothing_is_loaded) {
  const Loaded loaded = load({plain("a", "x"), {"b", "setings: {}\n"}});
  EXPECT_FALSE(loaded.ok());
  EXPECT_TRUE(loaded.definitions.empty());
}

TEST(Faults, in_common_files_are_told_once) {
  const Loaded loaded = load({plain("a", "x"),
                              plain("b", "y"),
                              {"common",
                               "departments:\n"
                               "  one: { above: two, head: a b, calendar: none }\n"
                               "  two: { above: one, titel: x }\n"
                               "  Three: {}\n"
                               "  manager: {}\n"
                               "escalations: { default: [{ at: breach, to: four }] }\n"
                               "results: { form: { type: strin } }\n"
                               "reasons: { r: { atMost: 5 dys } }\n"
                               "events: { e: { data: form } }\n"
                               "facts: { f: { type: string, personal: yes } }\n"
                               "notices: {}\n"}});
  EXPECT_EQ(
      text_of(loaded.faults),
      "common:2:17: expected departments one above the other, but 'one' ends above itself\n"
      "common:2:28: expected the id of a person, but 'a b'\n"
      "common:2:43: expected a calendar (every-day, weekdays), but 'none'\n"
      "common:3:17: expected departments one above the other, but 'two' ends above itself\n"
      "common:3:22: expected one of title, head, deputy, above, calendar, topic, units in a "
      "department, but 'titel' (did you mean 'title'?)\n"
      "common:4:3: expected lower-case letters, digits and - as the name of a department, but "
      "'Three'\n"
      "common:5:3: expected the name of a department, but 'manager' means something else in "
      "addresses\n"
      "common:6:44: expected a department of the common files, but 'four' is none\n"
      "common:7:26: expected null, boolean, object, array, number, integer, string or a list "
      "of them as 'type' at / of the form, but \"strin\"\n"
      "common:8:25: expected a duration such as '5 workdays' or 'PT24H', but '5 dys' (did you mean "
      "'5 "
      "days'?)\n"
      "common:9:14: expected the key 'sentBy' in an event, but it is missing\n"
      "common:10:39: expected true or false, but 'yes'\n"
      "common:11:1: expected a key that this version executes, but 'notices' comes later\n");
}

TEST(Faults, of_common_overrides_and_of_how_long_events_are_kept) {
  EXPECT_EQ(text_of(load({{"common",
                           "events: { e: { sentBy: case, keep: 30 dys } }\n"
                           "overrides: [{ workflow: y, settings: { a: 1 } }, { settings: {} }]\n"},
                          plain("a", "x")})
                        .faults),
            "common:1:36: expected a duration such as '5 workdays' or 'PT24H', but '30 dys' (did "
            "you mean '30 days'?)\n"
            "common:2:25: expected a workflow of this folder, but 'y' is none (did you mean "
            "'x'?)\n"
            "common:2:50: expected the key 'workflow' in an override, but it is missing\n");
}

TEST(Faults, of_calendars) {
  const Loaded loaded =
      load({{"c",
             "calendar: cn\n"
             "zone: Asia/Shangai\n"
             "week: { mon-fry: 09:00-17:00, sat: [9-12, '13:00-12:00'], mon: 9 }\n"
             "startDay: no\n"
             "years:\n"
             "  2026: { of: [], off: [2026-02-30, 2027-01-01, 2026-01-03..2026-01-01] }\n"
             "  26: {}\n"}});
  EXPECT_EQ(text_of(loaded.faults),
            "c:3:9: expected days such as mon-fri, sat, 'mon,wed' or every-day, but 'mon-fry'\n"
            "c:3:37: expected office hours such as '08:30-12:00', but '9-12'\n"
            "c:3:43: expected office hours such as '08:30-12:00', but '13:00-12:00'\n"
            "c:3:64: expected office hours such as '08:30-12:00', but '9'\n"
            "c:4:11: expected one of excluded, included, but 'no'\n"
            "c:6:11: expected one of source, off, work in a year, but 'of' (did you mean 'off'?)\n"
            "c:6:25: expected a date such as 2026-01-01, or 2026-01-01..2026-01-03, but "
            "'2026-02-30'\n"
            "c:6:37: expected dates of 2026 or the December before, but '2027-01-01'\n"
            "c:6:49: expected a date such as 2026-01-01, or 2026-01-01..2026-01-03, but "
            "'2026-01-03..2026-01-01'\n"
            "c:7:3: expected a year from 1970 to 2200, but '26'\n");
}

TEST(Faults, of_a_plain_standard_document_are_only_the_standards) {
  const Loaded loaded =
      load({{"f",
             "document: { dsl: '1.0.3', namespace: a, name: a, version: '1.0.0' }\n"
             "x-ours: 1\n"
             "do:\n"
             "  - step-one: { set: { a: 1 }, then: end }\n"
             "  - never: { set: { a: 1 } }\n"}});
  EXPECT_TRUE(loaded.ok()) << text_of(loaded.faults);
  EXPECT_EQ(loaded.faults.size(), 3u) << text_of(loaded.faults);
}

TEST(Faults, are_cut_where_there_are_too_many) {
  std::string text = "do:\n";
  for (int i = 0; i < 10'000; ++i) text += "  - s" + std::to_string(i) + ": { ste: 1 }\n";
  const Loaded loaded = load({{"f", "document: {}\n" + text}});
  EXPECT_EQ(loaded.faults.size(), 201u);
}

TEST(Load, scenarios_are_handed_on_unread) {
  const Loaded loaded =
      load({{"s", "scenario: late\nanything: { goes: here }\n"}, plain("a", "x")});
  EXPECT_TRUE(loaded.ok());
  ASSERT_EQ(loaded.scenarios.size(), 1u);
  EXPECT_EQ(loaded.scenarios[0].path, "s");
}

TEST(Load, paths_that_cannot_be_read_are_faults) {
  const Loaded loaded = load_path("/no/such/folder");
  EXPECT_FALSE(loaded.ok());
  EXPECT_EQ(
      text_of(loaded.faults),
      "/no/such/folder:1:1: expected a file that can be read, but No such file or directory\n");
}

}  // namespace
}  // namespace liaison
