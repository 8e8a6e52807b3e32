// The YAML layer: what it takes, what it refuses, and that nothing makes it run long.
#include <gtest/gtest.h>

#include "engine/language/load.h"

namespace liaison {
namespace {

std::string faults_of(const std::string& text) {
  std::vector<Fault> faults;
  static_cast<void>(parse_yaml({"f", text}, faults));
  std::string all;
  for (const Fault& fault : faults) all += to_text(fault) + "\n";
  return all;
}

Json value_of(const std::string& text) {
  std::vector<Fault> faults;
  const auto marked = parse_yaml({"f", text}, faults);
  return marked && faults.empty() ? marked->value : Json("faults: " + faults_of(text));
}

std::string repeated(const std::string& text, std::size_t bytes) {
  std::string all;
  while (all.size() < bytes) all += text;
  return all;
}

TEST(Yaml, only_json_words_and_numbers_are_typed) {
  EXPECT_EQ(value_of("[yes, no, on, off, 24:00, 0x10, 010, .5, +1, 1_000, TRUE, True, 2026-01-01]"),
            Json({"yes", "no", "on", "off", "24:00", "0x10", "010", ".5", "+1", "1_000", "TRUE",
                  "True", "2026-01-01"}));
  EXPECT_EQ(value_of("[true, false, null, ~, 12, -1, 1.5, 1e3, '12', \"true\"]"),
            Json({true, false, nullptr, nullptr, 12, -1, 1.5, 1e3, "12", "true"}));
  EXPECT_EQ(value_of("1e999"), Json("1e999"));
  EXPECT_EQ(value_of("{ 1: a, true: b, on: c }"), Json({{"1", "a"}, {"true", "b"}, {"on", "c"}}));
}

TEST(Yaml, marks_are_lines_and_characters) {
  std::vector<Fault> faults;
  const auto marked = parse_yaml({"f", "a:\n  \"中文\": { b/c: [1, 二, x] }\r\nd: e\n"}, faults);
  ASSERT_TRUE(marked);
  const auto at = [&](const char* pointer) {
    const SourceMark& mark = marked->marks.at(pointer);
    return std::to_string(mark.line) + ":" + std::to_string(mark.column);
  };
  EXPECT_EQ(at("/a/中文"), "2:9");
  EXPECT_EQ(at("/a/中文/b~1c/2"), "2:23");
  EXPECT_EQ(at("/d"), "3:4");
  EXPECT_EQ(at(""), "1:1");
}

TEST(Yaml, aliases_are_copies) {
  EXPECT_EQ(value_of("a: &x [1, 2]\nb: *x\nc: [*x, *x]\n"),
            Json({{"a", {1, 2}}, {"b", {1, 2}}, {"c", {{1, 2}, {1, 2}}}}));
}

struct Bad {
  std::string text, faults;
};

TEST(Yaml, what_is_refused_and_where) {
  const Bad kAll[] = {
      {"", "f:1:1: expected a document, but the file is empty\n"},
      {"# nothing\n", "f:1:1: expected a document, but the file is empty\n"},
      {"a: \xff\n", "f:1:4: expected UTF-8, but a byte that is none\n"},
      {"a: \xc0\xaf\n", "f:1:4: expected UTF-8, but a byte that is none\n"},
      {"\xEF\xBB\xBF"
       "a: 1\n",
       "f:1:1: expected text, but a byte order mark (BOM)\n"},
      {std::string("a: \0b\n", 6), "f:1:4: expected text, but a control character\n"},
      {"a: \x04"
       "b\n",
       "f:1:4: expected text, but a control character\n"},
      {"a:\n\tb: 1\nc:\td\n",
       "f:2:1: expected spaces, but a tab\n"
       "f:3:3: expected spaces, but a tab\n"},
      {"a: 1\nb: 2\na: 3\n", "f:3:1: expected each key once, but 'a' stands in line 1 already\n"},
      {"a: !!str 1\nb: !x [1]\n",
       "f:1:4: expected a value without a tag, but the tag 'tag:yaml.org,2002:str'\n"
       "f:2:4: expected a value without a tag, but the tag '!x'\n"},
      {"a: 1\n---\nb: 2\n",
       "f:2:1: expected one document, but another begins here (is the indentation right?)\n"},
      {"- a\nb: 1\n",
       "f:2:1: expected one document, but another begins here (is the indentation right?)\n"},
      {"a: &x [&y 1]\n",
       "f:1:8: expected anchors that do not nest, but this one stands inside another\n"},
      {"a: &x [1]\nb: &y [*x]\n",
       "f:2:8: expected aliases that do not nest, but this one stands inside an anchor\n"},
      {"a: &x [*x]\n",
       "f:1:8: expected an alias of something complete, but it stands inside its own anchor\n"},
      {"a: *x\n",
       "f:1:4: expected an alias of an anchor further up, but there is none of this name\n"},
      {"? [a]\n: b\n", "f:1:3: expected a key, but a list\n"},
      {"~: b\n", "f:1:1: expected a key, but nothing\n"},
      {": b\n", "f:1:1: expected a key, but nothing\n"},
      {"'': b\n", "f:1:1: expected a key, but ''\n"},
      {"a: 1\nb\n", "f:2:1: expected ':' and a value after the key, but only 'b'\n"},
      {"a: \"x\n", "f:1:4: expected a closing quote, but the file ends\n"},
      {"a: 'it''s\n", "f:1:4: expected a closing quote, but the file ends\n"},
      {"a: { when: all(.d[]; .p), then: exit }\n",
       "f:1:12: expected quotes around a value with '[' in it, but 'all(.d[]; .p), then: exit }' "
       "is "
       "plain inside { } and cut there (quote it)\n"},
      {"a: { b: ${ .x } }\n",
       "f:1:9: expected quotes around a value with '{' in it, but '${ .x } }' is plain inside { } "
       "and cut there (quote it)\n"},
      {"a: [.b[0], c]\n",
       "f:1:5: expected quotes around a value with '[' in it, but '.b[0], c]' is plain inside [ ] "
       "and cut there (quote it)\n"},
      {"a: { b: one, two, c: 3 }\n",
       "f:1:9: expected quotes around a value with ',' in it, but 'one, two' is plain and cut at "
       "the ',' (quote it)\n"},
      {"a: { b: 中 [x] }\n",
       "f:1:9: expected quotes around a value with '[' in it, but '中 [x] }' is plain inside { } "
       "and "
       "cut there (quote it)\n"},
      {"a: b: c\n",
       "f:1:5: expected one key in a line, indented like its neighbours, but another ':' (text "
       "with "
       "': ' in it needs quotes)\n"},
      {"a: ]\n", "f:1:4: expected an opening bracket further up, but only the closing one\n"},
      {"a: @b\n",
       "f:1:4: expected a value, but a character that cannot begin one (quote the value)\n"},
      {"a: \"\\q\"\n",
       "f:1:7: expected an escape such as \\n in \"…\", but '\\q' (in '…' nothing is escaped)\n"},
  };
  for (const Bad& bad : kAll) EXPECT_EQ(faults_of(bad.text), bad.faults) << bad.text;
}

TEST(Yaml, limits) {
  EXPECT_EQ(faults_of(std::string(1024 * 1024 + 1, ' ')),
            "f:1:1: expected a file of at most 1 MiB, but it has 1048577 bytes\n");
  EXPECT_EQ(faults_of(std::string(65, '[') + std::string(65, ']')),
            "f:1:65: expected at most 64 levels, but this is deeper\n");
  EXPECT_EQ(value_of(std::string(64, '[') + std::string(64, ']')).dump().size(), 128u);
  EXPECT_NE(faults_of("[" + repeated("1,", 300'000) + "]").find("at most 100000 values"),
            std::string::npos);
  EXPECT_NE(faults_of("a: &x '" + std::string(500'000, 'x') + "'\nb: [*x, *x]\n")
                .find("at most 1 MiB of text after aliases"),
            std::string::npos);
  EXPECT_NE(faults_of("a: &x [" + repeated("[],", 3000) + "]\nb: [" + repeated("*x,", 300) + "]\n")
                .find("at most 100000 values"),
            std::string::npos);
}

TEST(Yaml, nothing_runs_long) {
  for (const char* text : {"[",       "{",    "- ",   "? ",    "{a: ", "[a, ", "&a ", "!a ",
                           "\"a\": ", "a: ",  "[? ",  "*a ",   "-",    "'",    "\"",  "|",
                           ">",       "%",    ": ",   " ",     "\n",   "#",    ",",   "[\"",
                           "a: [\n",  "a:\n", "\t\n", "- a\n", "{a,"}) {
    SCOPED_TRACE(text);
    static_cast<void>(faults_of(repeated(text, 1'000'000)));
  }
}

}  // namespace
}  // namespace liaison
