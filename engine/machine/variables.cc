#include "engine/machine/draft.h"

namespace liaison {

namespace {

// Times in expressions: RFC 3339 in the zone of the file's calendar.
Json time_text(const Draft& draft, Instant at) {
  if (at == Instant{}) return nullptr;
  return to_text(at, draft.definition.calendar_named(draft.definition.calendar).zone());
}

Json case_variable(const Draft& draft) {
  const Case& c = draft.now;
  return {{"id", c.id.text},
          {"key", c.key},
          {"openedAt", time_text(draft, c.opened_at)},
          {"version", c.version},
          {"pausedFor", Json::array()},
          {"request",
           {{"id", c.request.id},
            {"source", c.request.source},
            {"type", c.request.type},
            {"time", time_text(draft, c.request.time)}}}};
}

Json customer_variable(const Draft& draft) {
  const Customer& customer = draft.context.customer(draft.now.customer);
  Json value = facts_now(draft);
  value["id"] = draft.now.customer.text;
  Json& others = value["openCases"] = Json::array();
  for (const OpenCase& open : customer.open_cases) {
    if (open.id == draft.now.id) continue;
    others.push_back({{"workflow", open.workflow}, {"key", open.key}, {"labels", *open.labels}});
  }
  return value;
}

Json steps_variable(const Draft& draft) {
  Json steps = Json::object();
  for (const Step& step : draft.definition.steps) {
    if (step.name.empty()) continue;
    const StepRecord* record = draft.now.step_record(step.name);
    const StepRecord none;
    const StepRecord& r = record ? *record : none;
    steps[step.name] = {{"times", r.times},
                        {"open", draft.now.open_step(step.name) != nullptr},
                        {"startedAt", time_text(draft, r.started_at)},
                        {"doneAt", time_text(draft, r.done_at)},
                        {"person", r.person.text},
                        {"department", r.department.text},
                        {"returned",
                         {{"department", r.returned_by.text},
                          {"person", r.returned_person.text},
                          {"reason", r.returned_reason},
                          {"count", r.returned_count}}}};
  }
  return steps;
}

Json clocks_variable(const Draft& draft) {
  Json clocks = Json::object();
  for (const Clock& clock : draft.now.clocks) {
    const auto known = clocks.find(clock.name);  // several departments: the one due last
    if (known != clocks.end() && (*known)["dueMs"] >= clock.due.time_since_epoch().count()) {
      continue;
    }
    clocks[clock.name] = {{"due", time_text(draft, clock.due)},
                          {"dueMs", clock.due.time_since_epoch().count()},
                          {"state", to_word(clock.state)},
                          {"breached", clock.breached},
                          {"paused", clock.state == ClockState::kPaused},
                          {"epoch", clock.epoch}};
  }
  for (auto& clock : clocks) clock.erase("dueMs");
  return clocks;
}

Json task_variable(const Draft& draft, const Scope& scope) {
  Json value = {{"input", *scope.input}, {"output", *scope.output}};
  if (!scope.step) return value;
  const StepRecord* record = draft.now.step_record(scope.step->name);
  value["name"] = scope.step->name;
  value["reference"] = scope.step->pointer;
  value["startedAt"] = time_text(draft, record ? record->started_at : draft.at);
  return value;
}

Json workflow_variable(const Draft& draft) {
  return {{"id", draft.now.id.text},
          {"definition",
           {{"document",
             {{"namespace", draft.definition.namespace_name},
              {"name", draft.definition.name},
              {"version", draft.definition.version}}}}},
          {"startedAt", time_text(draft, draft.now.opened_at)}};
}

// The event that the steps under `foreach` work on.
void add_event(const Case& now, const Step& step, const Listen& listen, Variables& v) {
  const auto heard = now.data.heard.find(step.name);
  if (heard == now.data.heard.end()) return;
  const std::size_t index = heard->second.outputs.size();
  if (index >= heard->second.events.size()) return;
  v.locals.emplace_back(listen.item, heard->second.events[index]);
  const bool handles = step.parent == kNoStep;  // it is entered once for each event
  v.locals.emplace_back(listen.at,
                        handles ? Json(now.step_record(step.name)->times - 1) : Json(index));
}

// What the loops, event handlers and catches around the step call their own. The step itself is
// one of them while its own expressions are asked (`while`, `when` of a catch).
void add_locals(const Draft& draft, const Scope& scope, Variables& v) {
  const Step* inner = nullptr;
  for (const Step* at = scope.step; at;) {
    const CaseData& data = draft.now.data;
    if (const auto* loop = std::get_if<For>(&at->act); loop && data.loops.contains(at->name)) {
      const Loop& round = data.loops.at(at->name);
      const auto index = static_cast<std::size_t>(round.round);
      if (index < round.items->size()) v.locals.emplace_back(loop->each, (*round.items)[index]);
      v.locals.emplace_back(loop->at, Json(round.round));
    }
    if (const auto* listen = std::get_if<Listen>(&at->act); listen && inner) {
      add_event(draft.now, *at, *listen, v);
    }
    if (const auto* attempt = std::get_if<Try>(&at->act)) {
      const auto known = data.attempts.find(at->name);
      const bool handles = inner && inner->list == 1 && known != data.attempts.end();
      const Doc error = handles ? known->second.error : inner ? Doc{} : scope.error;
      if (!error.is_null()) v.locals.emplace_back(attempt->as, error);
    }
    inner = at;
    at = at->parent == kNoStep ? nullptr
                               : &draft.definition.steps[static_cast<std::size_t>(at->parent)];
  }
  for (const auto& [name, value] : v.locals) {
    if (name == "error" && v.error.is_null()) v.error = value;
  }
}

Variables variables(const Draft& draft, unsigned needs, const Scope& scope) {
  Variables v;
  v.work = draft.work.get();
  v.context = draft.now.data.sheet;
  v.settings = draft.now.data.settings;
  v.input = scope.input;
  v.output = scope.output;
  if (needs & (kNeedsLocals | kNeedsError)) add_locals(draft, scope, v);
  if (needs & kNeedsTask) v.task = task_variable(draft, scope);
  if (needs & kNeedsWorkflow) v.workflow = workflow_variable(draft);
  if (needs & kNeedsRuntime) v.runtime = Json{{"name", "liaison"}};
  if (needs & kNeedsCase) v.of_case = case_variable(draft);
  if (needs & kNeedsCustomer) v.customer = customer_variable(draft);
  if (needs & kNeedsSteps) v.steps = steps_variable(draft);
  if (needs & kNeedsClocks) v.clocks = clocks_variable(draft);
  return v;
}

}  // namespace

Json evaluate(const Draft& draft, const Expression& expression, const Json& dot,
              const Scope& scope) {
  const Evaluator& evaluator = *draft.definition.evaluator;
  auto value =
      evaluator.evaluate(expression, dot, variables(draft, evaluator.needs(expression), scope));
  if (!value) throw Stuck{scope.step ? scope.step->name : "", value.error().message};
  return std::move(*value);
}

Json evaluate(const Draft& draft, const Rule& rule, const Json& dot, const Scope& scope) {
  if (const auto* literal = std::get_if<Json>(&rule)) return *literal;
  return evaluate(draft, std::get<Expression>(rule), dot, scope);
}

bool holds(const Draft& draft, const Expression& expression, const Json& dot, const Scope& scope) {
  const Json value = evaluate(draft, expression, dot, scope);
  return !value.is_null() && value != Json(false);
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? "" : value.dump();
}

std::size_t size_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::string: return value.get_ref<const std::string&>().size() + 2;
    case Json::value_t::array: {
      std::size_t sum = 2;
      for (const Json& item : value) sum += size_of(item) + 1;
      return sum;
    }
    case Json::value_t::object: {
      std::size_t sum = 2;
      for (auto it = value.begin(); it != value.end(); ++it) {
        sum += it.key().size() + 4 + size_of(it.value());
      }
      return sum;
    }
    default: return 8;
  }
}

}  // namespace liaison
