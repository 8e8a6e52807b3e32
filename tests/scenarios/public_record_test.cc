#include "engine/scenario/public_record.h"

#include <gtest/gtest.h>

namespace liaison {
namespace {

// The second has what the quick reader gives up.
const char* const kRecords[] = {
    R"({"specversion":"1.0","id":"d-1","type":"deadline.breached","time":"2026-01-05T01:00:00Z",)"
    R"("data":{"clock":"c A","due":null,"rung":{"n":2},"more":[1,{"due":3}]}})",
    R"({"data":{"clock":"c \u0041","due":null,"rung":{"n":2},"more":[1,{"due":3}]},)"
    R"("id":"d-1","type":"deadline.breached","time":"2026-01-05T01:00:00Z"})"};

TEST(PublicRecords, AreOpenedWhateverWayTheyAreWritten) {
  for (const char* value : kRecords) {
    const PublicRecord record = open_record("deadlines", value);
    EXPECT_EQ(record.id, "d-1");
    EXPECT_EQ(record.family + "/" + record.verb, "deadline/breached");
    EXPECT_EQ(to_text(record.time, "UTC").substr(0, 16), "2026-01-05T01:00");
    EXPECT_EQ(text_in(*record.data, "clock"), "c A");
    EXPECT_EQ(record.data->at("more"), Json::parse(R"([1,{"due":3}])"));
  }
}

TEST(PublicRecords, GiveOnlyWhatIsAskedFor) {
  const Json some = {{"clock", "c A"}, {"due", nullptr}, {"rung", {{"n", 2}}}};
  for (const char* value : kRecords) {
    const PublicRecord record = open_record("deadlines", value);
    EXPECT_EQ(record.data.only({"clock", "due", "rung", "none"}), some);
    EXPECT_EQ(record.data->size(), 4u);
    EXPECT_EQ(record.data.only({"clock", "due", "rung", "none"}), some) << "read as a whole before";
  }
}

TEST(PublicRecords, OfOtherTopicsAreOpenedInTheirOwnWay) {
  const std::string value =
      R"({"id":"e-1","type":"meter.read","source":"/m","subject":"customer:1","data":{"kwh":3}})";
  const PublicRecord event = open_record("events", value), refused = open_record("rejected", value);
  EXPECT_EQ(event.family + "/" + event.verb, "event/");
  EXPECT_EQ(*event.data, Json::parse(value));
  EXPECT_EQ(refused.family + "/" + refused.verb, "rejected/");
  EXPECT_EQ(*refused.data, Json::parse(R"({"kwh":3})"));
}

TEST(PublicRecords, ThatAreNoneAreEmpty) {
  for (const char* value : {"", "[]", "{", "7", R"({"id":"x"} more)"}) {
    const PublicRecord record = open_record("deadlines", value);
    EXPECT_EQ(record.id + record.family + record.verb, "") << value;
    EXPECT_EQ(*record.data, Json::object()) << value;
  }
  EXPECT_EQ(*open_record("deadlines", R"({"id":"x"})").data, Json::object());
}

}  // namespace
}  // namespace liaison
