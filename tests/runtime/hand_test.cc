// Who is suspected of having ended the process, and who is not.
#include "engine/runtime/hand.h"

#include <gtest/gtest.h>

namespace liaison {
namespace {

TEST(Hand, TwoCrashesMakeASuspectAndAThirdAloneConvicts) {
  Suspects suspects;
  suspects.died_with({1, 2, 3}, Death::kCrash);
  EXPECT_FALSE(suspects.any());
  suspects.died_with({2, 4}, Death::kCrash);
  EXPECT_TRUE(suspects.any());
  EXPECT_EQ(suspects.standing(2), Standing::kSuspect);
  EXPECT_EQ(suspects.standing(1), Standing::kFree);
  EXPECT_EQ(suspects.standing(4), Standing::kFree);
  suspects.died_with({2, 5}, Death::kCrash);
  EXPECT_EQ(suspects.standing(2), Standing::kSuspect) << "it was not alone";
  suspects.died_with({2}, Death::kCrash);
  EXPECT_EQ(suspects.standing(2), Standing::kConvicted);
}

TEST(Hand, AloneAtTheFirstTwoCrashesIsNotYetConvicted) {
  Suspects suspects;
  suspects.died_with({7}, Death::kCrash);
  suspects.died_with({7}, Death::kCrash);
  EXPECT_EQ(suspects.standing(7), Standing::kSuspect);
}

TEST(Hand, WhoCommitsIsFree) {
  Suspects suspects;
  suspects.died_with({1, 2}, Death::kCrash);
  suspects.died_with({1, 2}, Death::kCrash);
  EXPECT_TRUE(suspects.acquit(1));
  EXPECT_FALSE(suspects.acquit(9));
  EXPECT_EQ(suspects.standing(1), Standing::kFree);
  EXPECT_TRUE(suspects.any());
  EXPECT_TRUE(suspects.acquit(2));
  EXPECT_FALSE(suspects.any());
}

TEST(Hand, AKillFromOutsideSpeaksAnEighthAsMuch) {
  Suspects suspects;
  for (int i = 0; i < 15; ++i) suspects.died_with({1}, Death::kKill);
  EXPECT_EQ(suspects.standing(1), Standing::kFree);
  suspects.died_with({1}, Death::kKill);
  EXPECT_EQ(suspects.standing(1), Standing::kSuspect);
  for (int i = 0; i < 7; ++i) suspects.died_with({1}, Death::kKill);
  EXPECT_EQ(suspects.standing(1), Standing::kSuspect);
  suspects.died_with({1}, Death::kKill);
  EXPECT_EQ(suspects.standing(1), Standing::kConvicted);
}

TEST(Hand, WhoIsNotInHandForLongIsForgotten) {
  Suspects suspects;
  suspects.died_with({1}, Death::kCrash);
  for (Fingerprint other = 100; other < 200; ++other) suspects.died_with({other}, Death::kKill);
  EXPECT_FALSE(suspects.acquit(1));
  suspects.died_with({1}, Death::kCrash);
  EXPECT_EQ(suspects.standing(1), Standing::kFree) << "that is its first crash again";
}

TEST(Hand, SuspicionOutlivesTheProcess) {
  Suspects suspects;
  suspects.died_with({1, 2}, Death::kCrash);
  suspects.died_with({2}, Death::kCrash);
  suspects.died_with({2}, Death::kCrash);
  const Suspects again = Suspects::from(suspects.bytes());
  EXPECT_TRUE(again.any());
  EXPECT_EQ(again.standing(2), Standing::kConvicted);
  EXPECT_EQ(again.standing(1), Standing::kFree);
  for (const std::string bytes : {"", "abc", "12345"}) EXPECT_FALSE(Suspects::from(bytes).any());
}

TEST(Hand, FingerprintsGoByWhatIsSaid) {
  Origin origin{"/hall", "r-1", "customer.request", Instant{}, "digest", "trace-1"};
  const Fingerprint print = fingerprint_of(origin);
  origin.traceparent = "trace-2";
  EXPECT_EQ(fingerprint_of(origin), print);
  origin.digest = "other";
  EXPECT_NE(fingerprint_of(origin), print);
  EXPECT_NE(fingerprint_of("12345678"), fingerprint_of(std::string_view("12345678\0", 9)));
  EXPECT_NE(fingerprint_of(std::string_view("a\0", 2)), fingerprint_of("a"));
  EXPECT_NE(fingerprint_of(""), fingerprint_of_due(CaseId{""}, Instant{}));
  EXPECT_NE(fingerprint_of_due(CaseId{"c"}, Instant{}),
            fingerprint_of_due(CaseId{"c"}, Instant{Milliseconds{1}}));
}

}  // namespace
}  // namespace liaison
