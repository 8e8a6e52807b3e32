// What the outside hears of the events of model/event_case.h: the topic `cases`, and what files
// put out themselves.
#include "engine/machine/announce.h"
#include "engine/machine/draft.h"

namespace liaison {

void Announcer::operator()(const CaseOpened& e) {
  JsonObject more;
  if (!e.note.empty()) more.set("reason", e.note);
  case_event("case.opened", more);
}

void Announcer::operator()(const CaseJoined& e) { case_event("case.joined", {}, e.request); }

void Announcer::operator()(const CaseClosed& e) {
  case_event(e.cancelled ? "case.cancelled" : "case.closed",
             JsonObject().set("reason", or_null(e.reason)).set("figures", figures()));
}

void Announcer::operator()(const CaseStuck& e) {
  JsonObject more;
  more.set("step", e.step).set("reason", e.reason);
  if (!e.error.is_null()) more.set("error", *e.error);
  case_event(e.error.is_null() ? "case.stuck" : "case.faulted", more);
}

void Announcer::operator()(const CaseWentOn& e) {
  case_event("case.went-on", JsonObject().set("step", e.step).set("how", "reply"));
}

void Announcer::operator()(const CaseRepaired& e) {
  if (e.how == "cancel") return;  // case.cancelled says it
  JsonObject more;
  more.set("step", or_null(e.step)).set("how", e.how).set("reason", e.reason);
  case_event("case.went-on", more);
}

void Announcer::operator()(const StepEntered& e) {
  if (!wanted_.steps) return;
  case_event("case.step-entered", JsonObject().set("step", e.step).set("entry", e.entry));
}

void Announcer::operator()(const StepLeft& e) {
  constexpr const char* kHow[] = {"done", "returned", "cancelled"};
  if (!wanted_.steps) return;
  case_event("case.step-left",
             JsonObject().set("step", e.step).set("how", kHow[static_cast<int>(e.how)]));
}

void Announcer::operator()(const Emitted& e) {
  out_.push_back({"events", record_key_of(case_), e.origin.id, e.origin.type, e.subject, at_,
                  to_json_text(*e.data)});
  out_.back().source = e.origin.source;
}

JsonObject Announcer::figures() const {
  int late = 0, clocks = 0;
  for (const Clock& clock : case_.clocks) {
    const DeadlineRule* rule = rule_of(definition_, clock);
    if (!rule || rule->kind == ClockKind::kGuide) continue;
    ++clocks;
    late += clock.breaches > 0 ? 1 : 0;
  }
  JsonObject figures;
  figures.set("clocks", clocks).set("late", late).set("onTime", late == 0);
  figures.set("returns", case_.returns).set("breaches", case_.breaches);
  figures.set("escalations", case_.escalations).set("joined", case_.joined);
  figures.set("elapsed", iso(at_ - case_.opened_at));
  return figures;
}

void Announcer::case_event(const char* type, const JsonObject& more) {
  case_event(type, more, case_.request);
}

void Announcer::case_event(const char* type, const JsonObject& more, const Origin& request) {
  JsonObject data;
  data.set("case", case_.id.text).set("workflow", case_.workflow).set("version", case_.version);
  data.set("key", or_null(case_.key));
  data.set("labels", case_.data.labels.is_null() ? Json::object() : *case_.data.labels);
  set_customer(data);
  data.set("manager", or_null(case_.speaker().text));
  data.set("unit", or_null(case_.unit))
      .set("request", identity(request.source, request.id))
      .add(more);
  out("cases", case_.id.text + "." + std::to_string(case_.records), type, case_.id.text,
      std::move(data));
}

}  // namespace liaison
