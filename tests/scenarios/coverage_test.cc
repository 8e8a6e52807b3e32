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

std::string of_workflow(const Definition& definition, const std::string& name) {
  return definition.name + ": " + name;
}
std::string of_workflow(const PublicRecord& record, const std::string& name) {
  return text_in(*record.data, "workflow") + ": " + name;
}

std::vector<const DeadlineRule*> deadlines_of(const Definition& definition) {
  std::vector<const DeadlineRule*> all;
  for (const DeadlineRule& rule : definition.deadlines) all.push_back(&rule);
  for (const Step& step : definition.steps) {
    for (const DeadlineRule& rule : step.deadlines) all.push_back(&rule);
  }
  return all;
}

void list_rungs(const Definition& definition, const DeadlineRule& rule, Words& all) {
  const std::string name = of_workflow(definition, rule.name);
  all.insert(name + " breached");
  if (rule.target) all.insert(name + " target-passed");
  const auto budget = budget_of(definition, rule);
  for (std::size_t i = 0; i < rule.rungs.size(); ++i) {
    const Rung& rung = rule.rungs[i];
    if (!rung_fits(rung.if_limit, budget)) continue;
    const bool warns = rung.when == Rung::When::kMark;
    all.insert(name + (warns ? " warning" : " escalated") + ", rung " + std::to_string(i));
  }
}

TEST(Coverage, EveryWarningBreachAndEscalationIsExpectedBySomeScenario) {
  Words all, expected;
  for (const auto& definition : workflows_covered().definitions) {
    for (const DeadlineRule* rule : deadlines_of(*definition)) list_rungs(*definition, *rule, all);
  }
  for (const auto& records : all_records()) {
    for (const PublicRecord& record : records) {
      if (record.family != "deadline" || !record.seen) continue;
      std::string word = of_workflow(record, text_in(*record.data, "name")) + " " + record.verb;
      if (record.data->contains("rung")) word += ", rung " + (*record.data)["rung"].dump();
      expected.insert(word);
    }
  }
  EXPECT_GT(all.size(), 40u);
  const Words missing = without(all, expected);
  EXPECT_TRUE(missing.empty()) << "no scenario of workflows/scenarios expects\n" << joined(missing);
}

// ---- figures --------------------------------------------------------------------------------

// Every figure that a clock may get: as written, of each choice, of each override.
void list_figures(const Definition& definition, const DeadlineRule& rule, Words& all) {
  if (!rule.within || !std::holds_alternative<Expression>(*rule.within)) return;
  const std::string& source = std::get<Expression>(*rule.within).source;
  const auto add = [&](const Json& figure) {
    const Duration budget = *parse_duration(figure.get<std::string>());
    all.insert(of_workflow(definition, rule.name) + " of " + to_text(budget));
  };
  for (const SettingRule& setting : definition.settings) {
    if (source != "$settings." + setting.name) continue;
    for (const auto& [value, figure] : setting.choices) add(figure);
    if (setting.other) add(*setting.other);
    if (const auto* figure = std::get_if<Json>(&setting.value); figure && !setting.per)
      add(*figure);
  }
  for (const Override& each : definition.overrides) {
    for (const auto& [name, figure] : each.settings) {
      if (source == "$settings." + name) add(std::get<Json>(figure));
    }
  }
}

// A clock counts where the scenario expects a record of it, or the task that it stands on.
void list_expected_figures(const std::vector<PublicRecord>& records, Words& expected) {
  Words seen;
  const auto key = [](const PublicRecord& record) {
    return text_in(*record.data, "case") + " " + text_in(*record.data, "step");
  };
  for (const PublicRecord& record : records) {
    if (record.seen) seen.insert(key(record));
  }
  for (const PublicRecord& record : records) {
    if (record.family != "deadline" || record.verb != "set" || !seen.contains(key(record)))
      continue;
    const std::string budget = text_in(*record.data, "budget");
    if (!budget.empty()) {
      expected.insert(of_workflow(record, text_in(*record.data, "name")) + " of " + budget);
    }
  }
}

TEST(Coverage, EveryFigureIsThatOfAClockThatSomeScenarioExpects) {
  Words all, expected;
  for (const auto& definition : workflows_covered().definitions) {
    for (const DeadlineRule* rule : deadlines_of(*definition))
      list_figures(*definition, *rule, all);
  }
  for (const auto& records : all_records()) list_expected_figures(records, expected);
  EXPECT_GT(all.size(), 20u);
  const Words missing = without(all, expected);
  EXPECT_TRUE(missing.empty()) << "no scenario of workflows/scenarios expects\n" << joined(missing);
}

TEST(Coverage, EveryStepThatNamesSomebodyInsteadGoesToThemInSomeScenario) {
  std::map<std::string, Words> departments;  // by step
  for (const auto& records : all_records()) {
    for (const PublicRecord& record : records) {
      if (record.family != "task" || record.verb != "assigned" || !record.seen) continue;
      departments[of_workflow(record, text_in(*record.data, "step"))].insert(
          text_in(*record.data, "department"));
    }
  }
  int steps = 0;
  for (const auto& definition : workflows_covered().definitions) {
    for (const Step& step : definition->steps) {
      const auto* forward = std::get_if<Forward>(&step.act);
      if (!forward || !forward->instead) continue;
      ++steps;
      const std::string name = of_workflow(*definition, step.name);
      EXPECT_GE(departments[name].size(), 2u) << "no scenario expects another for " << name;
    }
  }
  EXPECT_GE(steps, 5);
}

// ---- steps and branches ---------------------------------------------------------------------

// The steps that each case of each scenario entered, in order.
std::vector<std::vector<std::string>> ways() {
  std::vector<std::vector<std::string>> all;
  for (const auto& records : all_records()) {
    std::map<std::string, std::vector<std::string>> by_case;
    for (const PublicRecord& record : records) {
      if (record.family != "case" || record.verb != "step-entered") continue;
      by_case[text_in(*record.data, "case")].push_back(
          of_workflow(record, text_in(*record.data, "step")));
    }
    for (auto& [id, way] : by_case) all.push_back(std::move(way));
  }
  return all;
}

// An event that the `if` of a handler turns away leaves no record.
bool handles(const Definition& definition, const Step& step) {
  return std::any_of(definition.handlers.begin(), definition.handlers.end(), [&](StepIndex i) {
    return &definition.steps[static_cast<std::size_t>(i)] == &step;
  });
}

TEST(Coverage, EveryStepIsEnteredAndEachThatHasAnIfIsSkippedToo) {
  Words all, covered;
  for (const auto& definition : workflows_covered().definitions) {
    for (const Step& step : definition->steps) {
      if (step.name.empty()) continue;
      all.insert("entering " + of_workflow(*definition, step.name));
      if (step.if_ && !handles(*definition, step))
        all.insert("skipping " + of_workflow(*definition, step.name));
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
        const auto was_entered = [&](const Step& one) {
          return entered.contains(of_workflow(*definition, one.name));
        };
        const bool passed =
            branch ? was_entered(owner) : next.parent == step.parent && was_entered(next);
        if (passed && !was_entered(step)) {
          covered.insert("skipping " + of_workflow(*definition, step.name));
        }
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
      return of_workflow(*definition, definition->steps[static_cast<std::size_t>(to.step)].name);
    };
    for (const Step& step : definition->steps) {
      const std::string from = of_workflow(*definition, step.name) + " -> ";
      if (const auto* choice = std::get_if<Switch>(&step.act)) {
        for (const Switch::Branch& branch : choice->branches) {
          if (branch.then.step != kNoStep) all.insert(from + name(branch.then));
        }
      }
      const auto* forward = std::get_if<Forward>(&step.act);
      if (!forward || !forward->returns) continue;
      const Step& back = definition->steps[static_cast<std::size_t>(forward->returns->to)];
      all.insert(from + of_workflow(*definition, back.name));
      if (forward->returns->beyond) all.insert(from + name(*forward->returns->beyond));
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
