// Addresses and the look-ups of a definition.
#include "engine/model/definition.h"

#include <gtest/gtest.h>

namespace liaison {
namespace {

using Base = Address::Base;
using Role = Address::Role;

TEST(Addresses, ReadAndWritten) {
  const std::pair<std::string_view, Address> kAddresses[] = {
      {"manager", {Base::kManager, "", Role::kSelf}},
      {"manager.head", {Base::kManager, "", Role::kHead}},
      {"holder.deputy", {Base::kHolder, "", Role::kDeputy}},
      {"managers", {Base::kDepartment, "managers", Role::kSelf}},
      {"leading-group.head", {Base::kDepartment, "leading-group", Role::kHead}},
      {"person:li.min", {Base::kPerson, "li.min", Role::kSelf}},
      {"person:li.min.head", {Base::kPerson, "li.min", Role::kHead}},
      {"person:李敏", {Base::kPerson, "李敏", Role::kSelf}},
  };
  for (const auto& [text, address] : kAddresses) {
    const auto parsed = parse_address(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(*parsed, address) << text;
    EXPECT_EQ(to_text(address), text);
  }
}

TEST(Addresses, Malformed) {
  for (const std::string_view text :
       {"", ".head", "customer", "customer.head", "Billing", "billing.chief", "billing.head.deputy",
        "person:", "person:a b", "person:.head", "a b", "operations .head", "a\nb"}) {
    const auto parsed = parse_address(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_TRUE(parsed.error().message.starts_with("expected ")) << parsed.error().message;
  }
}

Definition small() {
  Definition definition;
  Step root, survey, note;
  root.act = Do{{1, 2}};
  survey.name = "survey";
  survey.act = Forward{};
  note.name = "note";
  note.act = Set{};
  definition.steps = {root, survey, note};
  Department operations;
  operations.id = DepartmentId{"operations"};
  operations.units = {{DepartmentId{"operations-urban"}, {"urban"}, PersonId{"feng.yi"}}};
  definition.departments = Departments{{operations.id, operations}};
  return definition;
}

TEST(Definitions, FindStepsByName) {
  const Definition definition = small();
  EXPECT_EQ(definition.step("survey"), &definition.steps[1]);
  EXPECT_EQ(definition.step("sur"), nullptr);
  EXPECT_EQ(definition.step(""), nullptr);
}

TEST(Definitions, FindDepartmentsAndParentsOfUnits) {
  const Definition definition = small();
  const Department* operations = definition.department(DepartmentId{"operations"});
  ASSERT_NE(operations, nullptr);
  EXPECT_EQ(definition.department(DepartmentId{"operations-urban"}), operations);
  EXPECT_EQ(definition.department(DepartmentId{"billing"}), nullptr);
}

TEST(Definitions, VerbsKeepTheirResult) {
  Step step;
  step.act = Forward{};
  EXPECT_TRUE(is_verb(step));
  step.act = Tell{};
  EXPECT_TRUE(is_verb(step));
  for (const Act& act : {Act{Do{}}, Act{Set{}}, Act{Switch{}}, Act{Close{}}}) {
    step.act = act;
    EXPECT_FALSE(is_verb(step));
  }
}

}  // namespace
}  // namespace liaison
