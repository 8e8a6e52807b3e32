// How a case begins: its input is checked, its figures are fixed, and the flow starts.
#include <algorithm>

#include "engine/machine/flow.h"

namespace liaison {

namespace {

// A request with a field named like a step could bring a result along.
std::vector<std::string> reserved_fields(const Definition& definition, const Json& input) {
  std::vector<std::string> faults;
  for (auto it = input.begin(); it != input.end(); ++it) {
    if (!it.key().empty() && definition.step(it.key())) {
      faults.push_back("expected no field named like a step, but '" + it.key() + "' is one");
    }
  }
  return faults;
}

std::vector<std::string> faults_of(const Definition& definition, const Json& input,
                                   std::size_t sheet_bytes) {
  if (!input.is_object()) return {"expected the request's data to be an object, but it is not"};
  std::vector<std::string> faults;
  if (definition.input) faults = definition.forms->faults(definition.input, input);
  if (size_of(input) > sheet_bytes) {
    faults.push_back("expected a request that fits into the sheet of at most " +
                     std::to_string(sheet_bytes) + " bytes, but it has about " +
                     std::to_string(size_of(input)));
  }
  for (std::string& fault : reserved_fields(definition, input)) faults.push_back(std::move(fault));
  return faults;
}

struct Figures {
  Json settings = Json::object();
  std::vector<std::string> faults;
};

void choose(const Draft& draft, const SettingRule& rule, const Json& input, Figures& figures) {
  const std::string wanted = text_of(evaluate(draft, *rule.per, input, {}));
  const auto choice = rule.choices.find(wanted);
  if (choice != rule.choices.end()) {
    figures.settings[rule.name] = choice->second;
  } else if (rule.other) {
    figures.settings[rule.name] = *rule.other;
  } else {
    figures.faults.push_back("expected a figure '" + rule.name + "' for '" + wanted +
                             "', but the workflow gives none");
  }
}

// Figures that others stand for in this case. They go before `per`: where an override gives the
// figure, no choice need fit.
std::map<std::string, Json> overridden(const Draft& draft, const Json& input) {
  std::map<std::string, Json> figures;
  for (const Override& other : draft.definition.overrides) {
    if (other.when && !holds(draft, *other.when, input, {})) continue;
    for (const auto& [name, rule] : other.settings) {
      figures[name] = evaluate(draft, rule, input, {});  // later ones win
    }
  }
  return figures;
}

Figures figures_for(const Draft& draft, const Json& input) {
  Figures figures;
  const auto others = overridden(draft, input);
  for (const SettingRule& rule : draft.definition.settings) {
    const auto other = others.find(rule.name);
    if (other != others.end()) figures.settings[rule.name] = other->second;
    else if (rule.per) choose(draft, rule, input, figures);
    else figures.settings[rule.name] = evaluate(draft, rule.value, input, {});
  }
  return figures;
}

// The request's own time, never after its arrival and at most a day before it.
Instant opened_at(const Draft& draft) {
  const Instant said = draft.command.origin.time;
  if (said == Instant{}) return draft.at;
  return std::clamp(said, draft.at - draft.context.limits().request_age, draft.at);
}

CaseOpened opened(const Draft& draft, const OpenCaseNow& wanted) {
  const Customer& customer = draft.context.customer(wanted.customer);
  CaseOpened event;
  event.id = wanted.id;
  event.workflow = draft.definition.name;
  event.version = draft.definition.shown_version;
  event.definition = draft.definition.id;
  event.customer = wanted.customer;
  event.customer_name = customer.fact("name");
  event.key = wanted.key;
  event.manager = customer.manager;
  event.unit = draft.command.by.unit;
  event.area = customer.fact("area");
  event.request = draft.command.origin;
  event.by = draft.command.by;
  event.opened_at = opened_at(draft);
  event.sheet = wanted.input;
  event.note = wanted.note;
  return event;
}

Json first_sheet(const Draft& draft, const Json& input) {
  Json sheet = evaluate(draft, *draft.definition.input_from, input, {});
  if (sheet.is_object()) return sheet;
  throw Stuck{"", "expected input.from to give an object for the sheet, but it gives " +
                      sheet.dump().substr(0, 80)};
}

bool refused(Draft& draft, const char* cause, std::vector<std::string> reasons) {
  draft.refuse(Refused{cause, std::move(reasons)});
  return false;
}

// The case as it would be with this event; `$customer`, `$case` and `$context` are its own.
Draft opened_on_trial(const Draft& draft, const CaseOpened& event) {
  Draft trial(draft.now, draft.definition, draft.context, draft.command, draft.work);
  trial.emit(event);
  return trial;
}

// What the first record of the case says already: so its sheet is looked at before it is opened.
void look_ahead(const Draft& draft, CaseOpened& event) {
  Draft trial = opened_on_trial(draft, event);
  if (draft.definition.input_from) {
    trial.emit(SheetReplaced{first_sheet(trial, *event.sheet)});
  }
  event.labels = labels_now(trial);
  event.kept_out = kept_out_now(trial);
  trial.emit(KeptOutChanged{event.kept_out, {}});
  event.stand_in = speaker_instead(trial);
}

// All open cases of a schedule stand in one row, that every one of them writes anew.
std::string too_many_open(const Draft& draft, const OpenCaseNow& wanted) {
  if (workflow_of(wanted.customer).empty()) return "";
  const std::size_t most = draft.context.limits().scheduled_open;
  const std::size_t open = draft.context.customer(wanted.customer).open_cases.size();
  if (open < most) return "";
  return "expected fewer than " + std::to_string(most) + " open cases of " + wanted.workflow +
         ", but there are " + std::to_string(open) + ": none is opened until one is closed";
}

}  // namespace

bool begin_case(Draft& draft, const OpenCaseNow& wanted) {
  if (auto why = too_many_open(draft, wanted); !why.empty()) {
    return refused(draft, "too-many-open", {std::move(why)});
  }
  const Doc input = wanted.input.is_null() ? Doc{Json::object()} : wanted.input;
  const auto faults = faults_of(draft.definition, *input, draft.context.limits().sheet_bytes);
  if (!faults.empty()) return refused(draft, "input-mismatch", faults);
  CaseOpened event = opened(draft, wanted);
  event.sheet = input;
  Figures figures = figures_for(opened_on_trial(draft, event), *input);
  if (!figures.faults.empty()) return refused(draft, "no-figure", figures.faults);
  event.settings = std::move(figures.settings);
  look_ahead(draft, event);
  draft.emit(std::move(event));
  if (draft.definition.input_from) {
    draft.emit(SheetReplaced{first_sheet(draft, *input)});
  }
  draft.emit(Send{Send::To::kCustomer, wanted.customer.text,
                  ListCase{wanted.customer,
                           {wanted.id, draft.now.workflow, wanted.key, draft.now.data.labels}}});
  return true;
}

void begin_clocks(Draft& draft) {
  step_started(draft, 0);  // what has no date yet waits for the sheet
  sheet_changed(draft);
  if (draft.definition.timeout) {
    const Instant at = after_duration(draft, *draft.definition.timeout, {}, draft.now.opened_at);
    draft.emit(AlarmSet{{"", Alarm::Kind::kTimeout, at}});
  }
}

void start_flow(Draft& draft) {
  const auto& root = *list_in(draft.definition.steps.front(), 0);
  if (root.empty()) return close_case(draft, false, "", draft.now.data.sheet);
  run_from(draft, root.front(), draft.now.data.sheet);
}

}  // namespace liaison
