// Stored bytes that are none: an error, never a crash. Found by fuzzing, most of it.
#include "engine/model/codec.h"

#include <gtest/gtest.h>

#include "engine/model/case.h"

namespace liaison {
namespace {

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

}  // namespace
}  // namespace liaison
