#include "engine/scenario/scenario.h"

#include <algorithm>
#include <set>

#include "engine/scenario/scenario_file.h"
#include "engine/scenario/stage.h"
#include "engine/scenario/store_check.h"

namespace liaison {

namespace {

using Definitions = std::vector<std::shared_ptr<const Definition>>;

constexpr std::chrono::hours kBefore{1};  // people and customers are there before the first step

class ScenarioRun {
 public:
  ScenarioRun(const ScenarioFile& file, Definitions definitions, const ScenarioOptions& options,
              ScenarioResult& result)
      : file_(file),
        definitions_(std::move(definitions)),
        zone_(definitions_.front()->calendar_named(definitions_.front()->calendar).zone()),
        stage_(options.partitions, options.partition),
        keep_records_(options.keep_records),
        result_(result) {}

  void run();

 private:
  Result<void> prepare();
  Result<void> play(const ScenarioStep& step);
  void expect(const ScenarioStep& step);
  void expect_none(const ScenarioStep& step);
  void nothing_went_wrong(const ScenarioStep& step);
  void look_at(const ScenarioStep& step);
  void look_at_open(const Marked& open);
  void look_at_closed(const Marked& closed);
  std::optional<CaseHead> the_case(const Marked& said, bool open);
  void fail(const SourceMark& at, std::string expected);

  const ScenarioFile& file_;
  const Definitions definitions_;
  const std::string zone_;
  Stage stage_;
  const bool keep_records_;
  ScenarioResult& result_;
  Instant now_{};
  std::vector<PublicRecord> records_;  // since the step before
};

void ScenarioRun::fail(const SourceMark& at, std::string expected) {
  ScenarioFailure failure{at, std::move(expected), {}};
  for (const PublicRecord& record : records_) failure.came.push_back(one_line(record, zone_));
  result_.failures.push_back(std::move(failure));
}

void ScenarioRun::run() {
  if (auto ready = prepare(); !ready) return fail(file_.workflow_mark, ready.error().message);
  for (const ScenarioStep& step : file_.steps) {
    ++result_.steps;
    const auto played = play(step);
    records_ = stage_.take();
    if (!played) return fail(step.mark, played.error().message);
    expect(step);
    expect_none(step);
    nothing_went_wrong(step);
    look_at(step);
    if (keep_records_)
      result_.records.insert(result_.records.end(), records_.begin(), records_.end());
  }
  for (std::string& wrong : store_faults(stage_.journal()))
    fail(file_.workflow_mark, std::move(wrong));
}

Result<void> ScenarioRun::prepare() {
  now_ = *file_.steps.front().at;
  if (auto opened = stage_.open(definitions_, now_ - kBefore); !opened) return opened;
  auto introduced = stage_.introduce(file_.people, file_.customers, now_ - kBefore);
  records_ = stage_.take();
  const auto refused =
      std::find_if(records_.begin(), records_.end(),
                   [](const PublicRecord& record) { return record.family == "rejected"; });
  if (refused != records_.end()) return invalid("expected `given` to be accepted, but it is not");
  return introduced;
}

Result<void> ScenarioRun::play(const ScenarioStep& step) {
  now_ = step.at.value_or(now_);
  if (auto passed = stage_.pass_time(now_); !passed) return passed;
  if (step.engine == ScenarioStep::Engine::kStops) stage_.stop();
  if (step.engine == ScenarioStep::Engine::kStarts) {
    if (auto started = stage_.start(now_); !started) return started;
  }
  for (const ScenarioInput& input : step.inputs) {
    if (auto arrived = stage_.put(input, now_); !arrived) return arrived;
  }
  return {};
}

void ScenarioRun::expect(const ScenarioStep& step) {
  auto from = records_.begin();
  for (const Expectation& expectation : step.expect) {
    ++result_.expectations;
    const auto is_it = [&](const PublicRecord& record) { return fits(expectation, record, zone_); };
    const auto found = std::find_if(from, records_.end(), is_it);
    if (found != records_.end()) {
      found->seen = true;
      from = std::next(found);
    } else if (std::any_of(records_.begin(), from, is_it)) {
      fail(expectation.at,
           "expected " + describe(expectation) + " after the one above, but it came before");
    } else {
      fail(expectation.at, "expected " + describe(expectation) + ", but it did not come");
    }
  }
}

void ScenarioRun::expect_none(const ScenarioStep& step) {
  for (const Expectation& expectation : step.expect_none) {
    ++result_.expectations;
    for (const PublicRecord& record : records_) {
      if (!fits(expectation, record, zone_)) continue;
      fail(expectation.at, "expected no " + describe(expectation) + ", but it came");
      break;
    }
  }
}

// What nobody expects must not pass unseen: a refusal or a stuck case that the scenario does not
// name. A refused reply stands on two topics, for its sender and among the rejected: one is enough.
void ScenarioRun::nothing_went_wrong(const ScenarioStep& step) {
  std::set<Json> named;
  for (const PublicRecord& record : records_) {
    if (record.seen) named.insert(record.data->value("cause", Json()));
  }
  for (const PublicRecord& record : records_) {
    const bool refusal = record.family == "rejected" || record.verb == "reply-refused";
    const bool stuck = record.family == "case" && record.verb == "stuck";
    const bool is_named =
        record.seen || (refusal && named.contains(record.data->value("cause", Json())));
    if ((refusal || stuck) && !is_named) {
      return fail(step.mark, "expected nothing to go wrong here, but something did");
    }
  }
}

void ScenarioRun::look_at(const ScenarioStep& step) {
  if (step.open) look_at_open(*step.open);
  if (step.closed) look_at_closed(*step.closed);
}

// `open: survey`, `open: [a, b]` or `open: { key, steps, stuck }`: which steps have work open now.
void ScenarioRun::look_at_open(const Marked& open) {
  ++result_.expectations;
  const auto head = the_case(open, true);
  if (!head) return fail(open.at, "expected one open case, but there is none or there are several");
  const Json& said = open.value;
  if (said.is_object() && said.contains("stuck") &&
      said["stuck"] != (head->phase == Phase::kStuck)) {
    fail(open.at, std::string("expected stuck to be ") + said["stuck"].dump() + ", but it is not");
  }
  Json steps = said.is_object() ? said.value("steps", Json()) : said;
  if (steps.is_null()) return;
  if (steps.is_string()) steps = Json::array({steps});
  std::set<std::string> expected, actual;
  for (const Json& step : steps)
    expected.insert(step.is_string() ? step.get<std::string>() : step.dump());
  for (const Task& task : head->tasks) {
    if (task.open()) actual.insert(task.step);
  }
  if (expected != actual) {
    fail(open.at,
         "expected open " + Json(expected).dump() + ", but open are " + Json(actual).dump());
  }
}

// `closed: completed` or `closed: { key, as, reason }`.
void ScenarioRun::look_at_closed(const Marked& closed) {
  ++result_.expectations;
  const auto head = the_case(closed, false);
  if (!head)
    return fail(closed.at, "expected one closed case, but there is none or there are several");
  const Json& said = closed.value;
  const Json as = said.is_object() ? said.value("as", Json("completed")) : said;
  if (as != to_word(head->phase)) {
    fail(closed.at, "expected " + as.dump() + ", but it is " + to_word(head->phase));
  }
  if (said.is_object() && said.contains("reason") && said["reason"] != head->reason) {
    fail(closed.at, "expected the reason " + said["reason"].dump() + ", but it is " + head->reason);
  }
}

std::optional<CaseHead> ScenarioRun::the_case(const Marked& said, bool open) {
  std::vector<CaseHead> found;
  const Json& by = said.value;
  for (PartitionNumber i = 0; i < stage_.journal().partitions(); ++i) {
    const auto heads = case_heads(stage_.journal().rows(i));
    if (!heads) return std::nullopt;
    for (const CaseHead& head : *heads) {
      const bool is_open = head.phase == Phase::kOpen || head.phase == Phase::kStuck;
      if (is_open != open) continue;
      if (by.is_object() && by.contains("key") && by["key"] != head.key) continue;
      if (by.is_object() && by.contains("customer") && by["customer"] != head.customer.text)
        continue;
      found.push_back(head);
    }
  }
  return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

// The definitions that `workflow` names; all of the folder when it names none.
Definitions chosen(const ScenarioFile& file, const Loaded& workflows, std::vector<Fault>& faults) {
  if (file.workflows.empty()) return workflows.definitions;
  Definitions definitions;
  std::vector<std::string> names;
  for (const auto& definition : workflows.definitions) names.push_back(definition->name);
  for (const std::string& name : file.workflows) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end())
      definitions.push_back(workflows.definitions[static_cast<std::size_t>(found - names.begin())]);
    else
      faults.push_back({file.workflow_mark, "expected a workflow of the folder, but '" + name +
                                                "' is none" + nearest(name, names)});
  }
  return definitions;
}

std::string zone_of(const Loaded& workflows, const std::string& name) {
  for (const auto& definition : workflows.definitions) {
    if (name.empty() || definition->name == name) {
      return definition->calendar_named(definition->calendar).zone();
    }
  }
  return "";
}

// A scenario file with the definitions that it is about.
struct ReadScenario {
  ScenarioFile file;
  Definitions definitions;
  std::vector<Fault> faults;
};

ReadScenario read(const SourceFile& source, const Loaded& workflows) {
  ReadScenario scenario;
  const auto zone = [&](const std::string& name) { return zone_of(workflows, name); };
  scenario.file = read_scenario(source, zone, scenario.faults);
  scenario.definitions = chosen(scenario.file, workflows, scenario.faults);
  if (scenario.faults.empty() && scenario.definitions.empty()) {
    const SourceMark top{source.path, 1, 1};
    scenario.faults.push_back({top, "expected a workflow to run, but the folder has none"});
  }
  return scenario;
}

ScenarioResult run(const ReadScenario& scenario, const std::string& path,
                   const ScenarioOptions& options) {
  ScenarioResult result;
  result.path = path;
  result.partitions = options.partitions;
  result.name = scenario.file.name;
  result.faults = scenario.faults;
  if (result.faults.empty() && !scenario.file.steps.empty())
    ScenarioRun(scenario.file, scenario.definitions, options, result).run();
  return result;
}

}  // namespace

ScenarioResult run_scenario(const SourceFile& source, const Loaded& workflows,
                            const ScenarioOptions& options) {
  return run(read(source, workflows), source.path, options);
}

std::vector<ScenarioResult> run_scenarios(const SourceFile& source, const Loaded& workflows,
                                          const std::vector<PartitionNumber>& counts) {
  const ReadScenario scenario = read(source, workflows);
  std::vector<ScenarioResult> results;
  for (const PartitionNumber count : counts) {
    ScenarioOptions options;
    options.partitions = count;
    results.push_back(run(scenario, source.path, options));
  }
  return results;
}

std::string to_text(const ScenarioResult& result) {
  std::string text;
  const std::string title = result.name.empty() ? result.path : result.name;
  for (const Fault& fault : result.faults) text += to_text(fault) + "\n";
  for (const ScenarioFailure& failure : result.failures) {
    text += to_text(Fault{failure.at, failure.expected}) + "\n";
    for (const std::string& line : failure.came) text += "      " + line + "\n";
    if (failure.came.empty()) text += "      nothing came\n";
  }
  text += (result.passed() ? "ok " : "FAILED ") + title + " (" + std::to_string(result.steps) +
          " steps, " + std::to_string(result.expectations) + " expectations" +
          (result.partitions > 1 ? ", " + std::to_string(result.partitions) + " partitions" : "") +
          ")\n";
  return text;
}

}  // namespace liaison
