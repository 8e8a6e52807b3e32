// GET /v1/quarantine; POST /v1/quarantine/release and …/drop {"quarantine": ID}: what has ended the
// process again and again, and what an operator does about it.
#include "connectors/http/api.h"

namespace liaison::http {

namespace {

std::optional<Response> no_operator(const std::optional<Actor>& who) {
  if (!who || who->role == "operator") return std::nullopt;
  return problem(403, "not-yours", "expected a token with the role operator, but " + who->id);
}

const char* word_of(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::kApplied: return "applied";
    case Outcome::Kind::kDuplicate: return "duplicate";
    case Outcome::Kind::kRefused: return "refused";
    case Outcome::Kind::kUnknown: return "passed-on";
    case Outcome::Kind::kNotTaken: return "not-taken";
  }
  return "";
}

Actor who_acts(const std::optional<Actor>& who, const Json& body) {
  if (who) return *who;
  Actor by;
  by.type = "unauthenticated";
  by.id = text_in(body, "by");
  return by;
}

}  // namespace

Response Api::quarantine(const Request& request, const std::optional<Actor>& who) const {
  if (auto kept_out = no_operator(who)) return std::move(*kept_out);
  if (auto wrong = unknown_parameter(request.query, {})) return std::move(*wrong);
  const auto list = list_quarantined(node_.view());
  if (!list) return response_to(list.error());
  return json_response(200, {{"quarantine", *list}});
}

Response Api::release(const Request& request, const std::optional<Actor>& who) const {
  if (auto kept_out = no_operator(who)) return std::move(*kept_out);
  const Json body = Json::parse(request.body, nullptr, false);
  const std::string id = text_in(body, "quarantine");
  if (id.empty()) {
    return problem(400, "invalid",
                   "expected {\"quarantine\": an id that GET /v1/quarantine lists}, but it is not");
  }
  const bool runs = request.path.ends_with("/release");
  const auto outcome = node_.release(
      id, runs ? Partition::Release::kRun : Partition::Release::kDrop, who_acts(who, body));
  if (!outcome) return response_to(outcome.error());
  Json answer = {{"quarantine", id},
                 {"outcome", runs ? word_of(outcome->kind) : "dropped"},
                 {"case", outcome->case_id.empty() ? Json(nullptr) : Json(outcome->case_id.text)}};
  if (!outcome->cause.empty()) answer["cause"] = outcome->cause;
  if (!outcome->reasons.empty()) answer["reasons"] = outcome->reasons;
  return json_response(200, answer);
}

}  // namespace liaison::http
