// Ids: hashes as Kafka's clients compute them, forms of contracts.md section 1.
#include "engine/model/ids.h"

#include <gtest/gtest.h>

#include <set>

namespace liaison {
namespace {

std::uint32_t unsigned_of(std::int32_t hash) { return static_cast<std::uint32_t>(hash); }

TEST(Murmur2, AgreesWithTheJavaClient) {
  const std::pair<std::string_view, std::int32_t> kVectors[] = {
      {"21", -973932308},
      {"foobar", -790332482},
      {"a-little-bit-long-string", -985981536},
      {"a-little-bit-longer-string", -1486304829},
      {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
      {"abc", 479470107},
  };
  for (const auto& [key, hash] : kVectors) {
    EXPECT_EQ(murmur2(key), unsigned_of(hash) & 0x7fffffff) << key;
    EXPECT_EQ(partition_of(key, 16), (unsigned_of(hash) & 0x7fffffff) % 16) << key;
  }
}

TEST(Murmur2, BytesAreUnsigned) {  // a Chinese key: bytes above 127, of every rest of four
  std::set<std::uint32_t> hashes;
  for (const std::string_view key : {"江", "江城", "江城华", "江城华丰", "\xff", "\xff\xff"})
    hashes.insert(murmur2(key));
  EXPECT_EQ(hashes.size(), 6u);
  EXPECT_EQ(murmur2(""), 275646681u);  // of the seed alone
}

TEST(KeyOfWorkflow, StandsBesideTheCustomersAndIsAtHomeByTheNameAlone) {
  const CustomerKey customer{"night-report"}, key = key_of_workflow("night-report");
  EXPECT_NE(key, customer);
  EXPECT_FALSE(is_customer_key(key.text));
  EXPECT_EQ(workflow_of(key), "night-report");
  EXPECT_EQ(workflow_of(customer), "");
  EXPECT_EQ(partition_of(key.text, 16), partition_of("night-report", 16));
  const CaseId id = case_id(key, "liaison", "night-report@2026-09-17T00:00:00Z", "night-report");
  EXPECT_EQ(partition_of_id(id.text, 16), partition_of("night-report", 16));
  for (const char* name : {"a", "night-report", "2-x"}) EXPECT_TRUE(is_workflow_name(name)) << name;
  for (const char* name : {"", "-a", "a-", "Night", "c:1", "a.b", "a_b", "workflow/a"}) {
    EXPECT_FALSE(is_workflow_name(name)) << name;
  }
  EXPECT_FALSE(is_workflow_name(std::string(64, 'a')));
}

TEST(CaseId, SaysItsPartitionAtAnyCount) {
  for (int i = 0; i < 500; ++i) {
    const CustomerKey customer{"c-" + std::to_string(i)};
    const CaseId id = case_id(customer, "/95598", "r-1", "lv-new-connection");
    for (PartitionNumber count = 1; count <= 4096; count *= 2) {
      EXPECT_EQ(partition_of_id(id.text, count), partition_of(customer.text, count));
      EXPECT_EQ(partition_of_id(task_id(id, "survey", 1, 0, 2).text, count),
                partition_of(customer.text, count));
    }
  }
}

TEST(CaseId, HasItsForm) {
  const CaseId id = case_id(CustomerKey{"c-8f31"}, "/95598", "95598-20260917-0042", "meter-check");
  ASSERT_EQ(id.text.size(), 20u);
  EXPECT_EQ(id.text[3], '-');
  EXPECT_EQ(id.text.find_first_not_of("0123456789abcdef"), 3u);
  EXPECT_EQ(id.text.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 4), std::string::npos);
}

// Written down so that nobody changes how ids are made: stored cases are found by them.
TEST(CaseId, NeverChanges) {
  EXPECT_EQ(case_id(CustomerKey{"c-8f31"}, "/95598", "95598-20260917-0042", "meter-check").text,
            "6b8-84DA58TTD9278SE8");
  EXPECT_EQ(case_id(CustomerKey{"c-8f31"}, "/95598", "95598-20260917-0042", "meter-check", 1).text,
            "6b8-VX52DN2B45P3EVX0");
  EXPECT_EQ(surrogate_key("/95598", "r-1").text, "s-5R5T0XZRPHVH7D9EAT343CQ3P0");
}

TEST(CaseId, EachPartCounts) {
  const CustomerKey customer{"c-1"};
  const std::set<CaseId> ids{
      case_id(customer, "ab", "c", "w"),    case_id(customer, "a", "bc", "w"),
      case_id(customer, "ab", "cw", ""),    case_id(customer, "ab", "c", "w", 1),
      case_id(customer, "ab", "c", "w", 2), case_id(customer, "", "abc", "w")};
  EXPECT_EQ(ids.size(), 6u);
  EXPECT_EQ(case_id(customer, "ab", "c", "w"), case_id(customer, "ab", "c", "w", 0));
}

TEST(CaseId, OfTasksAndClocks) {
  const CaseId id = case_id(CustomerKey{"c-1"}, "/95598", "r-1", "meter-check");
  EXPECT_EQ(task_id(id, "survey", 2, 0, 1).text, id.text + ".survey.2.0.1");
  EXPECT_EQ(clock_id(id, "answer", 3).text, id.text + ".answer.3");
  EXPECT_EQ(case_of(id.text), id);
  EXPECT_EQ(case_of(task_id(id, "survey", 2, 0, 1).text), id);
  EXPECT_EQ(case_of(clock_id(id, "answer", 3).text + ".1.4"), id);
}

TEST(CaseId, OtherTextIsNone) {
  for (const std::string_view text :
       {"", "c-1", "3f2-K7QW81XNBA0P5RD", "3F2-K7QW81XNBA0P5RDT", "3f2_K7QW81XNBA0P5RDT",
        "3f2-K7QW81XNBA0P5RDU", "3f2-k7qw81xnba0p5rdt", "3f2-K7QW81XNBA0P5RDTsurvey",
        "3f2-K7QW81XNBA0P5RDT.", "g00-K7QW81XNBA0P5RDT"}) {
    EXPECT_EQ(case_of(text), std::nullopt) << text;
    EXPECT_EQ(partition_of_id(text, 4), std::nullopt) << text;
  }
}

TEST(Names, OfCustomersAndDepartments) {
  for (const std::string_view good : {"c-8f31", "A_b.9-", "."}) EXPECT_TRUE(is_customer_key(good));
  EXPECT_TRUE(is_customer_key(std::string(64, 'x')));
  EXPECT_FALSE(is_customer_key(std::string(65, 'x')));
  for (const std::string_view bad : {"", "a b", "c:1", "客户", "a/b"})
    EXPECT_FALSE(is_customer_key(bad)) << bad;
  for (const std::string_view good : {"billing", "customer-service", "o1"})
    EXPECT_TRUE(is_department(good));
  for (const std::string_view bad : {"", "Billing", "1st", "-a", "a.b", "a_b"})
    EXPECT_FALSE(is_department(bad)) << bad;
  EXPECT_TRUE(is_customer_key(surrogate_key("/95598", "r-1").text));
  EXPECT_NE(surrogate_key("a", "bc"), surrogate_key("ab", "c"));
}

TEST(Sha256, KnownDigests) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace liaison
