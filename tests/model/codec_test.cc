// Stored bytes that are none: an error, never a crash. Found by fuzzing, most of it.
#include "engine/model/codec.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "engine/model/case.h"

namespace liaison {
namespace {

struct Two {
  std::string type, id;
  template <class Visit>
  static constexpr void fields(Visit&& field) {
    field("type", &Two::type), field("id", &Two::id);
  }
};

TEST(Codec, AnEnumeratorThatANewerLiaisonHasStoredIsShown) {
  CaseHead head;
  head.phase = static_cast<Phase>(99);
  const auto again = decode<CaseHead>(encode(head));
  ASSERT_TRUE(again);
  EXPECT_EQ(view(*again)["phase"], "unknown");
}

TEST(Codec, WhatClaimsMoreThanItHasOrNestsWithoutEndIsAnError) {
  for (const std::string& bytes :
       {std::string("\xdd\xff\xff\xff\xff", 5), std::string("\xdf\xff\xff\xff\xff", 5),
        std::string("\xdb\xff\xff\xff\xffx", 6), std::string(3'000'000, '\x91'), std::string()}) {
    const auto head = decode<CaseHead>(bytes);
    ASSERT_FALSE(head);
    EXPECT_EQ(head.error().kind, Error::Kind::kCorrupt);
  }
}

// nlohmann writes the same format, and knows nothing of ours.
TEST(Codec, ReadsJsonAsAnotherWriterWritesIt) {
  std::mt19937_64 random(7);
  const std::int64_t limits[] = {0,         -1,           127,       -32,       128,
                                 -33,       255,          -128,      256,       -129,
                                 32767,     -32768,       65535,     65536,     -32769,
                                 1LL << 31, -(1LL << 31), 1LL << 32, INT64_MAX, INT64_MIN};
  const std::function<Json(int)> any = [&](int depth) -> Json {
    const auto pick = random() % (depth > 4 ? 7 : 9);
    if (pick == 0) return nullptr;
    if (pick == 1) return random() % 2 == 0;
    if (pick == 2) return limits[random() % std::size(limits)];
    if (pick == 3) return static_cast<std::int64_t>(random());
    if (pick == 4) return random();
    if (pick == 5) return static_cast<double>(random() % 1000) / 8;
    if (pick == 6) return std::string(random() % (random() % 50 == 0 ? 70'000 : 300), 'x');
    Json value = pick == 7 ? Json::array() : Json::object();
    for (auto left = random() % (depth == 0 ? 40 : 6); left > 0; --left) {
      if (pick == 7) value.push_back(any(depth + 1));
      else value[std::to_string(random() % 100)] = any(depth + 1);
    }
    return value;
  };
  for (int i = 0; i < 2000; ++i) {
    const Json value = any(0);
    std::string bytes;
    Json::to_msgpack(value, bytes);
    const auto read = decode<Json>(bytes);
    ASSERT_TRUE(read) << value.dump();
    EXPECT_EQ(*read, value);
    EXPECT_EQ(Json::from_msgpack(encode(value)), value);
    EXPECT_FALSE(decode<Json>(bytes.substr(0, bytes.size() - 1)));
    EXPECT_FALSE(decode<Json>(bytes + '\xc0'));
  }
}

TEST(Codec, AnotherTypeANumberTooLargeAndTooDeepAreErrors) {
  EXPECT_FALSE(decode<std::string>(encode(7)));
  EXPECT_FALSE(decode<std::int64_t>(encode(std::string("7"))));
  EXPECT_FALSE(decode<bool>(encode(1)));
  EXPECT_FALSE(decode<std::uint64_t>(encode(-1)));
  EXPECT_FALSE(decode<std::int64_t>(encode(UINT64_MAX)));
  EXPECT_FALSE(decode<std::int32_t>(encode(std::int64_t{1} << 31)));
  EXPECT_EQ(*decode<std::int32_t>(encode((std::int64_t{1} << 31) - 1)), INT32_MAX);
  EXPECT_TRUE(decode<Json>(std::string(wire::kDepthMax - 1, '\x91') + '\x90'));
  EXPECT_FALSE(decode<Json>(std::string(wire::kDepthMax, '\x91') + '\x90'));
  EXPECT_FALSE(decode<Json>("\xc4\x01x"));  // binary: we store none
}

TEST(Codec, FieldsOfANewerLiaisonAreLeftOut) {
  const Json newer = {"user", "desk.8812", {{"more", {1, 2, {{"deep", nullptr}}}}}, -5, "x"};
  const auto read = decode<std::vector<Two>>(encode(Json::array({newer, newer})));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ(read->back().id, "desk.8812");
}

}  // namespace
}  // namespace liaison
