#include "engine/model/json_text.h"

#include <gtest/gtest.h>

namespace liaison {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

TEST(JsonText, IsWhatAJsonValueGives) {
  for (const char* text : {"", "plain", "\"quoted\" \\ \b\f\n\r\t\x01\x1f\x7f", "电 é 😀"}) {
    EXPECT_EQ(quoted(text), Json(text).dump()) << text;
  }
  const Json value = {{"b", {1, -2, 2.5, true, nullptr}},
                      {"a \"", {{"empty", Json::object()}, {"none", Json::array()}}}};
  EXPECT_EQ(to_json_text(value), value.dump());
}

TEST(JsonText, BytesThatAreNoTextAreReplaced) {
  EXPECT_EQ(quoted("a\x80z"), "\"a\xef\xbf\xbdz\"");
  for (const char* bad : {"\x80", "\xc1\xbf", "\xe7\x94", "\xe0\x9f\xbf", "\xed\xa0\x80",
                          "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    EXPECT_FALSE(is_utf8(bad));
    EXPECT_FALSE(Json::accept('"' + std::string(bad) + '"'));
    EXPECT_TRUE(Json::accept(quoted(bad)));
  }
  for (const char* good : {"", "a", "\xc2\x80", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                           "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(good));
    EXPECT_TRUE(Json::accept(quoted(good)));
  }
}

TEST(JsonText, ObjectsAreWrittenFieldByField) {
  EXPECT_EQ(JsonObject().text(), "{}");
  JsonObject inner;
  inner.set("none", or_null("")).set("some", or_null("x"));
  JsonObject object;
  object.set("number", -7)
      .set("yes", true)
      .set("text", "\"")
      .set("list", std::vector<std::string>{"a", "b"});
  object.set("json", Json{{"k", 1}}).set("inner", inner);
  object.add(JsonObject()).add(inner);
  EXPECT_EQ(object.text(), R"({"number":-7,"yes":true,"text":"\"","list":["a","b"],"json":{"k":1},)"
                           R"("inner":{"none":null,"some":"x"},"none":null,"some":"x"})");
  EXPECT_EQ(JsonObject().add(inner).text(), inner.text());
}

}  // namespace
}  // namespace liaison
