// CloudEvents in and out: what is read, what is refused with which reasons, and the stored bytes.
#include "engine/runtime/cloud_event.h"

#include <gtest/gtest.h>

#include "engine/runtime/strict_json.h"
#include "engine/runtime/timestamp.h"
#include "tests/runtime/world.h"

namespace liaison {
namespace {

std::vector<std::string> reasons_of(std::string_view json) {
  auto decoded = decode_cloud_event(json);
  auto* error = std::get_if<DecodeError>(&decoded);
  return error ? error->reasons : std::vector<std::string>{};
}

Input input_of(const Json& event) {
  auto decoded = decode_cloud_event(event);
  auto* input = std::get_if<Input>(&decoded);
  EXPECT_TRUE(input) << event.dump();
  return input ? *input : Input{};
}

TEST(CloudEvent, IsRead) {
  Json given = request("r-1", "c-1", {{"kva", 50}});
  given["time"] = "2026-09-17T10:12:00+08:00";
  given["authtype"] = "user";
  given["authid"] = "desk.8812";
  given["onbehalfof"] = "customer";
  given["unit"] = "jiangcheng/east";
  given["traceparent"] = "00-abc";
  const Input input = input_of(given);
  EXPECT_EQ(input.origin.source, "/test");
  EXPECT_EQ(input.origin.id, "r-1");
  EXPECT_EQ(input.origin.time, *parse_rfc3339("2026-09-17T02:12:00Z"));
  EXPECT_EQ(input.origin.traceparent, "00-abc");
  EXPECT_EQ(input.subject, "customer:c-1");
  EXPECT_EQ(input.by.type + " " + input.by.id + " " + input.by.on_behalf_of + " " + input.by.unit,
            "user desk.8812 customer jiangcheng/east");
  EXPECT_EQ((*input.data)["kva"], 50);
}

TEST(CloudEvent, WithoutActorIsUnauthenticated) {
  Json given = request("r-1", "c-1");
  given.erase("authtype");
  EXPECT_EQ(input_of(given).by.type, "unauthenticated");
}

TEST(CloudEvent, AllReasonsAtOnce) {
  const auto reasons = reasons_of(
      R"({"specversion":"0.3","source":7,"type":"","subject":"customer:a b","time":"noon","data":[1]})");
  std::string all;
  for (const std::string& reason : reasons) all += reason + "\n";
  EXPECT_EQ(all,
            "expected `specversion` to be \"1.0\", but it is \"0.3\"\n"
            "expected `id` to be text of 1 to 256 characters, but it is missing\n"
            "expected `source` to be text of 1 to 256 characters, but it is 7\n"
            "expected `type` to be text of 1 to 256 characters, but it has 0\n"
            "expected `subject` to be customer: and a key of 1 to 64 letters, digits or _ . -, but "
            "it is \"customer:a b\"\n"
            "expected `time` to be a time such as 2026-09-17T10:12:00+08:00, but it is \"noon\"\n"
            "expected `data` to be a JSON object, but it is [1]\n");
}

TEST(CloudEvent, WhatIsRequiredIsNeitherNullNorEmpty) {
  for (const char* name : {"specversion", "id", "source", "type"}) {
    Json given = request("r-1", "c-1");
    given[name] = nullptr;
    EXPECT_EQ(reasons_of(given.dump()),
              std::vector{"expected `" + std::string(name) +
                          "` to be text of 1 to 256 characters, but it is null"});
    given[name] = "";
    EXPECT_EQ(reasons_of(given.dump()).size(), 1U) << name;
  }
}

TEST(CloudEvent, CountsCharactersNotBytes) {
  Json given = request("r-1", "c-1");
  std::string id;
  for (int i = 0; i < 256; ++i) id += "电";
  given["id"] = id;
  EXPECT_EQ(input_of(given).origin.id, id);
  given["id"] = id + "电";
  EXPECT_EQ(reasons_of(given.dump()).size(), 1U);
}

TEST(CloudEvent, BytesThatAreNoJson) {
  EXPECT_EQ(reasons_of("{\"a\":").size(), 1U);
  EXPECT_EQ(reasons_of("").size(), 1U);
  EXPECT_EQ(reasons_of("\xff\xfe").size(), 1U);
  EXPECT_EQ(reasons_of(R"({"id":NaN})").size(), 1U);
  EXPECT_EQ(reasons_of(R"({"id":1e999})").size(), 1U);
  EXPECT_EQ(reasons_of(R"({"id":"a","id":"b"})").front(),
            "expected each key once, but 'id' stands twice");
  EXPECT_EQ(reasons_of(std::string(100'000, '[')).front(),
            "expected at most 64 levels of nesting, but there are more");
}

TEST(CloudEvent, TheDigestTellsContentFromIdentity) {
  const std::string digest = input_of(request("r-1", "c-1", {{"a", 1}, {"b", 2}})).origin.digest;
  EXPECT_EQ(digest.size(), 16U);
  Json same = request("r-1", "c-1", {{"b", 2}, {"a", 1}});
  same["time"] = "2026-09-17T10:12:00Z";
  EXPECT_EQ(input_of(same).origin.digest, digest);
  EXPECT_NE(input_of(request("r-1", "c-1", {{"a", 1}})).origin.digest, digest);
  EXPECT_NE(input_of(request("r-1", "c-2", {{"a", 1}, {"b", 2}})).origin.digest, digest);
}

TEST(CloudEvent, IsWrittenInAFixedOrder) {
  Message message;
  message.id = "x.1";
  message.type = "task.assigned";
  message.subject = "x";
  message.time = *parse_rfc3339("2026-09-17T10:12:00.250+08:00");
  message.data = R"({"a":1})";
  Actor by;
  by.type = "user";
  by.id = "wang \\ er";
  EXPECT_EQ(
      encode_cloud_event(message, by, "00-t"),
      R"({"specversion":"1.0","id":"x.1","source":"liaison","type":"task.assigned",)"
      R"("subject":"x","time":"2026-09-17T02:12:00.250Z","datacontenttype":"application/json",)"
      R"("authtype":"user","authid":"wang \\ er","traceparent":"00-t",)"
      R"("data":{"a":1}})");
}

TEST(Timestamp, IsStrict) {
  for (const char* good : {"2026-09-17T10:12:00Z", "2026-09-17t10:12:00.123456z",
                           "2026-12-31T23:59:60+00:00", "2024-02-29T00:00:00-12:30"}) {
    EXPECT_TRUE(parse_rfc3339(good)) << good;
  }
  for (const char* bad :
       {"", "2026-09-17", "2026-09-17T10:12:00", "2026-02-29T00:00:00Z", "2026-09-17T24:00:00Z",
        "2026-09-17T10:12:00+0800", "2026-9-17T10:12:00Z", "2026-09-17T10:12:00Zx",
        "1969-09-17T10:12:00Z", "2026-09-17T10:12:00.Z"}) {
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
  }
}

}  // namespace
}  // namespace liaison
