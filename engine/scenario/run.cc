#include "engine/scenario/run.h"

#include <algorithm>

#include "engine/model/codec.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/queries.h"
#include "engine/scenario/scenario_file.h"
#include "engine/scenario/stage.h"
#include "engine/scenario/store_check.h"

namespace liaison {

namespace {

constexpr Instant kMonday{Milliseconds{1'767'574'800'000}};  // 2026-01-05T09:00+08:00
constexpr const char* kErrors = "https://serverlessworkflow.io/spec/1.0.0/errors/";

class Run {
 public:
  Run(std::shared_ptr<const Definition> definition, const RunOptions& options)
      : definition_(std::move(definition)),
        options_(options),
        now_(options.at == Instant{} ? kMonday : options.at),
        stage_(1, {}) {}

  Result<RunResult> run();

 private:
  ScenarioFile read_answers(RunResult& result) const;
  Result<void> open(const ScenarioFile& answers);
  Result<void> answer(const ScenarioFile& answers);
  Result<RunResult> outcome();
  Result<void> trace();
  Json error(const std::string& step, const std::string& reason) const;
  Json waits_for(const CaseHead& head) const;
  std::string zone() const { return definition_->calendar_named(definition_->calendar).zone(); }

  const std::shared_ptr<const Definition> definition_;
  const RunOptions& options_;
  Instant now_;
  Stage stage_;
  CaseId id_;
};

Result<RunResult> Run::run() {
  RunResult refused;
  const ScenarioFile answers = read_answers(refused);
  if (!refused.faults.empty()) return refused;
  if (auto opened = open(answers); !opened) return opened.error();
  if (auto answered = answer(answers); !answered) return answered.error();
  if (auto traced = trace(); !traced) return traced.error();
  return outcome();
}

ScenarioFile Run::read_answers(RunResult& result) const {
  result.kind = RunResult::Kind::kFaulted;
  if (!options_.answers) return {};
  ScenarioFile answers = read_scenario(
      *options_.answers, [this](const std::string&) { return zone(); }, result.faults, true);
  for (const ScenarioStep& step : answers.steps) {
    if (step.at.value_or(now_) >= now_) continue;
    result.faults.push_back({step.mark, "expected `at` not before the run begins, but that is " +
                                            to_text(now_, zone())});
  }
  return answers;
}

// By hand, whether or not an event opens it; the case belongs to the first customer given.
Result<void> Run::open(const ScenarioFile& answers) {
  if (auto opened = stage_.open({definition_}, now_); !opened) return opened;
  if (auto ended = stage_.end_schedules(now_); !ended) return ended;  // it is this one case only
  if (auto known = stage_.introduce(answers.people, answers.customers, now_); !known) return known;
  OpenCaseNow command;
  command.customer =
      CustomerKey{answers.customers.empty() ? std::string("run")
                                            : answers.customers.front().value("key", "run")};
  if (definition_->schedule && definition_->opens.empty()) {
    command.customer = key_of_workflow(definition_->name);
    command.key = definition_->name;
  }
  command.id = id_ = case_id(command.customer, "/liaison/run", "run", definition_->name);
  command.workflow = definition_->name;
  command.definition = definition_->id;
  command.input = options_.input;
  if (!definition_->opens.empty() && definition_->opens.front().key) {
    const auto key =
        definition_->evaluator->evaluate(*definition_->opens.front().key, options_.input, {});
    if (key && key->is_string()) command.key = key->get<std::string>();
  }
  Origin origin{"/liaison/run", "run", "run", now_, "", ""};
  return stage_.command(
      {now_, Actor{.type = "system", .id = "run"}, std::move(origin), std::move(command)});
}

Result<void> Run::answer(const ScenarioFile& answers) {
  for (const ScenarioStep& step : answers.steps) {
    now_ = step.at.value_or(now_);
    if (auto passed = stage_.pass_time(now_); !passed) return passed;
    for (const ScenarioInput& input : step.inputs) {
      const auto arrived = stage_.put(input, now_);
      if (!arrived) return invalid(to_text(Fault{input.at, arrived.error().message}));
    }
  }
  return {};
}

Result<void> Run::trace() {
  if (!options_.trace) return {};
  const StoreView view(stage_.journal());
  auto history = show_history(view, id_);
  if (!history) return {};  // it was never opened: there is nothing to tell
  for (Json& event : *history) {
    if (!event.contains("step")) {  // the step is in the id of its task or message
      for (const char* name : {"task", "message"}) {
        const std::string id = event.value(name, "");
        const auto dot = id.find('.');
        if (dot != std::string::npos)
          event["step"] = id.substr(dot + 1, id.find('.', dot + 1) - dot - 1);
      }
    }
    options_.trace(event);
  }
  return {};
}

// The error in the standard's form: where, and why.
Json Run::error(const std::string& step, const std::string& reason) const {
  const Step* at = definition_->step(step);
  return {{"type", std::string(kErrors) + "runtime"},
          {"status", 500},
          {"instance", at ? at->pointer : "/"},
          {"title", "the case cannot go on"},
          {"detail", reason}};
}

Json Run::waits_for(const CaseHead& head) const {
  Json list = Json::array();
  for (const Task& task : head.tasks) {
    if (!task.open() || task.kind == TaskKind::kNotice) continue;  // nothing waits for a notice
    Json one = {{"task", task.id.text}, {"step", task.step}, {"department", task.department.text}};
    if (!task.holder.empty()) one["holder"] = task.holder.text;
    for (const Clock& clock : head.clocks) {
      if (clock.open() && clock.task == task.id) one["due"] = to_text(clock.due, zone());
    }
    list.push_back(std::move(one));
  }
  return {{"case", head.id.text}, {"waitsFor", std::move(list)}};
}

Result<RunResult> Run::outcome() {
  using Kind = RunResult::Kind;
  const Rows& rows = stage_.journal().rows(0);
  const auto row = rows.get(keys::case_head(id_));
  if (!row) return row.error();
  if (!*row) {
    for (const PublicRecord& record : stage_.take()) {
      if (record.family != "rejected") continue;
      const Json reasons = record.data->value("reasons", Json::array());
      if (record.data->value("cause", "") != "stuck")
        return RunResult{Kind::kRefused, *record.data, {}};
      return RunResult{
          Kind::kFaulted, error("", reasons.empty() ? "" : reasons[0].get<std::string>()), {}};
    }
    return RunResult{Kind::kRefused, {{"cause", "not-opened"}}, {}};
  }
  const auto head = decode<CaseHead>(**row);
  if (!head) return head.error();
  if (head->phase == Phase::kStuck)
    return RunResult{Kind::kFaulted, error(head->stuck_at, head->reason), {}};
  if (head->phase == Phase::kOpen) return RunResult{Kind::kWaiting, waits_for(*head), {}};
  const auto output = output_of(rows, id_);
  if (!output) return output.error();
  return RunResult{Kind::kCompleted, *output, {}};
}

}  // namespace

Result<RunResult> run_workflow(const std::shared_ptr<const Definition>& definition,
                               const RunOptions& options) {
  return Run(definition, options).run();
}

}  // namespace liaison
