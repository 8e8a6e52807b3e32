// What the scenarios of workflows/ leave out: a warning, breach or escalation that none expects, a
// step that none enters, a branch that none takes. A new deadline needs a scenario that breaks it.
#include <gtest/gtest.h>

#include <set>

#include "engine/scenario/scenario.h"

namespace liaison {
namespace {

using Words = std::set<std::string>;

const Loaded& workflows_covered() {
  static const Loaded kLoaded = load_path(std::string(LIAISON_SOURCE) + "/workflows");
  return kLoaded;
}

// Every public record of every scenario, the steps of the flow among them.
const std::vector<std::vector<PublicRecord>>& all_records() {
  static const auto kPlayed = [] {
    ScenarioOptions options;
    options.partition.announcing.steps = true;
    options.keep_records = true;
    std::vector<std::vector<PublicRecord>> all;
    for (const SourceFile& file : workflows_covered().scenarios) {
      all.push_back(run_scenario(file, workflows_covered(), options).records);
    }
    return all;
  }();
  return kPlayed;
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += "  " + word + "\n";
  return text;
}

Words without(Words all, const Words& some) {
  for (const std::string& word : some) all.erase(word);
  return all;
}

// ---- deadlines ------------------------------------------------------------------------------

// Of a figure with choices the one for all others; nothing where the clock ends by a date.
std::optional<Duration> budget_of(const Definition& definition, const DeadlineRule& rule) {
  Json text = nullptr;
  if (!rule.within) return std::nullopt;
  if (const auto* literal = std::get_if<Json>(&*rule.within)) text = *literal;
  else {
    const std::string& source = std::get<Expression>(*rule.within).source;
    for (const SettingRule& setting : definition.settings) {
      const auto* figure = setting.other ? &*setting.other : std::get_if<Json>(&setting.value);
      if (figure && source == "$settings." + setting.name) text = *figure;
    }
  }
  return *parse_duration(text.get<std::string>());
}

bool rung_fits(const std::optional<Rung::IfLimit>& rule, const std::optional<Duration>& budget) {
  if (!rule) return true;
  if (!budget || rule->limit.unit != budget->unit) return false;
  const auto order = budget->count - rule->limit.count;
  return rule->compare == "<"    ? order < 0
         : rule->compare == "<=" ? order <= 0
         : rule->compare == ">"  ? order > 0
                                 : order >= 0;
}

void list_rungs(const Definition& definition, const DeadlineRule& rule, Words& all) {
  all.insert(rule.name + " breached");
  const auto budget = budget_of(definition, rule);
  for (std::size_t i = 0; i < rule.rungs.size(); ++i) {
    const Rung& rung = rule.rungs[i];
    if (!rung_fits(rung.if_limit, budget)) continue;
    const bool warns = rung.when == Rung::When::kMark;
    all.insert(rule.name + (warns ? " warning" : " escalated") + ", rung " + std::to_string(i));
  }
}

TEST(Coverage, EveryWarningBreachAndEscalationIsExpectedBySomeScenario) {
  Words all, expected;
  for (const auto& definition : workflows_covered().definitions) {
    for (const DeadlineRule& rule : definition->deadlines) list_rungs(*definition, rule, all);
    for (const Step& step : definition->steps) {
      for (const DeadlineRule& rule : step.deadlines) list_rungs(*definition, rule, all);
    }
  }
  for (const auto& records : all_records()) {
    for (const PublicRecord& record : records) {
      if (record.family != "deadline" || !record.seen) continue;
      std::string word = text_in(record.data, "name") + " " + record.verb;
      if (record.data.contains("rung")) word += ", rung " + record.data["rung"].dump();
      expected.insert(word);
    }
  }
  EXPECT_GT(all.size(), 40u);
  const Words missing = without(all, expected);
  EXPECT_TRUE(missing.empty()) << "no scenario of workflows/scenarios expects\n" << joined(missing);
}

// ---- steps and branches ---------------------------------------------------------------------

// The steps that each case of each scenario entered, in order.
std::vector<std::vector<std::string>> ways() {
  std::vector<std::vector<std::string>> all;
  for (const auto& records : all_records()) {
    std::map<std::string, std::vector<std::string>> by_case;
    for (const PublicRecord& record : records) {
      if (record.family != "case" || record.verb != "step-entered") continue;
      by_case[text_in(record.data, "case")].push_back(text_in(record.data, "step"));
    }
    for (auto& [id, way] : by_case) all.push_back(std::move(way));
  }
  return all;
}

TEST(Coverage, EveryStepIsEnteredAndEachThatHasAnIfIsSkippedToo) {
  Words all, covered;
  for (const auto& definition : workflows_covered().definitions) {
    for (const Step& step : definition->steps) {
      if (step.name.empty()) continue;
      all.insert("entering " + step.name);
      if (step.if_) all.insert("skipping " + step.name);
    }
  }
  for (const auto& way : ways()) {
    const Words entered(way.begin(), way.end());
    for (const std::string& step : entered) covered.insert("entering " + step);
    for (const auto& definition : workflows_covered().definitions) {
      for (std::size_t i = 1; i + 1 < definition->steps.size(); ++i) {
        const Step &step = definition->steps[i], &next = definition->steps[i + 1];
        if (step.parent == kNoStep) continue;
        const Step& owner = definition->steps[static_cast<std::size_t>(step.parent)];
        const bool branch = std::holds_alternative<Fork>(owner.act);
        const bool passed = branch ? entered.contains(owner.name)
                                   : next.parent == step.parent && entered.contains(next.name);
        if (passed && !entered.contains(step.name)) covered.insert("skipping " + step.name);
      }
    }
  }
  const Words missing = without(all, covered);
  EXPECT_TRUE(missing.empty()) << "no scenario of workflows/scenarios shows\n" << joined(missing);
}

TEST(Coverage, EveryBranchIsTakenAndEveryReturnUsed) {
  Words all, covered;
  for (const auto& definition : workflows_covered().definitions) {
    const auto name = [&](const Directive& to) {
      return definition->steps[static_cast<std::size_t>(to.step)].name;
    };
    for (const Step& step : definition->steps) {
      if (const auto* choice = std::get_if<Switch>(&step.act)) {
        for (const Switch::Branch& branch : choice->branches) {
          if (branch.then.step != kNoStep) all.insert(step.name + " -> " + name(branch.then));
        }
      }
      const auto* forward = std::get_if<Forward>(&step.act);
      if (!forward || !forward->returns) continue;
      all.insert(step.name + " -> " +
                 definition->steps[static_cast<std::size_t>(forward->returns->to)].name);
      if (forward->returns->beyond)
        all.insert(step.name + " -> " + name(*forward->returns->beyond));
    }
  }
  for (const auto& way : ways()) {
    for (std::size_t i = 0; i + 1 < way.size(); ++i) covered.insert(way[i] + " -> " + way[i + 1]);
  }
  EXPECT_GE(all.size(), 5u);
  const Words missing = without(all, covered);
  EXPECT_TRUE(missing.empty()) << "no scenario of workflows/scenarios goes\n" << joined(missing);
}

}  // namespace
}  // namespace liaison
