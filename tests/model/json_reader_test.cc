#include "engine/model/json_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/model/json_text.h"

namespace liaison {
namespace {

TEST(JsonReader, ReadsWhatJsonParseReads) {
  for (const char* text :
       {"null", " true ", "false", "0", "-17", "18446744073709551615", "-9223372036854775808",
        "0.0", "-2.5", "1e3", "1E-3", "2.2250738585072014e-308", "0.1", R"("")",
        R"("\"\\\/\b\f\n\r\t 电 é 😀")", "[]", "{}", "[ 1 , [ 2 ] , { } ]",
        "{\"b\":{\"z\":null,\"a\":[true]},\n\t\"a\" : \"x\"}"}) {
    const auto read = read_json(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, Json::parse(text)) << text;
    EXPECT_EQ(read->type(), Json::parse(text).type()) << text;
    EXPECT_EQ(read->dump(), Json::parse(text).dump()) << text;
  }
}

TEST(JsonReader, GivesUpWhatIsNoJson) {
  for (const char* text : {"",
                           " ",
                           "nul",
                           "truex",
                           "tru",
                           "01",
                           "-",
                           "1.",
                           ".5",
                           "1e",
                           "1e+",
                           "+1",
                           "--1",
                           "0x1",
                           "NaN",
                           "\"",
                           "\"a",
                           "\"\x01\"",
                           "\"\x80\"",
                           "\"\xed\xa0\x80\"",
                           R"("\x")",
                           R"("\ud800")",
                           R"("\udc00")",
                           R"("\udc00\ud800")",
                           R"("\ud800\u0041")",
                           R"("\u00g0")",
                           R"("\)",
                           "[",
                           "[1",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "]",
                           "{",
                           "{}}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{\"a\" 1}",
                           "{\"a\":1 \"b\":2}",
                           "1 2",
                           "\xEF\xBB\xBF"
                           "1"}) {
    EXPECT_FALSE(read_json(text)) << text;
  }
  EXPECT_FALSE(read_json(std::string_view("1\0", 2)));
  EXPECT_FALSE(read_json(std::string_view("\0", 1)));
}

TEST(JsonReader, GivesUpWhatOnlyTheOtherParserTakes) {
  EXPECT_FALSE(read_json(R"({"a":1,"a":1})"));
  EXPECT_FALSE(read_json(R"({"a":1,"b":2,"a":1})"));
  EXPECT_FALSE(read_json("18446744073709551616"));
  EXPECT_FALSE(read_json("1e999"));
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_TRUE(read_json(nested(kReadLevels - 1)));
  EXPECT_FALSE(read_json(nested(kReadLevels + 1)));
  EXPECT_FALSE(read_json(std::string(100'000, '[')));
  EXPECT_TRUE(read_json(std::string(kReadBytes / 2, ' ') + "1"));
  EXPECT_FALSE(read_json(std::string(kReadBytes, ' ') + "1"));
}

TEST(JsonReader, ReadsAPartOfAText) {
  const std::string text =
      R"({"data":{"id":"no","x":[1,{"y":"}"}],"z":"\""},"id":"yes","n":-1.5e3} )";
  EXPECT_EQ(read_json(text, "/data/x/1"), Json::parse(R"({"y":"}"})"));
  EXPECT_FALSE(read_json(text, "/data/w"));
  EXPECT_EQ(read_members(text, "", {"id", "n", "other"}), (Json{{"id", "yes"}, {"n", -1500.0}}));
  EXPECT_EQ(read_members(text, "/data", {"z"}), (Json{{"z", "\""}}));
  EXPECT_FALSE(read_members(text, "/id", {"z"}));
}

// A text with one byte changed, cut or put in: what is read is what Json::parse reads.
RC_GTEST_PROP(JsonReader, NeverReadsAnythingElse, ()) {
  static const std::string kText =
      R"({"specversion":"1.0","id":"a-1","n":[0,-12,3.25,1e2,true,null],"data":{"名":"电\n","o":{}}})";
  std::string text = kText;
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  const char byte =
      *rc::gen::weightedOneOf<char>({{3, rc::gen::elementOf(std::string("{}[]\",:\\0-.eE tn"))},
                                     {1, rc::gen::arbitrary<char>()}});
  switch (*rc::gen::inRange(0, 3)) {
    case 0: text[at] = byte; break;
    case 1: text.erase(at, *rc::gen::inRange<std::size_t>(1, 4)); break;
    default: text.insert(at, 1, byte);
  }
  const auto read = read_json(text);
  if (read) RC_ASSERT(*read == Json::parse(text, nullptr, false));
}

}  // namespace
}  // namespace liaison
